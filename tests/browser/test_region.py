"""Marking what to look at on a cited page: with a pointer, with a finger, by keyboard alone, without scripts."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import papers
from tests.wards.library import add
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits.regions import Region
from wards.models import Citation, Entry, Officer, Ward

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewPerson = Callable[..., Page]


@pytest.fixture
def citation(ward: Ward, official: Officer, entry: Callable[[str], Entry]) -> Citation:
    evidence = add(ward, official, "Quyết định công nhận", entry=entry("5.2"), files={"qd.pdf": papers.pdf(3)})
    return evidences.edit_citation(citation=evidence.citations.get(), by=official, pages="2-3")


def edit_url(citation: Citation) -> str:
    return reverse("wards:citation_edit", args=[citation.pk])


def saved(page: Page, citation: Citation) -> str:
    """Save, and what is kept then."""
    page.get_by_role("button", name="Lưu trang và vùng đánh dấu").click()
    page.wait_for_url("**/tieu-chi/5/**")
    citation.refresh_from_db()
    return citation.region


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """The point of the window over these parts of the page's picture."""
    box = page.locator("svg[data-markable]").bounding_box()
    assert box
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def test_region_is_marked_with_a_pointer(open_browser: NewPerson, citation: Citation, official: Officer) -> None:
    page = open_browser(official.username, viewport={"width": 1280, "height": 1800})
    page.goto(edit_url(citation))
    page.get_by_role("link", name="Trang sau").click()
    expect(page.get_by_text("Trang 3/3", exact=True)).to_be_visible()

    page.mouse.move(*at(page, 0.8, 0.3))
    page.mouse.down()
    page.mouse.move(*at(page, 0.5, 0.25))
    page.mouse.move(*at(page, 0.1, 0.2))
    page.mouse.up()

    expect(page.locator("#live")).to_contain_text("Đã đánh dấu vùng")
    kept = list(map(int, re.split("[:,]", saved(page, citation))))
    assert kept[0] == 3
    assert all(abs(got - meant) <= 3 for got, meant in zip(kept[1:], (100, 200, 700, 100), strict=True))


def test_slip_of_the_pointer_leaves_the_mark(open_browser: NewPerson, citation: Citation, official: Officer) -> None:
    evidences.edit_citation(citation=citation, by=official, pages="2-3", region=Region(2, 100, 200, 300, 400))
    page = open_browser(official.username, viewport={"width": 1280, "height": 1800})
    page.goto(edit_url(citation))

    page.mouse.click(*at(page, 0.5, 0.5))

    expect(page.locator("#pane-mark")).to_have_attribute("width", "300")
    assert saved(page, citation) == "2:100,200,300,400"


def test_mark_is_removed_with_one_button(open_browser: NewPerson, citation: Citation, official: Officer) -> None:
    evidences.edit_citation(citation=citation, by=official, pages="2-3", region=Region(2, 100, 200, 300, 400))
    page = open_browser(official.username)
    page.goto(edit_url(citation))

    page.get_by_role("button", name="Xóa vùng đánh dấu").click()

    expect(page.locator("svg rect")).to_have_count(0)
    assert saved(page, citation) == ""


def test_finger_moves_the_page_until_the_button_is_pressed(
    open_browser: NewPerson, citation: Citation, official: Officer
) -> None:
    page = open_browser(official.username, viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(edit_url(citation))
    button, drawing = page.get_by_role("button", name="Đánh dấu vùng trên trang"), page.locator("svg[data-markable]")

    expect(button).to_have_attribute("aria-pressed", "false")
    expect(drawing).to_have_css("pointer-events", "none")
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(drawing).to_have_css("touch-action", "none")


@pytest.mark.parametrize("scripts", [True, False])
def test_region_is_marked_by_keyboard_alone(
    scripts: bool, open_browser: NewPerson, citation: Citation, official: Officer
) -> None:
    page = open_browser(official.username, java_script_enabled=scripts)
    page.goto(edit_url(citation))
    page.get_by_text("Đánh dấu vùng bằng số").focus()
    page.keyboard.press("Enter")
    for typed in ("2", "12,5", "20", "50", "7,5"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    if scripts:
        expect(page.locator("svg rect")).to_have_attribute("x", "125")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tieu-chi/5/**")

    citation.refresh_from_db()
    assert citation.region == "2:125,200,500,75"


@pytest.mark.parametrize("scripts", [True, False])
def test_enlarged_page_opens_at_the_mark(
    scripts: bool, open_browser: NewPerson, citation: Citation, official: Officer
) -> None:
    evidences.edit_citation(citation=citation, by=official, pages="3", region=Region(3, 600, 800, 300, 100))
    page = open_browser(official.username, viewport={"width": 375, "height": 740}, java_script_enabled=scripts)
    page.goto(reverse("wards:citation_view", args=[citation.pk]))

    page.get_by_role("link", name="Phóng to").click()

    expect(page.get_by_role("link", name="Thu nhỏ")).to_have_count(1)
    expect(page.locator("#pane-mark")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(375, 812), (1366, 768)])
def test_enlarged_page_opens_at_the_mark_and_can_be_scrolled(
    open_browser: NewPerson, citation: Citation, official: Officer, size: tuple[int, int]
) -> None:
    evidences.edit_citation(citation=citation, by=official, pages="2-3", region=Region(2, 700, 850, 200, 60))
    page = open_browser(official.username, viewport={"width": size[0], "height": size[1]})
    page.goto(reverse("wards:citation_view", args=[citation.pk]))

    page.get_by_role("link", name="Phóng to").click()

    smaller, mark = page.get_by_role("link", name="Thu nhỏ"), page.locator("#pane-mark")
    expect(mark).to_be_in_viewport(ratio=0.95)
    expect(smaller).to_be_in_viewport(ratio=1)
    page.reload()
    expect(mark).to_be_in_viewport(ratio=0.95)
    box = page.locator(".sheet-box")
    expect(box).to_be_in_viewport(ratio=0.95)
    box.focus()
    page.keyboard.press("Home")
    expect(mark).not_to_be_in_viewport()
