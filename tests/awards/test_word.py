"""Word files read back: their styles, their head, and that they say what the drawn paper says."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from awards.documents import word
from awards.domain.writing import layouts
from awards.models import PaperKind as Kind
from tests.awards import sheets


def opened(kind: str, *, final: bool = False, **texts: str) -> Any:
    context = layouts.context(kind, sheets.ward_source(), final=final, texts=texts)
    return Document(BytesIO(word.docx(kind, context)))


def lines(paper: Any) -> list[str]:
    return [paragraph.text for paragraph in paper.paragraphs if paragraph.text.strip()]


def cells(table: Any) -> list[list[str]]:
    return [[cell.text.strip() for cell in row.cells] for row in table.rows]


def test_proposal_has_the_form_of_an_administrative_paper() -> None:
    paper = opened(Kind.PROPOSAL)
    section, normal = paper.sections[0], paper.styles["Normal"]

    sizes = (section.page_width, section.page_height, section.left_margin, section.right_margin, section.top_margin)
    assert [round(size.mm) for size in sizes] == [210, 297, 30, 15, 20]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "Times New Roman"
    head = paper.tables[0]
    assert cells(head)[0][0].splitlines()[:3] == ["UBND THÀNH PHỐ THANH HÓA", "ỦY BAN NHÂN DÂN", "PHƯỜNG ĐIỆN BIÊN"]
    assert cells(head)[0][1].splitlines()[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert cells(head)[1] == ["Số:        /TTr-UBND", "Điện Biên, ngày       tháng       năm 2020"]
    assert head.style.name == "Normal Table"  # no borders
    assert [(p.style.name, p.text) for p in paper.paragraphs if p.style.name in {"Title", "Subtitle", "Kính gửi"}] == [
        ("Title", "TỜ TRÌNH"),
        ("Subtitle", "Về việc đề nghị công nhận danh hiệu “Phường kiểu mẫu” năm 2019"),
        ("Kính gửi", "Kính gửi: Chủ tịch Ủy ban nhân dân thành phố Thanh Hóa"),
    ]


def test_word_file_says_what_the_drawn_paper_says() -> None:
    context = layouts.context(Kind.PROPOSAL, sheets.ward_source())
    paper = opened(Kind.PROPOSAL)

    said = lines(paper)

    assert [text for text in said if text.startswith("Căn cứ")] == context["grounds"]
    assert [text for text in said if text in context["results"]] == context["results"]
    assert said[-1].endswith("kèm theo)./.")
    copies, signer = cells(paper.tables[-1])[0]
    assert copies.splitlines() == [
        "Nơi nhận:", "- Như trên;", "- Phòng Nội vụ thành phố Thanh Hóa (thẩm định);",
        "- Thường trực Đảng ủy, HĐND phường;", "- Lưu: VT.",
    ]  # fmt: skip
    assert signer.splitlines() == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_drafts_are_marked_and_pages_numbered_from_the_second_on() -> None:
    draft, final = opened(Kind.PROPOSAL).sections[0], opened(Kind.PROPOSAL, final=True).sections[0]

    assert draft.different_first_page_header_footer
    assert [p.text for p in draft.first_page_footer.paragraphs] == ["DỰ THẢO"]
    assert [p.text for p in draft.footer.paragraphs] == ["DỰ THẢO"]
    assert "PAGE" in [part.text for part in draft.header._element.iter(qn("w:instrText"))]
    assert not list(final.first_page_header._element.iter(qn("w:instrText")))
    assert [p.text for p in final.footer.paragraphs] == [""]


def test_report_has_its_tables_with_heads_that_come_again() -> None:
    paper = opened(Kind.REPORT)
    tables = paper.tables[1:-1]  # between head and signature

    assert len(tables) == 9  # eight criteria and all together
    assert cells(tables[0])[0] == ["TT", "Chỉ tiêu", "Đơn vị", "Mức đạt", "Kết quả", "Điểm tự chấm"]
    assert cells(tables[0])[1][4:] == ["1.234/1.250 (98,72%)", "4/4"]
    assert cells(tables[-1])[-1] == ["", "Tổng cộng", "24/24", "100", "92,5", "8/8"]
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    headings = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    assert [heading.split(".")[0] for heading in headings] == ["I", "II", "III"]


def test_typed_emphasis_and_lists_arrive_in_word() -> None:
    paper = opened(
        Kind.REPORT, features="<p>Có <strong>8</strong> tổ<br>dân phố</p><ul><li><em>một</em> &amp; hai</li></ul>"
    )

    first, second = (next(p for p in paper.paragraphs if p.text.startswith(start)) for start in ("Có ", "- một"))

    assert [(run.text, bool(run.bold)) for run in first.runs] == [
        ("Có ", False), ("8", True), (" tổ", False), ("\n", False), ("dân phố", False),
    ]  # fmt: skip
    assert second.text == "- một & hai"
    assert [run.text for run in second.runs if run.italic] == ["một"]


def test_other_kinds_are_not_written_as_word() -> None:
    with pytest.raises(KeyError):
        word.docx(Kind.SUMMARY, layouts.context(Kind.SUMMARY, sheets.ward_source()))


@pytest.mark.parametrize("kind", [Kind.PROPOSAL, Kind.REPORT])
def test_signs_of_older_records_that_word_cannot_hold_are_left_out(kind: str) -> None:
    strange = f"Lời văn{chr(1)} đã{chr(11)}lưu{chr(0x202E)} từ{chr(0xFFFE)} trước"
    said = "Lời văn đã\nlưu từ trước"

    paper = opened(kind, **dict.fromkeys(("content", "features"), f"<p>{strange}</p>"))

    assert [text for text in lines(paper) if "Lời văn" in text] == [said]
