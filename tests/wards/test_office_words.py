"""Word files read as text: headings, lists and tables as their reader sees them, within bounds; and their page."""

import io
import json
from typing import Any

import docx
import openpyxl
import pytest
from django.urls import reverse
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests import papers
from tests.wards.library import add, as_
from wards.domain.files import bounded, office_words, page_pictures
from wards.domain.files.office_lists import as_counted
from wards.models import Assessment, Officer


def saved(file: Any) -> bytes:
    with io.BytesIO() as out:
        file.save(out)
        return out.getvalue()


def read(kind: str, file: Any) -> dict[str, Any]:
    """What the program writes about a document or workbook."""
    done = bounded.run("office_words.py", kind, data=saved(file), memory=page_pictures.MEMORY)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def plain(table: dict[str, Any]) -> list[list[str]]:
    """The texts of a table, row by row; lines of a cell joined by "/"."""
    return [["/".join("".join(text for text, _ in line["runs"]) for line in cell["lines"]) for cell in row["cells"]]
            for row in table["rows"]]  # fmt: skip


def test_headings_are_told_by_style_outline_and_vietnamese_name() -> None:
    document = docx.Document()
    document.add_heading("Kết quả", 2)
    document.styles.add_style("Tiêu đề 3", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Về văn hóa", style="Tiêu đề 3")
    own = document.add_paragraph("Về an ninh")
    own._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="4"/>'))
    document.add_paragraph("Không có điểm nóng.")

    blocks = read("word", document)["blocks"]

    assert [(block["is"], block.get("level")) for block in blocks] == [
        ("heading", 1), ("heading", 2), ("heading", 3), ("text", None),
    ]  # fmt: skip


def test_bold_centred_line_stays_a_bold_paragraph() -> None:
    document = docx.Document()
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run("BÁO ").bold = True
    line.add_run("CÁO").bold = True
    line.add_run(" năm 2019").italic = True

    assert read("word", document)["blocks"] == [
        {"is": "text", "runs": [["BÁO CÁO", "b"], [" năm 2019", "i"]], "at": "centre"}
    ]


def test_text_that_is_hidden_or_struck_by_a_tracked_change_is_not_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Có 21")
    paragraph.add_run(" bí mật").font.hidden = True
    for kind, text in (("ins", " đơn vị"), ("del", " hộ")):
        tag = "w:t" if kind == "ins" else "w:delText"
        said = f'<w:r><{tag} xml:space="preserve">{text}</{tag}></w:r>'
        paragraph._p.append(parse_xml(f"<w:{kind} {nsdecls('w')}>{said}</w:{kind}>"))

    assert read("word", document)["blocks"][0]["runs"] == [["Có 21 đơn vị", ""]]


def test_items_keep_their_marks() -> None:
    document = docx.Document()
    for style in ("List Bullet", "List Number", "List Number"):
        document.add_paragraph("Khu dân cư", style=style)

    blocks = read("word", document)["blocks"]

    assert [(block["is"], block["mark"]) for block in blocks] == [("item", "•"), ("item", "1."), ("item", "2.")]


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [(4, "decimal", "4"), (4, "decimalZero", "04"), (28, "lowerLetter", "bb"), (2, "upperLetter", "B"),
     (1994, "upperRoman", "MCMXCIV"), (9, "lowerRoman", "ix"), (3, "none", ""), (0, "upperRoman", "0")],
)  # fmt: skip
def test_items_are_counted_as_word_counts(number: int, kind: str, said: str) -> None:
    assert as_counted(number, kind) == said


def test_tables_stand_where_they_stand_in_the_text() -> None:
    document = docx.Document()
    document.add_paragraph("Trước")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Hộ nghèo", "0"
    document.add_paragraph("Sau")

    blocks = read("word", document)["blocks"]

    assert [block["is"] for block in blocks] == ["text", "table", "text"]
    assert plain(blocks[1]) == [["Hộ nghèo", "0"]]


def test_merged_cells_are_said_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    for at, cell in enumerate(table._cells):
        cell.text = str(at)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Năm"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Hộ"

    found = read("word", document)["blocks"][0]

    assert plain(found) == [["0", "Năm"], ["Hộ", "4", "5"], ["7", "8"]]
    sizes = [[(cell.get("span"), cell.get("down")) for cell in row["cells"]] for row in found["rows"]]
    assert sizes == [[(None, None), (2, None)], [(None, 2), (None, None), (None, None)], [(None, None), (None, None)]]


