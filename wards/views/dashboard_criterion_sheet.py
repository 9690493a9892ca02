"""One criterion across wards, as an Excel file: every figure a number of its own, a share with its part and whole."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.text import write_number
from wards.domain.files.workbook import Table, Value
from wards.domain.overviews import overview_criterion as criteria
from wards.domain.overviews.overview import Column
from wards.domain.overviews.overview_criterion import Line, WardLines, figure_words
from wards.domain.sheet.explain import percentage
from wards.models import Criterion, Entry, Indicator, Officer, Period, Side, Verdict
from wards.views.dashboard_sheets import notes, nothing, state_words


def criterion_table(
    *, period: Period, criterion: Criterion, column: Column, wards: Sequence[WardLines], year: int,
    said: Sequence[str], by: Officer,
) -> Table:  # fmt: skip
    """A row for each ward shown, in the same order."""
    indicators = sorted(criterion.indicators.all(), key=lambda indicator: indicator.position)
    figures = [heading for indicator in indicators for heading in _headings(indicator)]
    most = {"points": write_number(column.max_points)}
    headings = [
        _("Unit"), _("State"), *figures, _("Self-assessed points (at most %(points)s)") % most,
        _("Appraised points (at most %(points)s)") % most, _("Lines appraised"), _("Lines"),
        _("Difference (self-assessed minus appraised)"), _("Notes"),
    ]  # fmt: skip
    middles = [
        f"{label}: {write_number(middle)}"
        for side, label in ((Side.SELF, _("Median, self-assessed")), (Side.OFFICE, _("Median, appraised")))
        if (middle := criteria.middle(wards, side)) is not None
    ]
    illustrative = sum(ward.row.illustrative for ward in wards)
    return Table(
        name=_("Criterion %(number)s") % {"number": criterion.number}, title=str(criterion),
        notes=notes(period=period, by=by, said=[*said, *middles], illustrative=illustrative), headings=headings,
        widths=[26, 20, *[14] * (len(figures) + 5), 50],
        rows=(_row(ward, year) for ward in wards),
    )  # fmt: skip


def _headings(indicator: Indicator) -> list[str]:
    name = f"{indicator.code} {indicator.text}"
    if indicator.value == Indicator.Value.SHARE:
        return [f"{name}: {_('met')}", f"{name}: {_('of')}", f"{name}: %"]
    return [f"{name} ({indicator.unit})" if indicator.unit else name]


def _row(ward: WardLines, year: int) -> list[Value]:
    shown = [line for line in ward.lines if line.entry.year == year]
    own, office = ward.own, ward.office
    return [
        ward.row.ward, state_words(ward.row), *(value for line in shown for value in _values(line.entry)),
        own.points if own and own.provided else nothing(Side.SELF),
        office.points if office and ward.settled else nothing(Side.OFFICE),
        ward.settled, len(ward.lines), ward.over, "; ".join(_remarks(ward, shown)),
    ]  # fmt: skip


def _values(entry: Entry) -> list[Value]:
    indicator = entry.indicator
    if indicator.value == Indicator.Value.SHARE:
        if entry.met is None or entry.of is None:
            return [nothing(Side.SELF), None, None]
        return [entry.met, entry.of, percentage(entry)]
    if indicator.value == Indicator.Value.NUMBER and entry.number is not None:
        return [entry.number]
    return [figure_words(entry, indicator)]


def _remarks(ward: WardLines, shown: Sequence[Line]) -> Iterator[str]:
    """What stands small beside the figures on the page."""
    if ward.row.illustrative:
        yield _("Illustrative figures")
    if ward.row.is_stale:
        yield _("points being recomputed")
    if ward.own and ward.own.provided and not ward.own.met:
        yield pgettext("criterion", "not met")
    for line in shown:
        entry, verdict = line.entry, line.verdict
        if entry.no_data_reason:
            yield f"{entry.indicator.code}: {entry.no_data_reason}"
        if verdict is not None and verdict.kind == Verdict.Kind.ADJUSTED:
            figure = figure_words(verdict, entry.indicator)
            yield _("%(code)s adjusted to %(figure)s") % {"code": entry.indicator.code, "figure": figure}
