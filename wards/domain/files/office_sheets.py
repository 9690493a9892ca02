"""The sheets of an Excel file as their reader sees them. Loaded by `office_words`."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.worksheet.cell_range import CellRange

from wards.domain.files.office_numbers import shown

ROWS, COLUMNS, SHEETS = 200, 20, 10
CELL = 300  # signs
# Of larger sheets only the beginning is read, without what is merged: that stands at their end.
WHOLE = 3 * 1024 * 1024
SCANNED = 3 * 1024 * 1024  # bytes of a sheet in which formulas without a result are looked for
YES = {"1", "true"}
YEAR = re.compile("(19|20)[0-9]{2}")
# A cell of a sheet with a formula and no result (one of text may be empty: that is a result).
UNSOLVED = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v(?:/>| />|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
PLACE, OF_TEXT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"'), b't="str"'
SIDES = {"center": "centre", "centerContinuous": "centre", "right": "right"}

Block = dict[str, Any]


@dataclass
class Grid:
    """What a sheet shows, at most ROWS × COLUMNS of it; places count from 1."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    bold: set[tuple[int, int]] = field(default_factory=set)
    numbers: set[tuple[int, int]] = field(default_factory=set)
    unsolved: set[tuple[int, int]] = field(default_factory=set)  # formulas whose result is not kept in the file
    sides: dict[tuple[int, int], str] = field(default_factory=dict)  # "centre", "right"
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # place → last place of the cell
    covered: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    more_rows: int = 0
    more_columns: int = 0
    goes_on: bool = False  # there are more rows, nobody counted how many