def test_bold_first_row_is_the_head_and_a_letterhead_is_no_lined_table() -> None:
    document = docx.Document()
    for style in ("Table Grid", None):
        table = document.add_table(rows=2, cols=2, style=style)
        for cell in table.rows[0].cells:
            cell.paragraphs[0].add_run("Đầu").bold = True
        table.rows[1].cells[0].text = "Thân"

    lined, letterhead = (block for block in read("word", document)["blocks"] if block["is"] == "table")

    assert (lined["is_plain"], [row["is_head"] for row in lined["rows"]]) == (False, [True, False])
    assert (letterhead["is_plain"], [row["is_head"] for row in letterhead["rows"]]) == (True, [False, False])


def test_long_table_is_shown_within_bounds_and_says_how_much_follows() -> None:
    document = docx.Document()
    document.add_table(rows=203, cols=1)
    document.add_table(rows=1, cols=23)

    long, wide = read("word", document)["blocks"]

    assert (len(long["rows"]), long["more_rows"], long["more_columns"]) == (200, 3, 0)
    assert (len(wide["rows"][0]["cells"]), wide["more_rows"], wide["more_columns"]) == (20, 0, 3)


def test_long_document_says_how_much_of_it_is_shown() -> None:
    document = docx.Document()
    for _line in range(800):
        document.add_paragraph("Dòng")

    found = read("word", document)

    assert (len(found["blocks"]), found["shown"]) == (600, 75)


def test_table_larger_than_all_room_keeps_its_first_rows() -> None:
    row = {"is_head": False, "cells": [{"lines": [{"runs": [["x" * 1000, ""]], "at": ""}]}]}
    table = {"is": "table", "rows": [row] * 300, "more_rows": 5}

    kept, _parts = office_words.fitting([(1, table)])

    shown = len(kept[0]["rows"])
    assert 200 < shown < 300
    assert kept[0]["more_rows"] == 305 - shown


def test_document_of_pictures_only_says_so() -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(papers.picture("PNG")))

    found = read("word", document)

    assert (found["blocks"], found["pictures"]) == ([], 1)


def test_office_file_that_is_none_ends_the_program_with_its_own_code() -> None:
    for kind in ("word", "excel"):
        done = bounded.run("office_words.py", kind, data=papers.office("docx"), memory=page_pictures.MEMORY)
        assert done.returncode == office_words.UNREADABLE


def shown(ward: Assessment, official: Officer, name: str, data: bytes) -> str:
    evidence = add(ward.ward, official, "Bảng", files={name: data})
    return as_(official).get(reverse("wards:evidence_detail", args=[evidence.pk])).content.decode()


def test_markup_in_a_file_is_shown_as_text(assessment: Assessment, official: Officer) -> None:
    bad = "<script>alert(1)</script>"
    document, book = docx.Document(), openpyxl.Workbook()
    document.add_heading(bad, 1)
    document.add_paragraph(bad, style="List Bullet")
    document.add_table(1, 1).rows[0].cells[0].text = bad
    book.active.title = "<b>trang"
    book.active["A1"], book.active["B1"], book.active["B1"].number_format = bad, 5, '0"<i>"'

    pages = [
        shown(assessment, official, "a.docx", saved(document)), shown(assessment, official, "b.xlsx", saved(book))
    ]  # fmt: skip

    assert [page.count("&lt;script&gt;alert(1)&lt;/script&gt;") for page in pages] == [3, 1]
    assert not any(markup in page for page in pages for markup in (bad, "<b>trang", "5<i>"))


def test_word_file_is_shown_with_headings_and_scrolling_tables(assessment: Assessment, official: Officer) -> None:
    document = docx.Document()
    document.add_heading("Kết quả", 1)
    document.add_paragraph("Có ").add_run("21/23").bold = True
    document.add_table(1, 1).rows[0].cells[0].text = "Hộ nghèo"

    page = shown(assessment, official, "a.docx", saved(document))

    assert "<h3>Kết quả</h3>" in page
    assert "<p>Có <b>21/23</b></p>" in page
    assert '<div class="table-box" tabindex="0"' in page


def test_empty_word_file_and_one_of_pictures_say_what_they_are(assessment: Assessment, official: Officer) -> None:
    pictures = docx.Document()
    pictures.add_picture(io.BytesIO(papers.picture("PNG")))

    assert "Tệp không có chữ." in shown(assessment, official, "a.docx", saved(docx.Document()))
    assert "Tệp chỉ có hình ảnh" in shown(assessment, official, "b.docx", saved(pictures))


def test_words_kept_in_a_former_form_are_made_anew(assessment: Assessment, official: Officer) -> None:
    document = docx.Document()
    document.add_paragraph("Báo cáo")
    evidence = add(assessment.ward, official, "Bảng", files={"a.docx": saved(document)})
    content = evidence.files.get().content
    page_pictures.shelf.put(f"pages/{content.sha256}/words", b'{"blocks": [{"text": "c\xc5\xa9"}], "is_cut": false}')

    assert page_pictures.words(content)["blocks"] == [{"is": "text", "runs": [["Báo cáo", ""]], "at": ""}]
