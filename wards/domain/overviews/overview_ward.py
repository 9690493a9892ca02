"""One ward through its hand-ins and its years: what each line said in each round, what the office said, what moved."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.overviews import overview
from wards.domain.overviews.overview import Column, Row, Whole
from wards.domain.overviews.overview_criterion import figure_words
from wards.domain.sheet import scoring, sealed
from wards.domain.sheet.sealed import HandedLine
from wards.models import Assessment, Entry, Indicator, LineScore, Officer, Score, Side, State, Succession, Verdict, Ward
from wards.queries.assessments import visible_assessments

FORWARDED = frozenset({State.FORWARDED, State.CLOSED})  # what the province knows of


@dataclass(frozen=True)
class Step:
    """A line in one hand-in, with the points sealed with it (None: none, or not kept then)."""

    figure: str
    is_provided: bool
    points: Decimal | None
    moved: frozenset[str]  # of {"figure", "words", "evidence"}: against the hand-in before
    verdict: Verdict | None
    verdict_figure: str  # of an adjusted line


@dataclass(frozen=True)
class Line:
    """One indicator and year: its hand-ins, what stands now, and the points of both sides."""

    entry: Entry
    steps: Sequence[Step]
    now: str
    is_new: bool  # what stands now is in no hand-in yet
    points: Decimal | None
    office_points: Decimal | None


@dataclass(frozen=True)
class CriterionLines:
    column: Column
    own: Score | None
    office: Score | None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Round:
    number: int
    at: dt.datetime


@dataclass(frozen=True)
class WardStory:
    """Everything of the page. `row` is the ward as the overview tells it; `shows_office`: its points may be told."""

    row: Row
    rounds: Sequence[Round]
    criteria: Sequence[CriterionLines]
    shows_office: bool

    @property
    def is_changing(self) -> bool:
        """Something stands now that no hand-in holds."""
        return any(line.is_new for criterion in self.criteria for line in criterion.lines)


def read(*, assessment: Assessment, is_ward: bool) -> WardStory:
    """The assessment round by round, with a fixed number of queries.

    The ward itself (`is_ward`) hears of an appraisal only once it is completed or sent back.
    """
    assessments = Assessment.objects.filter(pk=assessment.pk)
    columns = overview.columns(assessment.period)
    rows = overview.find(assessments, assessment.period)
    overview.fill_work(rows, assessments)
    shows_office = assessment.round > 0 and (not is_ward or assessment.state in rules.APPRAISED)
    hand_ins = list(assessment.hand_ins.order_by("round"))
    texts = {handed.round: sealed.read(handed) for handed in hand_ins}
    told = _Lines(assessment, texts, is_ward=is_ward, shows_office=shows_office)
    scores = {(score.criterion_id, score.side): score for score in assessment.scores.all()}
    criteria = {
        column.pk: CriterionLines(
            column, scores.get((column.pk, Side.SELF)), scores.get((column.pk, Side.OFFICE)) if shows_office else None
        )
        for column in columns
    }
    for line in told.lines():
        criteria[line.entry.indicator.criterion_id].lines.append(line)
    rounds = [Round(handed.round, handed.at) for handed in hand_ins]
    return WardStory(rows[assessment.pk], rounds, list(criteria.values()), shows_office)


class _Lines:
    """Reads what all lines need at once, then tells them one by one."""

    def __init__(
        self, assessment: Assessment, texts: dict[int, dict[int, HandedLine]], *, is_ward: bool, shows_office: bool
    ) -> None:
        self.texts = texts
        self.shows_office = shows_office
        entries = assessment.entries.select_related("indicator", "option")
        self.entries = list(entries.order_by("indicator__criterion__position", "indicator__position", "year"))
        self.verdicts = {(v.entry_id, v.hand_in.round): v for v in _verdicts(assessment, is_ward=is_ward)}
        self.now = sealed.as_it_stands(assessment)
        self.own = scoring.line_scores(assessment, Side.SELF)
        self.office: dict[int, LineScore] = scoring.line_scores(assessment, Side.OFFICE) if shows_office else {}

    def lines(self) -> list[Line]:
        return [self.line(entry) for entry in self.entries]

    def line(self, entry: Entry) -> Line:
        now, own, office = self.now[entry.pk], self.own.get(entry.pk), self.office.get(entry.pk)
        points = own.points if own else None
        steps: list[Step] = []
        before: HandedLine | None = None
        for number, lines in self.texts.items():
            handed = lines[entry.pk]
            verdict = self.verdicts.get((entry.pk, number))
            adjusted = verdict is not None and verdict.kind == Verdict.Kind.ADJUSTED
            steps.append(
                Step(
                    _words(handed, entry.indicator), handed.is_provided, handed.points, _moved(handed, before), verdict,
                    figure_words(verdict, entry.indicator) if verdict is not None and adjusted else "",
                )
            )  # fmt: skip
            before = handed
        is_new = before is not None and before.figure != now.figure
        return Line(entry, steps, _words(now, entry.indicator), is_new, points, office.points if office else None)


def _words(line: HandedLine, indicator: Indicator) -> str:
    if line.no_data_reason:
        return _("No figure: %(reason)s") % {"reason": line.no_data_reason}
    return figure_words(line, indicator)


def _verdicts(assessment: Assessment, *, is_ward: bool) -> list[Verdict]:
    """All of them in order, the later of one round last; the ward is not told those of an appraisal going on."""
    found = Verdict.objects.filter(entry__assessment=assessment).select_related("hand_in", "option").order_by("id")
    if is_ward and assessment.state == State.UNDER_REVIEW:
        found = found.filter(hand_in__round__lt=assessment.round)
    return list(found)


def _moved(now: HandedLine, before: HandedLine | None) -> frozenset[str]:
    if before is None:
        return frozenset()
    compared = {
        "figure": now.figure != before.figure,
        "words": now.explanation != before.explanation,
        "evidence": now.evidence != before.evidence,
    }
    return frozenset(name for name, differs in compared.items() if differs)


@dataclass(frozen=True)
class Year:
    """An assessment of this ward, or of a unit it was made from (`former`). Nothing is added up or inherited."""

    assessment: Assessment
    former: Ward | None
    own: Whole | None
    office: Whole | None
    is_open: bool  # this person may look at it


def years(*, assessment: Assessment, officer: Officer) -> list[Year]:
    """This and the earlier assessments for the same title, the latest first; former units beside each other.

    Of a former unit only what was appraised is told, to the province only what was forwarded to it: its record is
    read under its successor, whose people need not be let into its pages.
    """
    former = _former(assessment.ward_id)
    period = assessment.period
    visible = visible_assessments(officer)
    stood = FORWARDED if _is_province(officer) else rules.APPRAISED
    found = Assessment.objects.filter(
        Q(ward=assessment.ward_id, pk__in=visible.values("pk")) | Q(ward__in=list(former), state__in=stood),
        Q(pk=assessment.pk) | ~Q(state=State.MOVED),  # else the same figures would stand there twice
        period__criteria_set__kind=period.criteria_set.kind, period__last_year__lte=period.last_year,
    ).select_related("ward", "period__criteria_set")  # fmt: skip
    listed = list(found.order_by("-period__last_year", "ward__sort_key", "pk"))
    ids = [one.pk for one in listed]
    sides = overview.sides(Assessment.objects.filter(pk__in=ids))
    open_to = set(visible.filter(pk__in=ids).values_list("pk", flat=True))
    is_ward = bool(officer.roles_in_ward(assessment.ward_id))
    return [
        Year(
            one, former.get(one.ward_id), sides.get((one.pk, Side.SELF)),
            sides.get((one.pk, Side.OFFICE)) if not is_ward or one.state in rules.APPRAISED else None,
            is_open=one.pk in open_to,
        )
        for one in listed
    ]  # fmt: skip


def _former(ward_id: int) -> dict[int, Ward]:
    """Every unit that went into this one, through all mergers, by id: one query for each of them."""
    found: dict[int, Ward] = {}
    heirs = {ward_id}
    while heirs:
        merged = Succession.objects.filter(new__in=heirs).select_related("old")
        before = {row.old_id: row.old for row in merged if row.old_id not in found and row.old_id != ward_id}
        found |= before
        heirs = set(before)
    return found


def _is_province(officer: Officer) -> bool:
    """Whether this person acts for the provincial board alone."""
    return {membership.role for membership in officer.current_memberships} == {"province"}
