"""The office's overview of a period: its wards against the criteria, read in a fixed number of queries.

Rows are plain values, not models: hundreds of wards stand on one page. Every other page that tells how a ward stands
(one criterion, one ward, their Excel files) reads its numbers here too.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from emulation.text import canonical, digest, search_key
from wards import rules
from wards.models import Assessment, Criterion, Entry, Officer, Period, Score, Side, State, Verdict
from wards.queries.assessments import visible_assessments

OVERDUE = "overdue"  # not a state: a deadline passed while the ward is at work
# The share of a criterion's points from which on a cell has each shade; below the last one it has the faintest.
SHADES = ((Decimal("0.95"), 5), (Decimal("0.85"), 4), (Decimal("0.7"), 3), (Decimal("0.4"), 2))
FAINTEST, NO_FIGURE = 1, 0


@dataclass(frozen=True)
class Column:
    """A criterion and the most points it gives."""

    pk: int
    number: str
    short: str
    max_points: Decimal


@dataclass(frozen=True)
class Cell:
    """One criterion of one ward on the chosen side; `shade` runs from 5 (nearly all points) to 0 (no figure)."""

    points: Decimal
    met: bool
    provided: int
    of: int
    shade: int


@dataclass(frozen=True)
class Whole:
    """All criteria of one ward on one side: points, criteria met, lines with a figure."""

    points: Decimal
    met: int
    criteria: int
    provided: int
    of: int


@dataclass
class Row:
    """One ward's assessment."""

    pk: int
    ward: str  # with its kind: "Phường Điện Biên"
    kind: str
    search_key: str
    sort_key: str
    state: str
    illustrative: bool
    revision: int
    is_stale: bool
    deadline: dt.datetime
    is_overdue: bool
    deadline_of: str  # completion | extended | period
    judged: int = 0  # lines with a verdict on what stands there now
    settled: int = 0  # lines the office's points stand for: confirmed or adjusted
    to_complete: int = 0  # lines sent back
    first_lines: dict[int, int] = field(default_factory=dict)  # under appraisal: each criterion's first line
    cells: dict[int, Cell] = field(default_factory=dict)  # by criterion
    sides: dict[str, Whole] = field(default_factory=dict)


def office_assessments(officer: Officer) -> QuerySet[Assessment]:
    """What this person sees through a role in an office: a ward's own people have no overview."""
    offices = [membership.office_id for membership in officer.current_memberships if membership.office_id]
    return visible_assessments(officer).filter(Q(ward__office__in=offices) | Q(ward__office__parent__in=offices))


def periods(officer: Officer) -> list[Period]:
    """The periods in which this person has wards to look after, the latest first."""
    theirs = office_assessments(officer).filter(period=OuterRef("pk"))
    return list(Period.objects.filter(Exists(theirs)).select_related("criteria_set"))


def columns(period: Period) -> list[Column]:
    """The criteria of the period's set, in order; the most points are those of all its years."""
    criteria = Criterion.objects.filter(criteria_set=period.criteria_set_id).annotate(most=Sum("indicators__points"))
    years = period.last_year - period.first_year + 1
    return [
        Column(pk, number, short, (most or Decimal(0)) * years)
        for pk, number, short, most in criteria.order_by("position").values_list("pk", "number", "short", "most")
    ]


def read(*, officer: Officer, period: Period, columns: Sequence[Column], side: str) -> list[Row]:
    """Every ward of this person's offices in the period, in Vietnamese order, with its cells on the chosen side."""
    assessments = office_assessments(officer).filter(period=period)
    rows = find(assessments, period)
    fill(rows, assessments, columns, side)
    return list(rows.values())


def fill(rows: dict[int, Row], assessments: QuerySet[Assessment], columns: Sequence[Column], side: str) -> None:
    """Give the rows that `find` found in these assessments their cells, points, verdicts and ways to the desk."""
    _fill_cells(rows, assessments, {column.pk: column.max_points for column in columns}, side)
    fill_work(rows, assessments)
    _fill_first_lines(rows, assessments)


def fill_work(rows: dict[int, Row], assessments: QuerySet[Assessment]) -> None:
    """Give the rows how far ward and office are: points, figures and criteria met of each side, verdicts."""
    _fill_sides(rows, assessments)
    _fill_verdicts(rows, assessments)


def stamp(rows: Iterable[Row], *more: str) -> str:
    """What tells one state of these rows from the next: every figure and verdict raises its ward's revision.

    Cheap enough to be asked every half minute by every open page: it needs the rows as `find` gives them, no cells.
    """
    told = [
        [row.pk, row.ward, row.state, row.revision, row.is_stale, row.deadline, row.is_overdue, row.illustrative]
        for row in rows
    ]
    return digest(canonical([told, more]))[:32]


