"""The list of notices, its mark on every page, and the page where one says how one is told."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from tests.wards import road
from tests.wards.library import as_, text
from tests.wards.news import tell
from wards.domain.notifying import notices
from wards.models import Assessment, Notice, NoticeChoice, Officer

LIST = reverse("wards:notice_list")


# The page ----------------------------------------------------------------------------------------------------------


def test_list_shows_unread_first_and_leads_where_to_act(
    under_review: Assessment, official: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    client = as_(official)
    first, second = official.notices.order_by("pk")
    notices.mark_read(officer=official, notice=second)

    page = client.get(LIST).content.decode()
    places = [page.index(reverse("wards:notice_open", args=[notice.pk])) for notice in (first, second)]
    assert places == sorted(places)
    assert "Thông báo <span" in page

    answer = client.get(reverse("wards:notice_open", args=[first.pk]))
    assert (answer.status_code, answer["Location"]) == (302, first.path)
    first.refresh_from_db()
    assert first.read_at is not None
    assert notices.unread_count(official) == 0


def test_all_are_marked_as_read_with_one_button(
    under_review: Assessment, official: Officer, colleague: Officer
) -> None:
    tell(under_review, official, colleague)
    assert notices.unread_count(official) == 2
    as_(official).post(LIST)
    assert notices.unread_count(official) == 0
    assert notices.unread_count(colleague) == 1


def test_one_is_marked_as_read_without_going_there(under_review: Assessment, official: Officer) -> None:
    notice = official.notices.get()
    answer = as_(official).post(reverse("wards:notice_open", args=[notice.pk]))
    assert answer["Location"] == LIST
    assert notices.unread_count(official) == 0


def test_strangers_see_nothing_and_open_nothing(
    under_review: Assessment, official: Officer, stranger: Officer, colleague: Officer
) -> None:
    notice = official.notices.get()
    for officer in (stranger, colleague):
        client = as_(officer)
        assert client.get(reverse("wards:notice_open", args=[notice.pk])).status_code == 404
        assert client.post(reverse("wards:notice_open", args=[notice.pk])).status_code == 404
    assert "Điện Biên" not in text(as_(stranger).get(LIST))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_who_left_the_ward_no_longer_sees_its_notices(under_review: Assessment, official: Officer) -> None:
    notice = official.notices.get()
    official.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    assert as_(official).get(reverse("wards:notice_open", args=[notice.pk])).status_code == 404
    assert "thẩm định" not in text(as_(official).get(LIST)).partition("<main")[2]
    assert notices.unread_count(Officer.objects.get(pk=official.pk)) == 0


@pytest.mark.parametrize(
    ("person", "shown"), [("official", True), ("head", True), ("province", True), ("admin", False)]
)
def test_band_leads_to_notices_where_some_can_come(
    person: str, shown: bool, assessment: Assessment, request: pytest.FixtureRequest
) -> None:
    page = as_(request.getfixturevalue(person)).get(LIST)
    assert page.status_code == 200
    assert (f'href="{LIST}"' in page.content.decode().partition("</header>")[0]) is shown


def test_parts_of_pages_do_not_count_notices(assessment: Assessment, official: Officer) -> None:
    with CaptureQueriesContext(connection) as seen:
        as_(official).get(reverse("wards:score_summary", args=[assessment.pk]), headers={"HX-Request": "true"})
    assert not [query for query in seen.captured_queries if "wards_notice" in query["sql"]]


# How one is told -----------------------------------------------------------------------------------------------------

CHOICES = reverse("wards:notice_choices")


def test_choices_offer_what_can_reach_the_person(official: Officer, head: Officer, province: Officer) -> None:
    assert "page_to_complete" in as_(official).get(CHOICES).content.decode()
    assert "page_handed_in" not in as_(official).get(CHOICES).content.decode()
    assert "page_handed_in" in as_(head).get(CHOICES).content.decode()
    assert re.findall(r'name="page_(\w+)"', as_(province).get(CHOICES).content.decode()) == ["forwarded"]


def test_choices_are_saved_and_what_waits_obeys(assessment: Assessment, official: Officer, settings: Settings) -> None:
    settings.MAIL_DIGESTS = True
    Officer.objects.filter(pk=official.pk).update(email="cu@example.vn")
    official.refresh_from_db()
    tell(assessment, official)
    assert Notice.objects.get().by_mail

    answer = as_(official).post(CHOICES, {"email": "moi@example.vn", "page_completed": "on", "mail_deadline": "on"})

    assert answer.status_code == 302
    official.refresh_from_db()
    assert official.email == "moi@example.vn"
    choices = {c.kind: (c.on_page, c.by_mail) for c in NoticeChoice.objects.filter(officer=official)}
    assert choices == dict.fromkeys(map(str, notices.REACHING["official"]), (False, False)) | {
        "completed": (True, False), "deadline": (False, True),
    }  # fmt: skip
    assert not Notice.objects.get().by_mail


def test_bad_address_is_refused_and_nothing_typed_is_lost(official: Officer) -> None:
    answer = as_(official).post(CHOICES, {"email": "không phải", "mail_deadline": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="không phải"' in page
    assert re.search(r'name="mail_deadline"[^>]*checked', page)
    assert not re.search(r'name="page_deadline"[^>]*checked', page)
    assert not NoticeChoice.objects.exists()
