"""Every kind of paper read back: form, marks, code, and that what is signed does not change by being handed in."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.conf import settings

from awards.domain import layouts
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


@pytest.mark.parametrize("kind", [Kind.PROPOSAL, Kind.COUNCIL])
def test_same_row_gives_the_same_bytes(kind: str) -> None:
    first, second = (sheets.drawn(kind, SOURCES[kind]()) for _time in range(2))

    assert first == second


def test_grounds_end_with_semicolons_and_the_last_with_a_full_stop() -> None:
    grounds = layouts.context(
        Kind.PROPOSAL, sheets.ward_source(), texts={"basis": "<p>Luật A.</p><p>Căn cứ Luật B</p>"}
    )

    assert grounds["grounds"] == [
        "Căn cứ Luật A;", "Căn cứ Luật B;",
        "Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng phường Điện Biên ngày 20 tháng 12 năm 2019.",
    ]  # fmt: skip


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


def test_proposal_is_one_page_and_tells_the_vote() -> None:
    reader = sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source()))

    text = words(reader)
    assert len(reader.pages) == 1
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân thành phố Thanh Hóa Căn cứ Luật Tổ chức" in text
    assert "ngày 09 tháng 4 năm 2019 của Ủy ban nhân dân tỉnh Thanh Hóa ban hành Quy định" in text
    assert "Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng phường Điện Biên ngày 20 tháng 12 năm 2019." in text
    assert (
        "bỏ phiếu kín: 09/11 thành viên Hội đồng tán thành, đạt 81,82% tổng số thành viên (yêu cầu ít nhất 70%)."
        in text
    )


def test_proposal_before_the_meeting_leaves_the_vote_open() -> None:
    text = words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(voted=False), final=False)))

    assert "phường Điện Biên ngày … tháng … năm …" in text
    assert "với …/… thành viên Hội đồng tán thành (…% tổng số thành viên)." in text


def test_missed_share_is_told_with_its_reason() -> None:
    held = sheets.meeting(in_favour=7)
    proposal = words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(held=held))))
    minutes = words(sheets.read(sheets.drawn(Kind.COUNCIL, sheets.council_source(in_favour=7))))

    reason = "Lý do vẫn đề nghị: Hai thành viên vắng mặt vì nhiệm vụ đột xuất."
    where = "(Thủ tục hành chính 9387, Cổng Dịch vụ công quốc gia)"
    assert f"đạt 63,64% tổng số thành viên, thấp hơn mức 70% {where}. {reason}" in proposal
    assert f"Tỷ lệ tán thành thấp hơn mức 70% tổng số thành viên Hội đồng. {reason}" in minutes
    assert "tỷ lệ tán thành và lý do đã nêu tại mục III." in minutes


def test_several_recipients_stand_beneath_each_other() -> None:
    to = "<p>Chủ tịch Ủy ban nhân dân thành phố</p><ul><li>Hội đồng Thi đua - Khen thưởng.</li></ul>"

    text = words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(), to=to)))

    assert "Kính gửi: - Chủ tịch Ủy ban nhân dân thành phố; - Hội đồng Thi đua - Khen thưởng. Căn cứ" in text


def test_minutes_of_a_council_say_who_came_and_how_they_voted() -> None:
    source = sheets.council_source(absent=2)
    source.meeting["ballots"][0]["recused"] = [{"name": "Trịnh Đức Mạnh", "job": "", "role": "", "reason": "là vợ"}]

    text = words(sheets.read(sheets.drawn(Kind.COUNCIL, source)))

    assert "Thời gian bắt đầu: 14 giờ 00 phút, ngày 20 tháng 12 năm 2019." in text
    assert "1. Chủ tọa: Lê Thị Hồng Hạnh, Chủ tịch UBND phường, Chủ tịch Hội đồng." in text
    assert "(theo Quyết định số 15/QĐ-UBND ngày 05 tháng 02 năm 2019 của Chủ tịch Ủy ban nhân dân phường" in text
    assert "tổng số 11 thành viên, có mặt 09, vắng mặt 02. Các thành viên khác dự họp: - Trịnh Đức Mạnh," in text
    assert "Số thành viên dự họp chiếm 81,82% tổng số thành viên Hội đồng, bảo đảm mức ít nhất 70%" in text
    assert "- Không tham gia bỏ phiếu vì có liên quan: Trịnh Đức Mạnh (là vợ); - Số phiếu tham gia: 09/11" in text
    assert "- Tán thành: 08 phiếu, đạt 72,73% tổng số thành viên Hội đồng; - Không tán thành: 01 phiếu;" in text
    assert "Cuộc họp kết thúc vào 16 giờ 30 phút, ngày 20 tháng 12 năm 2019. Biên bản đã được đọc lại" in text
    assert "nhất trí thông qua./. THƯ KÝ (Ký, ghi rõ họ tên) Nguyễn Văn Bình CHỦ TỌA" in text


def test_minutes_say_that_the_quorum_was_missed() -> None:
    text = words(sheets.read(sheets.drawn(Kind.COUNCIL, sheets.council_source(absent=5))))

    assert "chiếm 54,55% tổng số thành viên Hội đồng, thấp hơn mức ít nhất 70% tổng số thành viên" in text
    assert "tạm thời, chưa có văn bản" in text


def test_minutes_of_the_city_put_wards_with_one_outcome_together() -> None:
    source = SOURCES[Kind.CITY_COUNCIL]()
    source.meeting["ballots"][2] |= {"reached": False, "goes_on": False, "below_reason": "Còn khiếu kiện"}

    text = words(sheets.read(sheets.drawn(Kind.CITY_COUNCIL, source)))

    assert "1 Phường Điện Biên 14/15 13 01 00 86,67% Đạt" in text
    assert "đối với 02 đơn vị: phường Điện Biên và phường Số 2." in text
    assert "không đề nghị công nhận danh hiệu “Phường kiểu mẫu” năm 2019 đối với phường Số 3" in text
    assert "Ghi nhận: Còn khiếu kiện." in text


def test_appraisal_tells_rounds_visits_and_every_adjusted_figure() -> None:
    text = words(sheets.read(sheets.drawn(Kind.APPRAISAL, sheets.appraisal_source())))

    assert "Kính gửi: Hội đồng Thi đua - Khen thưởng thành phố Thanh Hóa" in text
    assert "- Lần 1: Phường nộp hồ sơ ngày 05 tháng 01 năm 2020; ngày 05 tháng 01 năm 2020 yêu cầu bổ sung 02" in text
    assert "- Lần 2: Phường nộp bổ sung ngày 05 tháng 01 năm 2020." in text
    assert "đối với chỉ tiêu 4.1, 5.2. Kết luận: Số liệu đúng thực tế." in text
    assert "2. Số liệu được điều chỉnh (2/24 chỉ tiêu):" in text
    assert re.search(r"2\.1 .*1\.234/1\.250 \(98,72%\) 1\.200/1\.250 \(96%\) 4 3,5 Quyết định công nhận chỉ ghi", text)
    assert "Tổng cộng 100 92,5 91 8/8 8/8" in text
    assert "phường Điện Biên đạt 8/8 tiêu chí, tổng điểm 91/100 điểm; đối chiếu điều kiện đạt" in text
    assert "xem xét, bỏ phiếu đề nghị công nhận danh hiệu" in text


def test_appraisal_of_a_ward_that_failed_asks_for_no_vote_in_favour() -> None:
    source = sheets.appraisal_source()
    total = source.facts.office_total
    failed = replace(source.facts, office_total=replace(total, passed=False, points=Decimal(80)))

    text = words(sheets.read(sheets.drawn(Kind.APPRAISAL, replace(source, facts=failed))))

    assert "chưa đạt đủ điều kiện công nhận danh hiệu" in text
    assert "bỏ phiếu đề nghị" not in text


def test_city_proposal_names_few_wards_in_its_text_and_all_in_its_annex() -> None:
    few, many = (sheets.read(sheets.drawn(Kind.CITY_PROPOSAL, sheets.dossier_source(wards=n))) for n in (3, 12))

    assert "đề nghị công nhận danh hiệu “Phường kiểu mẫu” năm 2019 cho phường Điện Biên, phường Số 2 và" not in words(
        few
    )
    assert "cho phường Điện Biên, phường Số 2 và phường Số 3 (có Phụ lục" in words(few)
    assert "- Phường Số 2: thẩm định đạt 8/8 tiêu chí, 91/100 điểm; 13/15 thành viên Hội đồng tán thành" in words(few)
    assert "kết quả của từng đơn vị nêu tại Phụ lục kèm theo." in words(many)
    assert "cho 12 đơn vị nêu tại Phụ lục (có Phụ lục" in words(many)
    assert "12 Phường Số 12 8/8 8/8 92,5 91 Đủ điều kiện 13/15 86,67%" in page_words(many, len(many.pages))


def test_city_proposal_of_one_ward_names_it_and_tells_a_missed_share() -> None:
    text = words(sheets.read(sheets.drawn(Kind.CITY_PROPOSAL, sheets.dossier_source(wards=1, in_favour=9))))

    assert "bỏ phiếu kín đối với phường Điện Biên, kết quả như sau:" in text
    assert "09/15 thành viên Hội đồng tán thành (60%), thấp hơn mức 70%, lý do nêu tại Phụ lục." in text
    assert "- UBND phường Điện Biên; - Lưu: VT, PNV." in text
    assert "Phường Điện Biên: tỷ lệ tán thành thấp hơn mức 70%. Lý do vẫn đề nghị: Hai thành viên vắng" in text


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
            assert all(heads[kind] in page_words(reader, page) for page in range(1, len(reader.pages) + 1))
