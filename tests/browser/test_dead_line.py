"""A plain form sent into a dead line: what was typed stays in the browser until the server has taken it."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from awards.models import Meeting
from tests.awards import sittings
from wards.models import Assessment, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPINIONS = "Các thành viên nhất trí với kết quả tự đánh giá."


@pytest.fixture
def page(open_browser: Callable[..., Page], official: Officer, assessment: Assessment) -> Page:
    """The form of a new meeting, with the longest text of it typed."""
    council = sittings.council(assessment.ward, by=official)
    page = open_browser(official.username)
    page.goto(reverse("awards:meeting_new", args=[council.pk]))
    opinions(page).fill(OPINIONS)
    return page


def opinions(page: Page) -> Locator:
    return page.get_by_label("Ý kiến thảo luận")


def offered(page: Page) -> Locator:
    return page.get_by_role("button", name="Khôi phục nội dung chưa lưu")


def press(page: Page) -> None:
    page.get_by_role("button", name="Lưu phiên họp").click()


def sent_in_vain(page: Page) -> None:
    """The line is dead for a moment: the browser shows an error page of its own."""
    page.context.set_offline(True)
    press(page)
    page.wait_for_url(re.compile("^chrome-error:"))
    page.context.set_offline(False)


def fill_in(page: Page) -> None:
    """What a meeting cannot do without."""
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Ngày họp").fill(f"{timezone.localdate() - dt.timedelta(days=1):%d/%m/%Y}")
    page.get_by_label("Bắt đầu lúc").fill("8 giờ")
    page.get_by_label("Chủ trì").select_option(index=1)
    page.get_by_label("Thư ký phiên họp").select_option(index=2)
    page.get_by_label("Bỏ phiếu kín").check()


def signs(page: Page) -> list[str]:
    return [one["name"] for one in page.context.cookies() if one["name"].startswith("taken-")]


def test_form_sent_into_a_dead_line_is_offered_back_until_it_is_taken(page: Page) -> None:
    here = page.url
    sent_in_vain(page)

    page.goto(reverse("awards:councils"))  # asks nothing of what was sent
    page.goto(here)
    offered(page).click()
    expect(opinions(page)).to_have_value(OPINIONS)
    fill_in(page)
    press(page)
    expect(page.get_by_role("link", name="Điểm danh")).to_be_visible()

    assert Meeting.objects.get().discussion == OPINIONS
    page.goto(here)
    expect(opinions(page)).to_have_value("")
    expect(offered(page)).to_have_count(0)
    assert signs(page) == []


def test_refused_form_is_offered_back(page: Page) -> None:
    here = page.url
    press(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert signs(page) == []

    page.goto(reverse("awards:councils"))
    page.goto(here)
    offered(page).click()

    expect(opinions(page)).to_have_value(OPINIONS)


def test_form_taken_in_one_tab_does_not_make_another_forget(page: Page) -> None:
    here, other = page.url, page.context.new_page()
    sent_in_vain(page)
    other.goto(here)
    opinions(other).fill("Ý kiến khác.")
    fill_in(other)
    press(other)
    expect(other.get_by_role("link", name="Điểm danh")).to_be_visible()

    page.goto(here)

    offered(page).click()
    expect(opinions(page)).to_have_value(OPINIONS)
