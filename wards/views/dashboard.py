"""The office's overview: its wards against the criteria, with filters that work as links and as htmx."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.htmx import page_or_part, wants_part
from emulation.text import write_number
from wards import rules
from wards.domain import overview as overviews
from wards.domain.overview import OVERDUE, Cell, Column, Row
from wards.models import Officer, Period, Side, State, Ward
from wards.queries import visible_assessments
from wards.requests import OfficerRequest

# In the order an office asks: what is done, what is on its own desk, what the wards still have.
STATES = [
    State.REVIEWED, State.UNDER_REVIEW, State.HANDED_IN, State.TO_COMPLETE, State.WITH_LEADER, State.DRAFTING,
]  # fmt: skip
LATER_STATES = [State.FORWARDED, State.RETURNED, State.CLOSED]  # shown once a ward has come so far
TAGS = {State.REVIEWED: "good", State.FORWARDED: "good", State.TO_COMPLETE: "warn", State.RETURNED: "warn"}
SORTS = {"name": pgettext_lazy("sort by", "Name"), "points": pgettext_lazy("sort by", "Points, highest first")}


@dataclass(frozen=True)
class Choice:
    """What the person asked to see; anything unknown in the address falls back to everything."""

    q: str = ""
    state: str = ""
    side: str = Side.SELF
    sort: str = "name"

    @classmethod
    def read(cls, query: QueryDict) -> "Choice":
        state, side, sort = query.get("state", ""), query.get("side", ""), query.get("sort", "")
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:100],
            state=state if state in State.values or state == OVERDUE else "",
            side=side if side in Side.values else Side.SELF,
            sort=sort if sort in SORTS else "name",
        )

    def link(self, **changes: str) -> str:
        """The query that shows this with something changed; "?" alone for everything."""
        wanted, usual = asdict(replace(self, **changes)), asdict(Choice())
        return "?" + urlencode({name: value for name, value in wanted.items() if value != usual[name]})

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.state)


@login_required
def overview(request: OfficerRequest) -> HttpResponse:
    """The latest period of this person's office; a board that has received nothing yet is told so."""
    officer = request.user
    roles = {membership.role for membership in officer.current_memberships if membership.office_id}
    if not roles:
        raise PermissionDenied
    found = overviews.periods(officer)
    if found:
        return redirect("wards:dashboard", found[0].pk)
    return render(request, "wards/dashboard_empty.html", {"is_province": roles == {"province"}})


def get_period(officer: Officer, pk: int) -> tuple[Period, list[Period]]:
    """The period and the others to choose from. 404 for a stranger's, 403 for a ward's own people."""
    found = overviews.periods(officer)
    period = next((period for period in found if period.pk == pk), None)
    if period is None:
        if visible_assessments(officer).filter(period=pk).exists():
            raise PermissionDenied
        raise Http404
    return period, [other for other in found if other.pk != pk]


@login_required
def dashboard(request: OfficerRequest, pk: int) -> HttpResponse:
    """Wards × criteria of one period."""
    officer = request.user
    period, others = get_period(officer, pk)
    choice = Choice.read(request.GET)
    columns = overviews.columns(period)
    rows = overviews.read(officer=officer, period=period, columns=columns, side=choice.side)
    shown = overviews.choose(
        rows, state=choice.state, words=choice.q, by_points=choice.side if choice.sort == "points" else ""
    )
    lines = Lines(columns, choice.side, only_kind(rows)).lines(shown)
    context = {
        "period": period, "others": others, "choice": choice, "columns": columns, "now": timezone.now(),
        "total": len(rows), "count": len(shown), "all_link": choice.link(state="", q=""),
        "counts": list(counts(overviews.count_states(rows), choice)),
        "states": [(state.value, state.label) for state in [*STATES, *LATER_STATES]] + [(OVERDUE, _("Overdue"))],
        "sides": Side.choices, "sorts": SORTS.items(), "own": choice.side == Side.SELF,
        "rows": lines, "bare": [line for line in lines if not line["cells"]], "unit": only_kind(rows),
        "stale": sum(row.is_stale for row in rows), "illustrative": sum(row.illustrative for row in shown),
        "is_part": wants_part(request),
    }  # fmt: skip
    return page_or_part(request, "wards/dashboard.html", "found", context)


