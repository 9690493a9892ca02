"""How papers run over their pages: what stays together, and that pages are filled."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from awards.documents import pdf
from awards.domain.writing import layouts
from awards.models import Paper
from tests.awards.reading import Piece, page_words, pieces, words
from wards.models import Assessment

Drawn = Callable[..., dict[str, Paper]]

BOTTOM = 277  # mm: where the text of a page may end
FILLER = "Một đoạn đủ dài để chiếm trọn một dòng của trang giấy khổ A4 và thêm một dòng nữa. " * 2


def lines(reader: PdfReader, page: int) -> list[str]:
    """The upright lines of a page below its number, from top to bottom; cells of a row beside each other."""
    rows: dict[float, list[Piece]] = {}
    for piece in pieces(reader):
        if piece.page == page and piece.upright and 20 < piece.top <= BOTTOM:
            rows.setdefault(round(piece.top, 1), []).append(piece)
    return [" ".join(p.text for p in sorted(rows[top], key=lambda p: p.left)) for top in sorted(rows)]


def drawn_html(html: str) -> PdfReader:
    return PdfReader(BytesIO(pdf.draw(html=html, stylesheet=layouts.stylesheet(), identifier=b"1" * 16).content))


def written(body: str) -> str:
    return f"<html lang=vi><title>Thử</title><body>{body}</body></html>"


CRITERION = {
    "number": "1", "name": "Kinh tế", "max_points": "9", "points": "9", "provided": "3", "of": "3", "met": True,
    "place": "1", "in_words": "Tự chấm 9/9 điểm; có số liệu 3/3 chỉ tiêu; đạt tiêu chí.",
    "lines": [
        {"code": f"1.{n}", "text": "Thu nhập bình quân đầu người một năm", "note": "Theo báo cáo."} for n in (1, 2, 3)
    ],
}  # fmt: skip


@pytest.mark.parametrize("room", range(40, 300, 20))
def test_criterion_breaks_sensibly_wherever_it_stands(room: int) -> None:
    """With so many points of room on the first page."""
    criterion = render_to_string("documents/criterion.html", {"criterion": CRITERION})
    reader = drawn_html(written(f"<div style='height: {(BOTTOM - 20) / 25.4 * 72 - room}pt'></div>{criterion}"))
    pages = [lines(reader, page) for page in range(1, len(reader.pages) + 1)]

    for page in pages:
        rows, notes = ([text for text in page if re.match(begin, text)] for begin in (r"1\.\d ", "Chỉ tiêu 1"))
        assert any("Tiêu chí 1" in text for text in page) <= any(text.startswith("1.1 ") for text in rows)
        assert len(rows) != 1 or rows[0].startswith("1.1 ")  # never the last one alone
        assert bool(rows) == any(text.startswith("TT ") for text in page)  # under the head, on every page
        assert rows or len(notes) != 1  # a note alone goes with its table
    assert len([text for page in pages for text in page if text.startswith("Chỉ tiêu 1.")]) == 3


def test_report_fills_its_pages(filled: Assessment, drawn: Drawn) -> None:
    reader = PdfReader(drawn(filled)["report"].file.path)

    ends = [max(p.top for p in pieces(reader) if p.page == n and p.upright) for n in range(1, len(reader.pages) - 1)]

    assert min(ends) > 190  # room for the heads of a table and its first two rows is left at most
    assert "1. Tiêu chí 1:" in page_words(reader, 2)


def test_signature_has_room_and_is_never_alone_on_a_page() -> None:
    heading = {"signer": ["TM. Ủy ban nhân dân", "Chủ tịch"], "copies": ["Lưu: VT"]}
    end = f"<p class='closing'>Trên đây là {FILLER}</p>" + render_to_string(
        "documents/signature.html", {"heading": heading}
    )
    for before in range(8, 18):
        reader = drawn_html(written(f"<p>{FILLER}</p>" * before + end))
        text = page_words(reader, len(reader.pages))
        office = next(p for p in pieces(reader) if p.text == "CHỦ TỊCH")
        assert "Trên đây là" in text
        assert re.search(r"CHỦ TỊCH( 2)?$", text)  # nothing to be signed over
        assert office.top + 28 < BOTTOM


def test_report_ends_with_who_signs_and_who_receives(
    filled: Assessment, drawn: Callable[..., dict[str, Paper]]
) -> None:
    reader = PdfReader(drawn(filled)["report"].file.path)

    last = page_words(reader, len(reader.pages))

    assert "Trên đây là báo cáo thành tích" in last
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" in last
    assert "Nơi nhận: - Phòng Nội vụ thành phố Thanh Hóa (thẩm định);" in last
    assert "Họ và tên" not in words(reader)
