"""An Excel file of a criteria set back into data, with the cell of everything: each fault names sheet and cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from emulation.text import search_key
from wards.domain.criteria import cell_values
from wards.domain.criteria import set_sheets as layout
from wards.domain.criteria.catalogue_file import Fault, Faults
from wards.domain.criteria.set_parts import Data
from wards.domain.criteria.set_sheets import Column
from wards.domain.criteria.set_words import in_words
from wards.domain.files import books

ROWS, COLUMNS, SIGNS = 600, 30, 20_000  # of a sheet; of a cell
HEAD_WITHIN = 20
Cell = tuple[str, int, int]  # sheet, row from 1, column from 0
Row = list[tuple[Cell, Any]]  # under each heading
OF_LEVEL = (
    Column(layout.LEVEL_CODE, "code"), Column(layout.LEVEL_NAME, "name"),
    Column(layout.LEVEL_POINTS, "points", "number"), Column(layout.LEVEL_MET, "met", "flag"),
)  # fmt: skip
OF_PAIR = (OF_LEVEL[0], Column(layout.LEVEL_NAME, "0", "number"), Column(layout.LEVEL_POINTS, "1", "number"))


@dataclass
class CellFaults(Faults):
    """Faults told by the cell their value came from; of one cell only the first."""

    cells: dict[str, Cell] = field(default_factory=dict)
    told: set[Cell] = field(default_factory=set)

    def add(self, path: str, message: str, *, label: str = "") -> None:
        """Note a fault at the cell of this path, or of the nearest one around it."""
        around = path
        while around and around not in self.cells:
            around = re.sub(r"(^|\.)[^.\[\]]+$|\[\d+\]$", "", around)
        if around:
            self.at(self.cells[around], message)
        else:
            self.found.append(Fault(label, None, in_words(message)))

    def at(self, cell: Cell, message: str) -> None:
        """Note a fault at a cell."""
        if cell not in self.told:
            self.told.add(cell)
            sheet, row, column = cell
            words = {"sheet": sheet, "cell": f"{get_column_letter(column + 1)}{row}"}
            self.found.append(Fault(_("Sheet “%(sheet)s”, cell %(cell)s") % words, None, in_words(message)))

    def place(self, path: str, cells: Mapping[str, Cell]) -> None:
        """Remember where the values below a path stand; the path itself stands at the first of them."""
        for name, cell in cells.items():
            self.cells.setdefault(path, cell)
            self.cells[f"{path}.{name}".lstrip(".")] = cell
            if "." in name:
                self.cells.setdefault(f"{path}.{name.partition('.')[0]}".lstrip("."), cell)


def read(file: IO[bytes]) -> tuple[Data, CellFaults]:
    """What the file says, to be proved like any other. Raises books.Unreadable."""
    sheets = books.read(file, rows=ROWS + 1, columns=COLUMNS, signs=SIGNS)
    for name, rows in sheets.items():
        if len(rows) > ROWS:
            words = {"sheet": name, "n": ROWS}
            raise books.Unreadable(_("Sheet “%(sheet)s” has more than %(n)d rows.") % words)
    reading = _Reading({search_key(name): rows for name, rows in sheets.items()})
    return reading.whole(), reading.faults


class _Reading:
    """Goes through the four sheets and remembers where everything stood."""

    def __init__(self, sheets: Mapping[str, books.Rows]) -> None:
        self.sheets, self.faults = sheets, CellFaults()

    def whole(self) -> Data:
        data = self._head()
        data["criteria"] = criteria = self._criteria()
        self._levels(self._indicators(criteria))
        return data

    def _head(self) -> Data:
        """The set itself: one value a row, found by its words."""
        data: Data = {}
        wanted = {search_key(column.heading): column for column in layout.HEAD}
        for (at, item), content in self._rows(layout.TITLE, [layout.ITEM, layout.CONTENT]):
            column = wanted.get(search_key(str(item or "")))
            if column is None:
                self.faults.at(at, _("“%(words)s” is no item of this sheet.") % {"words": str(item or "")[:60]})
                continue
            part, cells = self._record([column], [content])
            _join(data, part)
            self.faults.place("", cells)
        return data

    def _criteria(self) -> list[Data]:
        found: list[Data] = []
        for row in self._rows(layout.CRITERIA, [column.heading for column in layout.OF_CRITERION]):
            data, cells = self._record(layout.OF_CRITERION, row)
            self.faults.place(f"criteria[{len(found)}]", cells)
            found.append(data)
        return found

    def _indicators(self, criteria: list[Data]) -> dict[str, tuple[Data, str]]:
        """Hang the indicators under their criteria; returns them with their paths by code."""
        places = {one.get("number"): at for at, one in enumerate(criteria)}
        found: dict[str, tuple[Data, str]] = {}
        for row in self._rows(layout.INDICATORS, [column.heading for column in layout.OF_INDICATOR]):
            data, cells = self._record(layout.OF_INDICATOR, row)
            code = data.get("code", "")
            place = places.get(code.partition(".")[0])
            if place is None:
                told = _("“%(code)s” belongs to no criterion of this file: a code begins with the criterion's number.")
                self.faults.at(cells["code"], told % {"code": code[:20]})
                continue
            own = criteria[place].setdefault("indicators", [])
            path = f"criteria[{place}].indicators[{len(own)}]"
            self.faults.place(path, cells)
            own.append(data)
            found[code] = (data, path)
        return found

    def _levels(self, indicators: dict[str, tuple[Data, str]]) -> None:
        """Give the indicators their levels: pairs of a scale, or named ones."""
        for row in self._rows(layout.LEVELS, [column.heading for column in OF_LEVEL]):
            code = cell_values.read(row[0][1], OF_LEVEL[0]) or ""
            of, path = indicators.get(code, (None, ""))
            if of is None:
                told = _("There is no indicator “%(code)s” in this file.") % {"code": code[:20]}
                self.faults.at(row[0][0], told)
                continue
            if of.get("value") == "choice":
                level, cells = self._record(OF_LEVEL[1:], row[1:])
                own = of.setdefault("choices", [])
                self.faults.place(f"{path}.choices[{len(own)}]", cells)
                own.append(level)
                continue
            pair, cells = self._record(OF_PAIR, row[:3])
            own = of.setdefault("scale", {}).setdefault("pairs", [])
            self.faults.cells |= {
                f"{path}.scale.pairs[{len(own)}]": cells["0"], f"{path}.scale.pairs[{len(own)}][0]": cells["0"],
                f"{path}.scale.pairs[{len(own)}][1]": cells["1"],
            }  # fmt: skip
            own.append([pair.get("0", ""), pair.get("1", "")])

    def _record(self, columns: Sequence[Column], row: Row) -> tuple[Data, dict[str, Cell]]:
        """The values of a row under their paths, and their cells; what cannot be read is told and left out."""
        data: Data = {}
        for column, (cell, value) in zip(columns, row, strict=True):
            try:
                read = cell_values.read(value, column)
            except ValidationError as error:
                self.faults.at(cell, " ".join(error.messages))
                continue
            if read is not None:
                name = column.path
                outer, _dot, inner = name.partition(".")
                _join(data, {outer: {inner: read}} if inner else {name: read})
        return data, {column.path: cell for column, (cell, _value) in zip(columns, row, strict=True)}

    def _rows(self, sheet: str, headings: Sequence[str]) -> Iterator[Row]:
        """Rows below the headings that hold anything."""
        rows = self.sheets.get(search_key(sheet))
        if rows is None:
            self.faults.found.append(Fault("", None, _("The sheet “%(sheet)s” is missing.") % {"sheet": sheet}))
            return
        keys = [search_key(heading) for heading in headings]
        for at, heading in enumerate(rows[:HEAD_WITHIN]):
            here = {search_key(str(cell)): place for place, cell in enumerate(heading) if cell is not None}
            if all(key in here for key in keys):
                for number, row in enumerate(rows[at + 1 :], start=at + 2):
                    if any(cell not in (None, "") for cell in row):
                        yield [((sheet, number, here[key]), row[here[key]]) for key in keys]
                return
        words = {"sheet": sheet, "headings": ", ".join(f"“{heading}”" for heading in headings)}
        told = _("Sheet “%(sheet)s” needs these headings in one row: %(headings)s.") % words
        self.faults.found.append(Fault("", None, told))


def _join(data: Data, more: Data) -> None:
    """Put more under the same keys: tables are joined."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            data[key] |= value
        else:
            data[key] = value
