"""From the bound volume to the province and back: binders, forwardings, receipts, returns, decisions."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.dossiers import Dossier
from awards.models.drawing import Drawing
from awards.models.history import Grant
from awards.models.papers import Paper
from wards.models.ledger import append_only

ACTOR = settings.AUTH_USER_MODEL


class Binder(Drawing):
    """Tập hồ sơ: a ward's papers and exhibits, or a whole dossier's, bound in order. `plan` is all it is made from."""

    class Content(models.TextChoices):
        ALL = "all", pgettext_lazy("binder", "Papers and exhibits")
        PAPERS = "papers", pgettext_lazy("binder", "Papers only")
        EXHIBITS = "exhibits", pgettext_lazy("binder", "Exhibits only")
        REPLACED = "replaced", pgettext_lazy("binder", "Replaced papers only")

    assessment = models.ForeignKey("wards.Assessment", models.PROTECT, null=True, blank=True, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="binders")
    revision = models.PositiveIntegerField(_("version"))  # of the ward's or the dossier's binders, from 1
    content = models.CharField(_("content"), max_length=8, choices=Content, default=Content.ALL)
    duplex = models.BooleanField(_("each paper begins on a right-hand page"), default=False)
    part_limit = models.PositiveBigIntegerField(_("bytes a part may have"), null=True, blank=True)  # NULL: one file
    plan = models.TextField()  # canonical text: every section with the digests of what it shows
    code = models.CharField(_("code"), max_length=14, unique=True, editable=False)
    done = models.PositiveIntegerField(default=0)  # steps done of `steps`: for the page that waits
    steps = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)  # what is being done

    class Meta:
        verbose_name = _("binder")
        verbose_name_plural = _("binders")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, dossier=None) | Q(assessment=None, dossier__isnull=False),
                name="binder_place",
            ),
            models.UniqueConstraint(
                fields=["assessment", "dossier", "revision"], nulls_distinct=False, name="binder_revision_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "cancelled"], token=None, lease_until=None, failure="")
                | Q(state="drawing", token__isnull=False, lease_until__isnull=False, failure="")
                | Q(state="failed", token=None) & ~Q(failure="")
                | Q(state="ready", token=None, drawn_at__isnull=False, failure=""),
                name="binder_state_whole",
            ),
        ]
        indexes = [
            models.Index(name="binder_unfinished", fields=["sent_at"], condition=Q(state__in=["queued", "drawing"]))
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="input_frozen",
                fields=["assessment", "dossier", "revision", "content", "duplex", "part_limit", "plan", "digest",
                        "code", "requested_at"],
            ),
            pgtrigger.Protect(
                name="drawn_once",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="ready"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.dossier or self.assessment}: {self.revision}"


class BinderPart(models.Model):
    """One PDF of a binder; `contents` is what its contents pages say, as canonical text."""

    binder = models.ForeignKey(Binder, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    file = models.FileField(max_length=200)  # named after its content
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    contents = models.TextField(default="[]")

    class Meta:
        ordering = ["binder_id", "position"]
        constraints = [models.UniqueConstraint(fields=["binder", "position"], name="binder_part_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.binder}, {self.position}"


class Forwarding(models.Model):
    """Trình tỉnh: one revision of a dossier, sent with the binder the province then reads."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="forwardings")
    revision = models.PositiveSmallIntegerField()
    binder = models.ForeignKey(Binder, models.PROTECT, related_name="+")
    # After a return: only what was replaced, with its list; NULL the first time.
    replaced = models.ForeignKey(Binder, models.PROTECT, null=True, blank=True, related_name="+")
    # Canonical text: the wards with their results line by line, and every paper with its number and digests, as they
    # were on that day. The province reads this, and nothing of what changes afterwards.
    text = models.TextField()
    by = models.ForeignKey(ACTOR, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "revision"], name="forwarding_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.dossier} ({self.revision})"


