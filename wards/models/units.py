"""Units and people: who reports to whom, and who may act where, on which day."""

import datetime as dt
from functools import cached_property
from typing import Any

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.text import search_key, sort_key


class Office(models.Model):
    """A body that appraises: the interior office of a city, or the emulation board of a province."""

    class Level(models.TextChoices):
        CITY = "city", _("City")
        PROVINCE = "province", _("Province")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)  # "Phòng Nội vụ thành phố Thanh Hóa"
    authority = models.CharField(_("authority it serves"), max_length=200)  # "Ủy ban nhân dân thành phố Thanh Hóa"
    level = models.CharField(pgettext_lazy("office", "level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("superior office")
    )

    class Meta:
        verbose_name = _("appraising office")
        verbose_name_plural = _("appraising offices")
        constraints = [models.CheckConstraint(condition=Q(level__in=["city", "province"]), name="office_level")]

    def __str__(self) -> str:
        return self.name


class WardQuerySet(models.QuerySet["Ward"]):
    def on(self, day: dt.date) -> "WardQuerySet":
        """Units that existed on `day`; an unknown beginning counts as long ago."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def matching(self, words: str) -> "WardQuerySet":
        """Search without diacritics: "dien bien" finds "Phường Điện Biên"."""
        return self.filter(search_key__contains=search_key(words))


class Ward(models.Model):
    """A commune-level unit. GSO codes are used again after a merger: a unit is known by code *and* dates."""

    class Kind(models.TextChoices):
        WARD = "phường", "Phường"
        COMMUNE = "xã", "Xã"
        TOWNSHIP = "thị trấn", "Thị trấn"
        SPECIAL_ZONE = "đặc khu", "Đặc khu"

    code = models.CharField(_("code"), max_length=5)
    name = models.CharField(_("name"), max_length=120)  # with its kind: "Phường Điện Biên"
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # Blank: after the district level ended (01/07/2025).
    district_code = models.CharField(_("district code"), max_length=3, blank=True)
    area = models.CharField(_("district or province"), max_length=120)  # as listed: "Thành phố Thanh Hóa"
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="wards", verbose_name=_("appraising office")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)  # NULL: not known, long ago
    valid_to = models.DateField(_("valid until"), null=True, blank=True)  # NULL: still there
    search_key = models.CharField(max_length=240, editable=False)
    sort_key = models.CharField(max_length=480, editable=False)

    objects = WardQuerySet.as_manager()

    class Meta:
        verbose_name = _("ward")
        verbose_name_plural = _("wards")
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["phường", "xã", "thị trấn", "đặc khu"]), name="ward_kind"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="ward_dates",
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]
        indexes = [models.Index(name="ward_code", fields=["code"])]
        triggers = [
            pgtrigger.Trigger(
                name="dates_apart",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    PERFORM pg_advisory_xact_lock(hashtext('ward ' || NEW.code));
                    IF EXISTS (SELECT 1 FROM wards_ward w WHERE w.code = NEW.code AND w.id IS DISTINCT FROM NEW.id
                        AND daterange(w.valid_from, w.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]'))
                    THEN RAISE EXCEPTION 'unit % stands twice on one day', NEW.code USING ERRCODE = '23P01';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    @property
    def short_name(self) -> str:
        """The name without its kind: "Điện Biên"."""
        return self.name.removeprefix(f"{self.get_kind_display()} ")

    @property
    def name_in_text(self) -> str:
        """As it stands in a sentence: "phường Điện Biên"."""
        return f"{self.kind} {self.short_name}"

    def set_keys(self) -> None:
        """Write the search and sort columns; `bulk_create` does not call save()."""
        self.search_key, self.sort_key = search_key(self.name), sort_key(self.short_name)


class Succession(models.Model):
    """Which unit took over (part of) a former one on 01/07/2025. What it inherits is decided by nobody here."""

    old = models.ForeignKey(Ward, models.CASCADE, related_name="successions")
    new = models.ForeignKey(Ward, models.CASCADE, related_name="predecessions")
    whole = models.BooleanField()

    class Meta:
        verbose_name = _("succession of units")
        verbose_name_plural = _("successions of units")
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Officer(AbstractUser):
    """A person with an account. What they may do comes from their memberships, never from the account."""

    first_name = None  # type: ignore[assignment]  # how Django drops an inherited column
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return f"{self.full_name}, {self.position}" if self.position else self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Where this person acts today; read once a request."""
        return list(self.memberships.on(dt.date.today()).select_related("ward", "office"))

    def roles_in_ward(self, ward_id: int) -> set[str]:
        return {m.role for m in self.current_memberships if m.ward_id == ward_id}

    def roles_in_office(self, office_id: int | None) -> set[str]:
        return {m.role for m in self.current_memberships if office_id and m.office_id == office_id}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: dt.date) -> "MembershipQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Membership(models.Model):
    """A role in one ward or one office, from a day to a day."""

    class Role(models.TextChoices):
        OFFICIAL = "official", _("Ward official")
        LEADER = "leader", _("Ward leader")
        CLERK = "clerk", _("Ward clerk")
        REVIEWER = "reviewer", _("Reviewer")
        HEAD = "head", _("Head of the interior office")
        PROVINCE = "province", _("Provincial board")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="memberships", verbose_name=_("officer"))
    ward = models.ForeignKey(
        Ward, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("ward")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("appraising office")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    valid_from = models.DateField(_("valid from"), default=dt.date.today)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of an officer")
        verbose_name_plural = _("roles of officers")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["official", "leader", "clerk"], ward__isnull=False, office__isnull=True)
                | Q(role__in=["reviewer", "head", "province"], ward__isnull=True, office__isnull=False),
                name="membership_place",
                violation_error_message=_("A role in a ward needs a ward, a role in an office an office; never both."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_dates",
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} - {self.place}"

    @property
    def place(self) -> Ward | Office:
        return self.ward or self.office  # type: ignore[return-value]  # a CHECK wants one of them
