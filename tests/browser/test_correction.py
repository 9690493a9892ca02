"""A decision is corrected by the board and by the office at one time, on a screen and on a phone."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.domain.onward import sending
from awards.models import AwardDecision
from tests.awards import dossiers as road
from tests.awards.province import decide, receive
from wards.models import Assessment, Office, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def decided(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> AwardDecision:  # fmt: skip
    """One ward, recognised."""
    road.confirm(assessment.period)
    road.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    dossier = road.prepared(road.begun(office, assessment, by=reviewer), by=reviewer)
    sent = sending.forward(dossier=dossier, by=head)
    receive(sent, province)
    return decide(sent, {assessment.pk: None}, province)


def test_two_people_correct_a_decision_at_one_time(
    open_browser: Callable[..., Page], decided: AwardDecision, head: Officer, province: Officer
) -> None:
    board = open_browser(province.username)
    phone = open_browser(head.username, viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True)
    board.goto(reverse("awards:received", args=[decided.dossier_id]))
    phone.goto(reverse("awards:dossier", args=[decided.dossier_id]))
    for page in (board, phone):
        page.get_by_role("link", name="Đính chính quyết định").click()
        expect(page.get_by_label("Số quyết định")).to_have_value("1500/QĐ-UBND")

    phone.get_by_label("Số quyết định").fill("1501/QĐ-UBND")
    correct(phone, "Gõ nhầm số")
    expect(phone.get_by_text("Đã ghi đính chính")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 375

    board.get_by_label("Không công nhận", exact=True).check()
    board.get_by_label("lý do không công nhận").fill("Ghi nhầm phường")
    board.get_by_label("Lý do đính chính").fill("Sai kết quả")
    board.get_by_role("button", name="Kiểm tra lại trước khi ghi").click()
    expect(board.get_by_role("alert")).to_be_focused()
    expect(board.get_by_role("button", name="Khôi phục nội dung chưa lưu")).to_have_count(0)
    expect(board.get_by_label("Số quyết định")).to_have_value("1501/QĐ-UBND")
    correct(board, "Sai kết quả")
    expect(board.get_by_text("Đã ghi đính chính")).to_be_visible()
    board.get_by_role("navigation", name="Chính").get_by_role("link", name="Khen thưởng").click()
    expect(board.get_by_text("Không còn được công nhận", exact=True)).to_be_visible()


def correct(page: Page, reason: str) -> None:
    """The reason is given, all is read once more and recorded."""
    page.get_by_label("Lý do đính chính").fill(reason)
    page.get_by_role("button", name="Kiểm tra lại trước khi ghi").click()
    expect(page.get_by_text("Trước đính chính:").first).to_be_visible()
    page.get_by_role("button", name="Ghi đính chính").click()
