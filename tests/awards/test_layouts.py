"""Every kind of paper read back: form, marks, code, and that what is signed does not change by being handed in.

What each says is in test_layouts_words.py.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.conf import settings

from awards.domain.writing import layouts
from awards.models import PaperKind as Kind
from tests.awards import sheets
from tests.awards.reading import page_words, pieces, words
from tests.awards.test_documents import TIMES, _tags

NOT_FOR_USE = layouts.NOT_FOR_USE
SOURCES: dict[str, Callable[..., Any]] = {
    Kind.PROPOSAL: sheets.ward_source, Kind.REPORT: sheets.ward_source, Kind.SUMMARY: sheets.ward_source,
    Kind.EXHIBITS: sheets.ward_source, Kind.COUNCIL: sheets.council_source, Kind.APPRAISAL: sheets.appraisal_source,
    Kind.CITY_COUNCIL: lambda **fields: sheets.council_source(level="city", members=15, wards=3, **fields),
    Kind.CITY_PROPOSAL: sheets.dossier_source,
}  # fmt: skip
WIDE = {Kind.SUMMARY}
HEADS = {  # number, and who issues it
    Kind.PROPOSAL: ("TTr-UBND", ["UBND THÀNH PHỐ THANH HÓA", "ỦY BAN NHÂN DÂN", "PHƯỜNG ĐIỆN BIÊN"]),
    Kind.REPORT: ("BC-UBND", ["UBND THÀNH PHỐ THANH HÓA", "ỦY BAN NHÂN DÂN", "PHƯỜNG ĐIỆN BIÊN"]),
    Kind.COUNCIL: ("BB-HĐTĐKT", ["UBND PHƯỜNG ĐIỆN BIÊN", "HỘI ĐỒNG THI ĐUA -", "KHEN THƯỞNG"]),
    Kind.APPRAISAL: ("BC-PNV", ["UBND THÀNH PHỐ THANH HÓA", "PHÒNG NỘI VỤ"]),
    Kind.CITY_COUNCIL: ("BB-HĐTĐKT", ["UBND THÀNH PHỐ THANH HÓA", "HỘI ĐỒNG THI ĐUA -", "KHEN THƯỞNG"]),
    Kind.CITY_PROPOSAL: ("TTr-UBND", ["UBND TỈNH THANH HÓA", "ỦY BAN NHÂN DÂN", "THÀNH PHỐ THANH HÓA"]),
}
PROVISIONAL: dict[str, dict[str, Any]] = {
    kind: {"provisional": True} if kind in {Kind.COUNCIL, Kind.CITY_COUNCIL, Kind.CITY_PROPOSAL} else
    {"criteria_set": sheets.criteria_set(provisional=True)}
    for kind in SOURCES
}  # fmt: skip


@pytest.fixture(params=list(SOURCES), scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def paper(kind: str) -> bytes:
    """One of each kind, drawn to be signed."""
    return sheets.drawn(kind, SOURCES[kind]())


def test_papers_stand_within_their_margins_and_are_numbered_from_the_second_page(kind: str, paper: bytes) -> None:
    reader = sheets.read(paper)

    upright = [p for p in pieces(reader) if p.upright]
    for number, page in enumerate(reader.pages, start=1):
        width, height = (round(float(side) / 72 * 25.4) for side in page.mediabox[2:])
        landscape = kind in WIDE or (kind == Kind.CITY_PROPOSAL and number == len(reader.pages))
        assert (width, height) == ((297, 210) if landscape else (210, 297))
        top, left, bottom = (30, 20, 192) if landscape else (20, 30, 277)
        text = [p for p in upright if p.page == number and p.top > top]
        assert min(p.left for p in text) >= left - 0.01
        assert max(p.top for p in text) <= bottom
        heads = [p.text for p in upright if p.page == number and p.top <= top]
        begins = number == 1 or (kind == Kind.CITY_PROPOSAL and landscape)  # an annex counts its own pages
        assert heads == ([] if begins else [str(number)])


def test_papers_have_their_head_and_leave_number_and_day_to_the_clerk(kind: str, paper: bytes) -> None:
    reader = sheets.read(paper)
    if kind not in HEADS:
        assert re.search(r"\(Kèm theo Báo cáo số +/BC-UBND ngày +tháng +năm 2020", page_words(reader, 1))
        return
    sign, issuer = HEADS[kind]

    first = {p.text: p for p in pieces(reader) if p.page == 1 and p.upright}

    assert [round(first[line].size) for line in issuer] == [12] * len(issuer)
    assert round(first["Độc lập - Tự do - Hạnh phúc"].size) == 13
    assert first[issuer[0]].top == first["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"].top
    assert re.search(rf"Số: +/{sign}", page_words(reader, 1))
    dated = re.search(r"(Điện Biên|Thanh Hóa), ngày +tháng +năm 2020", page_words(reader, 1))
    assert bool(dated) == (kind not in {Kind.COUNCIL, Kind.CITY_COUNCIL})  # mẫu 1.9: minutes bear no such line


def test_papers_are_tagged_and_embed_one_family_of_fonts(paper: bytes, tmp_path: Any) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper)
    reader = sheets.read(paper)
    root = reader.trailer["/Root"]

    assert {"/H1", "/P"} <= _tags(root["/StructTreeRoot"])
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("vi", True)
    assert "Phường kiểu mẫu" in reader.metadata.title or "Biên bản họp" in reader.metadata.title
    with pikepdf.open(path) as pdf:
        found = {
            str(inner.BaseFont).split("+")[-1]
            for page in pdf.pages
            for font in page.Resources.Font.values()
            for inner in font.DescendantFonts
        }
    assert found <= TIMES


def test_code_at_the_end_is_read_again_from_a_scan(kind: str, paper: bytes) -> None:
    """At 150 dots an inch, as office scanners are set."""
    pdf = pypdfium2.PdfDocument(paper)
    found = [
        (number, code.text)
        for number in range(len(pdf))
        for code in zxingcpp.read_barcodes(pdf[number].render(scale=150 / 72).to_pil().convert("L"))
    ]
    pdf.close()
    reader = sheets.read(paper)

    end = len(reader.pages) - 1 - (kind == Kind.CITY_PROPOSAL)  # before its annex
    assert found == [(end, f"{settings.SITE_URL}/xac-minh/{sheets.CODE}/")]
    assert f"Mã văn bản: {sheets.CODE} Kiểm tra tại {settings.SITE_URL}/xac-minh/" in page_words(reader, end + 1)


def test_paper_without_a_code_says_nothing_of_one() -> None:
    assert "Mã văn bản" not in words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(), code="")))


@pytest.mark.draws
@pytest.mark.parametrize("kind", [Kind.PROPOSAL, Kind.COUNCIL])
def test_same_row_gives_the_same_bytes(kind: str) -> None:
    first, second = (sheets.drawn(kind, SOURCES[kind]()) for _time in range(2))

    assert first == second


def test_drafts_are_marked_and_papers_to_be_signed_are_not(kind: str, paper: bytes) -> None:
    draft = sheets.read(sheets.drawn(kind, SOURCES[kind](), final=False, code=""))

    marked = [p.page for p in pieces(draft) if p.text == layouts.DRAFT and not p.upright]
    assert marked == list(range(1, len(draft.pages) + 1))
    assert not [p for p in pieces(sheets.read(paper)) if not p.upright]


def test_provisional_set_is_marked_on_every_page_of_signed_papers_too(kind: str) -> None:
    reader = sheets.read(sheets.drawn(kind, SOURCES[kind](**PROVISIONAL[kind])))

    marked = [p.page for p in pieces(reader) if p.text == NOT_FOR_USE and not p.upright]
    assert marked == list(range(1, len(reader.pages) + 1))
    assert layouts.DRAFT not in words(reader)
    assert "Bộ tiêu chí tạm thời" in page_words(reader, 1)


def test_drafts_of_a_provisional_set_say_both() -> None:
    source = sheets.ward_source(criteria_set=sheets.criteria_set(provisional=True))

    reader = sheets.read(sheets.drawn(Kind.PROPOSAL, source, final=False))

    assert [p.text for p in pieces(reader) if p.page == 1 and not p.upright] == [layouts.DRAFT, NOT_FOR_USE]


@pytest.mark.parametrize("kind", [Kind.PROPOSAL, Kind.REPORT, Kind.SUMMARY, Kind.EXHIBITS])
def test_papers_to_be_signed_do_not_change_by_being_handed_in_and_appraised(kind: str) -> None:
    before = sheets.ward_source()
    later = sheets.facts(appraised=True, round=2, handed_in_at=dt.datetime(2020, 1, 5, tzinfo=dt.UTC))
    after = replace(before, facts=later)

    assert layouts.context(kind, before, final=True) == layouts.context(kind, after, final=True)


def test_summary_shows_the_office_points_in_drafts_alone() -> None:
    source = sheets.ward_source(appraised=True)

    assert layouts.context(Kind.SUMMARY, source)["totals"]["office_points"] == "91"
    assert layouts.context(Kind.SUMMARY, source, final=True)["totals"]["office_points"] == ""


@pytest.mark.parametrize("kind", [Kind.PROPOSAL, Kind.COUNCIL, Kind.APPRAISAL, Kind.CITY_PROPOSAL])
def test_signature_goes_with_the_last_words_wherever_they_fall(kind: str) -> None:
    part, signer = {
        Kind.PROPOSAL: ("content", "CHỦ TỊCH"), Kind.COUNCIL: ("closing", "CHỦ TỌA"),
        Kind.APPRAISAL: ("remarks", "TRƯỞNG PHÒNG"), Kind.CITY_PROPOSAL: ("content", "CHỦ TỊCH"),
    }[kind]  # fmt: skip
    for rows in range(0, 33, 6):
        typed = "<p>Một dòng ngắn.</p>" * rows + "<p>Dòng cuối.</p>"
        reader = sheets.read(sheets.drawn(kind, SOURCES[kind](), **{part: typed}))
        page = next(p.page for p in pieces(reader) if p.text == signer)
        ends = [p.page for p in pieces(reader) if p.text.endswith("./.")]
        assert ends == [page]
        office = next(p for p in pieces(reader) if p.text == signer)
        assert office.top + 28 < 277
        assert "Mã văn bản" in page_words(reader, page)


def test_long_names_and_lists_stay_on_their_pages() -> None:
    name = "Nguyễn Phúc Bảo Long Thượng Phương Trường"  # 41 letters
    ward = sheets.ward(name)
    drawn = {
        Kind.PROPOSAL: sheets.ward_source(ward=ward), Kind.EXHIBITS: sheets.ward_source(ward=ward, exhibits=300),
        Kind.SUMMARY: sheets.ward_source(ward=ward, exhibits=300),
        Kind.COUNCIL: sheets.council_source(members=25, discussion=["Ý kiến thảo luận. " * 150] * 5),
    }  # fmt: skip
    for kind, source in drawn.items():
        reader = sheets.read(sheets.drawn(kind, source))
        for page in range(1, len(reader.pages) + 1):
            right = 277 if kind == Kind.SUMMARY else 195
            for p in (p for p in pieces(reader) if p.page == page and p.upright):
                assert p.left + len(p.text) * p.size * 0.28 / 72 * 25.4 <= right + 1, p
        heads = {Kind.EXHIBITS: "Minh chứng Số, ký hiệu", Kind.SUMMARY: "STT Tiêu chí, chỉ tiêu"}
        if kind in heads:
            pages = [page_words(reader, page) for page in range(1, len(reader.pages) + 1)]
            last = pages.pop()
            assert all(heads[kind] in page for page in pages)
            assert heads[kind] in last or not re.search(r"MC \d", last)  # the note beneath the table alone
