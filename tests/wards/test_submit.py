"""Steps before the appraisal: submitted to the leader, given back, recalled from the office in time."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards import road
from tests.wards.races import together
from wards.domain.appraisal import review
from wards.domain.sheet.assessment import NotAllowed, editable
from wards.domain.sheet.assessment import record as save
from wards.models import Assessment, Decision, Officer, State


def url(name: str, assessment: Assessment) -> str:
    return reverse(f"wards:{name}", args=[assessment.pk])


def test_submit_closes_the_figures_for_officials(client: Client, filled: Assessment, official: Officer) -> None:
    client.force_login(official)

    client.post(url("submit", filled))

    filled.refresh_from_db()
    assert filled.state == State.WITH_LEADER
    line = filled.entries.select_related("indicator").first()
    with pytest.raises(NotAllowed):
        save(entry=line, figure={"number": 1}, seen=line.version, by=official)


def test_official_gets_it_back_from_the_leader(client: Client, filled: Assessment, official: Officer) -> None:
    review.submit(assessment=filled, by=official)
    client.force_login(official)

    assert client.post(url("take_back", filled), {"reason": ""}).status_code == 302
    filled.refresh_from_db()
    assert filled.state == State.DRAFTING


def test_second_submit_is_told_that_it_is_too_late(client: Client, filled: Assessment, official: Officer) -> None:
    review.submit(assessment=filled, by=official)
    client.force_login(official)

    response = client.post(url("submit", filled))

    assert response.status_code == 409
    assert "Chờ lãnh đạo duyệt" in response.content.decode()


@pytest.mark.parametrize("by_way_of_the_leader", [True, False])
def test_recall_leads_back_to_where_it_came_from(
    filled: Assessment, official: Officer, leader: Officer, by_way_of_the_leader: bool
) -> None:
    if by_way_of_the_leader:
        review.submit(assessment=filled, by=official)
    review.hand_in(assessment=filled, by=leader)

    step = review.recall(assessment=filled, by=leader)

    assert step.to_state == (State.WITH_LEADER if by_way_of_the_leader else State.DRAFTING)


def test_recall_of_a_completed_round_opens_its_lines_only(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    due = road.to_complete(assessment, "5.2", reviewer=reviewer)
    review.hand_in(assessment=assessment, by=leader)

    review.recall(assessment=assessment, by=leader)

    assessment.refresh_from_db()
    assert (assessment.state, assessment.round, assessment.deadline) == (State.TO_COMPLETE, 2, due)
    entries = assessment.entries.select_related("assessment__ward", "indicator")
    assert [entry.indicator.code for entry in entries if editable(entry, by=official)] == ["5.2"]
    assert review.hand_in(assessment=assessment, by=leader).round == 3


def test_recall_after_the_start_is_refused_with_the_reason(
    client: Client, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    client.force_login(leader)
    page = client.get(url("recall", assessment))
    review.start_review(assessment=assessment, by=reviewer)

    response = client.post(url("recall", assessment), {"reason": "Sai số liệu"})

    assert page.status_code == 200
    assert response.status_code == 409
    assert "Đang thẩm định" in response.content.decode()
    assessment.refresh_from_db()
    assert assessment.state == State.UNDER_REVIEW


@pytest.mark.django_db(transaction=True)
def test_recall_against_start_has_one_winner(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)

    told = together(
        lambda: review.recall(assessment=assessment, by=leader).action,
        lambda: review.start_review(assessment=assessment, by=reviewer).action,
    )

    won = Decision.objects.filter(action__in=["recall", "start_review"])
    assert won.count() == 1
    assert [type(word) for word in told if word != won.get().action] == [NotAllowed]
    assessment.refresh_from_db()
    assert assessment.state == won.get().to_state
