"""Units and people: who reports to whom, and who may act where, on which day."""

import datetime as dt
from functools import cached_property
from typing import Any

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.text import search_key, sort_key


class Office(models.Model):
    """A body that appraises: the interior office of a city, or the emulation board of a province."""

    class Level(models.TextChoices):
        CITY = "city", _("City")
        PROVINCE = "province", _("Province")

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)  # "Phòng Nội vụ thành phố Thanh Hóa"
    authority = models.CharField(max_length=200)  # the body it serves: "Ủy ban nhân dân thành phố Thanh Hóa"
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
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

    code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)  # with its kind: "Phường Điện Biên"
    kind = models.CharField(max_length=10, choices=Kind)
    district_code = models.CharField(max_length=3, blank=True)  # blank: after the district level ended (01/07/2025)
    area = models.CharField(max_length=120)  # district or province as listed: "Thành phố Thanh Hóa"
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="wards")
    valid_from = models.DateField(null=True, blank=True)  # NULL: not known, long ago
    valid_to = models.DateField(null=True, blank=True)  # NULL: still there
    search_key = models.CharField(max_length=240, editable=False)
    sort_key = models.CharField(max_length=480, editable=False)

    objects = WardQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["phường", "xã", "thị trấn", "đặc khu"]), name="ward_kind"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="ward_dates",
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

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="memberships")
    ward = models.ForeignKey(Ward, models.PROTECT, null=True, blank=True, related_name="memberships")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    valid_from = models.DateField(default=dt.date.today)
    valid_to = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["official", "leader", "clerk"], ward__isnull=False, office__isnull=True)
                | Q(role__in=["reviewer", "head", "province"], ward__isnull=True, office__isnull=False),
                name="membership_place",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="membership_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} - {self.place}"

    @property
    def place(self) -> Ward | Office:
        return self.ward or self.office  # type: ignore[return-value]  # a CHECK wants one of them
