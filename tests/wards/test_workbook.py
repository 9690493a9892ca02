"""Excel files: numbers stay numbers, words stay words, names fit every disk."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from wards.domain.files.workbook import Table, Value, file_name, write


def sheet(*rows: list[Value], name: str = "Tổng quan"):
    table = Table(name=name, title="Tiêu đề", notes=["Ghi chú"], headings=["A", "B"], widths=[9, 9], rows=rows)
    return load_workbook(io.BytesIO(write(table))).worksheets[0]


def test_workbook_keeps_numbers_words_and_empty_cells_apart() -> None:
    cells = sheet([Decimal("10.46"), "10,46"], [7, None])
    assert [[cell.value for cell in row] for row in cells.iter_rows(min_row=4, max_col=2)] == [
        ["A", "B"], [10.46, "10,46"], [7, None],
    ]  # fmt: skip
    assert [cell.data_type for cell in cells[5]] == ["n", "s"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234.5"), "#,##0.00"), (Decimal("0.125"), "#,##0.00####"), (1234, "#,##0"), (2019, "General"),
        (dt.date(2026, 11, 29), "dd/mm/yyyy"), ("29/11/2026", "General"),
    ],
)  # fmt: skip
def test_workbook_shows_numbers_and_days_by_the_settings_of_its_reader(value: Value, shown: str) -> None:
    cell = sheet([value, None])["A5"]
    assert cell.number_format == shown
    assert cell.is_date == isinstance(value, dt.date)


@pytest.mark.parametrize("words", ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x","y")'])
def test_workbook_computes_no_words(words: str) -> None:
    cell = sheet([words, words])["A5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (words, "s", True)


def test_workbook_takes_any_letters() -> None:
    assert sheet(["Điện\x00\x0bBiên\ufffe\u202e", ""])["A5"].value == "Điện\nBiên"


def test_workbook_is_printed_across_one_page_under_its_headings() -> None:
    cells = sheet(["a", "b"])
    assert (cells.page_setup.orientation, cells.page_setup.fitToWidth, cells.page_setup.fitToHeight) == (
        "landscape", 1, 0,
    )  # fmt: skip
    assert (cells.print_title_rows, cells.freeze_panes) == ("$4:$4", "B5")


@pytest.mark.parametrize(("name", "kept"), [("Tiêu chí: 5/8 [a]", "Tiêu chí  5 8  a"), ("", "1"), ("x" * 40, "x" * 31)])
def test_workbook_names_its_sheets_as_excel_allows(name: str, kept: str) -> None:
    assert sheet(name=name).title == kept


def test_workbook_file_name_is_plain() -> None:
    assert file_name("Tổng quan", "Phường kiểu mẫu năm 2019") == "tong-quan-phuong-kieu-mau-nam-2019.xlsx"
