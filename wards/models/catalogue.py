"""What a criterion measures: indicators, with the bands or levels that give a figure its points."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wards.models.catalogue_rules import FIGURE, POINTS, children_frozen, one_of
from wards.models.criteria import CriteriaSet, Criterion

__all__ = ["Band", "CriteriaSet", "Criterion", "Indicator", "Option"]

SETS_OF_INDICATOR = "SELECT criteria_set_id FROM wards_criterion WHERE id IN (OLD.criterion_id, NEW.criterion_id)"
SETS_OF_SCALE = """
    SELECT criteria_set_id FROM wards_criterion JOIN wards_indicator ON criterion_id = wards_criterion.id
    WHERE wards_indicator.id IN (OLD.indicator_id, NEW.indicator_id)
"""


class IndicatorValue(models.TextChoices):
    NUMBER = "number", _("number")
    SHARE = "share", _("share of a whole")
    YES_NO = "yes_no", _("met or not met")
    CHOICE = "choice", _("one of named levels")
    TEXT = "text", _("text")


class TargetOp(models.TextChoices):
    AT_LEAST = ">=", _("at least")
    AT_MOST = "<=", _("at most")
    MORE = ">", _("more than")
    LESS = "<", _("less than")
    EQUAL = "=", _("exactly")


class Indicator(models.Model):
    """What a criterion measures. Its legal range, target and points; the scale itself is in its bands or options."""

    Value, Op = IndicatorValue, TargetOp

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="indicators", verbose_name=_("criterion"))
    code = models.CharField(_("code"), max_length=12)
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("text"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    value = models.CharField(_("kind of figure"), max_length=8, choices=Value)
    minimum = models.DecimalField(_("smallest figure"), null=True, blank=True, **FIGURE)
    maximum = models.DecimalField(_("largest figure"), null=True, blank=True, **FIGURE)
    decimals = models.PositiveSmallIntegerField(_("decimals"), null=True, blank=True)
    may_exceed = models.BooleanField(_("may exceed the whole"), default=False)
    target_op = models.CharField(_("target comparison"), max_length=2, choices=Op, blank=True)
    target_value = models.DecimalField(_("target"), null=True, blank=True, **FIGURE)
    required = models.BooleanField(_("required"), default=False)
    points = models.DecimalField(_("maximum points"), default=0, **POINTS)
    evidence_kinds = models.JSONField(_("evidence needed"), default=list, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["criterion__criteria_set", "criterion__position", "position"]
        constraints = [
            one_of("value", IndicatorValue, "indicator_value"),
            models.UniqueConstraint(fields=["criterion", "code"], name="indicator_code_once"),
            models.UniqueConstraint(fields=["criterion", "position"], name="indicator_position_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="indicator_points_not_negative"),
            models.CheckConstraint(
                condition=Q(value="number", minimum__isnull=False, maximum__isnull=False, decimals__isnull=False)
                & Q(minimum__lt=F("maximum"), decimals__lte=6)
                | Q(~Q(value="number"), minimum=None, maximum=None, decimals=None),
                name="indicator_range_of_numbers",
            ),
            models.CheckConstraint(
                condition=Q(target_op="", target_value=None)
                | Q(target_op__in=TargetOp.values, target_value__isnull=False, value__in=["number", "share"]),
                name="indicator_target_whole",
            ),
            models.CheckConstraint(
                condition=Q(may_exceed=False) | Q(value="share"), name="indicator_only_shares_exceed"
            ),
            models.CheckConstraint(condition=~Q(value="text") | Q(points=0), name="indicator_text_has_no_points"),
        ]
        triggers = [children_frozen(SETS_OF_INDICATOR)]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Band(models.Model):
    """Figures from `low` on and their points: p0 when p0 = p1, else on the line from (x0, p0) to (x1, p1)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="bands", verbose_name=_("indicator"))
    low = models.DecimalField(_("from"), **FIGURE)
    high = models.DecimalField(_("to"), null=True, blank=True, **FIGURE)  # NULL: no upper end
    closed = models.BooleanField(_("includes its upper end"), default=False)
    x0 = models.DecimalField(**FIGURE)
    p0 = models.DecimalField(**POINTS)
    x1 = models.DecimalField(**FIGURE)
    p1 = models.DecimalField(**POINTS)

    class Meta:
        verbose_name = _("band")
        verbose_name_plural = _("bands")
        ordering = ["indicator", "low"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "low"], name="band_start_once"),
            models.CheckConstraint(
                condition=Q(high=None, closed=False)
                | Q(high__isnull=False, high__gt=F("low"))
                | Q(high__isnull=False, high=F("low"), closed=True),
                name="band_not_empty",
            ),
            models.CheckConstraint(condition=Q(p0=F("p1")) | ~Q(x0=F("x1")), name="band_line_defined"),
        ]
        triggers = [children_frozen(SETS_OF_SCALE)]

    def __str__(self) -> str:
        return f"[{self.low}, {'∞' if self.high is None else self.high}{']' if self.closed else ')'}"


class Option(models.Model):
    """A named level of a choice, with its points and whether it meets the indicator."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="options", verbose_name=_("indicator"))
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=200)
    points = models.DecimalField(_("points"), default=0, **POINTS)
    met = models.BooleanField(_("met"), default=False)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["indicator", "position"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "position"], name="option_position_once"),
            models.UniqueConstraint(fields=["indicator", "name"], name="option_name_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="option_points_not_negative"),
        ]
        triggers = [children_frozen(SETS_OF_SCALE)]

    def __str__(self) -> str:
        return self.name
