"""What the ward and its office are told while single lines are completed, and of lines without a figure."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.wards import road
from wards.domain.appraisal import history, review
from wards.domain.exhibits import evidence as library
from wards.domain.sheet import answers
from wards.models import Assessment, Evidence, Officer, State

CODE = "5.2"
UNCHANGED = "Chưa có gì thay đổi kể từ khi có yêu cầu bổ sung."


@pytest.fixture
def sent_back(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """5.2 with one document went back to the ward, the rest is confirmed."""
    road.cite(assessment, CODE, by=official)
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.to_complete(assessment, CODE, reviewer=reviewer)
    return assessment


def asked_for(assessment: Assessment, by: Officer) -> list[answers.Answer]:
    return [a for group in answers.gather(assessment, by=by) for a in group.answers if a.is_asked_for]


def get(client: Client, by: Officer, name: str, assessment: Assessment) -> str:
    client.force_login(by)
    return client.get(reverse(f"wards:{name}", args=[assessment.pk])).content.decode()


# What changed since the office asked --------------------------------------------------------------------------------


def test_untouched_line_is_said_to_be_unchanged(client: Client, sent_back: Assessment, official: Officer) -> None:
    assert asked_for(sent_back, official)[0].changes == []
    assert UNCHANGED in get(client, official, "check_answers", sent_back)


def test_added_evidence_and_words_are_noticed(client: Client, sent_back: Assessment, official: Officer) -> None:
    road.record(sent_back, CODE, {"met": 7, "of": 8}, explanation="Tổ 3 công nhận ngày 20/11.", by=official)
    entry = sent_back.entries.get(indicator__code=CODE)
    library.add_evidence(ward=sent_back.ward, by=official, abstract="Biên bản họp", entry=entry)

    assert asked_for(sent_back, official)[0].changes == ["Đã sửa giải trình.", "Đã thêm 1 tài liệu minh chứng."]
    page = get(client, official, "check_answers", sent_back)
    assert "Đã thêm 1 tài liệu minh chứng." in page
    assert UNCHANGED not in page


def test_other_pages_replaced_and_removed_evidence_are_noticed(sent_back: Assessment, official: Officer) -> None:
    citation = sent_back.entries.get(indicator__code=CODE).citations.get()
    library.edit_citation(citation=citation, by=official, pages="3")
    assert asked_for(sent_back, official)[0].changes == ["Đã sửa 1 tài liệu minh chứng."]

    library.uncite(citation=citation, by=official)
    assert asked_for(sent_back, official)[0].changes == ["Đã bỏ 1 tài liệu minh chứng."]


def test_leader_sees_what_officials_completed(
    client: Client, sent_back: Assessment, official: Officer, leader: Officer
) -> None:
    road.record(sent_back, CODE, {"met": 8, "of": 8}, by=official)
    review.submit(assessment=sent_back, by=official)
    sent_back.refresh_from_db()

    assert sent_back.state == State.WITH_LEADER
    assert "Đã sửa số liệu." in get(client, leader, "check_answers", sent_back)


# The card of what is still to do ------------------------------------------------------------------------------------


def test_to_do_lists_only_lines_that_are_open(client: Client, sent_back: Assessment, official: Officer) -> None:
    card = get(client, official, "task_list", sent_back).split("Còn phải làm")[1]
    closed = sent_back.entries.get(indicator__code="5.4")

    assert reverse("wards:entry_save", args=[sent_back.entries.get(indicator__code=CODE).pk]) in card
    assert reverse("wards:entry_save", args=[closed.pk]) not in card

    road.record(sent_back, CODE, {"met": 8, "of": 8}, by=official)
    card = get(client, official, "task_list", sent_back).split("Còn phải làm")[1]
    assert "đã được bổ sung" in card


def test_nothing_is_left_to_do_once_it_is_handed_in(
    client: Client, under_review: Assessment, official: Officer, reviewer: Officer, head: Officer
) -> None:
    road.confirm_all(under_review, by=reviewer)
    review.complete(assessment=under_review, by=head)

    page = get(client, official, "task_list", under_review)

    assert "Còn phải làm" not in page
    assert "Nội dung còn thiếu" in page


# A line without a figure --------------------------------------------------------------------------------------------


def test_confirming_no_figure_reads_so_everywhere(
    client: Client, under_review: Assessment, reviewer: Officer, head: Officer
) -> None:
    line = under_review.entries.exclude(no_data_reason="").first()
    assert line is not None
    desk = reverse("wards:desk", args=[under_review.pk]) + f"?dong={line.pk}"
    client.force_login(reviewer)
    assert "Xác nhận: không có số liệu <kbd" in client.get(desk).content.decode()

    road.confirm_all(under_review, by=reviewer)

    assert '<span class="tag good">Xác nhận: không có số liệu</span>' in client.get(desk).content.decode()
    assert history.tell(under_review, entry=line, for_office=True)[0].what == "Xác nhận: không có số liệu"
    none = sum(not entry.is_provided for entry in under_review.entries.all())
    every = under_review.entries.count()
    said = f"{every} chỉ tiêu được xác nhận, trong đó {none} chỉ tiêu không có số liệu"
    assert said in get(client, head, "complete", under_review)


# Several faults at once ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "fault"),
    [
        ({"met": "9", "of": "8"}, "9"),
        ({"met": "", "of": ""}, "nhập số liệu điều chỉnh"),
        ({"met": "7", "of": "8"}, "trùng"),
    ],
)
def test_adjusting_names_every_fault_at_once(
    client: Client, under_review: Assessment, reviewer: Officer, figure: dict[str, str], fault: str
) -> None:
    entry = under_review.entries.get(indicator__code=CODE)
    client.force_login(reviewer)

    response = client.post(
        reverse("wards:judge", args=[entry.pk]),
        {"kind": "adjusted", "seen": "", "version": entry.version, "reason": "", **figure},
    )

    assert response.status_code == 422
    form = response.context["adjust"]
    assert "reason" in form.errors
    assert len(form.errors) >= 2
    assert any(fault in error for errors in form.errors.values() for error in errors)


def test_deadline_names_a_past_day_and_a_bad_hour_at_once(
    client: Client, under_review: Assessment, reviewer: Officer
) -> None:
    road.judge(under_review, CODE, "to_complete", reason="Thiếu tài liệu", by=reviewer)
    client.force_login(reviewer)
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    response = client.post(
        reverse("wards:ask_completion", args=[under_review.pk]), {"day": f"{yesterday:%d/%m/%Y}", "time": "25h"}
    )

    assert set(response.context["form"].errors) == {"day", "time"}


# Messages and lists -------------------------------------------------------------------------------------------------


def test_what_was_done_for_a_line_is_said_at_its_card(
    client: Client, assessment: Assessment, official: Officer
) -> None:
    line = assessment.entries.get(indicator__code=CODE)
    paper = Evidence.objects.create(ward=assessment.ward, abstract="Quyết định", created_by=official)
    client.force_login(official)

    done = client.post(reverse("wards:cite", args=[line.pk]), {"evidence": paper.pk, "pages": ""})
    page = client.get(done["Location"]).content.decode()

    said = "Đã trích dẫn tài liệu, số MC 5.2-01."
    assert page.count(said) == 1
    assert page.index(f'id="entry-{line.pk}"') < page.index(said)


def test_queue_says_for_whom_its_rows_wait(client: Client, sent_back: Assessment, reviewer: Officer) -> None:
    client.force_login(reviewer)

    page = client.get(reverse("wards:review_queue")).content.decode()

    assert "0 bản chờ Phòng Nội vụ thẩm định, 1 bản chờ phường, xã bổ sung" in " ".join(page.split())
