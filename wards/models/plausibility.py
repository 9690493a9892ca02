"""What makes a figure worth a question, and how it was answered. Questions are computed; answers are kept."""

from typing import Any, cast

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wards.models.assessment import Assessment, Entry
from wards.models.catalogue_rules import FIGURE
from wards.models.ledger import append_only
from wards.models.units import Officer, Ward


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True,
    context_field=None,  # type: ignore[arg-type]  # none: who and when stand in the row itself
)  # fmt: skip
class RegistryFigure(models.Model):
    """Số liệu cơ bản: what the office knows of a ward in a year, to hold the ward's own totals against."""

    class Subject(models.TextChoices):
        HOUSEHOLDS = "households", pgettext_lazy("registry", "Households")
        PEOPLE = "people", pgettext_lazy("registry", "Inhabitants")
        GROUPS = "groups", pgettext_lazy("registry", "Residential groups")
        UNITS = "units", pgettext_lazy("registry", "Agencies, units and enterprises")
        SCHOOLS = "schools", pgettext_lazy("registry", "Schools")

    ward = models.ForeignKey(Ward, models.PROTECT, related_name="registry")
    year = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=10, choices=Subject)
    value = models.DecimalField(**FIGURE)
    source = models.CharField(max_length=200)  # "Niên giám thống kê 2019", "Sổ theo dõi của phòng"
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("basic figure of a ward")
        verbose_name_plural = _("basic figures of wards")
        ordering = ["ward", "-year", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "year", "subject"], name="registry_once"),
            models.CheckConstraint(
                condition=Q(subject__in=["households", "people", "groups", "units", "schools"]), name="registry_subject"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="registry_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.ward}, {self.year}: {self.get_subject_display()}"


class Answer(models.Model):
    """One sentence to one question about a line. It answers these `facts`: when they change, the question is new."""

    class Kind(models.TextChoices):
        LAST_YEAR = "last_year", pgettext_lazy("question", "Far from last year’s figure")
        PEERS = "peers", pgettext_lazy("question", "Far from other wards’ figures")
        REGISTRY = "registry", pgettext_lazy("question", "Differs from the basic figures")
        OTHER_LINE = "other_line", pgettext_lazy("question", "Does not fit another line")
        TWO_WARDS = "two_wards", pgettext_lazy("question", "The same document under two wards")
        OTHER_YEAR = "other_year", pgettext_lazy("question", "Document dated outside the year")
        MISSING_KIND = "missing_kind", pgettext_lazy("question", "A kind of document is missing")

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=12, choices=Kind)
    facts = models.CharField(max_length=64)  # digest of the canonical text of what the question rests on
    question = models.TextField()  # as it was put
    sentence = models.TextField()
    is_office = models.BooleanField()  # the office's own note on it; the ward sees its own answers only
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "last_year",
                        "peers",
                        "registry",
                        "other_line",
                        "two_wards",
                        "other_year",
                        "missing_kind",
                    ]
                ),
                name="answer_kind",
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="answer_sentence"),
        ]
        indexes = [models.Index(name="answer_of_line", fields=["entry", "kind", "facts"])]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_kind_display()}"


RegistryFigureEvent = cast(Any, RegistryFigure).pgh_event_model  # made by the decorator, written by its triggers
