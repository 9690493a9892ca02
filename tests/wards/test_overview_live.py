"""An open overview asks again and again: nothing comes back while nothing has changed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.wards import road
from tests.wards.library import as_
from wards.domain.sheet import scoring
from wards.models import Assessment, Officer, Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(head: Officer) -> Client:
    return as_(head)


def ask(viewer: Client, period: Period, etag: str = "", query: str = ""):
    headers = {"HX-Request": "true", "If-None-Match": etag}
    return viewer.get(reverse("wards:dashboard", args=[period.pk]) + query, headers=headers)


def test_poll_is_answered_by_nothing_until_a_figure_changes(
    viewer: Client, assessment: Assessment, official: Officer
) -> None:
    first = ask(viewer, assessment.period)
    etag = first["ETag"]
    assert f'data-etag="{etag.replace(chr(34), "&quot;")}"' in first.content.decode()
    again = ask(viewer, assessment.period, etag)
    assert (again.status_code, again.content, again["ETag"], again["Vary"]) == (304, b"", etag, first["Vary"])

    road.record(assessment, "5.2", {"met": 7, "of": 8}, by=official)

    changed = ask(viewer, assessment.period, etag)
    assert (changed.status_code, changed["ETag"] != etag) == (200, True)
    scoring.recompute(assessments=[assessment.pk])
    assert ask(viewer, assessment.period, changed["ETag"]).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"state": "with_leader"}, {"illustrative": True}, {"extended_until": "2030-01-01T00:00:00Z"},
        {"extended_until": timezone.now() - dt.timedelta(days=1)},
    ],
)  # fmt: skip
def test_poll_hears_of_what_is_no_figure(viewer: Client, assessment: Assessment, change: dict[str, object]) -> None:
    etag = ask(viewer, assessment.period)["ETag"]
    Assessment.objects.filter(pk=assessment.pk).update(**change)
    assert ask(viewer, assessment.period, etag).status_code == 200


def test_poll_of_another_view_is_another(viewer: Client, assessment: Assessment) -> None:
    etag = ask(viewer, assessment.period)["ETag"]
    assert ask(viewer, assessment.period, etag, "?side=office").status_code == 200
    assert ask(viewer, assessment.period, f"W/{etag}").status_code == 304


def test_page_itself_is_always_whole(viewer: Client, assessment: Assessment) -> None:
    etag = ask(viewer, assessment.period)["ETag"]
    page = viewer.get(reverse("wards:dashboard", args=[assessment.period_id]), headers={"If-None-Match": etag})
    assert (page.status_code, "ETag" in page) == (200, False)
    assert b"<html" in page.content


def test_poll_without_login_leads_to_the_login(assessment: Assessment) -> None:
    assert ask(Client(), assessment.period, '"x"').headers["HX-Redirect"].startswith("/dang-nhap/")
