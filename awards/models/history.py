"""Award history: what was conferred, as far as a source says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wards.models.units import Ward


class Grant(models.Model):
    """Lần khen thưởng: a title or reward conferred once, or in years no source lists one by one."""

    class Form(models.TextChoices):
        """The two tables of a ward's achievement report (part III)."""

        TITLE = "title", pgettext_lazy("grant", "Emulation title")
        REWARD = "reward", pgettext_lazy("grant", "Form of reward")

    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", verbose_name=_("ward"))
    form = models.CharField(_("kind"), max_length=6, choices=Form)
    title = models.CharField(_("title or reward"), max_length=300)
    recipient = models.CharField(_("conferred on"), max_length=200)  # "Nhân dân và cán bộ phường", "Đảng bộ phường"
    authority = models.CharField(_("conferred by"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)  # NULL: see years_text
    years_text = models.CharField(_("years in words"), max_length=100, blank=True)  # "nhiều năm liên tục"
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)  # blank: no source gives it
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # NULL: loaded by a command
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["ward", "year", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=["title", "reward"]), name="grant_form"),
            models.CheckConstraint(
                condition=Q(year__isnull=False) | ~Q(years_text=""),
                name="grant_has_a_time",
                violation_error_message=_("Give the year, or the years in words."),
            ),
            models.UniqueConstraint(
                fields=["ward", "title", "recipient", "year", "years_text"], nulls_distinct=False, name="grant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year or self.years_text})"
