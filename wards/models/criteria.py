"""Criteria sets: the rules of a date, kept as data and never changed once published."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from emulation.templatetags.vietnamese import clock, day
from wards.models.catalogue_rules import POINTS, children_frozen, no_deletion, one_of, set_frozen

# The kind of paper behind a sign, as in Nghị định 30/2020/NĐ-CP, Phụ lục III ("09/2019/QĐ-UBND" is a Quyết định).
SIGNS = {
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "QH": "Luật",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
}


class SetKind(models.TextChoices):
    MODEL_WARD = "model-ward", _("Model ward")
    LABOR_HERO = "labor-hero", _("Hero of Labor")


class SetScoring(models.TextChoices):
    POINTS = "points", _("by points")
    VERDICT = "verdict", _("by judgement, without points")


class SetStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("criteria set", "Draft")
    PUBLISHED = "published", pgettext_lazy("criteria set", "Published")
    CONFIRMED = "confirmed", pgettext_lazy("criteria set", "Confirmed against the official text")
    RETIRED = "retired", pgettext_lazy("criteria set", "Retired")


class CriterionWording(models.TextChoices):
    VERBATIM = "verbatim", _("verbatim")
    REPORTED = "reported", _("from a secondary source")
    PROVISIONAL = "provisional", _("provisional")


class CriteriaSetQuerySet(models.QuerySet["CriteriaSet"]):
    def published(self) -> "CriteriaSetQuerySet":
        """Sets whose content is fixed, retired ones included: old assessments are still read under them."""
        return self.exclude(status=CriteriaSet.Status.DRAFT)

    def in_force(self, on: datetime.date) -> "CriteriaSetQuerySet":
        """Sets that may be used for a decision taken on this day."""
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gte=on),
            status__in=[CriteriaSet.Status.PUBLISHED, CriteriaSet.Status.CONFIRMED],
            effective_from__lte=on,
        )


class CriteriaSet(models.Model):
    """One version of the criteria for one title. Published content cannot change: a change is a new set."""

    Kind, Scoring, Status = SetKind, SetScoring, SetStatus

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("title it is for"), max_length=20, choices=Kind)
    title = models.CharField(_("name"), max_length=200)
    scoring = models.CharField(_("scoring"), max_length=10, choices=Scoring)
    max_points = models.DecimalField(_("maximum points"), null=True, blank=True, **POINTS)
    window_years = models.PositiveSmallIntegerField(_("years judged"), default=1)
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    review_from = models.DateField(_("to be checked from"), null=True, blank=True)
    review_notice = models.CharField(_("what to check it against"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    basis_number = models.CharField(_("number of the legal document"), max_length=60)
    basis_name = models.CharField(_("name of the legal document"), max_length=300)
    basis_issuer = models.CharField(_("issued by"), max_length=120)
    basis_issued = models.DateField(_("issued on"))
    basis_provision = models.CharField(_("provision"), max_length=200, blank=True)
    pass_every_criterion = models.BooleanField(_("every criterion must be met"), default=False)
    pass_min_points = models.DecimalField(_("points needed"), null=True, blank=True, **POINTS)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("replaces")
    )
    succession = models.JSONField(_("what moved since the set it replaces"), default=dict, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)  # sha256 of the canonical text in the ledger
    source_text = models.TextField(_("file as loaded"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")
        ordering = ["kind", "-effective_from", "code"]
        constraints = [
            one_of("kind", SetKind, "criteria_set_kind"),
            one_of("scoring", SetScoring, "criteria_set_scoring"),
            one_of("status", SetStatus, "criteria_set_status"),
            models.CheckConstraint(
                condition=Q(scoring="points", max_points__isnull=False, max_points__gt=0)
                | Q(scoring="verdict", max_points=None, pass_min_points=None),
                name="criteria_set_points_only_when_scored",
            ),
            models.CheckConstraint(
                condition=Q(pass_min_points=None) | Q(pass_min_points__gte=0, pass_min_points__lte=F("max_points")),
                name="criteria_set_pass_within_maximum",
            ),
            models.CheckConstraint(condition=Q(window_years__gte=1), name="criteria_set_window"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="criteria_set_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(review_from=None) | Q(review_from__gte=F("effective_from")),
                name="criteria_set_review_after_start",
            ),
            models.CheckConstraint(
                condition=Q(basis_issued__lte=F("effective_from")), name="criteria_set_issued_before_start"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(digest__regex="^[0-9a-f]{64}$", published_at__isnull=False),
                name="criteria_set_published_is_sealed",
            ),
        ]
        triggers = [set_frozen(), no_deletion()]

    def __str__(self) -> str:
        return f"{self.title} ({self.basis_number})"

    @property
    def version(self) -> str:
        """What tells this version from another of the same legal document, in words; empty for the first.

        With its hour: a set may be replaced twice in a day, and by two offices.
        """
        if self.supersedes is None or self.supersedes.basis_number != self.basis_number:
            return ""
        if self.published_at is None:
            return gettext("draft of a replacement")
        told = gettext("replacement of %(time)s on %(day)s")
        return told % {"time": clock(self.published_at), "day": day(self.published_at)}

    @property
    def full_name(self) -> str:
        """What people call it by; its code belongs to files and addresses (select `supersedes` to show many)."""
        return f"{self}, {self.version}" if self.version else str(self)

    @cached_property
    def has_provisional_wording(self) -> bool:
        """Whether a criterion was worded without the official text at hand (prefetch `criteria` to show many sets)."""
        return any(criterion.wording == Criterion.Wording.PROVISIONAL for criterion in self.criteria.all())

    @property
    def is_provisional(self) -> bool:
        """Whether the set must never be shown as if it were law: provisional wording nobody has confirmed."""
        return self.status != self.Status.CONFIRMED and self.has_provisional_wording

    @property
    def basis_title(self) -> str:
        """The legal document as papers cite it: "Quyết định số 09/2019/QĐ-UBND". Vietnamese, as all legal text."""
        signs = self.basis_number.rsplit("/", 1)[-1].split("-")[0].rstrip("0123456789")
        return f"{SIGNS.get(signs, 'Văn bản')} số {self.basis_number}"

    @property
    def provisional_notice(self) -> str:
        """The sentence that stands on every page and paper using a provisional set; empty for any other."""
        if not self.is_provisional:
            return ""
        return f"Bộ tiêu chí tạm thời: tên, chỉ tiêu, ngưỡng và điểm chưa đối chiếu với {self.basis_title}."

    def needs_review(self, on: datetime.date) -> bool:
        """Whether newer law is reported from this day on and nobody has confirmed that the set still stands."""
        return self.review_from is not None and self.review_from <= on and self.status != self.Status.CONFIRMED

    def review_warning(self, on: datetime.date) -> str:
        """What to check the set against, as a Vietnamese sentence; empty while no check is due."""
        if not self.needs_review(on):
            return ""
        return (self.review_notice or "Cần đối chiếu văn bản mới").rstrip(".") + "."


class Criterion(models.Model):
    """One of the criteria (tiêu chí, for the Hero title tiêu chuẩn) of a set, with how sure its wording is."""

    Wording = CriterionWording

    criteria_set = models.ForeignKey(
        CriteriaSet, models.CASCADE, related_name="criteria", verbose_name=_("criteria set")
    )
    number = models.CharField(_("number"), max_length=8)  # "5", or the letter of the law: "đ"
    position = models.PositiveSmallIntegerField(_("order"))
    short = models.CharField(_("short name"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    wording = models.CharField(_("wording"), max_length=12, choices=Wording)
    attested = models.CharField(_("words found in a source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["criteria_set", "position"]
        constraints = [
            one_of("wording", CriterionWording, "criterion_wording"),
            models.UniqueConstraint(fields=["criteria_set", "number"], name="criterion_number_once"),
            models.UniqueConstraint(fields=["criteria_set", "position"], name="criterion_position_once"),
        ]
        triggers = [children_frozen("SELECT unnest(ARRAY[OLD.criteria_set_id, NEW.criteria_set_id])")]

    def __str__(self) -> str:
        return f"{self.number}. {self.short}"