@dataclass
class Reader:
    """One Excel file; `blocks` gives its sheets in order, as office_words.py writes them down."""

    data: bytes
    pictures: int = 0
    has_more: bool = False

    def __post_init__(self) -> None:
        with zipfile.ZipFile(io.BytesIO(self.data)) as package:
            parts = package.infolist()
        size = sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/"))
        self.is_whole = size <= WHOLE
        self.pictures = sum(part.filename.startswith(("xl/media/", "xl/charts/chart")) for part in parts)
        self.reader = ExcelReader(io.BytesIO(self.data), read_only=True, data_only=True)
        self.reader.read()
        self.parts = self.reader.wb.worksheets
        self.names = {sheet.name: relation.target for sheet, relation in self.reader.parser.find_sheets()}

    def blocks(self) -> Iterator[tuple[int, Block]]:
        """Each block with the number of sheets read so far."""
        for at, sheet in enumerate(self.parts[:SHEETS], 1):
            yield at, {"is": "sheet", "title": sheet.title, "is_hidden": sheet.sheet_state != "visible"}
            try:
                found = self.block(sheet)
            except Exception:  # strangers' bytes: a fault in one sheet costs that sheet
                found = {"is": "left_out"}
            yield at, found
        if self.pictures:
            yield min(SHEETS, len(self.parts)), {"is": "picture"}
        if len(self.parts) > SHEETS:
            left = [sheet.title for sheet in self.parts[SHEETS:]]
            yield len(self.parts), {"is": "sheets_left", "titles": left[:SHEETS], "count": len(left)}

    def block(self, sheet: Any) -> Block:
        """What stands on a sheet."""
        grid, book = Grid(), self.reader.wb
        with zipfile.ZipFile(io.BytesIO(self.data)) as package, package.open(self.names[sheet.title]) as part:
            # The library's sheets fill up every place as far as the last cell and each merged one; its parser does not.
            parser = WorkSheetParser(
                part, self.reader.shared_strings, data_only=True, epoch=book.epoch,
                date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
            )  # fmt: skip
            fill(grid, sheet, parser, is_whole=self.is_whole)
        grid.unsolved = self.unsolved(sheet.title) - grid.texts.keys()
        return table(grid) if grid.texts or grid.unsolved else {"is": "nothing"}

    def unsolved(self, title: str) -> set[tuple[int, int]]:
        """The places of formulas without a result, in the beginning of the sheet's text."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as package, package.open(self.names[title]) as part:
            text = part.read(SCANNED)
        return set(unsolved_places(text))


def unsolved_places(text: bytes) -> Iterator[tuple[int, int]]:
    """Row and column of each cell with a formula and no result, as far as they are shown."""
    for cell in UNSOLVED.finditer(text):
        place = PLACE.search(cell[1])
        if place and not (OF_TEXT in cell[1] and cell[2]):
            row, column = int(place[2]), column_index_from_string(place[1].decode())
            if 0 < row <= ROWS and column <= COLUMNS:
                yield row, column


def fill(grid: Grid, sheet: Any, parser: Any, *, is_whole: bool) -> None:
    """What the cells of the sheet say, and how much of it goes beyond."""
    rows, columns = set(), set()
    for at, row in parser.parse():
        for cell in row:
            if cell["value"] is not None and str(cell["value"]).strip():
                rows.add(cell["row"])
                columns.add(cell["column"])
                put(grid, cell, sheet)
        if at > ROWS and not is_whole:
            break
    beyond = sum(at > ROWS for at in rows), sum(at > COLUMNS for at in columns)
    if is_whole:
        grid.more_rows, grid.more_columns = beyond
        merge(grid, parser.merged_cells.mergeCell if parser.merged_cells else [])
    grid.goes_on = not is_whole and any(beyond)
    hidden = {int(at) for at, row in parser.row_dimensions.items() if row.get("hidden") in YES}
    grid.hidden_rows = hidden & rows
    for column in parser.column_dimensions.values():
        if column.get("hidden") in YES:
            grid.hidden_columns |= {at for at in columns if int(column["min"]) <= at <= int(column["max"])}


def merge(grid: Grid, areas: list[Any]) -> None:
    """Note which cells are one, as far as they are shown."""
    for area in areas:
        left, top, right, bottom = CellRange(area.ref).bounds
        last = (min(bottom, ROWS), min(right, COLUMNS))
        if top <= ROWS and left <= COLUMNS and (top, left) not in grid.covered and (top, left) not in grid.merged:
            grid.merged[top, left] = last
            grid.covered.update((y, x) for y in range(top, last[0] + 1) for x in range(left, last[1] + 1))
            grid.covered.discard((top, left))


def put(grid: Grid, read: dict[str, Any], sheet: Any) -> None:
    """The cell as it is shown, if it lies within the bounds."""
    cell = ReadOnlyCell(sheet, **read)
    place = (cell.row, cell.column)
    if cell.row > ROWS or cell.column > COLUMNS:
        return
    text = shown(cell.value, cell.number_format)
    if not text:
        return
    grid.texts[place] = text if len(text) <= CELL else f"{text[:CELL]}…"
    side = SIDES.get(cell.alignment.horizontal or "", "")
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        grid.numbers.add(place)
        side = side or "right"
    if side:
        grid.sides[place] = side
    if cell.font.b:
        grid.bold.add(place)


def table(grid: Grid) -> Block:
    """The rows and columns in which something stands and that are not hidden."""
    filled = grid.texts.keys() | grid.unsolved
    rows = sorted({y for y, _x in filled} - grid.hidden_rows)
    columns = sorted({x for _y, x in filled} - grid.hidden_columns)
    head = _head(grid, rows, columns)
    return {
        "is": "table", "is_plain": False, "more_rows": grid.more_rows, "more_columns": grid.more_columns,
        "goes_on": grid.goes_on, "hidden_rows": len(grid.hidden_rows), "hidden_columns": len(grid.hidden_columns),
        "rows": [{"is_head": y in head, "cells": _cells(grid, y, rows, columns)} for y in rows],
    }  # fmt: skip


def _cells(grid: Grid, y: int, rows: list[int], columns: list[int]) -> list[Block]:
    cells = []
    for x in columns:
        if (y, x) in grid.covered:
            continue
        text, (bottom, right) = grid.texts.get((y, x), ""), grid.merged.get((y, x), (y, x))
        marks = "b" if (y, x) in grid.bold else ""
        line = {"runs": [[text, marks]], "at": grid.sides.get((y, x), "")}
        cell: Block = {"lines": [line] if text else [{"no_result": True}] if (y, x) in grid.unsolved else []}
        wide = {"span": sum(x <= at <= right for at in columns), "down": sum(y <= at <= bottom for at in rows)}
        cells.append(cell | {name: count for name, count in wide.items() if count > 1})
    return cells


def _head(grid: Grid, rows: list[int], columns: list[int]) -> set[int]:
    """The rows of the head: the first in which more than one cell says something, all in words or years."""
    figures = grid.numbers | grid.unsolved
    for y in rows:
        said = [x for x in columns if (y, x) in grid.texts or (y, x) in grid.unsolved]
        if len(said) > 1:
            if not all(YEAR.fullmatch(grid.texts.get((y, x), "")) for x in said if (y, x) in figures):
                return set()
            return set(range(y, max(grid.merged.get((y, x), (y, x))[0] for x in said) + 1))
    return set()
