"""The fourth crossing from wards: how an appraisal went, round by round, frozen into plain values."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from wards.models import Action, Assessment, Decision, HandIn, Inspection, Verdict


@dataclass(frozen=True)
class Round:
    """One hand-in, and what the office then asked to be completed: codes of lines, empty when nothing."""

    number: int
    handed_in_on: dt.date
    asked: str  # "1.2, 5.3"
    asked_on: dt.date | None
    due_on: dt.date | None


@dataclass(frozen=True)
class Visited:
    """A closed inspection."""

    held_on: dt.date
    place: str
    conclusion: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """All rounds, visits, and the day the appraisal was completed (None while it goes on)."""

    rounds: tuple[Round, ...]
    visits: tuple[Visited, ...]
    completed_on: dt.date | None


def course(assessment: Assessment) -> Course:
    """How the appraisal of one ward went, with a fixed number of queries."""
    return courses([assessment.pk])[assessment.pk]


def courses(assessments: Sequence[int]) -> dict[int, Course]:
    """The same of several assessments (ids), with as many queries for 300 as for one."""
    own = {"assessment__in": assessments}
    steps = _by(Decision.objects.filter(**own).order_by("id"))
    handed = _by(HandIn.objects.filter(**own).defer("text").order_by("round"))
    closed = Inspection.objects.filter(**own, closed_at__isnull=False).prefetch_related("lines__indicator")
    visits = _by(closed.order_by("held_on", "id"))
    return {pk: _course(steps.get(pk, []), handed.get(pk, []), visits.get(pk, [])) for pk in assessments}


def _by(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.assessment_id, []).append(row)
    return found


def _course(steps: Sequence[Decision], handed_in: Sequence[HandIn], closed: Sequence[Inspection]) -> Course:
    asked = {step.round: step for step in steps if step.action == Action.ASK_COMPLETION}
    done = [step for step in steps if step.action == Action.COMPLETE]
    rounds = tuple(
        Round(
            number=handed.round, handed_in_on=_day(handed.at),
            asked=step.reason.partition(" · ")[0] if (step := asked.get(handed.round)) else "",
            asked_on=_day(step.at) if step else None, due_on=_day(step.due) if step and step.due else None,
        )
        for handed in handed_in
    )  # fmt: skip
    visits = tuple(
        Visited(
            held_on=visit.held_on, place=visit.place, conclusion=visit.conclusion,
            codes=tuple(sorted({line.indicator.code for line in visit.lines.all()})),
        )
        for visit in closed
    )  # fmt: skip
    return Course(rounds, visits, _day(done[-1].at) if done else None)


def last_moves(assessments: Sequence[int]) -> dict[int, dt.datetime]:
    """When a course, or a figure in it, last went on, by assessment (ids): four queries for however many."""
    own = {"assessment__in": assessments}
    steps = Decision.objects.filter(**own, action__in=[Action.ASK_COMPLETION, Action.COMPLETE])
    rows: list[tuple[QuerySet[Any], str, str]] = [
        (HandIn.objects.filter(**own), "assessment", "at"),
        (steps, "assessment", "at"),
        (Inspection.objects.filter(**own, closed_at__isnull=False), "assessment", "closed_at"),
        (Verdict.objects.filter(entry__assessment__in=assessments), "entry__assessment", "at"),
    ]
    found: dict[int, dt.datetime] = {}
    for records, of, when in rows:
        for assessment, at in records.order_by().values_list(of).annotate(last=Max(when)):
            found[assessment] = max(at, found.get(assessment, at))
    return found


def hand_ins_at(assessments: Sequence[int]) -> dict[int, dt.datetime]:
    """When each of these assessments (ids) was last handed in."""
    rows = HandIn.objects.filter(assessment__in=assessments).order_by().values_list("assessment")
    return dict(rows.annotate(last=Max("at")))


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()
