"""One criterion across all wards of an office: figures, points of both sides, who lacks a figure, who claims more.

Points come from the stored scores and the view of the one engine; nothing is computed here but counts, differences and
medians. The ward's points are held against the office's on settled lines only (confirmed or adjusted): a line that the
office has not judged yet has no points of it, which is no disagreement.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from django.db.models import QuerySet

from emulation.text import write_number
from wards.domain.appraisal.desk import brief
from wards.domain.overviews import overview
from wards.domain.overviews.overview import Cell, Column, Row
from wards.domain.sheet.explain import FigureLike, describe_figure, percentage
from wards.models import Assessment, Criterion, Entry, Indicator, LineScore, Period, Score, Side, Verdict

CENT = Decimal("0.01")
LEVELS = (5, 4, 3, 2, 1, overview.NO_FIGURE)


@dataclass(frozen=True)
class Line:
    """One indicator of one ward in one year: the ward's figure, and the office's where it has settled the line."""

    entry: Entry
    verdict: Verdict | None  # the one that counts, when it confirms or adjusts
    points: Decimal | None
    office_points: Decimal | None
    met: bool | None

    @property
    def is_adjusted(self) -> bool:
        return self.verdict is not None and self.verdict.kind == Verdict.Kind.ADJUSTED

    @property
    def over(self) -> Decimal | None:
        """Points claimed beyond the office's; None while the line is not settled."""
        if self.verdict is None:
            return None
        return (self.points or Decimal(0)) - (self.office_points or Decimal(0))


@dataclass(frozen=True)
class WardLines:
    """One ward on this criterion. `lines` are those of all years, in the order of indicators and years."""

    row: Row
    lines: Sequence[Line]
    own: Cell | None
    office: Cell | None

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.entry.is_provided]

    @property
    def settled(self) -> int:
        return sum(line.verdict is not None for line in self.lines)

    @property
    def is_settled(self) -> bool:
        return bool(self.lines) and self.settled == len(self.lines)

    @property
    def over(self) -> Decimal | None:
        """The ward's points minus the office's on settled lines; None while none is."""
        found = [line.over for line in self.lines if line.over is not None]
        return sum(found, Decimal(0)) if found else None

    @property
    def over_claims(self) -> bool:
        return self.over is not None and self.over > 0

    def level(self, side: str) -> int | None:
        """The step of the scale its points stand on; for the office None until every line is settled."""
        if side == Side.OFFICE and not self.is_settled:
            return None
        shown = self.own if side == Side.SELF else self.office
        return shown.shade if shown else overview.NO_FIGURE


@dataclass(frozen=True)
class IndicatorTotals:
    """What all wards shown have for one indicator in the year shown; `middle` is the median of their figures."""

    indicator: Indicator
    provided: int
    of: int
    met: int
    middle: Decimal | None  # of numbers and of shares in percent


def figure_words(figure: FigureLike, indicator: Indicator) -> str:
    """The figure as a column of a table has room for: "21/25 (84%)", "95,7%", "Đạt"."""
    if not figure.is_provided or indicator.value == Indicator.Value.TEXT:
        return describe_figure(figure, indicator)
    share = f" ({write_number(percentage(figure))}%)" if indicator.value == Indicator.Value.SHARE else ""
    return brief(figure, indicator) + share


def get_criterion(period: Period, number: str) -> Criterion | None:
    criteria = Criterion.objects.filter(criteria_set=period.criteria_set_id, number=number)
    return criteria.select_related("criteria_set").prefetch_related("indicators__options").first()


def read(*, assessments: QuerySet[Assessment], period: Period, criterion: Criterion, column: Column) -> list[WardLines]:
    """Every ward of these assessments in Vietnamese order, with a fixed number of queries."""
    rows = overview.find(assessments, period)
    overview.fill_work(rows, assessments)
    ids = assessments.order_by().values("pk")
    scores = Score.objects.filter(assessment__in=ids, criterion=criterion)
    cells = {
        (pk, side): overview.cell(points, met, provided, of, column.max_points)
        for pk, side, points, met, provided, of in scores.values_list(
            "assessment_id", "side", "points", "met", "provided", "of"
        )
    }
    lines: dict[int, list[Line]] = {pk: [] for pk in rows}
    for line in _lines(ids, criterion):
        lines[line.entry.assessment_id].append(line)
    return [
        WardLines(row, lines[pk], cells.get((pk, Side.SELF)), cells.get((pk, Side.OFFICE))) for pk, row in rows.items()
    ]


