"""What reviewers keep on their desk: who has which line, what they opened, what they noted, what they usually say."""

from typing import Any, cast

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wards.models.assessment import Entry
from wards.models.ledger import append_only
from wards.models.review import HandIn, Verdict
from wards.models.units import Office, Officer


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True,
    context_field=None,  # type: ignore[arg-type]  # none: who and when stand in the row itself
)  # fmt: skip
class Charge(models.Model):
    """A line given to one reviewer; a line nobody has belongs to every reviewer of the office."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="charge")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="charges")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.entry}: {self.officer}"


class Opening(models.Model):
    """A reviewer had this line of this hand-in before them: only such lines can be confirmed together."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="openings")
    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="openings")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "hand_in", "officer"], name="opening_once")]

    def __str__(self) -> str:
        return f"{self.entry}: {self.officer}"


class Remark(models.Model):
    """A word on a line, beside its verdict: an internal note stays in the office, a comment reaches the ward."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="remarks")
    hand_in = models.ForeignKey(HandIn, models.PROTECT, related_name="remarks")
    is_internal = models.BooleanField()
    text = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_text")]
        indexes = [models.Index(name="remark_of_line", fields=["entry", "id"])]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.entry}: {self.text[:60]}"


class UsualReason(models.Model):
    """A reason the office often gives, offered beside the box; a verdict keeps its own words."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="usual_reasons")
    kind = models.CharField(
        max_length=12, choices=[(k, k.label) for k in (Verdict.Kind.ADJUSTED, Verdict.Kind.TO_COMPLETE)]
    )
    text = models.CharField(_("reason"), max_length=300)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["office", "kind", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["adjusted", "to_complete"]), name="usual_reason_kind"),
            models.UniqueConstraint(fields=["office", "kind", "text"], name="usual_reason_once"),
        ]

    def __str__(self) -> str:
        return self.text


ChargeEvent = cast(Any, Charge).pgh_event_model  # made by the decorator, written by its triggers
