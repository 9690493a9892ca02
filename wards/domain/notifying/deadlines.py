"""Deadlines that come near or have passed: who is told when.

A deadline is near 7, 3 and 1 days before, as the calendar of Vietnam counts them, and holds until its last minute. Of
several thresholds passed while no worker ran only the nearest is told; one that had passed already when the deadline
was set is not told at all, since the notice that set it said so. A new deadline has new keys, so it is told anew.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.notifying import notices
from wards.domain.notifying.notices import OF_MANY, Role, Telling
from wards.models import Assessment, Decision, Extension, Membership, NoticeKind, Officer, State
from wards.queries.assessments import SET_TEXTS, visible_assessments

THRESHOLDS = (1, 3, 7)  # days before
SOON = dt.timedelta(days=max(THRESHOLDS) + 1)
FURTHEST = dt.timedelta(days=2 * 365 + 1)  # what lies further ahead is a slip of the pen
FIRST_HOUR = 7  # of the day, local: nobody is reminded at midnight; that a deadline has passed is said at once
AT_OFFICE = frozenset({State.HANDED_IN, State.UNDER_REVIEW})
PEOPLE = {"ward": (Role.OFFICIAL, Role.LEADER), "office": (Role.REVIEWER, Role.HEAD)}


@dataclass(frozen=True)
class Due:
    """What one unit must do until when; `count` assessments wait for it."""

    of: str  # hand_in | completion | appraisal
    assessment: Assessment  # the one, or the first of several
    when: dt.datetime
    count: int = 1

    @property
    def path(self) -> str:
        """Where one does it."""
        if self.of == "appraisal":
            return reverse("wards:review_queue")
        return reverse("wards:task_list", args=[self.assessment.pk])

    def is_overdue(self, now: dt.datetime) -> bool:
        """17:00 holds until its last instant."""
        return now > self.when


def check_new(due: dt.datetime) -> None:
    """Refuse a deadline gone by, or one too far ahead to be meant. Raises ValidationError under "due"."""
    if due <= timezone.now():
        raise ValidationError({"due": _("The deadline must lie in the future.")})
    if is_too_far(due):
        raise ValidationError({"due": _("A deadline lies at most two years ahead: check the year.")})


def is_too_far(due: dt.datetime) -> bool:
    """Whether nobody can have meant it."""
    return due > timezone.now() + FURTHEST


def threshold(*, when: dt.datetime, now: dt.datetime, set_at: dt.datetime | None = None) -> int | None:
    """The nearest threshold passed (7, 3 or 1 days before `when`), if there is one to be told before it is overdue."""
    left = days_between(now, when)
    passed = next((days for days in THRESHOLDS if left <= days), None)
    if passed is None or (set_at is not None and days_between(set_at, when) <= passed):
        return None
    return passed


def days_between(first: dt.datetime, last: dt.datetime) -> int:
    """Whole days from one to the other as the calendar of Vietnam counts them."""
    return (timezone.localtime(last).date() - timezone.localtime(first).date()).days


def tell_due(*, now: dt.datetime | None = None) -> int:
    """Tell everybody whose deadline is near or has passed, once however often it runs; returns how many notices."""
    now = now or timezone.now()
    wards, offices = list(_of_wards(now)), list(_of_offices(now))
    people = _people(wards, offices)
    tellings: list[Telling] = []
    for assessment in wards:
        due = of_ward(assessment)
        telling = _telling(due, f"{due.of}:{assessment.pk}", now, set_at=assessment.set_at)
        tellings += _to(telling, people.get(("ward", assessment.ward_id), ()))
    for due in of_offices(offices):
        office = due.assessment.ward.office_id
        telling = _telling(due, f"{OF_MANY}{office}:{due.assessment.period_id}", now)
        tellings += _to(telling, people.get(("office", office), ()))
    return notices.tell_all(tellings)


def _telling(due: Due, key: str, now: dt.datetime, set_at: dt.datetime | None = None) -> Telling | None:
    """What is to be told of this deadline now; nothing before its thresholds, or at night."""
    stamp, facts = int(due.when.timestamp()), {"of": due.of, "due": due.when.isoformat(), "count": due.count}
    if due.is_overdue(now):
        return Telling((), NoticeKind.OVERDUE, due.assessment, f"{key}:{stamp}:over", due.path, facts)
    passed = threshold(when=due.when, now=now, set_at=set_at)
    if passed is None or timezone.localtime(now).hour < FIRST_HOUR:
        return None
    return Telling((), NoticeKind.DEADLINE, due.assessment, f"{key}:{stamp}:{passed}", due.path, facts)


def _to(telling: Telling | None, officers: Sequence[Officer]) -> Iterator[Telling]:
    if telling and officers:
        yield Telling(officers, telling.kind, telling.assessment, telling.key, telling.path, telling.facts)


def of_ward(assessment: Assessment) -> Due:
    """What the ward must meet now."""
    return Due("completion" if assessment.is_completing else "hand_in", assessment, assessment.deadline)


def of_offices(assessments: Iterable[Assessment]) -> Iterator[Due]:
    """One deadline for each office and period, with how many assessments still wait."""
    waiting: dict[tuple[int | None, int], list[Assessment]] = {}
    for assessment in assessments:
        waiting.setdefault((assessment.ward.office_id, assessment.period_id), []).append(assessment)
    for found in waiting.values():
        yield Due("appraisal", found[0], found[0].period.office_deadline, len(found))


def near(officer: Officer, *, now: dt.datetime) -> list[Due]:
    """The deadlines this person has to meet within a week or has missed, the nearest first."""
    wards = {m.ward_id for m in officer.current_memberships if m.role in PEOPLE["ward"]}
    offices = {m.office_id for m in officer.current_memberships if m.role in PEOPLE["office"]}
    mine = visible_assessments(officer)
    found = [of_ward(a) for a in _of_wards(now, mine.filter(ward__in=wards))]
    found += of_offices(_of_offices(now, mine.filter(ward__office__in=offices)))
    return sorted(found, key=lambda due: due.when)


def _of_wards(now: dt.datetime, among: QuerySet[Assessment] | None = None) -> QuerySet[Any]:
    """Assessments the ward is at work on whose deadline is near or past, with `set_at`: when it was set specially."""
    due = Coalesce("completion_due", "extended_until", "period__ward_deadline")
    own = Coalesce(OuterRef("completion_due"), OuterRef("extended_until"))
    extended = Extension.objects.filter(assessment=OuterRef("pk"), due=own).order_by("-id")
    asked = Decision.objects.filter(assessment=OuterRef("pk"), due=OuterRef("completion_due")).order_by("-id")
    found = (_all() if among is None else among).filter(state__in=rules.WRITING).alias(due=due)
    return (
        found.filter(due__lte=now + SOON)
        .annotate(set_at=Greatest(Subquery(extended.values("at")[:1]), Subquery(asked.values("at")[:1])))
        .order_by("pk")
    )


def _of_offices(now: dt.datetime, among: QuerySet[Assessment] | None = None) -> QuerySet[Assessment]:
    """Assessments that wait for their office, whose period closes for the office soon or has."""
    found = _all() if among is None else among
    return found.filter(state__in=AT_OFFICE, period__office_deadline__lte=now + SOON).order_by("pk")


def _all() -> QuerySet[Assessment]:
    texts = (f"period__{text}" for text in SET_TEXTS)
    return Assessment.objects.select_related("ward__office", "period__criteria_set").defer(*texts)


def _people(wards: Sequence[Assessment], offices: Sequence[Assessment]) -> dict[tuple[str, int | None], list[Officer]]:
    """Who acts today in each of these wards and offices, read at once."""
    of_wards = Q(ward__in={a.ward_id for a in wards}, role__in=PEOPLE["ward"])
    of_offices = Q(office__in={a.ward.office_id for a in offices}, role__in=PEOPLE["office"])
    acting = Membership.objects.on(timezone.localdate()).filter(of_wards | of_offices, officer__is_active=True)
    people: dict[tuple[str, int | None], list[Officer]] = {}
    for membership in acting.select_related("officer").order_by("officer"):
        place = ("ward", membership.ward_id) if membership.ward_id else ("office", membership.office_id)
        people.setdefault(place, []).append(membership.officer)
    return people