def _lines(ids: QuerySet[Assessment, Any], criterion: Criterion) -> Iterable[Line]:
    indicators = {indicator.pk: indicator for indicator in criterion.indicators.all()}
    options = {option.pk: option for indicator in indicators.values() for option in indicator.options.all()}
    entries = Entry.objects.filter(assessment__in=ids, indicator__in=list(indicators))
    verdicts = Verdict.objects.filter(entry__in=entries.order_by().values("pk"))
    last = {verdict.entry_id: verdict for verdict in verdicts.order_by("entry_id", "-id").distinct("entry_id")}
    scores = LineScore.objects.filter(assessment__in=ids, criterion=criterion)
    worth = {
        (entry, side): (points, met)
        for entry, side, points, met in scores.values_list("entry_id", "side", "points", "met")
    }
    for entry in entries.order_by("assessment_id", "indicator__position", "year"):
        entry.indicator = indicators[entry.indicator_id]
        verdict = last.get(entry.pk)
        if verdict is not None and verdict.kind == Verdict.Kind.TO_COMPLETE:
            verdict = None
        for figure in (entry, verdict):
            if figure is not None and figure.option_id:
                figure.option = options[figure.option_id]
        points, met = worth.get((entry.pk, Side.SELF), (None, None))
        office_points, _office_met = worth.get((entry.pk, Side.OFFICE), (None, None))
        yield Line(entry, verdict, points, office_points, met)


SORTS: dict[str, Callable[[WardLines], Decimal]] = {
    "points": lambda ward: ward.own.points if ward.own and ward.own.provided else Decimal(-1),
    "office": lambda ward: ward.office.points if ward.office and ward.settled else Decimal(-1),
    "over": lambda ward: Decimal("-Infinity") if ward.over is None else ward.over,
}
ONLY: dict[str, Callable[[WardLines], bool]] = {
    "missing": lambda ward: bool(ward.missing),
    "over": lambda ward: ward.over_claims,
}


def choose(
    wards: Sequence[WardLines], *, state: str = "", words: str = "", only: str = "", sort: str = "name"
) -> list[WardLines]:
    """Filters as on the overview, and only those that lack a figure or claim more than the office found."""
    rows = {row.pk for row in overview.choose([ward.row for ward in wards], state=state, words=words)}
    chosen = [ward for ward in wards if ward.row.pk in rows and (only not in ONLY or ONLY[only](ward))]
    return sorted(chosen, key=SORTS[sort], reverse=True) if sort in SORTS else chosen


def distribution(wards: Sequence[WardLines], side: str) -> list[tuple[int, int]]:
    """(step of the scale, how many wards stand on it) from the highest down to 0, no figure."""
    counted = Counter(ward.level(side) for ward in wards)
    return [(level, counted[level]) for level in LEVELS]


def middle(wards: Sequence[WardLines], side: str) -> Decimal | None:
    """The median points: of wards with a figure, or of those whose every line the office has settled."""
    if side == Side.SELF:
        return _median(ward.own.points for ward in wards if ward.own and ward.own.provided)
    return _median(ward.office.points for ward in wards if ward.office and ward.is_settled)


def totals(wards: Sequence[WardLines], criterion: Criterion, year: int) -> list[IndicatorTotals]:
    """One for each indicator, in order."""
    lines = [line for ward in wards for line in ward.lines if line.entry.year == year]
    return [
        _totals(indicator, [line for line in lines if line.entry.indicator_id == indicator.pk])
        for indicator in sorted(criterion.indicators.all(), key=lambda indicator: indicator.position)
    ]


def _totals(indicator: Indicator, lines: Sequence[Line]) -> IndicatorTotals:
    entries = [line.entry for line in lines if line.entry.is_provided]
    figures: list[Decimal] = []
    if indicator.value == Indicator.Value.NUMBER:
        figures = [entry.number for entry in entries if entry.number is not None]
    elif indicator.value == Indicator.Value.SHARE:
        figures = [percentage(entry) for entry in entries]
    return IndicatorTotals(
        indicator, provided=len(entries), of=len(lines), met=sum(bool(line.met) for line in lines),
        middle=_median(figures),
    )  # fmt: skip


def _median(figures: Iterable[Decimal]) -> Decimal | None:
    found = list(figures)
    return median(found).quantize(CENT, ROUND_HALF_UP) if found else None
