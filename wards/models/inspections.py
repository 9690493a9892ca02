"""Kiểm tra thực tế: a visit to a ward, with who was there, what was found and photographs."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wards.models.assessment import Assessment, Entry
from wards.models.evidence import Content
from wards.models.units import Officer


class Inspection(models.Model):
    """One visit. It can be corrected until it is closed; its minutes are drawn from what it says then."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="inspections")
    round = models.PositiveSmallIntegerField()  # of the hand-in it looked at
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    office_people = models.TextField()  # one person a line: "Nguyễn Văn A, chuyên viên Phòng Nội vụ"
    ward_people = models.TextField()
    findings = models.TextField()
    conclusion = models.TextField(blank=True)
    lines = models.ManyToManyField(Entry, related_name="inspections", blank=True)  # what it was about
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")  # who wrote it last
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    closed_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="inspection_closed_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.held_on:%d/%m/%Y}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class InspectionPhoto(models.Model):
    """A photograph of a visit, under the name it was uploaded with."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="photos")
    content = models.ForeignKey(Content, models.PROTECT, related_name="photos")
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["inspection", "content"], name="inspection_photo_once")]

    def __str__(self) -> str:
        return self.name
