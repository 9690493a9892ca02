"""Excel files of what a page shows: figures as numbers, words as words, and never a formula."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from emulation import signs
from emulation.text import search_key

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = Decimal | int | str | dt.date | None  # None: an empty cell

# Written as Excel's own codes: it shows them by the settings of its machine, in Vietnam 1.234,56 and 29/11/2026.
DAY = "dd/mm/yyyy"
WHOLE = "#,##0"
POINTS = "#,##0.00"
FINER = "#,##0.00####"
YEARS = range(1900, 2200)  # figures that are years stand without a separator

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for the beginning of one
A4 = 9  # in the numbers of the file format
HEAD = PatternFill("solid", fgColor="E3EBF6")
RULE = Border(*(Side("thin", color="8A939C") for _edge in range(4)))
TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Table:
    """One sheet: `notes` stand above the headings, one a line; every row has a value for each heading."""

    name: str
    title: str
    notes: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[int]  # in characters
    rows: Iterable[Sequence[Value]]


def write(*tables: Table) -> bytes:
    """The file of these sheets, ready to print: landscape, one page wide, headings repeated."""
    book = Workbook(write_only=True)
    for table in tables:
        _write(book.create_sheet(_sheet_name(table.name)), table)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(sheet: Any, table: Table) -> None:
    head = len(table.notes) + 3  # title, notes, an empty line
    sheet.freeze_panes = f"B{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for place, width in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, table.title, font=Font(bold=True, size=14))])
    for note in table.notes:
        sheet.append([_cell(sheet, note)])
    sheet.append([])
    sheet.append([_cell(sheet, words, font=Font(bold=True), fill=HEAD, border=RULE) for words in table.headings])
    for row in table.rows:
        sheet.append([_cell(sheet, value, border=RULE) for value in row])


def _cell(sheet: Any, value: Value, **look: object) -> Cell:
    """Words stay words: a name that begins like a formula is neither computed here nor after being typed over."""
    if not isinstance(value, str) or not value:
        cell = WriteOnlyCell(sheet, None if value == "" else value)
    else:
        cell = WriteOnlyCell(sheet, signs.clean(value))
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
    cell.number_format = _number_format(value)
    for name, part in look.items():
        setattr(cell, name, part)
    if "border" in look:
        cell.alignment = TOP
    return cell


def _number_format(value: Value) -> str:
    """How Excel is to show this value; as it likes for words and empty cells."""
    match value:
        case dt.date():
            return DAY
        case Decimal():
            return POINTS if value == round(value, 2) else FINER
        case int() if value not in YEARS:
            return WHOLE
    return "General"


def _sheet_name(name: str) -> str:
    """At most 31 letters, without those that Excel refuses."""
    return re.sub(r"[\\/*?:\[\]]", " ", name)[:31].strip("' ") or "1"


def file_name(*parts: str, ending: str = "xlsx") -> str:
    """ "tong-quan-phuong-kieu-mau-nam-2019.xlsx": ASCII, so that every browser and disk keeps it."""
    return "-".join(re.findall(r"[a-z0-9]+", search_key(" ".join(parts))))[:120] + f".{ending}"
