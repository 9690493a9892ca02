"""The task list of an assessment: what stands, what is missing, what came back; and who gets which criterion."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.wards.library import HTMX, as_, criterion_url, save, save_url, text
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring


def test_task_list_says_what_stands_and_what_is_missing(as_official, assessment, entry, official):
    save(entry("5.1"), official, met=8, of=8)
    scoring.recompute(assessments=[assessment.pk])

    told = text(as_official.get(reverse("wards:task_list", args=[assessment.pk])))

    assert "4 / 100 điểm tự chấm" in told
    assert "1/4 chỉ tiêu có số liệu" in told
    assert "25 chỉ tiêu chưa có số liệu, trong đó 8 chỉ tiêu bắt buộc" in told
    assert "1 chỉ tiêu có số liệu nhưng chưa có tài liệu minh chứng" in told
    assert "(còn 14 ngày)" in told
    assert "Bộ tiêu chí tạm thời:" in told
    assert told.count("Chưa bắt đầu") == 7
    assert told.count("Đang làm") == 1


def test_points_being_computed_are_asked_for_until_they_are_there(as_official, assessment, entry, official):
    save(entry("5.1"), official, met=8, of=8)
    url = reverse("wards:score_summary", args=[assessment.pk])

    response = as_official.get(url, headers=HTMX)
    assert response.status_code == 200
    assert "Đang tính lại điểm…" in text(response)
    assert 'hx-trigger="every 2s"' in response.content.decode()

    scoring.recompute(assessments=[assessment.pk])
    response = as_official.get(url, headers=HTMX)
    assert response.status_code == 286
    assert "Đang tính lại điểm…" not in text(response)
    assert "hx-trigger" not in response.content.decode()


def test_next_step_depends_on_the_person(assessment, official, leader, reviewer):
    url = reverse("wards:task_list", args=[assessment.pk])

    assert "Trình lãnh đạo phường" in text(as_(official).get(url))
    assert "Kiểm tra và nộp" in text(as_(leader).get(url))
    assert "step-" not in as_(reviewer).get(url).content.decode()

    review.submit(assessment=assessment, by=official)
    told = text(as_(official).get(url))
    assert "Kiểm tra và nộp Chỉ lãnh đạo phường được nộp bản tự đánh giá." in told
    assert "Lấy lại để sửa tiếp" in told


@pytest.fixture
def returned(assessment, entry, official, leader, reviewer):
    """Handed in, then 5.3 sent back."""
    for line in assessment.entries.filter(indicator__required=True).select_related("assessment"):
        assessments.record(entry=line, figure={}, no_data_reason="Chưa có báo cáo", seen=0, by=official)
    save(entry("5.3"), official, met=21, of=25)
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    review.judge(entry=entry("5.3"), kind="to_complete", reason="Thiếu 2 quyết định", seen=None, by=reviewer)
    return assessment


def send_back(assessment, reviewer):
    review.ask_completion(assessment=assessment, due=timezone.now() + timezone.timedelta(days=5), by=reviewer)


def test_verdicts_of_an_open_appraisal_are_not_shown_to_the_ward(as_official, returned, entry, reviewer):
    assert "Thiếu 2 quyết định" not in text(as_official.get(criterion_url(entry("5.3"))))
    assert "Thiếu 2 quyết định" in text(as_(reviewer).get(criterion_url(entry("5.3"))))


def test_returned_lines_stand_first_with_their_reason(as_official, returned, entry, reviewer):
    send_back(returned, reviewer)

    told = text(as_official.get(reverse("wards:task_list", args=[returned.pk])))
    assert "1 chỉ tiêu cần bổ sung trước" in told
    assert told.index("Thiếu 2 quyết định") < told.index("Phát triển kinh tế")

    body = as_official.get(criterion_url(entry("5.3"))).content.decode()
    cards = re.findall(r'<article class="([^"]+)" id="entry-(\d+)"', body)
    assert cards[0] == ("entry returned", str(entry("5.3").pk))
    assert body.count("data-autosave") == 1
    assert body.count("Chỉ các chỉ tiêu được yêu cầu bổ sung mới mở để sửa.") == 1


def test_criteria_the_office_did_not_ask_for_are_not_open(as_official, returned, entry, official, reviewer):
    send_back(returned, reviewer)
    url = reverse("wards:task_list", args=[returned.pk])
    assert badges(as_official.get(url)) == ["Không mở"] * 4 + ["Cần bổ sung"] + ["Không mở"] * 3

    save(entry("5.3"), official, met=23, of=25)
    assert badges(as_official.get(url)) == ["Không mở"] * 4 + ["Đã bổ sung"] + ["Không mở"] * 3


def badges(response):
    """What the list says of each criterion."""
    listed = response.content.decode().rpartition('<ol class="tasks">')[2]
    return re.findall(r'<span class="tag [^"]*">([^<]+)</span></li>', listed)


def test_completed_line_is_no_longer_asked_for(as_official, returned, entry, reviewer):
    send_back(returned, reviewer)

    response = as_official.post(save_url(entry("5.3")), {"met": "23", "of": "25", "version": "1"}, headers=HTMX)

    assert "Đã bổ sung" in text(response)
    assert "Thiếu 2 quyết định" in text(response)


# Assignments --------------------------------------------------------------------------------------------------------


def test_leader_gives_criteria_to_officials(assessment, entry, official, colleague, leader):
    first, fifth = entry("1.1").indicator.criterion, entry("5.1").indicator.criterion
    url = reverse("wards:assignments", args=[assessment.pk])

    posted = {f"criterion-{first.pk}": official.pk, f"criterion-{fifth.pk}": colleague.pk}
    response = as_(leader).post(url, posted, follow=True)

    assert "Đã lưu phân công." in text(response)
    assert dict(assessment.assignments.values_list("criterion__number", "officer__username")) == {
        "1": official.username, "5": colleague.username,
    }  # fmt: skip
    told = text(as_(official).get(url))
    assert colleague.full_name in told
    assert "Chỉ lãnh đạo phường phân công tiêu chí." in told


def test_criteria_missing_from_the_post_stay_with_their_officials(assessment, entry, official, colleague, leader):
    first, fifth = entry("1.1").indicator.criterion, entry("5.1").indicator.criterion
    url = reverse("wards:assignments", args=[assessment.pk])
    client = as_(leader)
    client.post(url, {f"criterion-{first.pk}": official.pk, f"criterion-{fifth.pk}": colleague.pk})

    client.post(url, {})
    assert assessment.assignments.count() == 2
    client.post(url, {f"criterion-{first.pk}": ""})
    assert assessment.assignments.get().officer == colleague


def test_assignments_are_not_for_others_to_make(assessment, official, reviewer):
    url = reverse("wards:assignments", args=[assessment.pk])

    assert as_(official).post(url, {}).status_code == 403
    assert as_(reviewer).post(url, {}).status_code == 403


def test_criterion_is_not_given_to_a_stranger_through_the_form(assessment, entry, leader, stranger):
    criterion = entry("1.1").indicator.criterion
    url = reverse("wards:assignments", args=[assessment.pk])

    assert as_(leader).post(url, {f"criterion-{criterion.pk}": stranger.pk}).status_code == 422
    assert not assessment.assignments.exists()
