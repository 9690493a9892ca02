"""Chờ thẩm định: what waits for an office, in which order."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.wards import road
from wards.domain.appraisal import desk as desks
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Officer, Period


def stand(period: Period, office: object, name: str, state: str, **fields: object) -> Assessment:
    """A ward whose assessment stands in a state of the queue."""
    ward = factories.WardFactory(name=name, office=office)
    opened = assessments.open_assessments(period=period, wards=[ward])[0]
    Assessment.objects.filter(pk=opened.pk).update(state=state, round=1, **fields)
    return opened


def test_queue_begins_with_what_was_handed_in(
    client: Client, period: Period, office: object, reviewer: Officer
) -> None:
    for name, state in [
        ("Phường Ba Đình", "to_complete"), ("Phường Lam Sơn", "under_review"), ("Phường Tân Sơn", "handed_in"),
        ("Phường Phú Sơn", "reviewed"), ("Phường Hàm Rồng", "drafting"),
    ]:  # fmt: skip
        stand(period, office, name, state)
    client.force_login(reviewer)

    response = client.get(reverse("wards:review_queue"))

    assert [str(row.ward) for row in response.context["page_obj"]] == [
        "Phường Lam Sơn", "Phường Tân Sơn", "Phường Ba Đình",
    ]  # fmt: skip
    assert response.context["waiting"] == 2
    reviewed = client.get(reverse("wards:review_queue"), {"state": "reviewed"})
    assert [str(row.ward) for row in reviewed.context["page_obj"]] == ["Phường Phú Sơn"]


def test_queue_counts_lines_with_a_verdict_like_the_desk(
    client: Client, under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", "7.1", reviewer=reviewer)
    review.hand_in(assessment=under_review, by=leader)
    client.force_login(reviewer)

    row = client.get(reverse("wards:review_queue")).context["page_obj"][0]

    assert (row.judged, row.lines) == (24, 26)
    under_review.refresh_from_db()
    assert desks.lay(under_review).judged == 24


def test_queue_is_searched_without_diacritics(
    client: Client, period: Period, office: object, reviewer: Officer
) -> None:
    stand(period, office, "Phường Đông Sơn", "handed_in")
    stand(period, office, "Phường Ba Đình", "handed_in")
    client.force_login(reviewer)

    response = client.get(reverse("wards:review_queue"), {"q": "dong son"}, headers={"HX-Request": "true"})

    assert [str(row.ward) for row in response.context["page_obj"]] == ["Phường Đông Sơn"]
    assert "<html" not in response.content.decode()


def test_queue_holds_only_the_offices_wards(
    client: Client, under_review: Assessment, other_reviewer: Officer, official: Officer, province: Officer
) -> None:
    client.force_login(other_reviewer)
    assert list(client.get(reverse("wards:review_queue")).context["page_obj"]) == []
    for person in (official, province):
        client.force_login(person)
        assert client.get(reverse("wards:review_queue")).status_code == 403


def returned(period: Period, office: object, name: str, by: Officer, *, state: str) -> Assessment:
    """A ward that the province sent back by its letter, due in five days."""
    found = stand(period, office, name, state)
    found.decisions.create(
        round=1, action="return", from_state="forwarded", to_state=state, by=by, at=timezone.now(),
        reason="Theo Công văn số 12/BTĐKT ngày 02/03/2020: thiếu biên bản", due=timezone.now() + dt.timedelta(days=5),
    )  # fmt: skip
    return found


def test_queue_lists_what_the_province_returned_with_letter_and_day(
    client: Client, period: Period, office: object, reviewer: Officer
) -> None:
    stand(period, office, "Phường Phú Sơn", "reviewed")
    returned(period, office, "Phường Ba Đình", reviewer, state="returned")
    returned(period, office, "Phường Lam Sơn", reviewer, state="under_review")
    client.force_login(reviewer)

    answer = client.get(reverse("wards:review_queue"))
    page = " ".join(answer.content.decode().split())

    assert {str(row.ward) for row in answer.context["page_obj"]} == {"Phường Ba Đình", "Phường Lam Sơn"}
    assert answer.context["waiting"] == 2
    assert page.count("Theo Công văn số 12/BTĐKT ngày 02/03/2020: thiếu biên bản") == 2
    assert page.count("trình lại trước") == 2
    assert page.count("còn 5 ngày") == 2
    alone = client.get(reverse("wards:review_queue"), {"state": "returned"})
    assert [str(row.ward) for row in alone.context["page_obj"]] == ["Phường Ba Đình"]


def test_queue_asks_no_more_with_more_wards(client: Client, period: Period, office: object, reviewer: Officer) -> None:
    client.force_login(reviewer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("wards:review_queue")).status_code == 200
        return len(queries)

    for number in range(3):
        returned(period, office, f"Phường {number}", reviewer, state="returned")
    few = asked()
    wards = factories.WardFactory.create_batch(37, office=office)
    many = assessments.open_assessments(period=period, wards=wards)
    Assessment.objects.filter(pk__in=[one.pk for one in many]).update(state="returned", round=1)

    assert asked() == few


@pytest.mark.parametrize("person", ["official", "reviewer"])
def test_task_list_tells_of_the_provinces_letter_until_it_is_forwarded_anew(
    client: Client, assessment: Assessment, reviewer: Officer, person: str, request: pytest.FixtureRequest
) -> None:
    assessment.decisions.create(
        round=1, action="return", from_state="forwarded", to_state="to_complete", by=reviewer,
        reason="Theo Công văn số 12/BTĐKT: Tờ trình thiếu dấu", due=timezone.now() + dt.timedelta(days=5),
    )  # fmt: skip
    Assessment.objects.update(state="to_complete", round=1, completion_due=timezone.now() + dt.timedelta(days=5))
    client.force_login(request.getfixturevalue(person))
    url = reverse("wards:task_list", args=[assessment.pk])

    page = client.get(url).content.decode()

    assert "Theo Công văn số 12/BTĐKT: Tờ trình thiếu dấu" in page
    assert "không nêu chỉ tiêu nào" in page  # papers alone are to be mended
    Assessment.objects.update(state="forwarded", completion_due=None)
    assert "Công văn số 12/BTĐKT" not in client.get(url).content.decode()
