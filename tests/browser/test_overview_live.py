"""The overview keeps itself up to date without taking anything from the person who reads it."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Officer, Ward

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenBrowser = Callable[..., Page]
HALF_A_MINUTE = 26_000  # ms


@pytest.fixture
def overview(
    open_browser: OpenBrowser, assessment: Assessment, other_ward: Ward, official: Officer, head: Officer,
    entry: Callable[[str], Entry],
) -> Page:  # fmt: skip
    """The overview in a browser whose clock we turn: Điện Biên has one figure, Đông Sơn none."""
    assessments.record(entry=entry("5.2"), figure={"met": 7, "of": 8}, seen=0, by=official)
    assessments.open_assessments(period=assessment.period, wards=[other_ward])
    scoring.recompute(assessments=[assessment.pk])
    page = open_browser(head.username)
    page.clock.install()
    page.goto(reverse("wards:dashboard", args=[assessment.period_id]))
    return page


def change(entry: Entry, official: Officer, **figure: int) -> None:
    assessments.record(entry=entry, figure=figure, seen=entry.version, by=official)
    scoring.recompute(assessments=[entry.assessment_id])


def test_overview_writes_what_changed_and_leaves_the_rest(
    overview: Page, assessment: Assessment, official: Officer, entry: Callable[[str], Entry]
) -> None:
    cell = overview.locator(f"#l{assessment.pk}-4")
    expect(cell).to_contain_text("4")
    cell.focus()
    overview.evaluate("scrollTo(0, 120)")
    overview.evaluate("window.kept = document.activeElement")
    place, scrolled = cell.bounding_box(), overview.evaluate("scrollY")
    change(entry("5.2"), official, met=1, of=8)

    with overview.expect_response(lambda answer: answer.request.resource_type == "fetch") as polled:
        overview.clock.run_for(HALF_A_MINUTE)

    assert polled.value.status == 200
    expect(cell).to_contain_text("0")
    expect(cell).to_contain_text("chưa đạt")
    expect(cell).to_be_focused()
    assert overview.evaluate("document.activeElement === window.kept")
    assert (cell.bounding_box(), overview.evaluate("scrollY")) == (place, scrolled)
    expect(overview.get_by_text("Cập nhật lúc")).to_be_visible()


def test_overview_swaps_nothing_while_nothing_changes(overview: Page, assessment: Assessment) -> None:
    overview.evaluate("window.kept = document.getElementById('wards').firstElementChild")
    with overview.expect_response(lambda answer: answer.request.resource_type == "fetch") as polled:
        overview.clock.run_for(HALF_A_MINUTE)
    assert polled.value.status == 304
    expect(overview.get_by_text("Cập nhật lúc")).to_be_visible()
    assert overview.evaluate("window.kept === document.getElementById('wards').firstElementChild")


def test_overview_keeps_the_focus_on_a_row_that_moves(
    overview: Page, assessment: Assessment, other_ward: Ward, official: Officer
) -> None:
    overview.goto(f"{overview.url}?sort=points")
    moving = Assessment.objects.get(ward=other_ward)
    link = overview.locator(f"#w{moving.pk}")
    link.focus()
    colleague = Officer.objects.get(pk=official.pk)
    colleague.memberships.create(role="official", ward=other_ward, valid_from="2019-01-01")
    for code, figure in (("5.1", {"met": 8, "of": 8}), ("5.2", {"met": 8, "of": 8})):
        line = moving.entries.select_related("assessment__ward", "indicator").get(indicator__code=code)
        assessments.record(entry=line, figure=figure, seen=0, by=colleague)
    scoring.recompute(assessments=[moving.pk])

    overview.clock.run_for(HALF_A_MINUTE)

    expect(overview.locator("tbody tr").first).to_contain_text("Đông Sơn")
    expect(link).to_be_focused()


def test_overview_rests_while_nobody_looks(overview: Page) -> None:
    asked: list[str] = []
    overview.on("request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None)
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });" \
        " document.dispatchEvent(new Event('visibilitychange')) }"  # fmt: skip
    overview.evaluate(hide, True)
    overview.clock.run_for(4 * HALF_A_MINUTE)
    assert asked == []
    with overview.expect_response(lambda answer: answer.request.resource_type == "fetch"):
        overview.evaluate(hide, False)


def test_overview_says_when_the_line_is_gone(overview: Page) -> None:
    overview.context.set_offline(True)
    overview.clock.run_for(HALF_A_MINUTE)
    expect(overview.locator("[data-fresh]")).to_contain_text("Mất kết nối; số liệu trên trang là của lúc")
    expect(overview.locator("#live")).to_contain_text("Mất kết nối")
    overview.context.set_offline(False)
    overview.clock.run_for(HALF_A_MINUTE)
    expect(overview.locator("[data-fresh]")).to_contain_text("Cập nhật lúc")


def test_overview_says_when_the_login_has_run_out(overview: Page) -> None:
    overview.context.clear_cookies()
    overview.clock.run_for(HALF_A_MINUTE)
    expect(overview.locator("[data-fresh]")).to_contain_text("Phiên đăng nhập đã hết")


def test_link_of_a_cell_says_criterion_ward_and_points(overview: Page, assessment: Assessment) -> None:
    told = "5. Văn hóa - xã hội Điện Biên 4 chưa đạt 1/4 có số liệu"
    expect(overview.locator(f"#l{assessment.pk}-4")).to_have_accessible_name(told)
