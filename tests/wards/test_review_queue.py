"""Chờ thẩm định: what waits for an office, in which order."""

from django.test import Client
from django.urls import reverse

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
