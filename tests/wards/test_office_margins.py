"""The head of a Word file's pages is shown; what stands at their foot and in notes is said to be left out."""

from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.wards.test_office_words import read, saved, shown
from wards.models import Assessment, Officer


def lines(found: dict[str, Any]) -> list[str]:
    assert found["blocks"][0]["is"] == "head"
    return ["".join(text for text, _ in line["runs"]) for line in found["blocks"][0]["lines"]]


def test_header_stands_before_the_text_and_the_page_says_what_it_is(assessment: Assessment, official: Officer) -> None:
    document = docx.Document()
    document.add_paragraph("Nội dung")
    document.sections[0].header.paragraphs[0].text = "UBND PHƯỜNG ĐIỆN BIÊN"

    found = read("word", document)
    page = shown(assessment, official, "a.docx", saved(document))

    assert (lines(found), found["blocks"][1]["is"], found["shown"]) == (["UBND PHƯỜNG ĐIỆN BIÊN"], "text", 100)
    assert found["has_more"] is False
    assert "Ở đầu các trang:" in page
    assert "<p>UBND PHƯỜNG ĐIỆN BIÊN</p>" in page
    assert "cuối trang" not in page


def test_header_of_the_first_page_comes_before_the_usual_one() -> None:
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text, section.first_page_header.paragraphs[0].text = "Trang sau", "Trang đầu"

    found = read("word", document)

    assert (lines(found), found["has_more"]) == (["Trang đầu"], True)


def test_number_of_the_page_is_no_header() -> None:
    document = docx.Document()
    document.add_paragraph("Nội dung")
    document.sections[0].header.paragraphs[0].text = document.sections[0].footer.paragraphs[0].text = "2"

    found = read("word", document)

    assert ([block["is"] for block in found["blocks"]], found["has_more"]) == (["text"], False)


@pytest.mark.parametrize("kind", ["footer", "note"])
def test_footer_and_notes_are_said_to_be_left_out(kind: str, assessment: Assessment, official: Officer) -> None:
    document = docx.Document()
    run = document.add_paragraph("Nội dung").add_run()
    if kind == "footer":
        document.sections[0].footer.paragraphs[0].text = "Nơi nhận"
    else:
        run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="1"/>'))

    assert read("word", document)["has_more"] is True
    assert "cuối trang" in shown(assessment, official, "a.docx", saved(document))
