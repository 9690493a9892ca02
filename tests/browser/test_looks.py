"""What only a drawn page shows: which field is red, what stands where on a phone."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.pages import card, press_save, type_share, words
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Evidence, Officer, Ward

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenBrowser = Callable[..., Page]
BAD = "rgb(166, 27, 21)"
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}


def test_only_the_wrong_field_is_red(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, entry: Callable[[str], Entry]
) -> None:
    page = open_browser("canbo.dienbien")
    page.goto(reverse("wards:criterion", args=[assessment.pk, "5"]))
    line = card(page, "5.2")
    words(line, "Giải trình").fill("Theo quyết định công nhận")
    type_share(line, "9", "8")
    press_save(line)

    expect(line.get_by_label("Số đạt")).to_have_css("border-top-color", BAD)
    expect(line.get_by_label("Tổng số")).not_to_have_css("border-top-color", BAD)
    expect(words(line, "Giải trình")).not_to_have_css("border-top-color", BAD)


def test_phone_shows_one_step_back(open_browser: OpenBrowser, assessment: Assessment, official: Officer) -> None:
    page = open_browser("canbo.dienbien", **PHONE)
    page.goto(reverse("wards:criterion", args=[assessment.pk, "5"]))
    crumbs = page.get_by_role("navigation", name="Vị trí trang")

    expect(crumbs.get_by_role("listitem")).to_have_count(1)
    expect(crumbs.get_by_role("link")).to_have_text(assessment.period.title)


def test_wards_without_a_figure_are_one_list_on_a_phone_and_rows_on_a_desk(
    open_browser: OpenBrowser, assessment: Assessment, other_ward: Ward, head: Officer, official: Officer,
    entry: Callable[[str], Entry],
) -> None:  # fmt: skip
    assessments.record(entry=entry("5.2"), figure={"met": 7, "of": 8}, seen=0, by=official)
    assessments.open_assessments(period=assessment.period, wards=[other_ward])
    scoring.recompute(assessments=[assessment.pk])
    url = reverse("wards:dashboard", args=[assessment.period_id])
    phone, desk = open_browser(head.username, **PHONE), open_browser(head.username)
    for page, inside in ((phone, "section.bare"), (desk, "table.heat")):
        page.goto(url)
        link = page.get_by_role("main").get_by_role("link", name="Đông Sơn")
        expect(link).to_have_count(1)
        expect(page.locator(inside).get_by_role("link", name="Đông Sơn")).to_be_visible()


def test_uses_of_a_document_stand_beside_each_other_and_fit_a_finger(
    open_browser: OpenBrowser, assessment: Assessment, ward: Ward, official: Officer, entry: Callable[[str], Entry]
) -> None:
    paper = Evidence.objects.create(ward=ward, abstract="Báo cáo năm", created_by=official)
    for code in ("5.1", "5.2"):
        entry(code).citations.create(evidence=paper, position=1, by=official)
    page = open_browser("canbo.dienbien", **PHONE)
    page.goto(reverse("wards:evidence_list"))

    boxes = [page.get_by_role("link", name=f"MC {code}-01").bounding_box() for code in ("5.1", "5.2")]

    assert all(box and box["height"] >= 44 for box in boxes)
    assert len({box["y"] for box in boxes if box}) == 1
    expect(page.get_by_text("2019:", exact=True)).to_have_count(1)