def find(assessments: QuerySet[Assessment], period: Period) -> dict[int, Row]:
    """The wards of these assessments by assessment id, in Vietnamese order, with state and deadline: one query."""
    now = timezone.now()
    found = assessments.order_by("ward__sort_key", "pk").values_list(
        "pk", "ward__name", "ward__kind", "ward__search_key", "ward__sort_key", "state", "illustrative", "revision",
        "scored_revision", "completion_due", "extended_until",
    )  # fmt: skip
    return {
        pk: Row(
            pk, ward, kind, key, order, state, illustrative, revision, is_stale=revision != scored,
            deadline=(deadline := due or extended or period.ward_deadline),
            is_overdue=state in rules.WRITING and now > deadline,
            deadline_of="completion" if due else "extended" if extended else "period",
        )
        for pk, ward, kind, key, order, state, illustrative, revision, scored, due, extended in found
    }  # fmt: skip


def _fill_cells(rows: dict[int, Row], assessments: QuerySet[Assessment], most: dict[int, Decimal], side: str) -> None:
    scores = Score.objects.filter(assessment__in=assessments.values("pk"), side=side)
    found = scores.values_list("assessment_id", "criterion_id", "points", "met", "provided", "of")
    for pk, criterion, points, met, provided, of in found:
        rows[pk].cells[criterion] = cell(points, met, provided, of, most[criterion])


def settled_lines(row: Row, side: str) -> int:
    """For how many lines the points of this side stand: those with a figure, or those the office has judged."""
    whole = row.sides.get(side)
    if whole is None:
        return 0
    if side == Side.SELF:
        return whole.provided
    return whole.of if row.state in rules.APPRAISED else row.settled


def shade(points: Decimal, most: Decimal) -> int:
    """How much of the most points these are, from 5 (nearly all) to 1."""
    return next((level for share, level in SHADES if points >= share * most), FAINTEST)


def cell(points: Decimal, met: bool, provided: int, of: int, most: Decimal) -> Cell:
    return Cell(points, met, provided, of, shade(points, most) if provided else NO_FIGURE)


def _fill_sides(rows: dict[int, Row], assessments: QuerySet[Assessment]) -> None:
    for (pk, side), whole in sides(assessments).items():
        rows[pk].sides[side] = whole


def sides(assessments: QuerySet[Assessment]) -> dict[tuple[int, str], Whole]:
    """What the criteria of each assessment add up to, by assessment and side; a side nobody has begun is not there."""
    scores = Score.objects.filter(assessment__in=assessments.order_by().values("pk"))
    sums = scores.values_list("assessment_id", "side").annotate(
        all_points=Sum("points"), criteria_met=Count("pk", filter=Q(met=True)), criteria=Count("pk"),
        figures=Sum("provided"), lines=Sum("of"),
    )  # fmt: skip
    return {(pk, side): Whole(*totals) for pk, side, *totals in sums}


def _fill_verdicts(rows: dict[int, Row], assessments: QuerySet[Assessment]) -> None:
    """How far an appraisal is: the last verdict of each line counts, one asking for completion only in its round."""
    unfinished = assessments.exclude(state__in=rules.APPRAISED)
    later = Verdict.objects.filter(entry=OuterRef("entry"), pk__gt=OuterRef("pk"))
    last = Verdict.objects.filter(~Exists(later), entry__assessment__in=unfinished.values("pk"))
    sent_back = Q(kind=Verdict.Kind.TO_COMPLETE)
    found = last.values_list("entry__assessment_id").annotate(
        judged=Count("pk", filter=~sent_back | Q(hand_in__round=F("entry__assessment__round"))),
        to_complete=Count("pk", filter=sent_back),
        settled=Count("pk", filter=~sent_back),
    )
    for pk, judged, to_complete, settled in found:
        rows[pk].judged, rows[pk].to_complete, rows[pk].settled = judged, to_complete, settled


def _fill_first_lines(rows: dict[int, Row], assessments: QuerySet[Assessment]) -> None:
    under_review = assessments.filter(state=State.UNDER_REVIEW)
    lines = Entry.objects.filter(assessment__in=under_review.values("pk"), year=F("assessment__period__last_year"))
    lines = lines.order_by("assessment_id", "indicator__criterion_id", "indicator__position")
    lines = lines.distinct("assessment_id", "indicator__criterion_id")
    for pk, criterion, line in lines.values_list("assessment_id", "indicator__criterion_id", "pk"):
        rows[pk].first_lines[criterion] = line


def count_states(rows: Sequence[Row]) -> Counter[str]:
    """How many wards are in each state, and how many are overdue (these stand in their state too)."""
    counts = Counter(row.state for row in rows)
    counts[OVERDUE] = sum(row.is_overdue for row in rows)
    return counts


def choose(rows: Sequence[Row], *, state: str = "", words: str = "", by_points: str = "") -> list[Row]:
    """The rows in this state (or overdue) whose ward's name holds these words, diacritics or not.

    They keep their order by name, or stand by the points of the side `by_points`, the highest first.
    """
    key = search_key(words)
    chosen = [
        row
        for row in rows
        if (not state or (row.is_overdue if state == OVERDUE else row.state == state)) and key in row.search_key
    ]
    if by_points:
        chosen.sort(key=lambda row: row.sides[by_points].points if by_points in row.sides else -1, reverse=True)
    return chosen


def has_figures(row: Row, side: str) -> bool:
    """Whether anything stands on this side: nothing is not zero."""
    return side in row.sides and row.sides[side].provided > 0
