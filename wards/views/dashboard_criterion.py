"""One criterion across all wards of the office: figures, points of both sides, who lacks one, who claims more."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from emulation.htmx import page_or_part
from emulation.text import write_number
from wards.domain.overviews import overview as overviews
from wards.domain.overviews import overview_criterion as criteria
from wards.domain.overviews.overview import Column
from wards.domain.overviews.overview_criterion import IndicatorTotals, Line, WardLines, figure_words
from wards.domain.sheet.explain import describe_target, with_unit
from wards.models import Criterion, Officer, Period, Side, State
from wards.requests import OfficerRequest
from wards.views import dashboard_sheets as sheets
from wards.views.dashboard_choice import STATE_CHOICES, Choice, get_period, only_kind, tag
from wards.views.dashboard_criterion_sheet import criterion_table

SORTS = {
    "name": pgettext_lazy("sort by", "Name"), "points": _("Self-assessed points, highest first"),
    "office": _("Appraised points, highest first"), "over": _("Difference, greatest first"),
}  # fmt: skip
ONLY = {
    "": _("All units"), "missing": _("Units that lack a figure"),
    "over": _("Units that claim more than was appraised"),
}  # fmt: skip
LEVELS = {
    5: _("from 95 percent of the points"), 4: _("from 85 percent"), 3: _("from 70 percent"), 2: _("from 40 percent"),
    1: _("below 40 percent"), 0: _("No figure yet"),
}  # fmt: skip


@dataclass(frozen=True)
class CriterionChoice(Choice):
    """Also of what year (the last one when nothing is asked), and whether only what is amiss."""

    only: str = ""
    sort: str = "name"
    year: str = ""

    KNOWN: ClassVar[dict[str, Container[str]]] = {
        **Choice.KNOWN, "only": {"missing", "over"}, "sort": set(SORTS),
        "year": {str(year) for year in range(1900, 2200)},
    }  # fmt: skip

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.state or self.only)

    def year_of(self, period: Period) -> int:
        asked = int(self.year or period.last_year)
        return asked if period.first_year <= asked <= period.last_year else period.last_year


@dataclass(frozen=True)
class Found:
    """What both the page and its file show."""

    period: Period
    criterion: Criterion
    column: Column
    columns: Sequence[Column]
    every: Sequence[WardLines]
    shown: Sequence[WardLines]
    year: int

    @property
    def totals(self) -> list[IndicatorTotals]:
        return criteria.totals(self.shown, self.criterion, self.year)


def find(officer: Officer, pk: int, number: str, choice: CriterionChoice) -> Found:
    """404 for a stranger's period or a number the set does not have, 403 for a ward's own people."""
    period, _others = get_period(officer, pk)
    criterion = criteria.get_criterion(period, number)
    if criterion is None:
        raise Http404
    columns = overviews.columns(period)
    column = next(column for column in columns if column.pk == criterion.pk)
    assessments = overviews.office_assessments(officer).filter(period=period)
    every = criteria.read(assessments=assessments, period=period, criterion=criterion, column=column)
    shown = criteria.choose(every, state=choice.state, words=choice.q, only=choice.only, sort=choice.sort)
    return Found(period, criterion, column, columns, every, shown, choice.year_of(period))


@login_required
@require_safe
def criterion_overview(request: OfficerRequest, pk: int, number: str) -> HttpResponse:
    """The page; for htmx what the filters change of it."""
    choice = CriterionChoice.read(request.GET)
    found = find(request.user, pk, number, choice)
    period, every, shown = found.period, found.every, found.shown
    kind = only_kind([ward.row for ward in every])
    rows = [_row(ward, found, f"{kind} " if kind else "") for ward in shown]
    context = {
        "period": period, "criterion": found.criterion, "column": found.column, "choice": choice,
        "now": timezone.now(), "unit": kind, "year": found.year,
        "others": [(column, column.pk == found.column.pk) for column in found.columns],
        "years": range(period.first_year, period.last_year + 1) if period.first_year < period.last_year else (),
        "states": STATE_CHOICES, "sorts": SORTS.items(), "onlys": ONLY.items(),
        "all_link": choice.link(q="", state="", only=""), "total": len(every),
        "stale": sum(ward.row.is_stale for ward in every), "stats": _stats(every, choice), "count": len(shown),
        "middles": {side: criteria.middle(shown, side) for side in Side.values},
        "levels": _levels(shown), "indicators": [_indicator(totals) for totals in found.totals],
        "illustrative": sum(ward.row.illustrative for ward in shown),
        "rows": rows, "bare": [row for row in rows if row["is_empty"]],
    }  # fmt: skip
    return page_or_part(request, "wards/dashboard_criterion.html", "found", context)


@login_required
@require_safe
def criterion_overview_export(request: OfficerRequest, pk: int, number: str) -> HttpResponse:
    """The same as an Excel file, by the same address."""
    choice = CriterionChoice.read(request.GET)
    found = find(request.user, pk, number, choice)
    said = [
        sheets.filters(choice, sort=SORTS[choice.sort]), gettext("Only: %(what)s") % {"what": ONLY[choice.only]},
        gettext("Figures of %(year)d") % {"year": found.year},
    ]  # fmt: skip
    table = criterion_table(
        period=found.period, criterion=found.criterion, column=found.column, wards=found.shown, year=found.year,
        said=said, by=request.user,
    )  # fmt: skip
    name = gettext("Criterion %(number)s") % {"number": found.criterion.number}
    return sheets.answer(table, name=(name, str(found.period)))


def _stats(every: Sequence[WardLines], choice: CriterionChoice) -> list[tuple[Any, int, str, bool]]:
    """(words, number, link, is it shown now): a link shows just as many units as it counts."""
    counted = {
        "": len(every), "missing": sum(bool(ward.missing) for ward in every),
        "over": sum(ward.over_claims for ward in every),
    }  # fmt: skip
    words = {
        "": _("units in all"), "missing": pgettext_lazy("units", "lack a figure"),
        "over": pgettext_lazy("units", "claim more than was appraised"),
    }  # fmt: skip
    return [
        (
            words[only], number,
            choice.link(q="", state="", only=only, sort="over" if only == "over" else choice.sort),
            choice.only == only and not choice.q and not choice.state,
        )
        for only, number in counted.items()
    ]  # fmt: skip


def _levels(shown: Sequence[WardLines]) -> list[dict[str, object]]:
    """The steps of the scale with how many wards stand on each, both sides beside each other."""
    own, office = (dict(criteria.distribution(shown, side)) for side in (Side.SELF, Side.OFFICE))
    return [
        {"level": level, "words": words, "own": own[level], "office": office[level]} for level, words in LEVELS.items()
    ]


def _indicator(totals: IndicatorTotals) -> dict[str, object]:
    indicator = totals.indicator
    return {
        "indicator": indicator, "target": describe_target(indicator), "provided": totals.provided, "of": totals.of,
        "met": totals.met, "missing": totals.of - totals.provided,
        "middle": "" if totals.middle is None else with_unit(totals.middle, indicator),
    }  # fmt: skip


def _row(ward: WardLines, found: Found, prefix: str) -> dict[str, object]:
    row = ward.row
    over = ward.over
    return {
        "pk": row.pk, "ward": row.ward.removeprefix(prefix), "url": reverse("wards:ward_overview", args=[row.pk]),
        "illustrative": row.illustrative, "state": State(row.state).label, "tag": tag(row), "stale": row.is_stale,
        "overdue": row.is_overdue, "to_complete": row.to_complete if row.state == State.TO_COMPLETE else 0,
        "lines": [_line(line, row.pk, row.state) for line in ward.lines if line.entry.year == found.year],
        "points": write_number(ward.own.points) if ward.own and ward.own.provided else "",
        "missed": bool(ward.own and ward.own.provided and not ward.own.met),
        "office": write_number(ward.office.points) if ward.office and ward.settled else "",
        "is_empty": not any(line.entry.is_answered for line in ward.lines) and not ward.settled,
        "settled": ward.settled, "of": len(ward.lines), "is_settled": ward.is_settled,
        "over": over, "over_words": "" if over is None else signed(over),
    }  # fmt: skip


def _line(line: Line, assessment: int, state: str) -> dict[str, object]:
    """Under appraisal a figure leads to its line on the desk, else to its card."""
    entry, verdict = line.entry, line.verdict
    if state == State.UNDER_REVIEW:
        url = f"{reverse('wards:desk', args=[assessment])}?dong={entry.pk}#dong"
    else:
        url = reverse("wards:entry_why", args=[entry.pk])
    return {
        "pk": entry.pk, "code": entry.indicator.code, "url": url, "points": line.points,
        "unit": "" if entry.indicator.unit == "%" else entry.indicator.unit,
        "figure": figure_words(entry, entry.indicator) if entry.is_provided else "", "missed": line.met is False,
        "reason": entry.no_data_reason,
        "adjusted": figure_words(verdict, entry.indicator) if verdict is not None and line.is_adjusted else "",
    }  # fmt: skip


def signed(points: Decimal) -> str:
    """+1,5 · −0,5 · 0: with a sign of its own width."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return sign + write_number(abs(points))
