"""Who of an office has which lines before them: read with a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from wards.models import Assessment, Charge, Entry, Membership, Officer, State, Verdict

MINE, NOBODY = "toi", "chua-giao"  # choices of the queue besides a person
WAITING = frozenset({State.HANDED_IN, State.UNDER_REVIEW})  # for the office; all else is with the ward, or done
OFFICE_ROLES = ("reviewer", "head")


@dataclass(frozen=True)
class Load:
    """What one reviewer (None: nobody yet) has before them, and has done since Monday."""

    officer: Officer | None
    is_me: bool
    lines: int  # that wait for a verdict
    assessments: int
    oldest: dt.datetime | None  # when the longest waiting of them was handed in
    done: int | None  # lines judged this week; None: nobody's have no one who could

    @property
    def choice(self) -> str:
        """How the queue's filter names this person."""
        return str(self.officer.pk) if self.officer else NOBODY


def offices_of(officer: Officer) -> set[int]:
    """The offices this person appraises for."""
    return {m.office_id for m in officer.current_memberships if m.role in OFFICE_ROLES and m.office_id}


def is_head(officer: Officer) -> bool:
    """Whether this person leads an appraising office."""
    return any(membership.role == "head" for membership in officer.current_memberships)


def reviewers(office_ids: Iterable[int | None]) -> list[Officer]:
    """Everyone who appraises for these offices today, by name."""
    working = Membership.objects.on(timezone.localdate()).filter(office__in=office_ids, role__in=OFFICE_ROLES)
    return list(Officer.objects.filter(is_active=True, memberships__in=working).distinct().order_by("full_name", "pk"))


def waiting_lines() -> QuerySet[Entry, Any]:
    """Lines in the office's hands that have no verdict in this round: never judged, or completed by the ward since."""
    last = Verdict.objects.filter(entry=OuterRef("pk")).order_by("-id")
    return (
        Entry.objects.filter(assessment__state__in=WAITING)
        .alias(last_kind=Subquery(last.values("kind")[:1]), last_round=Subquery(last.values("hand_in__round")[:1]))
        .filter(
            Q(last_kind__isnull=True)
            | Q(last_kind=Verdict.Kind.TO_COMPLETE, last_round__lt=F("assessment__round"))
        )
    )  # fmt: skip


def held_by(lines: QuerySet[Entry, Any], holder: int) -> QuerySet[Entry, Any]:
    """Those of the lines that this person has; 0: that nobody has."""
    return lines.filter(charge__officer=holder) if holder else lines.filter(charge__isnull=True)


def loads(officer: Officer) -> list[Load]:
    """The office's queue by person. The head sees everyone's, a reviewer their own and what nobody has."""
    offices = offices_of(officer)
    found = _waiting(offices)
    people = reviewers(offices) if is_head(officer) else [officer]
    missing = [pk for pk in found if pk and pk not in {person.pk for person in people}]
    if missing and is_head(officer):  # left the office with lines still theirs: somebody must be told
        people += Officer.objects.filter(pk__in=missing).order_by("full_name", "pk")
    done = _done_this_week(offices, people)
    own = [_load(person, found.get(person.pk), done.get(person.pk, 0), is_me=person == officer) for person in people]
    return [*sorted(own, key=lambda load: not load.is_me), _load(None, found.get(None), None, is_me=False)]


def _load(person: Officer | None, row: dict[str, Any] | None, done: int | None, *, is_me: bool) -> Load:
    row = row or {"lines": 0, "assessments": 0, "oldest": None}
    return Load(person, is_me, row["lines"], row["assessments"], row["oldest"], done)


def _waiting(offices: set[int]) -> dict[int | None, dict[str, Any]]:
    """By holder: how many lines wait, in how many assessments, since when."""
    rows = (
        waiting_lines()
        .filter(assessment__ward__office__in=offices, assessment__hand_ins__round=F("assessment__round"))
        .order_by()
        .values("charge__officer")
        .annotate(
            lines=Count("pk"),
            assessments=Count("assessment", distinct=True),
            oldest=Min("assessment__hand_ins__at"),
        )
    )
    return {row["charge__officer"]: dict(row) for row in rows}


def _done_this_week(offices: set[int], people: list[Officer]) -> dict[int, int]:
    """Lines judged since Monday, local time, by person."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - dt.timedelta(days=today.weekday())
    given = Verdict.objects.filter(by__in=people, at__gte=monday, entry__assessment__ward__office__in=offices)
    return dict(given.order_by().values("by").annotate(n=Count("entry", distinct=True)).values_list("by", "n"))


def charges_of(assessment: Assessment) -> dict[int, Charge]:
    """Who has which line, by entry id; lines nobody has are not in it."""
    found = Charge.objects.filter(entry__assessment=assessment).select_related("officer", "by")
    return {charge.entry_id: charge for charge in found}
