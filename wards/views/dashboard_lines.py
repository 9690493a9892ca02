"""Rows of the overview as its template prints them: everything a cell needs is ready, for there are thousands."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from emulation.text import write_number
from wards import rules
from wards.domain.overviews import overview as overviews
from wards.domain.overviews.overview import Cell, Column, Row, settled_lines
from wards.models import Period, Side, State
from wards.views.dashboard_choice import tag

ShownCell = tuple[SafeString, SafeString, SafeString, str, bool, str]


class Lines:
    """Turns rows into lines. Ids let the page be brought up to date in place, and a link in it say whose cell it is."""

    def __init__(self, period: Period, columns: Sequence[Column], side: str, kind: str) -> None:
        self.period, self.columns, self.prefix = period, columns, f"{kind} " if kind else ""
        self.side, self.other = side, Side.OFFICE if side == Side.SELF else Side.SELF
        # Escaped here once instead of in every row.
        self.names = [escape(f"{column.number}. {column.short}") for column in columns]
        # Addresses with a place for the assessment: reversing thousands of them would take longer than all queries.
        self.ward_address = self.address("wards:ward_overview")
        self.desk_address = self.address("wards:desk")
        self.addresses = [escape(self.address("wards:criterion", column.number)) for column in columns]
        self.written: dict[Decimal, str] = {}

    @staticmethod
    def address(name: str, *more: str) -> str:
        return reverse(name, args=[0, *more]).replace("/0/", "/{}/", 1)

    def lines(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        return [self.line(row) for row in rows]

    def line(self, row: Row) -> dict[str, Any]:
        own, other = row.sides.get(self.side), row.sides.get(self.other)
        own_deadline = row.deadline != self.period.ward_deadline and row.state in rules.WRITING
        return {
            "pk": row.pk, "ward": row.ward.removeprefix(self.prefix), "url": self.ward_address.format(row.pk),
            "illustrative": row.illustrative, "deadline": row.deadline if own_deadline else None,
            "completes": row.deadline_of == "completion",
            "state": State(row.state).label, "tag": tag(row), "overdue": row.is_overdue, "stale": row.is_stale,
            "to_complete": row.to_complete if row.state == State.TO_COMPLETE else 0,
            "judged": row.judged if row.state == State.UNDER_REVIEW else None,
            "points": self.write(own.points) if own and own.provided else "",
            "other": self.write(other.points) if other and other.provided else "",
            "met": own.met if own else 0,
            "done": settled_lines(row, self.side), "other_done": settled_lines(row, self.other),
            "lines": own.of if own else 0,
            "cells": self.cells(row) if overviews.has_figures(row, self.side) else None,
        }  # fmt: skip

    def write(self, points: Decimal) -> str:
        """Thousands of cells have a few hundred different points."""
        if points not in self.written:
            self.written[points] = write_number(points)
        return self.written[points]

    def cells(self, row: Row) -> list[ShownCell]:
        """(classes, criterion, attributes of its link, points, not met, "2/3" when figures are missing) for each."""
        stale = " stale" if row.is_stale else ""
        desk = self.desk_address.format(row.pk) if row.state == State.UNDER_REVIEW else ""
        found: list[ShownCell] = []
        for index, column in enumerate(self.columns):
            cell = row.cells.get(column.pk) or Cell(column.max_points, False, 0, 0, overviews.NO_FIGURE)
            first = row.first_lines.get(column.pk, "")
            url = f"{desk}?dong={first}#dong" if desk else self.addresses[index].format(row.pk)
            own = f"l{row.pk}-{index}"
            # Read alone, a link says criterion, ward and points.
            link = f'href="{url}" id="{own}" aria-labelledby="c{index} w{row.pk} {own}"'
            found.append(
                (
                    mark_safe(f"cell l{cell.shade}{stale}"), self.names[index], mark_safe(link),  # noqa: S308 - our own words
                    self.write(cell.points) if cell.provided else "", bool(cell.provided) and not cell.met,
                    f"{cell.provided}/{cell.of}" if cell.provided < cell.of else "",
                )
            )  # fmt: skip
        return found
