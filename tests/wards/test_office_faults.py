"""Odd and overlong parts of Word and Excel files: each costs its own place, never the whole preview."""

import io
import json
import zipfile
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Font

from tests.wards.test_office_words import plain, read, saved, shown
from wards.domain.files import bounded, office_sheets, office_text, office_words, page_pictures
from wards.models import Assessment, Officer


def paragraph_of(document: Any, properties: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{properties}</w:p>"))


@pytest.mark.parametrize(
    ("inside", "marks"),
    [('<w:u w:val="wavyHeavyX"/>', "u"), ('<w:b w:val="yes"/>', "b"), ('<w:b w:val="off"/>', ""), ('<w:i/>', "i")],
)  # fmt: skip
def test_odd_properties_of_a_run_cost_nothing(inside: str, marks: str) -> None:
    document = docx.Document()
    paragraph_of(document, f'<w:r><w:rPr>{inside}</w:rPr><w:t>Có 21 hộ</w:t><w:br w:type="odd"/></w:r>')

    assert read("word", document)["blocks"] == [{"is": "text", "runs": [["Có 21 hộ", marks]], "at": ""}]


def test_odd_numbers_of_tables_and_lists_cost_nothing() -> None:
    document = docx.Document()
    table = document.add_table(1, 1)
    table.rows[0].cells[0].text = "Hộ"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="abc"/>'))
    paragraph_of(
        document, '<w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="y"/></w:numPr></w:pPr><w:r><w:t>A</w:t></w:r>'
    )

    text, found = read("word", document)["blocks"]

    assert (text["runs"], plain(found)) == ([["A", ""]], [["Hộ"]])


def test_part_that_cannot_be_read_is_left_out_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch, assessment: Assessment, official: Officer
) -> None:
    document = docx.Document()
    document.add_paragraph("Trước")
    document.add_paragraph("Hỏng", style="Heading 1").style.element.set("{x}y", "")
    document.paragraphs[1]._p.pPr.pStyle.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", 'a"b')

    assert [block["is"] for block in read("word", document)["blocks"]] == ["text", "left_out"]
    assert "Một phần của tệp không đọc được" in shown(assessment, official, "a.docx", saved(document))


def test_very_long_paragraph_and_cell_are_cut_and_the_page_says_so(assessment: Assessment, official: Officer) -> None:
    document = docx.Document()
    document.add_paragraph("x" * 260_000)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "y" * 260_000, "Sau"

    text, found = read("word", document)["blocks"]

    assert [(len(said), marks) for said, marks in text["runs"]] == [(19_990, ""), (0, "…")]
    assert [len(said) for said in plain(found)[0]] == [9_990, 3]
    assert shown(assessment, official, "a.docx", saved(document)).count("[phần còn lại không hiển thị ở đây]") == 2


def test_cell_of_many_lines_is_cut_and_a_short_one_is_whole() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "x\n" * 5, "y"
    for _line in range(400):
        table.rows[0].cells[0].add_paragraph("z")

    long, short = read("word", document)["blocks"][0]["rows"][0]["cells"]

    assert (len(long["lines"]), long["lines"][-1]["runs"]) == (197, [["", "…"]])
    assert [line["runs"] for line in short["lines"]] == [[["y", ""]]]


def test_what_no_room_suffices_for_is_left_out() -> None:
    row = {"is_head": False, "cells": [{"lines": [{"runs": [["x" * 300_000, ""]], "at": ""}]}]}

    kept, parts = office_words.fitting([(1, {"is": "table", "rows": [row], "more_rows": 0}), (2, {"is": "picture"})])

    assert (kept, parts) == ([{"is": "left_out"}, {"is": "picture"}], None)


def test_what_has_been_read_is_given_when_time_runs_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_words, "ENOUGH", 0)
    document = docx.Document()
    for _line in range(4):
        document.add_paragraph("Dòng")

    found = office_words.read("word", saved(document))

    assert (len(found["blocks"]), found["shown"]) == (1, 25)


def test_styles_are_searched_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    for _line in range(50):
        document.add_paragraph("Dòng", style="List Bullet").add_run("đậm", style="Strong")
    reader = office_text.Reader(saved(document))
    asked: list[str | None] = []
    search = reader.document.part.get_style
    monkeypatch.setattr(reader.document.part, "get_style", lambda name, of: asked.append(name) or search(name, of))

    blocks = [block for _at, block in reader.blocks()]

    assert asked == ["ListBullet", "Strong"]
    assert blocks[49]["runs"] == [["Dòng", ""], ["đậm", "b"]]


def test_stray_far_cells_and_merges_cost_nothing() -> None:
    book = openpyxl.Workbook()
    for row in range(4):
        book.active.append([f"a{row}", "b"])
    book.active["A1048576"] = " "
    book.active["XFD1"].font = Font(bold=True)
    with io.BytesIO() as out, zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B3:B1048576"/></mergeCells>'
            new.writestr(name, old.read(name).replace(b"</sheetData>", merged))
        new.close()
        done = bounded.run("office_words.py", "excel", data=out.getvalue(), memory=page_pictures.MEMORY)

    table = json.loads(done.stdout)["blocks"][1]

    assert plain(table) == [["a0", "b"], ["a1", "b"], ["a2", "b"], ["a3"]]
    assert (table["more_rows"], table["more_columns"]) == (0, 0)


def test_fault_of_one_sheet_costs_that_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "hỏng"
    book.create_sheet("Sau")["A1"] = "lành"
    table = office_sheets.table
    monkeypatch.setattr(office_sheets, "table", lambda grid: table(grid) if grid.texts[1, 1] == "lành" else {}["x"])

    blocks = office_words.read("excel", saved(book))["blocks"]

    assert [block["is"] for block in blocks] == ["sheet", "left_out", "sheet", "table"]


def test_odd_number_costs_its_own_format_only() -> None:
    book = openpyxl.Workbook()
    for value, pattern in ((1e27, "0.00"), (5, "#"), (0.5, "0" + "%" * 30)):
        book.active.append([value])
        book.active.cell(book.active.max_row, 1).number_format = pattern

    assert plain(read("excel", book)["blocks"][1]) == [["1e+27"], ["5"], ["0,5"]]


def test_long_text_of_a_cell_says_that_it_is_cut() -> None:
    book = openpyxl.Workbook()
    book.active.append(["x" * 301, "y" * 300])

    assert plain(read("excel", book)["blocks"][1]) == [["x" * 300 + "…", "y" * 300]]
