"""Papers: what was typed for them, drawn once from a frozen text, registered by the clerk, scanned once signed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.dossiers import Dossier
from awards.models.drawing import Drawing
from wards.models.ledger import append_only
from wards.models.units import Office, Ward

OF_ASSESSMENT = ["report", "summary", "proposal", "exhibits", "appraisal"]  # one of each kind
OF_SUBJECT = ["minutes", "council"]  # one for each visit, each meeting
OF_DOSSIER = ["city_council", "city_proposal"]


class PaperKind(models.TextChoices):
    PROPOSAL = "proposal", _("Proposal")
    REPORT = "report", _("Achievement report")
    COUNCIL = "council", _("Minutes of the council")
    SUMMARY = "summary", _("Summary of results by criterion")
    EXHIBITS = "exhibits", _("List of evidence")
    MINUTES = "minutes", _("Minutes of an inspection")
    APPRAISAL = "appraisal", _("Appraisal report")
    CITY_COUNCIL = "city_council", _("Minutes of the city's council")
    CITY_PROPOSAL = "city_proposal", _("Proposal of the city")


class Paper(Drawing):
    """Văn bản: one revision of one kind of paper. `context` is all that its drawing may see; it never changes.

    A final one is drawn to be signed: without "DỰ THẢO", with its code at the end.
    """

    Kind = PaperKind

    assessment = models.ForeignKey(
        "wards.Assessment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assessment")
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("dossier")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=PaperKind)
    # The inspection or the meeting that minutes are of; 0: the assessment or the dossier itself.
    subject = models.PositiveBigIntegerField(_("inspection or meeting it is about"), default=0)
    revision = models.PositiveIntegerField(_("version"))  # of this kind and subject, from 1
    is_final = models.BooleanField(_("to be signed"), default=False)
    code = models.CharField(_("code"), max_length=14, blank=True, editable=False)  # "7KQ2-M8XD-4RTA"; old drafts: none
    context = models.TextField(_("text to draw"))  # canonical text

    file = models.FileField(_("file"), blank=True, max_length=200)  # named after its content
    sha256 = models.CharField(_("digest of the file"), max_length=64, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["assessment_id", "dossier_id", "kind", "subject", "-revision"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OF_ASSESSMENT, subject=0, assessment__isnull=False, dossier=None)
                | Q(kind__in=OF_SUBJECT, subject__gt=0, assessment__isnull=False, dossier=None)
                | Q(kind__in=OF_DOSSIER, subject=0, assessment=None, dossier__isnull=False),
                name="paper_kind",
            ),
            models.UniqueConstraint(fields=["assessment", "kind", "subject", "revision"], name="paper_revision_once"),
            models.UniqueConstraint(fields=["dossier", "kind", "revision"], name="paper_of_dossier_once"),
            models.CheckConstraint(condition=Q(is_final=False) | ~Q(code=""), name="paper_final_has_code"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="paper_code_once"),
            models.CheckConstraint(
                condition=Q(state="queued", token__isnull=True, lease_until__isnull=True, file="", failure="")
                | Q(state="drawing", token__isnull=False, lease_until__isnull=False, file="", failure="")
                | Q(state="failed", token__isnull=True, file="") & ~Q(failure="")
                | Q(state="ready", token__isnull=True, pages__gt=0, drawn_at__isnull=False, failure="")
                & ~Q(file="")
                & Q(sha256__regex="^[0-9a-f]{64}$"),
                name="paper_state_whole",
            ),
        ]
        indexes = [
            models.Index(name="paper_unfinished", fields=["sent_at"], condition=Q(state__in=["queued", "drawing"]))
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="input_frozen",
                fields=[
                    "assessment", "dossier", "kind", "subject", "revision", "is_final", "code", "context", "digest",
                    "requested_at",
                ],
            ),
            # What was handed out under a revision stays what it was.
            pgtrigger.Protect(
                name="drawn_once",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="ready"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.revision}"


class PaperText(models.Model):
    """What was typed for one part of a paper, as cleaned markup. Rows are only added: the newest counts."""

    assessment = models.ForeignKey("wards.Assessment", models.PROTECT, null=True, blank=True, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=13, choices=PaperKind)
    part = models.CharField(max_length=30)  # which part: domain/parts.py names them
    markup = models.TextField(blank=True)  # p, strong, em, ul, ol, li, br; blank: the usual text again
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, dossier=None) | Q(assessment=None, dossier__isnull=False),
                name="paper_text_place",
            ),
            models.UniqueConstraint(
                fields=["assessment", "dossier", "kind", "part", "version"], nulls_distinct=False,
                name="paper_text_once",
            ),
        ]  # fmt: skip
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind}, {self.part}, {self.version}"


class Issue(models.Model):
    """Phát hành: số, ngày, người ký, as the clerk registered them. A wrong one is cancelled with a reason."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="issues")
    ward = models.ForeignKey(Ward, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    sign = models.CharField(_("sign"), max_length=30)  # "TTr-UBND"
    year = models.PositiveSmallIntegerField(_("year"))  # of issued_on: numbers begin again each year
    number = models.PositiveIntegerField(_("number"))
    issued_on = models.DateField(_("date"))
    signer = models.CharField(_("signed by"), max_length=120)
    # "Chủ tịch", "KT. Chủ tịch, Phó Chủ tịch"
    signer_office = models.CharField(_("office of the signer"), max_length=160)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("registration of a paper")
        verbose_name_plural = _("registrations of papers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ward__isnull=False, office=None) | Q(ward=None, office__isnull=False), name="issue_unit"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, year=models.F("issued_on__year")), name="issue_number"),
            models.CheckConstraint(
                condition=Q(cancelled_by=None, cancelled_at=None, cancel_reason="")
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False) & ~Q(cancel_reason=""),
                name="issue_cancelled_whole",
            ),
            models.UniqueConstraint(fields=["paper"], condition=Q(cancelled_at=None), name="issue_of_paper"),
            models.UniqueConstraint(
                fields=["ward", "sign", "year", "number"], condition=Q(cancelled_at=None), name="issue_number_of_ward"
            ),
            models.UniqueConstraint(
                fields=["office", "sign", "year", "number"], condition=Q(cancelled_at=None),
                name="issue_number_of_office",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.ReadOnly(
                name="registered",
                fields=["paper", "ward", "office", "sign", "year", "number", "issued_on", "signer", "signer_office"],
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="cancelled", operation=pgtrigger.Update, condition=pgtrigger.Q(old__cancelled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written}/{self.sign}"

    @property
    def written(self) -> str:
        """The number as it is written: below 10 with a leading 0 (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
        return f"{self.number:02d}"


class Scan(models.Model):
    """The signed, stamped paper as a PDF, and how it agrees with what was drawn. The newest of a number counts."""

    class Match(models.TextChoices):
        CODE = "code", pgettext_lazy("scan", "The paper's own code was found")
        TEXT = "text", pgettext_lazy("scan", "The paper's own text was found")
        NOTHING = "nothing", pgettext_lazy("scan", "Neither code nor text could be read")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="scans")
    # The number it shows: once that is cancelled, the scan counts for nothing.
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="scans")
    file = models.FileField(max_length=200)  # named after its content
    name = models.CharField(max_length=200)  # as it was uploaded
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    match = models.CharField(max_length=7, choices=Match)
    annexes = models.CharField(max_length=60, blank=True, default="")  # codes of annexes that were scanned along
    reason = models.TextField(blank=True)  # why it is right although pages or code do not agree
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("signed scan")
        verbose_name_plural = _("signed scans")
        ordering = ["-id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.name
