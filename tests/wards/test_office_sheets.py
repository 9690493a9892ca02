"""Excel files read as text: their sheets as their reader sees them, within bounds."""

from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font

from tests.wards.test_office_words import plain, read, saved
from wards.domain.files import office_sheets, office_words


def numbers_of(sheet: list[list[Any]], formats: dict[str, str] | None = None) -> dict[str, Any]:
    book = openpyxl.Workbook()
    for row in sheet:
        book.active.append(row)
    for place, pattern in (formats or {}).items():
        book.active[place].number_format = pattern
    return read("excel", book)["blocks"][1]


def test_sheet_has_its_title_its_head_and_figures_at_the_right() -> None:
    table = numbers_of(
        [["DANH SÁCH", None, None], [None] * 3, ["TT", "Phố", 2019], [1, "Phố 1", 0.95], [2, "Phố 2", 1234.5]],
        {"C4": "0%", "C5": "#,##0.0"},
    )

    assert plain(table) == [
        ["DANH SÁCH", "", ""],
        ["TT", "Phố", "2019"],
        ["1", "Phố 1", "95%"],
        ["2", "Phố 2", "1.234,5"],
    ]
    assert [row["is_head"] for row in table["rows"]] == [False, True, False, False]
    assert [cell["lines"][0]["at"] for cell in table["rows"][2]["cells"]] == ["right", "", "right"]


@pytest.mark.parametrize("whole", [0, 10**9])
def test_bold_and_centred_cells_of_a_sheet_stay_so(monkeypatch: pytest.MonkeyPatch, whole: int) -> None:
    monkeypatch.setattr("wards.domain.files.office_sheets.WHOLE", whole)
    book = openpyxl.Workbook()
    book.active["A1"] = "DANH SÁCH"
    book.active["A1"].font = Font(bold=True)
    book.active["A1"].alignment = Alignment(horizontal="center")

    table = office_words.read("excel", saved(book))["blocks"][1]

    assert table["rows"][0]["cells"][0]["lines"] == [{"runs": [["DANH SÁCH", "b"]], "at": "centre"}]


def test_merged_cells_of_a_sheet_are_said_once() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["C2"], book.active["B3"] = "Đầu đề", "Phố", "Năm", "x"
    for area in ("A1:C1", "A2:A3"):
        book.active.merge_cells(area)

    table = read("excel", book)["blocks"][1]

    assert plain(table) == [["Đầu đề"], ["Phố", "", "Năm"], ["x", ""]]
    assert (table["rows"][0]["cells"][0]["span"], table["rows"][1]["cells"][0]["down"]) == (3, 2)


def test_large_sheet_says_how_many_rows_and_columns_follow() -> None:
    table = numbers_of([[row] + ["x"] * 24 for row in range(250)])

    assert (len(table["rows"]), len(table["rows"][0]["cells"])) == (200, 20)
    assert (table["more_rows"], table["more_columns"]) == (50, 5)


def test_very_large_sheet_is_read_as_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wards.domain.files.office_sheets.WHOLE", 0)
    book = openpyxl.Workbook()
    for row in range(250):
        book.active.append([row])

    table = office_words.read("excel", saved(book))["blocks"][1]

    assert (len(table["rows"]), table["goes_on"]) == (200, True)


def test_hidden_and_empty_sheets_and_hidden_rows_are_told() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Hộ"
    for at in range(3):
        book.active.append([f"dòng {at}", "b", "c"])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("Nháp").sheet_state = "hidden"

    sheet, table, draft, nothing = read("excel", book)["blocks"]

    assert sheet == {"is": "sheet", "title": "Hộ", "is_hidden": False}
    assert (plain(table), table["hidden_rows"], table["hidden_columns"]) == ([["dòng 0", "c"], ["dòng 2", "c"]], 1, 1)
    assert (draft, nothing) == ({"is": "sheet", "title": "Nháp", "is_hidden": True}, {"is": "nothing"})


@pytest.mark.parametrize("whole", [0, 3 * 1024 * 1024])
def test_formula_without_a_kept_result_says_so(monkeypatch: pytest.MonkeyPatch, whole: int) -> None:
    monkeypatch.setattr("wards.domain.files.office_sheets.WHOLE", whole)
    book = openpyxl.Workbook()
    for row in (["Tổ", "Hộ"], ["Tổ 1", 120], ["Cộng", "=SUM(B2:B2)"]):
        book.active.append(row)

    _sheet, table = office_words.read("excel", saved(book))["blocks"]

    assert [row["cells"][1]["lines"] for row in table["rows"][1:]] == [
        [{"runs": [["120", ""]], "at": "right"}], [{"no_result": True}],
    ]  # fmt: skip


def test_formula_has_a_result_where_the_file_keeps_one_though_it_is_empty_text() -> None:
    cells = (
        b'<c r="A1"><f>B1</f></c><c r="A2" s="1"><f t="shared" si="0"/><v/></c><c r="A3"><f>1+1</f><v>2</v></c>'
        b'<c r="A4" t="str"><f>T(B1)</f><v></v></c><x:c r="A5" t="str"><x:f>B1</x:f></x:c><c r="A999"><f>B1</f></c>'
    )

    assert list(office_sheets.unsolved_places(cells)) == [(1, 1), (2, 1), (5, 1)]


def test_sheets_beyond_the_first_ten_are_named() -> None:
    book = openpyxl.Workbook()
    for at in range(11):
        book.create_sheet(f"Trang {at}")

    assert read("excel", book)["blocks"][-1] == {"is": "sheets_left", "titles": ["Trang 9", "Trang 10"], "count": 2}
