"""Completing single lines goes the ward's whole way: official, leader, office."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards import road
from tests.wards.library import criterion_url, text
from wards.domain.appraisal import desk, review
from wards.domain.sheet.assessment import editable
from wards.models import Assessment, Officer, State
from wards.queries import review as review_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def completing(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """Line 5.2 was sent back; the official has handed it on to the leader."""
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.to_complete(assessment, "5.2", reviewer=reviewer)
    review.submit(assessment=assessment, by=official)
    assessment.refresh_from_db()
    return assessment


def open_lines(assessment: Assessment, by: Officer) -> list[str]:
    lines = assessment.entries.select_related("assessment__ward", "indicator").order_by("indicator__code")
    return [line.indicator.code for line in lines if editable(line, by=by)]


def test_a_submitted_completion_is_open_to_the_leader_only_and_only_where_asked(
    completing: Assessment, official: Officer, leader: Officer
) -> None:
    assert completing.state == State.WITH_LEADER
    assert open_lines(completing, official) == []
    assert open_lines(completing, leader) == ["5.2"]


def test_a_completion_taken_back_opens_the_asked_lines_again(completing: Assessment, official: Officer) -> None:
    review.take_back(assessment=completing, by=official)

    completing.refresh_from_db()
    assert completing.state == State.TO_COMPLETE
    assert open_lines(completing, official) == ["5.2"]


def test_a_recalled_completion_is_with_the_leader_again(completing: Assessment, leader: Officer) -> None:
    review.hand_in(assessment=completing, by=leader)
    review.recall(assessment=completing, by=leader)

    completing.refresh_from_db()
    assert completing.state == State.WITH_LEADER
    assert open_lines(completing, leader) == ["5.2"]


def test_explanation_of_an_earlier_figure_is_pointed_out(
    client: Client, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    road.fill(assessment, by=official)
    line = road.record(assessment, "5.2", {"met": 7, "of": 8}, explanation="Đạt 7/8 tổ.", by=official)
    review.hand_in(assessment=assessment, by=leader)
    review.recall(assessment=assessment, by=leader)
    client.force_login(leader)
    pages = [criterion_url(line), reverse("wards:check_answers", args=[assessment.pk])]
    told = "Số liệu đã sửa, giải trình chưa sửa từ lần nộp 1; đề nghị xem lại."
    assert [told in text(client.get(page)) for page in pages] == [False, False]

    road.record(assessment, "5.2", {"met": 6, "of": 8}, explanation="Đạt 7/8 tổ.", by=leader)
    assert [told in text(client.get(page)) for page in pages] == [True, True]

    road.record(assessment, "5.2", {"met": 6, "of": 8}, explanation="Đạt 6/8 tổ.", by=leader)
    assert [told in text(client.get(page)) for page in pages] == [False, False]


def test_the_deadline_ends_when_the_office_has_the_lines(
    completing: Assessment, leader: Officer, reviewer: Officer
) -> None:
    review.hand_in(assessment=completing, by=leader)
    review.start_review(assessment=completing, by=reviewer)

    completing.refresh_from_db()
    assert not completing.is_completing


def test_the_office_keeps_a_completion_in_its_queue_while_the_leader_checks_it(
    completing: Assessment, reviewer: Officer
) -> None:
    assert list(review_queries.queue(reviewer)) == [completing]
    assert {row["value"]: row["count"] for row in review_queries.queue_states(reviewer)}[State.TO_COMPLETE] == 1
    assert desk.is_in_offices_hands(completing)
