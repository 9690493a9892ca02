"""Drawn papers read back: the form of Nghị định 30/2020/NĐ-CP, Phụ lục I, and nothing that is not in the records."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from awards.domain import history
from awards.models import Paper
from tests.awards import reading
from tests.awards.conftest import FIGURES
from tests.awards.reading import fonts, page_words, pieces, rules, words
from wards.domain.appraisal import review
from wards.domain.criteria import catalogue
from wards.models import Assessment, Citation, Entry, Evidence, Officer, Verdict

TIMES = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic"}
NOT_FOR_USE = "BẢN MINH HỌA - KHÔNG DÙNG ĐỂ NỘP"

Drawn = Callable[..., dict[str, Paper]]


def read(paper: Paper) -> PdfReader:
    return reading.read(Path(paper.file.path).read_bytes())


@pytest.fixture
def report(filled: Assessment, drawn: Drawn) -> Paper:
    return drawn(filled)["report"]


@pytest.fixture
def summary(filled: Assessment, drawn: Drawn) -> Paper:
    return drawn(filled)["summary"]


def test_report_stands_within_the_margins_of_an_a4_page(report: Paper) -> None:
    reader = read(report)

    assert len(reader.pages) == report.pages
    for number, page in enumerate(reader.pages, start=1):
        assert (round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) == (210, 297)
        text = [p for p in pieces(reader) if p.page == number and p.upright and p.top > 20]
        assert min(p.left for p in text) >= 30
        assert max(p.top for p in text) <= 277
    left, right = rules(reader, 2)
    assert (round(left), round(right)) == (30, 195)


def test_report_numbers_its_pages_at_the_top_from_the_second_on(report: Paper) -> None:
    reader = read(report)

    heads = [p for p in pieces(reader) if p.top < 20]

    assert [(p.page, p.text) for p in heads] == [(n, str(n)) for n in range(2, len(reader.pages) + 1)]
    for number in heads:
        width = 0.5 * number.size * 25.4 / 72 * len(number.text)  # a digit of Times is half as wide as it is high
        assert number.left + width / 2 == pytest.approx((30 + 195) / 2, abs=0.3)
        assert round(number.size) == 13


def test_report_begins_with_the_head_of_an_administrative_paper(report: Paper) -> None:
    first = [p for p in pieces(read(report)) if p.page == 1 and p.upright]
    sizes = {p.text: round(p.size) for p in first}

    assert sizes["UBND THÀNH PHỐ THANH HÓA"] == sizes["ỦY BAN NHÂN DÂN"] == sizes["PHƯỜNG ĐIỆN BIÊN"] == 12
    assert sizes["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] == 12
    assert sizes["Độc lập - Tự do - Hạnh phúc"] == 13
    assert sizes["BÁO CÁO THÀNH TÍCH"] == 14
    left = next(p for p in first if p.text == "UBND THÀNH PHỐ THANH HÓA")
    right = next(p for p in first if p.text.startswith("CỘNG HÒA"))
    assert left.top == right.top
    assert left.left < right.left


def test_report_leaves_number_and_date_blank(report: Paper) -> None:
    text = page_words(read(report), 1)

    assert re.search(r"Số: +/BC-UBND Điện Biên, ngày +tháng +năm \d{4} ", text)


def test_report_embeds_one_font_family_only(report: Paper) -> None:
    """A font without Vietnamese letters would be mixed with another one, word by word."""
    found = fonts(report.file.path)

    assert all(found.values())
    assert set(found) <= TIMES


def test_report_is_tagged_and_says_language_and_title(report: Paper) -> None:
    reader = read(report)
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Báo cáo thành tích “Phường kiểu mẫu” năm 2019, phường Điện Biên"
    assert reader.metadata.author == "Ủy ban nhân dân phường Điện Biên"
    tags = _tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD"} <= tags


def _tags(node: object) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(_tags(kid) for kid in node))
    if not isinstance(node, dict):
        return set()
    return {node.get("/S")} | _tags(node.get("/K", []))


def test_report_gives_the_figures_and_says_what_is_missing(report: Paper) -> None:
    text = words(read(report))

    assert "Phường có số liệu của 9/26 chỉ tiêu; còn 17 chỉ tiêu chưa có số liệu" in text
    assert "Số liệu lấy từ bản tự đánh giá phường đang nhập, chưa nộp." in text
    assert "Tự chấm 11/13 điểm; có số liệu 3/4 chỉ tiêu; đạt tiêu chí." in text
    assert "7/8 (87,5%) 4/4" in text
    assert "21/25 (84%) 3/3" in text
    assert "Chưa có số liệu: chỉ tiêu 1.1, 1.2, 1.3." in text
    assert "Phường tự đánh giá đạt 3/8 tiêu chí, tổng điểm tự chấm 37/100 điểm" in text
    assert "chưa đủ điều kiện công nhận (từ 90 điểm trở lên và đạt tất cả các tiêu chí)." in text


def test_report_claims_nothing_of_awards_that_nobody_entered(report: Paper) -> None:
    text = words(read(report))

    assert "1. Danh hiệu thi đua Chưa có thông tin. 2. Hình thức khen thưởng Chưa có thông tin. Trên đây" in text


def test_zero_is_printed_as_a_figure_with_its_points(report: Paper) -> None:
    assert "≤ 0,5 0 6/6" in words(read(report))


def test_papers_of_a_provisional_set_say_so_across_every_page(report: Paper, summary: Paper) -> None:
    for paper in (report, summary):
        reader = read(paper)
        marks = [p.page for p in pieces(reader) if p.text == NOT_FOR_USE and not p.upright]
        assert marks == list(range(1, len(reader.pages) + 1))
        assert "Bộ tiêu chí tạm thời" in page_words(reader, 1)


def test_papers_of_a_confirmed_set_are_drafts(filled: Assessment, drawn: Drawn) -> None:
    catalogue.confirm(criteria_set=filled.period.criteria_set, by=None)

    text = words(read(drawn(filled)["report"]))

    assert "DỰ THẢO" in text
    assert "tạm thời" not in text
    assert NOT_FOR_USE not in text


def test_illustrative_figures_say_so_on_every_page(filled: Assessment, drawn: Drawn) -> None:
    Assessment.objects.filter(pk=filled.pk).update(illustrative=True)

    for paper in drawn(filled).values():
        reader = read(paper)
        assert all("Số liệu minh họa" in page_words(reader, n) for n in range(1, len(reader.pages) + 1))


def test_evidence_is_listed_in_an_annex_with_its_own_page_numbers(
    filled: Assessment, entry: Callable[[str], Entry], official: Officer, drawn: Drawn
) -> None:
    evidence = Evidence.objects.create(
        ward=filled.ward, number="1234/QĐ-UBND", issuer="UBND thành phố", abstract="Công nhận tổ dân phố kiểu mẫu",
        copy="certified", created_by=official,
    )  # fmt: skip
    Citation.objects.create(entry=entry("5.2"), evidence=evidence, position=1, pages="2-3", by=official)

    papers = drawn(filled)
    text = words(read(papers["exhibits"]))

    assert "Phụ lục II DANH MỤC TÀI LIỆU MINH CHỨNG" in text
    assert "Tiêu chí 5: " in text
    assert "MC 5.2-01 1234/QĐ-UBND, UBND thành phố Công nhận tổ dân phố kiểu mẫu Bản sao y 2-3" in text
    assert not [p for p in pieces(read(papers["exhibits"])) if p.page == 1 and p.top < 20]
    assert page_words(read(papers["summary"]), 1).startswith("Phụ lục I BẢNG TỔNG HỢP")  # one of two
    report = words(read(papers["report"]))
    assert "Chỉ tiêu 5.2: Minh chứng MC 5.2-01." in report
    assert "(có Bảng tổng hợp kết quả thực hiện các tiêu chí và Danh mục tài liệu minh chứng kèm theo)" in report


def test_grants_after_the_period_are_not_listed(filled: Assessment, drawn: Drawn) -> None:
    ward = filled.ward
    history.record_grant(
        ward=ward, title="Phường kiểu mẫu", recipient="Phường Điện Biên", authority="UBND tỉnh", year=2020
    )
    history.record_grant(
        ward=ward, title="Bằng khen", recipient="Phường Điện Biên", authority="UBND tỉnh", year=2018,
        decision_number="15/QĐ-UBND",
    )  # fmt: skip
    history.record_grant(
        ward=ward,
        title="Cờ thi đua",
        recipient="Phường Điện Biên",
        authority="Bộ Công an",
        years_text="nhiều năm liên tục",
    )

    text = words(read(drawn(filled)["report"]))

    assert "nhiều năm liên tục Cờ thi đua (tặng phường Điện Biên) Chưa có thông tin số quyết định; Bộ Công an" in text
    assert "2018 Bằng khen (tặng phường Điện Biên) Số 15/QĐ-UBND; UBND tỉnh" in text
    assert "2020 Phường kiểu mẫu" not in text


def test_what_people_typed_is_text_and_never_markup(
    filled: Assessment, entry: Callable[[str], Entry], drawn: Drawn
) -> None:
    Entry.objects.filter(pk=entry("5.2").pk).update(explanation="<img src='http://127.0.0.1/x'> & <b>đậm</b>")

    paper = drawn(filled)["report"]

    assert paper.state == Paper.State.READY
    assert "Chỉ tiêu 5.2: <img src='http://127.0.0.1/x'> & <b>đậm</b>" in words(read(paper))


def test_summary_is_a_landscape_annex(summary: Paper) -> None:
    reader = read(summary)

    for page in reader.pages:
        assert (round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) == (297, 210)
    left, right = rules(reader, 1)
    assert (round(left), round(right)) == (20, 277)
    assert [p.text for p in pieces(reader) if p.top < 29 and p.upright] == [
        str(n) for n in range(2, len(reader.pages) + 1)
    ]
    text = words(reader)
    assert "Phụ lục BẢNG TỔNG HỢP KẾT QUẢ THỰC HIỆN 8 TIÊU CHÍ “PHƯỜNG KIỂU MẪU” NĂM 2019" in text
    assert re.search(r"\(Kèm theo Báo cáo số +/BC-UBND ngày +tháng +năm \d{4} của Ủy ban nhân dân phường", text)
    assert "Tổng cộng (có số liệu 9/26 chỉ tiêu; đạt 3/8 tiêu chí) 100 37" in text


def test_summary_repeats_its_head_on_every_page(summary: Paper) -> None:
    reader = read(summary)

    assert len(reader.pages) > 1
    assert all("STT Tiêu chí, chỉ tiêu Đơn vị tính" in page_words(reader, n) for n in range(1, len(reader.pages) + 1))


def test_summary_explains_missing_figures_only_when_some_are_missing(
    filled: Assessment, summary: Paper, drawn: Drawn
) -> None:
    filled.entries.exclude(indicator__code__in=FIGURES).update(no_data_reason="Chưa có báo cáo.")

    assert "“Chưa có số liệu”: chưa nhập số liệu" in words(read(summary))
    assert "Chưa có số liệu" not in words(read(drawn(filled)["summary"]))


def test_papers_after_the_hand_in_say_which_one(handed_in: Assessment, drawn: Drawn) -> None:
    text = words(read(drawn(handed_in)["report"]))

    assert "Số liệu lấy từ bản tự đánh giá phường nộp lần 1, lúc " in text
    assert "Chỉ tiêu 1.2: Không có số liệu. Lý do: chưa có báo cáo." in text


def test_summary_shows_the_office_points_once_appraised(
    handed_in: Assessment, reviewer: Officer, head: Officer, entry: Callable[[str], Entry], drawn: Drawn
) -> None:
    review.start_review(assessment=handed_in, by=reviewer)
    for line in handed_in.entries.exclude(indicator__code="5.3"):
        review.judge(entry=line, kind=Verdict.Kind.CONFIRMED, seen=None, by=reviewer)
    verdict = {"kind": Verdict.Kind.ADJUSTED, "figure": {"met": 15, "of": 25}, "reason": "Quyết định chỉ có 15 đơn vị."}
    review.judge(entry=entry("5.3"), seen=None, by=reviewer, **verdict)
    before = words(read(drawn(handed_in)["summary"]))
    review.complete(assessment=handed_in, by=head)

    after = words(read(drawn(handed_in)["summary"]))

    assert "Cột “Điểm thẩm định” để cơ quan thẩm định ghi." in before
    assert "Tổng cộng (có số liệu 9/26 chỉ tiêu; đạt 3/8 tiêu chí) 100 37 35,5" in after
    assert "Chỉ tiêu 5.3: cơ quan thẩm định điều chỉnh số liệu từ 21/25 (84%) thành 15/25 (60%)" in after
    assert Decimal("35.5") == 37 - Decimal(3) + Decimal("1.5")
