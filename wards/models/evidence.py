"""Tài liệu minh chứng: documents with their files, cited by entries."""

from typing import Any, cast

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.text import search_key
from wards.models.assessment import Entry
from wards.models.units import Officer, Ward


class Content(models.Model):
    """The bytes of a file, stored once however often they are uploaded; never served without a permission check."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True, blank=True)  # NULL: not paged (DOCX, XLSX)
    file = models.FileField(upload_to="evidence")
    stored_at = models.DateTimeField(default=timezone.now)
    was_put_back = False  # of this instance: its file was lost or altered, and lies there again

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.sha256[:12]


@pghistory.track(
    pghistory.DeleteEvent(), fields=["number", "abstract"], model_name="EvidenceEvent", append_only=True,
    context_field=None,  # type: ignore[arg-type]  # as of entries
)  # fmt: skip  # what a document was called, for the history of the lines that once cited it
class Evidence(models.Model):
    """One document: số/ký hiệu, ngày, cơ quan ban hành, trích yếu."""

    class Copy(models.TextChoices):
        ORIGINAL = "original", _("Original")
        CERTIFIED = "certified", _("Certified copy")
        PHOTO = "photo", _("Photocopy or photograph")

    class Kind(models.TextChoices):
        DECISION = "decision", pgettext_lazy("evidence", "Decision")
        REPORT = "report", pgettext_lazy("evidence", "Report")
        MINUTES = "minutes", pgettext_lazy("evidence", "Minutes")
        LIST = "list", pgettext_lazy("evidence", "List")
        PLAN = "plan", pgettext_lazy("evidence", "Plan")
        ANNOUNCEMENT = "announcement", pgettext_lazy("evidence", "Announcement")
        CONFIRMATION = "confirmation", pgettext_lazy("evidence", "Confirmation of another body")
        PICTURES = "pictures", pgettext_lazy("evidence", "Pictures")
        OTHER = "other", pgettext_lazy("evidence", "Other paper")

    class Body(models.TextChoices):
        POLICE = "police", pgettext_lazy("confirming body", "Police")
        MILITARY = "military", pgettext_lazy("confirming body", "Military command")
        SCHOOL = "school", pgettext_lazy("confirming body", "School")
        INSURANCE = "insurance", pgettext_lazy("confirming body", "Social insurance")
        OTHER = "other", pgettext_lazy("confirming body", "Another body")

    ward = models.ForeignKey(Ward, models.PROTECT, related_name="evidence")
    number = models.CharField(max_length=60, blank=True)  # "1234/QĐ-UBND"; some papers have none
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    abstract = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)
    body = models.CharField(max_length=10, choices=Body, blank=True)  # whose confirmation it is; of nothing else
    copy = models.CharField(max_length=10, choices=Copy, default=Copy.PHOTO)
    valid_until = models.DateField(null=True, blank=True)  # its last day; NULL: until it is replaced
    revises = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="revision")
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")  # last, its data
    changed_at = models.DateTimeField(null=True, blank=True)  # NULL: as it was laid down
    search_key = models.TextField(editable=False)

    class Meta:
        verbose_name = _("document of evidence")
        verbose_name_plural = _("documents of evidence")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(copy__in=["original", "certified", "photo"]), name="evidence_copy"),
            models.CheckConstraint(condition=~Q(abstract=""), name="evidence_abstract"),
            models.CheckConstraint(
                condition=Q(kind="confirmation", body__in=["police", "military", "school", "insurance", "other"])
                | Q(
                    body="",
                    kind__in=[
                        "decision",
                        "report",
                        "minutes",
                        "list",
                        "plan",
                        "announcement",
                        "pictures",
                        "other",
                    ],
                ),
                name="evidence_kind",
            ),
            models.CheckConstraint(condition=~Q(revises=F("id")), name="evidence_revises_another"),
        ]

    def __str__(self) -> str:
        return self.abstract

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = search_key(f"{self.number} {self.issuer} {self.abstract}")
        super().save(*args, **kwargs)


class EvidenceFile(models.Model):
    """A file of a document, under the name it was uploaded with."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="files")
    content = models.ForeignKey(Content, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200, editable=False, default="")
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["evidence", "content"], name="evidence_file_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = search_key(self.name)[:200]
        super().save(*args, **kwargs)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True,
    context_field=None,  # type: ignore[arg-type]  # as of entries
)  # fmt: skip
class Citation(models.Model):
    """An entry points at pages of a document; its place among the entry's gives the exhibit number."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="citations")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField()  # never used again after a removal: a printed number stays true
    pages = models.CharField(max_length=40, blank=True)  # "2-3"; blank: the whole document
    # What to look at: "3:120,240,500,180" is page 3 of the document, then left, top, width, height in thousandths of
    # the page as it is seen; blank: the whole page.
    region = models.CharField(max_length=30, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["entry_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "evidence"], name="citation_once"),
            models.UniqueConstraint(fields=["entry", "position"], name="citation_position_once"),
            models.CheckConstraint(
                condition=Q(region="")
                | Q(region__regex=r"^[1-9][0-9]{0,4}:[0-9]{1,4},[0-9]{1,4},[0-9]{1,4},[0-9]{1,4}$"),
                name="citation_region",
            ),
        ]

    def __str__(self) -> str:
        return self.exhibit

    @property
    def exhibit(self) -> str:
        """Exhibit number: "MC 5.2-01"."""
        return f"MC {self.entry.indicator.code}-{self.position:02d}"

    @property
    def place(self) -> str:
        """Where it points, to be compared: pages and region."""
        return f"{self.pages}|{self.region}"


EvidenceEvent = cast(Any, Evidence).pgh_event_model  # made by the decorators, written by their triggers
CitationEvent = cast(Any, Citation).pgh_event_model
