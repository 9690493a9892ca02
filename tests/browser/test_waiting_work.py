"""The clerk's first page on a phone and a desk: from the notice and the list straight to the register."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.domain.papers.register_notices import tell_waiting
from tests.awards import signing
from tests.browser.test_signing import PHONE, NewPerson, fits
from tests.wards import road
from wards.domain.sheet import scoring
from wards.models import Assessment, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", [PHONE, {"viewport": {"width": 1280, "height": 900}}], ids=["phone", "desk"])
def test_clerk_goes_from_the_first_page_to_the_register(
    screen: dict[str, object], open_browser: NewPerson, assessment: Assessment, official: Officer, leader: Officer,
    clerk: Officer,
) -> None:  # fmt: skip
    road.fill(assessment, by=official)
    scoring.recompute(assessments=[assessment.pk])
    signing.voted(assessment, by=leader)
    found = signing.settled(assessment, by=leader)
    signing.registered(found["report"], by=clerk)
    tell_waiting()

    page = open_browser(clerk.username, **screen)

    assert page.url.endswith(reverse("awards:waiting"))
    assert fits(page)
    expect(page.get_by_role("link", name="Tải bản quét đã ký")).to_have_count(1)
    page.get_by_role("link", name="Vào sổ số, ngày Tờ trình").click()
    expect(page.get_by_role("heading", name="Vào sổ số, ngày")).to_be_visible()
    page.goto(reverse("wards:notice_list"))
    page.get_by_role("link", name="Tờ trình đã chốt để ký, chờ vào sổ").click()
    page.wait_for_url(f"**{reverse('awards:papers', args=[assessment.pk])}#proposal-0")