class Receipt(models.Model):
    """Tiếp nhận: when the province took it in, and who signed for it."""

    forwarding = models.OneToOneField(Forwarding, models.PROTECT, related_name="receipt")
    number = models.CharField(_("receipt number"), max_length=60, blank=True)
    received_on = models.DateField(_("received on"))
    receiver = models.CharField(_("received by"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(ACTOR, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.forwarding}: {self.received_on:%d/%m/%Y}"


class Return(models.Model):
    """Trả hồ sơ bằng công văn: number, date, reasons, and until when it must be back."""

    forwarding = models.OneToOneField(Forwarding, models.PROTECT, related_name="returned")
    letter_number = models.CharField(_("number of the letter"), max_length=60)
    letter_date = models.DateField(_("date of the letter"))
    reasons = models.TextField(_("reasons"))
    due = models.DateTimeField(_("to be sent again by"))
    by = models.ForeignKey(ACTOR, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.letter_number}, {self.letter_date:%d/%m/%Y}"


class ReturnedItem(models.Model):
    """A line or a paper the province wants corrected, and by whom: the ward or the city."""

    class Place(models.TextChoices):
        WARD = "ward", pgettext_lazy("returned", "The ward")
        CITY = "city", pgettext_lazy("returned", "The city's office")

    returned = models.ForeignKey(Return, models.PROTECT, related_name="items")
    place = models.CharField(max_length=4, choices=Place)
    entry = models.ForeignKey("wards.Entry", models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, paper=None) | Q(entry=None, paper__isnull=False),
                name="returned_item_one",
            ),
            models.CheckConstraint(condition=Q(place__in=["ward", "city"]), name="returned_item_place"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.entry or self.paper}"


class AwardDecision(models.Model):
    """Quyết định: what was decided on wards of a dossier, with its scan; or Đính chính: what an earlier record of it
    should have said. The last of such a row stands, the earlier ones stay readable."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="decisions")
    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("decision date"))
    authority = models.CharField(_("decided by"), max_length=200)
    file = models.FileField(_("scan"), max_length=200)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    reason = models.TextField(_("reason of the correction"), blank=True)
    letter_number = models.CharField(_("number of the correcting document"), max_length=60, blank=True)
    letter_date = models.DateField(_("date of the correcting document"), null=True, blank=True)
    by = models.ForeignKey(ACTOR, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None, reason="", letter_number="", letter_date=None)
                | Q(corrects__isnull=False)
                & ~Q(reason="")
                & (Q(letter_number="", letter_date=None) | ~Q(letter_number="") & Q(letter_date__isnull=False)),
                name="award_decision_correction_whole",
            )
        ]
        triggers = [
            append_only(),
            # A number stands once in a dossier, and a correction stays in its own.
            pgtrigger.Trigger(
                name="stands_once",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM awards_awarddecision d WHERE d.dossier_id = NEW.dossier_id
                        AND d.number = NEW.number AND d.id IS DISTINCT FROM NEW.corrects_id
                        AND NOT EXISTS (SELECT 1 FROM awards_awarddecision c WHERE c.corrects_id = d.id))
                    THEN RAISE EXCEPTION 'decision % stands already', NEW.number USING ERRCODE = '23505';
                    END IF;
                    IF EXISTS (SELECT 1 FROM awards_awarddecision d WHERE d.id = NEW.corrects_id
                        AND d.dossier_id <> NEW.dossier_id)
                    THEN RAISE EXCEPTION 'decision % is of another dossier', NEW.number USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stands(self) -> bool:
        """Nobody corrected it since; wants `corrected_by` at hand."""
        return not hasattr(self, "corrected_by")


class Outcome(models.Model):
    """What the decision says of one ward: recognised, with its grant, or not, with the reason.

    A corrected decision says it anew: of one ward one outcome stands, that of the decision that stands.
    """

    decision = models.ForeignKey(AwardDecision, models.PROTECT, related_name="outcomes")
    assessment = models.ForeignKey("wards.Assessment", models.PROTECT, related_name="+")
    recognised = models.BooleanField()
    reason = models.TextField(blank=True)
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, blank=True, related_name="outcomes")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recognised=True, grant__isnull=False) | Q(recognised=False, grant=None) & ~Q(reason=""),
                name="outcome_whole",
            ),
            models.UniqueConstraint(fields=["decision", "assessment"], name="outcome_once"),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="stands_once",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM awards_outcome o WHERE o.assessment_id = NEW.assessment_id
                        AND o.decision_id <> NEW.decision_id
                        AND NOT EXISTS (SELECT 1 FROM awards_awarddecision c WHERE c.corrects_id = o.decision_id))
                    THEN RAISE EXCEPTION 'assessment % is decided already', NEW.assessment_id USING ERRCODE = '23505';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.recognised}"