def counts(found: dict[str, int], choice: Choice) -> Any:
    """(words, number, link, is it shown now, is it bad) by state; a link shows just as many units as it counts."""
    for state in [*STATES, *(state for state in LATER_STATES if found[state])]:
        yield state.label, found[state], choice.link(state=state, q=""), choice.state == state, False
    yield _("Overdue"), found[OVERDUE], choice.link(state=OVERDUE, q=""), choice.state == OVERDUE, found[OVERDUE] > 0


def only_kind(rows: list[Row]) -> str:
    """ "Phường" when all of them are: it is then said once, at the head of the column."""
    kinds = {row.kind for row in rows}
    return str(Ward.Kind(kinds.pop()).label) if len(kinds) == 1 else ""


class Lines:
    """Rows as the template prints them: everything a cell needs is ready, for there are thousands of them."""

    def __init__(self, columns: list[Column], side: str, kind: str) -> None:
        self.columns, self.prefix = columns, f"{kind} " if kind else ""
        self.side, self.other = side, Side.OFFICE if side == Side.SELF else Side.SELF
        # Escaped here once instead of in every row.
        self.names = [escape(f"{column.number}. {column.short}") for column in columns]
        # Addresses with a place for the assessment: reversing thousands of them would take longer than all queries.
        self.ward_address = self.address("wards:task_list")
        self.desk_address = self.address("wards:desk")
        self.addresses = [self.address("wards:criterion", column.number) for column in columns]

    @staticmethod
    def address(name: str, *more: str) -> str:
        return reverse(name, args=[0, *more]).replace("/0/", "/{}/", 1)

    def lines(self, rows: list[Row]) -> list[dict[str, Any]]:
        return [self.line(row) for row in rows]

    def line(self, row: Row) -> dict[str, Any]:
        own, other = row.sides.get(self.side), row.sides.get(self.other)
        return {
            "ward": row.ward.removeprefix(self.prefix), "url": self.ward_address.format(row.pk),
            "illustrative": row.illustrative,
            "state": State(row.state).label, "tag": self.tag(row), "overdue": row.is_overdue, "stale": row.is_stale,
            "to_complete": row.to_complete if row.state == State.TO_COMPLETE else 0,
            "judged": row.judged if row.state == State.UNDER_REVIEW else None,
            "points": write_number(own.points) if own and own.provided else "",
            "other": write_number(other.points) if other and other.provided else "",
            "done": self.done(row, self.side), "other_done": self.done(row, self.other),
            "lines": own.of if own else 0,
            "cells": self.cells(row) if overviews.has_figures(row, self.side) else None,
        }  # fmt: skip

    @staticmethod
    def done(row: Row, side: str) -> int:
        """For how many lines the points of this side stand: those with a figure, or those the office has judged."""
        whole = row.sides.get(side)
        if whole is None:
            return 0
        if side == Side.SELF:
            return whole.provided
        return whole.of if row.state in rules.APPRAISED else row.settled

    @staticmethod
    def tag(row: Row) -> str:
        started = row.state != State.DRAFTING or overviews.has_figures(row, Side.SELF)
        return TAGS.get(State(row.state), "") if started else "none"

    def cells(self, row: Row) -> list[tuple[str, str, str, str, bool, str]]:
        """(classes, criterion, address, points, not met, "2/3" when figures are missing) for each criterion."""
        stale = " stale" if row.is_stale else ""
        desk = self.desk_address.format(row.pk) if row.state == State.UNDER_REVIEW else ""
        found: list[tuple[str, str, str, str, bool, str]] = []
        for column, name, address in zip(self.columns, self.names, self.addresses, strict=True):
            cell = row.cells.get(column.pk) or Cell(column.max_points, False, 0, 0, overviews.NO_FIGURE)
            found.append(
                (
                    mark_safe(f"cell l{cell.shade}{stale}"), name,  # noqa: S308 - our own words
                    f"{desk}?dong={row.first_lines.get(column.pk, '')}#dong" if desk else address.format(row.pk),
                    write_number(cell.points) if cell.provided else "", bool(cell.provided) and not cell.met,
                    f"{cell.provided}/{cell.of}" if cell.provided < cell.of else "",
                )
            )  # fmt: skip
        return found
