"""Số liệu cơ bản: what the office has on record of its wards. Kept per ward, year and subject; every change is told."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.text import canonical, digest, write_number
from wards import rules
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Officer, Period, RegistryFigure, RegistryFigureEvent, Ward

Subject = RegistryFigure.Subject
MOST = Decimal(10) ** 9


@dataclass(frozen=True)
class Given:
    """A number for a subject with where it is from; a number of None takes the record away."""

    value: Decimal | None
    source: str


@dataclass(frozen=True)
class Change:
    """One step in the history of a ward's records, as it is told."""

    at: dt.datetime
    by: Officer | None
    subject: str
    old: str
    new: str
    source: str


class ChangedMeanwhile(Exception):
    """Somebody else saved these records since the page was read: nothing is written."""


def may_keep(officer: Officer, ward: Ward) -> rules.Ruling:
    """Whether this person keeps the records of this ward."""
    if officer.roles_in_office(ward.office_id) & {"reviewer", "head"}:
        return rules.YES
    return rules.Ruling(False, _("Only the interior office of this ward keeps its basic figures."))


def wards_of(offices: Iterable[int], year: int, words: str = "") -> QuerySet[Ward]:
    """The offices' units that stood at the end of the year; only those whose name holds the words."""
    wards = Ward.objects.on(dt.date(year, 12, 31))
    found = wards.matching(words) if words.strip() else wards
    return found.filter(office__in=list(offices)).order_by("sort_key", "pk")


def years_of(offices: Iterable[int]) -> list[int]:
    """The years something is judged or on record for, latest first."""
    ids = list(offices)
    years: set[int] = set(RegistryFigure.objects.filter(ward__office__in=ids).values_list("year", flat=True).distinct())
    periods = Period.objects.filter(assessments__ward__office__in=ids).distinct()
    for first, last in periods.values_list("first_year", "last_year"):
        years |= set(range(first, last + 1))
    return sorted(years, reverse=True)


def records(wards: Iterable[Ward], year: int) -> dict[int, dict[str, RegistryFigure]]:
    """By ward id and subject."""
    found: dict[int, dict[str, RegistryFigure]] = {}
    for row in RegistryFigure.objects.filter(ward__in=list(wards), year=year).select_related("by"):
        found.setdefault(row.ward_id, {})[row.subject] = row
    return found


def fingerprint(known: Mapping[str, RegistryFigure]) -> str:
    """What a page showed of a ward's records: saved is only over what still has it."""
    return digest(canonical({subject: [row.value.normalize(), row.source] for subject, row in known.items()}))


@transaction.atomic
def keep(*, ward: Ward, year: int, given: Mapping[str, Given], by: Officer, seen: str | None = None) -> int:
    """Write the numbers that differ, take away those given as None; returns how many changed.

    `seen` is the fingerprint of what the person had before them (None: not checked, for imports). Raises NotAllowed,
    ChangedMeanwhile, or ValidationError by subject.
    """
    ruling = may_keep(by, ward)
    if not ruling:
        raise NotAllowed(ruling.reason)
    Ward.objects.select_for_update().get(pk=ward.pk)
    now = records([ward], year).get(ward.pk, {})
    if seen is not None and seen != fingerprint(now) and _differs(given, now):
        raise ChangedMeanwhile
    faults = {subject: check(one) for subject, one in given.items() if check(one)}
    if faults:
        raise ValidationError(faults)
    return sum(_keep_one(ward, year, subject, one, now.get(subject), by) for subject, one in given.items())


def _differs(given: Mapping[str, Given], now: Mapping[str, RegistryFigure]) -> bool:
    """Whether anything would be written."""
    wanted = {subject: (one.value, one.source.strip()) for subject, one in given.items() if one.value is not None}
    return wanted != {subject: (row.value, row.source) for subject, row in now.items() if subject in given}


def check(given: Given) -> str:
    """What is wrong with a number and its source; empty if nothing."""
    if given.value is None:
        return ""
    if not given.value.is_finite():
        return _("Write a whole number below one billion.")
    if given.value < 0:
        return _("%(typed)s is below zero.") % {"typed": write_number(given.value)}
    if given.value != given.value.to_integral_value() or given.value >= MOST:
        return _("Write a whole number below one billion.")
    if not given.source.strip():
        return _("Say where this number is from.")
    return ""


def _keep_one(ward: Ward, year: int, subject: str, given: Given, now: RegistryFigure | None, by: Officer) -> int:
    source = given.source.strip()[:200]
    if given.value is None:
        if now is not None:
            now.by, now.at = by, timezone.now()  # the database's record of the removal then carries who did it
            now.save(update_fields=["by", "at"])
            now.delete()
        return int(now is not None)
    if now is not None and (now.value, now.source) == (given.value, source):
        return 0
    RegistryFigure.objects.update_or_create(
        ward=ward, year=year, subject=subject,
        defaults={"value": given.value, "source": source, "by": by, "at": timezone.now()},
    )  # fmt: skip
    return 1


def history(ward: Ward, year: int) -> list[Change]:
    """Every change of a ward's records of a year, the latest first."""
    events: Sequence[RegistryFigureEvent] = list(
        RegistryFigureEvent.objects.filter(ward=ward, year=year).select_related("by").order_by("pgh_id")
    )
    told: list[Change] = []
    last: dict[str, Decimal] = {}
    for event in events:
        old, subject = last.get(event.subject), str(Subject(event.subject).label)
        gone = event.pgh_label == "delete"
        last[event.subject] = event.value
        if event.pgh_label == "update" and event.value == old and _is_removal(event, events):
            continue
        told.append(
            Change(
                at=event.at, by=event.by, subject=subject, source=event.source,
                old="" if event.pgh_label == "insert" or old is None else write_number(old),
                new=pgettext("registry", "removed") if gone else write_number(event.value),
            )
        )  # fmt: skip
    return told[::-1]


def _is_removal(event: RegistryFigureEvent, events: Sequence[RegistryFigureEvent]) -> bool:
    """This change only wrote down who removes the row: the removal itself comes next."""
    after = next((e for e in events if e.pgh_id > event.pgh_id and e.pgh_obj_id == event.pgh_obj_id), None)
    return after is not None and after.pgh_label == "delete"
