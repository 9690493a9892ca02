"""Lịch sử of one figure: everything that happened to it, with who, when, from what to what and why."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards import road
from tests.wards.desk import desk_url
from tests.wards.library import as_, criterion_url, save, text
from wards.domain.appraisal import charges, extensions, history, remarks, review
from wards.domain.exhibits import evidence as library
from wards.domain.exhibits import revisions
from wards.domain.exhibits.regions import parse
from wards.models import (
    Assessment,
    Citation,
    Entry,
    Evidence,
    Officer,
)  # fmt: skip

FindEntry = Callable[[str], Entry]
SEVEN, EIGHT = "7/8 tổ dân phố = 87,5%", "8/8 tổ dân phố = 100%"


def line_url(line: Entry) -> str:
    return reverse("wards:history", args=[line.assessment_id]) + f"?dong={line.pk}"


def test_line_tells_its_whole_way(
    under_review: Assessment, entry: FindEntry, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    """Entered, handed in, appraised, asked for, extended, completed, handed in again: newest first."""
    due = road.to_complete(under_review, "5.2", reviewer=reviewer)
    extensions.extend(assessment=under_review, due=due + dt.timedelta(days=2), reason="Chờ quyết định", by=head)
    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=leader, explanation="Tổ 3 vừa được công nhận.")
    review.hand_in(assessment=under_review, by=leader)

    told = history.tell(under_review, entry=entry("5.2"))

    assert [(one.what, one.by, one.old, one.new) for one in told if one.what != "Gia hạn"] == [
        ("Nộp bản tự đánh giá", leader, "", EIGHT),
        ("Sửa số liệu", leader, SEVEN, EIGHT),
        ("Yêu cầu bổ sung", reviewer, "", ""),
        ("Yêu cầu bổ sung", reviewer, "", ""),
        ("Bắt đầu thẩm định", reviewer, "", ""),
        ("Nộp bản tự đánh giá", leader, "", SEVEN),
        ("Trình lãnh đạo phường", official, "", ""),
        ("Nhập số liệu", official, "Chưa có số liệu", SEVEN),
    ]
    assert [one.reason for one in told if one.what == "Gia hạn"] == ["Chờ quyết định"]
    changed = next(one for one in told if one.what == "Sửa số liệu")
    assert changed.reason == "Tổ 3 vừa được công nhận."
    assert changed.note.startswith("Thay số của Cán bộ phường Điện Biên lưu lúc ")


@pytest.mark.django_db(transaction=True)
def test_change_by_sql_has_no_author_even_if_it_forges_the_version(entry: FindEntry, official: Officer) -> None:
    line = save(entry("5.2"), official, met=7, of=8)
    Entry.objects.filter(pk=line.pk).update(met=6)
    Entry.objects.filter(pk=line.pk).update(met=5, version=9)

    told = history.tell(line.assessment, entry=line)

    assert [(one.new.partition(" ")[0], one.by) for one in told] == [("5/8", None), ("6/8", None), ("7/8", official)]
    assert "Quản trị hệ thống (không qua các trang này)" in text(as_(official).get(line_url(line)))


def test_replaced_words_are_told_both(entry: FindEntry, official: Officer, client: Client) -> None:
    line = save(entry("5.2"), official, met=7, of=8, explanation="Theo danh sách cũ.")
    save(entry("5.2"), official, met=7, of=8, explanation="Theo danh sách mới.")

    newest = history.tell(line.assessment, entry=line)[0]

    assert (newest.what, newest.details[0].old, newest.details[0].new) == (
        "Sửa giải trình", "Theo danh sách cũ.", "Theo danh sách mới.",
    )  # fmt: skip
    client.force_login(official)
    page = client.get(line_url(line)).content.decode()
    assert "<del>" in page
    assert "cũ." in page


@pytest.mark.django_db(transaction=True)
def test_documents_are_told_with_region_new_version_and_files(
    entry: FindEntry, official: Officer, colleague: Officer, cited: Evidence
) -> None:
    line = entry("5.2")
    citation = line.citations.get()
    library.edit_citation(citation=citation, by=official, pages="2", region=parse("2:100,100,300,200"))
    library.edit_citation(citation=citation, by=official, pages="2", region=parse("2:500,100,300,200"))
    library.edit_citation(citation=citation, by=colleague, pages="2")
    kept = {name: getattr(cited, name) for name in ("issuer", "kind", "body", "copy")}
    revisions.revise(evidence=cited, by=official, abstract="Quyết định công nhận (bản mới)", **kept)
    revisions.adopt(citation=Citation.objects.get(), by=colleague)

    told = history.tell(line.assessment, entry=line)[::-1]

    marked = "xem trang 2, vùng đánh dấu"
    assert [(one.what, one.by, one.old, one.new) for one in told] == [
        ("Trích dẫn tài liệu minh chứng", official, "", "cả tài liệu"),
        ("Thêm tệp", official, "", "Quyết định.pdf"),
        ("Đổi trang trích dẫn", official, "cả tài liệu", marked),
        ("Đổi phần đánh dấu trên trang", official, marked, "ở chỗ khác trên cùng trang"),
        ("Đổi phần đánh dấu trên trang", colleague, marked, "xem trang 2"),
        ("Bỏ trích dẫn tài liệu minh chứng", colleague, "", ""),
        ("Trích dẫn tài liệu minh chứng", colleague, "", "xem trang 2"),  # no file yet says that it has none
    ]
    assert told[-1].note == "Bản mới của: Quyết định công nhận"


@pytest.mark.django_db(transaction=True)
def test_pages_changed_by_sql_have_no_author(entry: FindEntry, official: Officer, cited: Evidence) -> None:
    Citation.objects.update(pages="1")

    newest = history.tell(entry("5.2").assessment, entry=entry("5.2"))[0]

    assert (newest.what, newest.by, newest.new) == ("Đổi trang trích dẫn", None, "xem trang 1")


def test_ward_learns_of_verdicts_when_the_step_is_taken_and_of_the_office_nothing_more(
    under_review: Assessment, entry: FindEntry, official: Officer, reviewer: Officer, head: Officer
) -> None:
    line = entry("5.2")
    charges.take(entry=line, by=reviewer)
    remarks.add(entry=line, text="Hỏi lại công an phường.", is_internal=True, by=reviewer)
    remarks.add(entry=line, text="Đề nghị nêu rõ tổ nào.", is_internal=False, by=reviewer)
    road.judge(under_review, "5.2", "confirmed", by=reviewer)
    six = {"figure": {"met": 6, "of": 8}, "reason": "Tổ 3 chưa có quyết định"}
    road.judge(under_review, "5.2", "adjusted", by=head, **six)

    ward, office = text(as_(official).get(line_url(line))), text(as_(reviewer).get(line_url(line)))
    road.confirm_all(under_review, by=reviewer)
    review.complete(assessment=under_review, by=head)
    afterwards = text(as_(official).get(line_url(line)))

    assert "Đề nghị nêu rõ tổ nào." in ward
    assert "Thay kết quả “Xác nhận, 7/8 tổ dân phố = 87,5%” của Chuyên viên Phòng Nội vụ" in office
    for words, from_the_first in (("Hỏi lại công an", True), ("Người thẩm định", True), ("Tổ 3 chưa có", True)):
        assert (words in office) is from_the_first
        assert words not in ward
    assert "Tổ 3 chưa có quyết định" in afterwards
    assert "Hỏi lại công an" not in afterwards


def test_history_is_reached_from_the_card_the_check_the_hand_in_and_the_desk(
    under_review: Assessment, entry: FindEntry, official: Officer, reviewer: Officer
) -> None:
    line, handed = entry("5.2"), under_review.hand_ins.get()
    there = f'href="{line_url(line)}"'
    ward, office = as_(official), as_(reviewer)

    for page in (
        ward.get(criterion_url(line)),
        ward.get(reverse("wards:check_answers", args=[under_review.pk])),
        ward.get(reverse("wards:hand_in_detail", args=[handed.pk])),
        office.get(desk_url(under_review, "5.2")),
    ):
        assert there in page.content.decode()
    page = text(ward.get(line_url(line)))
    assert "Lịch sử chỉ tiêu 5.2" in page
    assert SEVEN in page
