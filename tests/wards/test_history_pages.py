"""The history of an assessment: who changed what from what, and in which order."""

from django.test import Client
from django.urls import reverse

from tests.wards import road
from wards.domain.appraisal import history, review
from wards.models import Assessment, Officer


def url(name: str, assessment: Assessment) -> str:
    return reverse(f"wards:{name}", args=[assessment.pk])


def test_history_says_who_changed_what_from_what(
    assessment: Assessment, official: Officer, colleague: Officer, leader: Officer
) -> None:
    road.record(assessment, "5.2", {"met": 7, "of": 8}, by=official)
    entry = road.record(assessment, "5.2", {"met": 8, "of": 8}, by=colleague)

    told = history.tell(assessment, entry=entry)

    assert [(h.old, h.new, h.by) for h in told] == [
        ("7/8 tổ dân phố = 87,5%", "8/8 tổ dân phố = 100%", colleague),
        ("Chưa có số liệu", "7/8 tổ dân phố = 87,5%", official),
    ]


def test_history_puts_steps_verdicts_and_figures_in_order(
    client: Client, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    why = "Tổ 3 chưa được công nhận"
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "5.2", "adjusted", figure={"met": 6, "of": 8}, reason=why, by=reviewer)
    client.force_login(reviewer)

    told = history.tell(assessment)
    page = client.get(url("history", assessment)).content.decode()

    assert [h.kind for h in told[:5]] == ["verdict", "decision", "decision", "decision", "change"]
    assert why in page
    assert "6/8 tổ dân phố = 75%" in page
