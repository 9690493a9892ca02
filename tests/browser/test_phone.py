"""On a phone of 375 px: everything fits, everything can be touched."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.pages import card
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FindEntry = Callable[[str], Entry]
OpenPhone = Callable[[str], Page]
WIDTH = 375
LEAST = 44  # px: WCAG 2.2, 2.5.5

# What can be pressed and is not a link in the middle of a sentence, with its height as it is drawn.
PRESSED = (
    "button, a.btn, summary, label.choice, .nav a, .brand, ol.tasks > li, input:not([type=hidden]), select, textarea"
)
TARGETS = f"""() => [...document.querySelectorAll("{PRESSED}")]
  .filter(place => place.checkVisibility({{visibilityProperty: true}}))
  .filter(place => place.matches("label") || !place.closest("label.choice, .toasts"))
  .map(place => ({{name: place.innerText?.trim() || place.name, height: place.getBoundingClientRect().height}}))"""


@pytest.fixture
def open_phone(open_browser: Callable[..., Page]) -> OpenPhone:
    def open_(username: str) -> Page:
        return open_browser(username, viewport={"width": WIDTH, "height": 812}, has_touch=True, is_mobile=True)

    return open_


@pytest.fixture
def under_review(
    assessment: Assessment, entry: FindEntry, official: Officer, leader: Officer, reviewer: Officer
) -> Assessment:
    """Handed in with one figure, one line confirmed, one marked for completion."""
    assessments.record(entry=entry("5.2"), figure={"met": 7, "of": 8}, seen=0, by=official)
    for hole in review.holes(assessment):
        assessments.record(entry=hole, figure={}, no_data_reason="chưa có báo cáo", seen=0, by=official)
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    review.judge(entry=entry("5.2"), kind="confirmed", seen=None, by=reviewer)
    review.judge(entry=entry("1.2"), kind="to_complete", reason="Đã có niên giám thống kê.", seen=None, by=reviewer)
    assessment.refresh_from_db()
    return assessment


def ward_pages(assessment: Assessment, line: Entry) -> list[str]:
    number = line.indicator.criterion.number
    return [
        reverse("wards:task_list", args=[assessment.pk]), reverse("wards:criterion", args=[assessment.pk, number]),
        reverse("wards:evidence_list"), reverse("wards:evidence_new", args=[line.pk]),
        reverse("wards:cite", args=[line.pk]),
        reverse("wards:assignments", args=[assessment.pk]), reverse("wards:check_answers", args=[assessment.pk]),
        reverse("wards:submit", args=[assessment.pk]), reverse("wards:history", args=[assessment.pk]),
        reverse("awards:papers", args=[assessment.pk]), reverse("wards:catalogue_list"),
        reverse("wards:catalogue_detail", args=["model-ward-2019"]),
    ]  # fmt: skip


def office_pages(assessment: Assessment) -> list[str]:
    return [
        reverse("wards:dashboard", args=[assessment.period_id]), reverse("wards:review_queue"),
        reverse("wards:desk", args=[assessment.pk]), reverse("wards:ask_completion", args=[assessment.pk]),
        reverse("wards:hand_in_detail", args=[assessment.hand_ins.get().pk]),
        reverse("wards:criterion", args=[assessment.pk, "5"]), reverse("awards:papers", args=[assessment.pk]),
    ]  # fmt: skip


def misfits(page: Page, addresses: list[str]) -> list[str]:
    """What is wider than the phone, or too low for a finger, page by page."""
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address} is {width} px wide"] if width > WIDTH else []
        targets = page.evaluate(TARGETS)
        assert targets, address
        low = [place for place in targets if place["height"] < LEAST - 0.5]
        found += [f"{address}: “{place['name']}” is {place['height']:.0f} px high" for place in low]
    return found


def test_pages_of_a_ward_fit_a_phone_and_a_finger(
    open_phone: OpenPhone, assessment: Assessment, leader: Officer, entry: FindEntry
) -> None:
    assert misfits(open_phone("lanhdao.dienbien"), ward_pages(assessment, entry("5.2"))) == []


def test_pages_of_the_office_fit_a_phone_and_a_finger(
    open_phone: OpenPhone, under_review: Assessment, reviewer: Officer
) -> None:
    assert misfits(open_phone("noivu.thanhhoa"), office_pages(under_review)) == []


def test_login_page_fits_a_phone_and_a_finger(open_phone: OpenPhone) -> None:
    assert misfits(open_phone(""), [reverse("login")]) == []


def test_menu_is_a_list_behind_one_button(open_phone: OpenPhone, assessment: Assessment, official: Officer) -> None:
    page = open_phone("canbo.dienbien")
    library = page.get_by_role("navigation", name="Chính").get_by_role("link", name="Kho tài liệu")
    expect(library).to_be_hidden()

    page.get_by_text("Trình đơn", exact=True).tap()
    library.tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Kho tài liệu")


def test_figure_is_entered_by_touch(
    open_phone: OpenPhone, assessment: Assessment, official: Officer, entry: FindEntry
) -> None:
    page = open_phone("canbo.dienbien")
    page.get_by_role("link", name="Tiêu chí 5.").tap()
    line = card(page, "5.2")

    line.get_by_label("Số đạt").tap()
    pages.type_share(line, "7", "8")
    line.get_by_role("button", name="Lưu chỉ tiêu 5.2").tap()

    pages.saved(line)
    expect(line.get_by_text("4 / 4 điểm")).to_be_in_viewport()
    assert (entry("5.2").met, entry("5.2").of) == (7, 8)


def test_lines_of_the_desk_wait_behind_one_button(
    open_phone: OpenPhone, under_review: Assessment, reviewer: Officer
) -> None:
    page = open_phone("noivu.thanhhoa")
    page.goto(reverse("wards:desk", args=[under_review.pk]))
    lines = page.locator(".queue")
    expect(lines).to_be_hidden()

    page.locator(".lines summary").tap()
    lines.get_by_role("link", name="5.2").tap()

    expect(page.locator("#line-name")).to_contain_text("5.2")
    expect(lines).to_be_hidden()


def test_returned_line_stands_before_the_criteria(
    open_phone: OpenPhone, under_review: Assessment, reviewer: Officer, official: Officer
) -> None:
    review.ask_completion(assessment=under_review, due=under_review.period.ward_deadline, by=reviewer)
    page = open_phone("canbo.dienbien")

    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Đã có niên giám thống kê.")
    page.get_by_role("main").get_by_role("listitem").first.get_by_role("link").tap()

    expect(page.get_by_role("article").first).to_contain_text("Thu nhập bình quân đầu người")
    expect(card(page, "1.2").get_by_label("Kết quả")).to_be_in_viewport()
