"""Scores: computed by one SQL statement (wards/domain/sheet/scoring.py), never set anywhere else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from wards.models.assessment import Assessment, Entry
from wards.models.catalogue import Criterion


class Side(models.TextChoices):
    SELF = "self", pgettext_lazy("score", "Self-assessed")
    OFFICE = "office", pgettext_lazy("score", "Appraised")


class Score(models.Model):
    """Points of a criterion on one side. Do not set directly: `domain.scoring.recompute` is the one writer."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    points = models.DecimalField(max_digits=9, decimal_places=2)
    met = models.BooleanField()
    provided = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion", "side"], name="score_once"),
            models.CheckConstraint(condition=Q(side__in=["self", "office"]), name="score_side"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} ({self.side}): {self.points}"


class LineScore(models.Model):
    """A row of the view `wards_line`: what one figure is worth by its bands, always true, nowhere stored."""

    key = models.CharField(primary_key=True, max_length=40)
    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="line_scores")
    assessment = models.ForeignKey(Assessment, models.DO_NOTHING, related_name="+")
    criterion = models.ForeignKey(Criterion, models.DO_NOTHING, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    provided = models.BooleanField()
    points = models.DecimalField(max_digits=9, decimal_places=2, null=True)  # NULL: no figure, or one without points
    met = models.BooleanField(null=True)  # NULL: no figure, or nothing to meet

    class Meta:
        managed = False
        db_table = "wards_line"

    def __str__(self) -> str:
        return f"{self.entry_id} ({self.side}): {self.points}"
