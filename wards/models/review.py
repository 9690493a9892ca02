"""What the office did with a hand-in. Rows are only ever added: the last verdict of a line is the one that counts."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext, pgettext_lazy

from wards.models.assessment import Action, Assessment, Entry, Figure, State
from wards.models.assessment_rules import outdates_scores
from wards.models.ledger import append_only
from wards.models.units import Officer


class HandIn(models.Model):
    """Lần nộp: everything that was handed in, as it was, with the digest of its canonical text."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="hand_ins")
    round = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["assessment_id", "round"]
        constraints = [models.UniqueConstraint(fields=["assessment", "round"], name="hand_in_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.round}"


class Verdict(Figure):
    """Kết quả thẩm định of one line of one hand-in. A confirmed one holds a copy of the figure it confirmed."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("verdict", "Confirmed")
        ADJUSTED = "adjusted", pgettext_lazy("verdict", "Adjusted")
        TO_COMPLETE = "to_complete", pgettext_lazy("verdict", "Completion asked for")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="verdicts")
    hand_in = models.ForeignKey(HandIn, models.PROTECT, related_name="verdicts")
    entry_version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(Figure.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Figure.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["confirmed", "adjusted", "to_complete"]), name="verdict_kind"),
            models.CheckConstraint(condition=Q(kind="confirmed") | ~Q(reason=""), name="verdict_reason"),
        ]
        indexes = [models.Index(name="verdict_last", fields=["entry", "id"])]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="of_its_hand_in",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM wards_entry e JOIN wards_handin h USING (assessment_id)
                        WHERE e.id = NEW.entry_id AND h.id = NEW.hand_in_id)
                    THEN RAISE EXCEPTION 'the line was not in this hand-in' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            outdates_scores(
                pgtrigger.Insert,
                "SELECT e.assessment_id FROM new_rows v JOIN wards_entry e ON e.id = v.entry_id",
                referencing=pgtrigger.Referencing(new="new_rows"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_kind_display()}"

    @property
    def confirms_nothing(self) -> bool:
        """The office agrees that there is no figure: not to be told like a figure it found right."""
        return self.kind == self.Kind.CONFIRMED and not self.is_provided

    @property
    def words(self) -> str:
        """What the office said, as every page says it."""
        return pgettext("verdict", "Confirmed: no figure") if self.confirms_nothing else self.get_kind_display()


class Decision(models.Model):
    """Bước xử lý: one step of an assessment from state to state, by whom and why."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=14, choices=Action)
    from_state = models.CharField(max_length=14, choices=State)
    to_state = models.CharField(max_length=14, choices=State)
    reason = models.TextField(blank=True)
    due = models.DateTimeField(null=True, blank=True)  # the deadline this step set: of completion
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=Action.values, from_state__in=State.values, to_state__in=State.values),
                name="decision_known",
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.get_action_display()}"


class Extension(models.Model):
    """Gia hạn: a later deadline for one ward, why and by whom. The last one counts; what it replaced stands in it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="extensions")
    before = models.DateTimeField()
    due = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gt=F("before")), name="extension_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_reason"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.due:%d/%m/%Y %H:%M}"
