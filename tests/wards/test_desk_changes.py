"""What changed between two hand-ins: value by value, file by file, against the round the office saw."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.wards import road
from tests.wards.desk import desk_url
from tests.wards.library import as_, text
from wards.domain.appraisal import review
from wards.domain.sheet import changes
from wards.domain.sheet.changes import compare_words
from wards.domain.sheet.sealed import HandedEvidence, HandedLine
from wards.models import Assessment, Indicator, Officer

PAPER = HandedEvidence(
    id=1, exhibit="MC 5.3-01", pages="2", number="12/QĐ-UBND", issued_on=dt.date(2019, 11, 15), issuer="UBND thành phố",
    abstract="Quyết định công nhận", copy="photo", files=(("a.pdf", "a" * 64), ("b.pdf", "b" * 64)), kind="decision",
)  # fmt: skip
LINE = HandedLine(
    id=7, code="5.3", year=2019, version=1, number=None, met=23, of=25, yes=None, option=None, text="",
    explanation="Có 23 đơn vị được công nhận.", no_data_reason="", evidence=(PAPER,),
)  # fmt: skip
SHARE = Indicator(code="5.3", value="share", unit="đơn vị")


def told(now: HandedLine, before: HandedLine = LINE) -> list[tuple[str, str, str]]:
    return [(change.what, change.old, change.new) for change in changes.between(before, now, SHARE)]


def paper(**data: object) -> HandedLine:
    return replace(LINE, evidence=(replace(PAPER, **data),))


def test_nothing_changed_is_nothing_told() -> None:
    assert told(replace(LINE, version=5)) == []
    assert changes.between(None, LINE, SHARE) == []


def test_figure_is_told_with_both_values() -> None:
    assert told(replace(LINE, met=21)) == [("Số liệu", "23/25 đơn vị = 92%", "21/25 đơn vị = 84%")]
    assert told(replace(LINE, met=None, of=None, no_data_reason="chưa có báo cáo")) == [
        ("Số liệu", "23/25 đơn vị = 92%", "Không có số liệu: chưa có báo cáo")
    ]


def test_number_that_is_written_longer_is_the_same() -> None:
    one, other = (replace(LINE, met=None, of=None, number=Decimal(number)) for number in ("50", "50.0000"))
    assert told(one, other) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"pages": "2-3"}, ("MC 5.3-01: trang cần xem", "2", "2-3")),
        ({"pages": ""}, ("MC 5.3-01: trang cần xem", "2", "cả tài liệu")),
        ({"number": "13/QĐ-UBND"}, ("MC 5.3-01: số, ký hiệu", "12/QĐ-UBND", "13/QĐ-UBND")),
        ({"issued_on": dt.date(2019, 12, 1)}, ("MC 5.3-01: ngày ban hành", "15/11/2019", "01/12/2019")),
        ({"issued_on": None}, ("MC 5.3-01: ngày ban hành", "15/11/2019", "")),
        ({"issuer": "UBND phường"}, ("MC 5.3-01: cơ quan ban hành", "UBND thành phố", "UBND phường")),
        ({"abstract": "Danh sách"}, ("MC 5.3-01: trích yếu", "Quyết định công nhận", "Danh sách")),
        ({"kind": "list"}, ("MC 5.3-01: loại tài liệu", "Quyết định", "Danh sách")),
        ({"valid_until": dt.date(2020, 1, 1)}, ("MC 5.3-01: hết hiệu lực", "", "01/01/2020")),
        ({"region": "2:100,100,200,200"}, ("MC 5.3-01: phần đánh dấu", "", "ở trang 2")),
        ({"files": PAPER.files[:1]}, ("MC 5.3-01: bỏ tệp", "b.pdf", "")),
        ({"files": (*PAPER.files, ("c.pdf", "c" * 64))}, ("MC 5.3-01: thêm tệp", "", "c.pdf")),
        (
            {"files": (("a.pdf", "c" * 64), PAPER.files[1])},
            ("MC 5.3-01: tệp khác cùng tên", "a.pdf (aaaaaaaa)", "a.pdf (cccccccc)"),
        ),
        ({"files": (("moi.pdf", "a" * 64), PAPER.files[1])}, ("MC 5.3-01: tên tệp", "a.pdf", "moi.pdf")),
        ({"files": PAPER.files[::-1]}, ("MC 5.3-01: thứ tự tệp", "a.pdf, b.pdf", "b.pdf, a.pdf")),
    ],
)
def test_document_is_told_value_by_value(data: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert told(paper(**data)) == [expected]


def test_mark_at_another_place_is_told_apart() -> None:
    before = paper(region="2:100,100,200,200")
    assert told(paper(region="2:500,100,200,200"), before) == [
        ("MC 5.3-01: phần đánh dấu", "ở trang 2", "ở chỗ khác trên cùng trang")
    ]


def test_documents_added_and_removed_are_named() -> None:
    other = replace(PAPER, exhibit="MC 5.3-02", number="", abstract="Danh sách 21 đơn vị")
    assert told(replace(LINE, evidence=(other,))) == [
        ("MC 5.3-01: bỏ tài liệu", "12/QĐ-UBND, Quyết định công nhận", ""),
        ("MC 5.3-02: thêm tài liệu", "", "Danh sách 21 đơn vị"),
    ]


def test_what_an_older_hand_in_could_not_say_is_no_change() -> None:
    assert told(paper(kind="decision", region="2:1,1,20,20"), paper(kind="")) == []
    assert not paper(kind="other", valid_until=dt.date(2020, 1, 1)).differs_from(paper(kind=""))
    assert paper(kind="other", pages="3").differs_from(paper(kind=""))
    assert paper(kind="other").differs_from(paper(kind="list"))


def test_explanation_is_compared_word_by_word() -> None:
    now = replace(LINE, explanation="Có 21 đơn vị được công nhận.")
    [change] = changes.between(LINE, now, SHARE)
    assert change.words == [("same", "Có "), ("gone", "23 "), ("new", "21 "), ("same", "đơn vị được công nhận.")]


def test_long_texts_are_compared_by_sentences() -> None:
    old = "Câu thứ nhất. " * 300
    words = compare_words(old, old + "Câu cuối cùng.")
    assert words == [("same", old), ("new", "Câu cuối cùng.")]


def test_words_woven_together_give_back_both_texts() -> None:
    old, new = "Một hai\nba  bốn", "Một ba bốn năm\n"
    words = compare_words(old, new)
    assert "".join(part for how, part in words if how != "gone") == new
    assert [part.split() for how, part in words if how == "gone"] == [["hai"]]


@pytest.fixture
def second_round(under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """5.2 came back with another figure and a document; then a hand-in recalled unseen, and one more."""
    road.to_complete(under_review, "5.2", "5.3", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=official, explanation="Đã bổ sung.")
    review.hand_in(assessment=under_review, by=leader)
    review.recall(assessment=under_review, by=leader)
    road.cite(under_review, "5.2", by=official)
    review.hand_in(assessment=under_review, by=leader)
    under_review.refresh_from_db()
    return under_review


def test_changes_are_counted_against_the_round_the_office_saw(second_round: Assessment, reviewer: Officer) -> None:
    client = as_(reviewer)

    page = client.get(desk_url(second_round, "5.2"))
    every = client.get(reverse("wards:changes", args=[second_round.pk]))

    assert page.context["desk"].compared_with == 1
    assert "3 thay đổi từ lần nộp 1" in text(page)
    assert [row.entry.indicator.code for row in every.context["desk"].changed] == ["5.2"]
    assert [change.what for change in every.context["desk"].changed[0].changes] == [
        "Số liệu", "Giải trình", "MC 5.2-01: thêm tài liệu",
    ]  # fmt: skip
    assert "7/8 tổ dân phố = 87,5%" in text(every)
    assert f'href="{desk_url(second_round, "5.2")}#dong"' in every.content.decode()


def test_first_hand_in_has_nothing_to_be_compared_with(under_review: Assessment, reviewer: Officer) -> None:
    page = text(as_(reviewer).get(reverse("wards:changes", args=[under_review.pk])))

    assert "Đây là lần nộp đầu tiên cơ quan thẩm định xem; chưa có gì để so sánh." in page
