"""Two people on one figure: nobody's is lost, and a person says which one is right."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import pages
from tests.browser.pages import card
from wards.models import Assessment, Entry, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FindEntry = Callable[[str], Entry]


@pytest.fixture
def conflict(open_browser: Callable[..., Page], assessment: Assessment, official: Officer, leader: Officer) -> Locator:
    """Both have the page open; the official saves 7/8, then the leader, who has not seen it, enters 8/8."""
    first, second = open_browser("canbo.dienbien"), open_browser("lanhdao.dienbien")
    for page in (first, second):
        pages.open_criterion(page, "5")
    pages.type_share(card(first, "5.2"), "7", "8")
    pages.leave(first)
    pages.saved(card(first, "5.2"))
    pages.type_share(card(second, "5.2"), "8", "8")
    pages.leave(second)
    return card(second, "5.2")


def test_conflict_shows_both_values_and_keeps_the_first_until_chosen(conflict: Locator, entry: FindEntry) -> None:
    expect(conflict).to_contain_text("Cán bộ phường Điện Biên, Công chức Văn hóa - xã hội đã sửa thành 7/8 lúc")
    expect(conflict).to_contain_text("Số Ông/Bà vừa nhập: 8/8. Đề nghị chọn số đúng.")
    assert (entry("5.2").met, entry("5.2").of) == (7, 8)


def test_conflict_keeps_the_figure_of_the_other(conflict: Locator, entry: FindEntry, official: Officer) -> None:
    conflict.get_by_role("button", name="Giữ số của Cán bộ phường Điện Biên").click()

    expect(conflict.get_by_label("Số đạt")).to_have_value("7")
    assert (entry("5.2").met, entry("5.2").updated_by) == (7, official)


def test_conflict_takes_ones_own_figure(conflict: Locator, entry: FindEntry, leader: Officer) -> None:
    conflict.get_by_role("button", name="Dùng số của tôi").click()

    pages.saved(conflict)
    expect(conflict.get_by_label("Số đạt")).to_have_value("8")
    assert (entry("5.2").met, entry("5.2").updated_by) == (8, leader)
