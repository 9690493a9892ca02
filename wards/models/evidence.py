"""Tài liệu minh chứng: documents with their files, cited by entries."""

from typing import Any, cast

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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

    ward = models.ForeignKey(Ward, models.PROTECT, related_name="evidence")
    number = models.CharField(max_length=60, blank=True)  # "1234/QĐ-UBND"; some papers have none
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    abstract = models.CharField(max_length=500)
    copy = models.CharField(max_length=10, choices=Copy, default=Copy.PHOTO)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    search_key = models.TextField(editable=False)

    class Meta:
        verbose_name = _("document of evidence")
        verbose_name_plural = _("documents of evidence")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(copy__in=["original", "certified", "photo"]), name="evidence_copy"),
            models.CheckConstraint(condition=~Q(abstract=""), name="evidence_abstract"),
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
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["evidence", "content"], name="evidence_file_once")]

    def __str__(self) -> str:
        return self.name


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
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["entry_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "evidence"], name="citation_once"),
            models.UniqueConstraint(fields=["entry", "position"], name="citation_position_once"),
        ]

    def __str__(self) -> str:
        return self.exhibit

    @property
    def exhibit(self) -> str:
        """Exhibit number: "MC 5.2-01"."""
        return f"MC {self.entry.indicator.code}-{self.position:02d}"


EvidenceEvent = cast(Any, Evidence).pgh_event_model  # made by the decorators, written by their triggers
CitationEvent = cast(Any, Citation).pgh_event_model
