"""What was typed comes back where it can be seen; and the title of the page says when something is wrong."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from awards.domain.writing import texts
from tests.awards import sittings
from tests.browser import office, pages
from tests.browser.pages import card
from tests.wards import road
from wards.domain.appraisal import review
from wards.domain.sheet import scoring
from wards.models import Assessment, Officer, Verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "Danh sách chưa có chữ ký."


@pytest.fixture
def desk(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> Page:
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    page = open_browser("noivu.thanhhoa")
    line = assessment.entries.get(indicator__code="5.2")
    page.goto(f"/tham-dinh/{assessment.pk}/?dong={line.pk}")
    office.at(page, "5.2")
    return page


def type_reason(page: Page) -> Locator:
    office.line(page).get_by_text(re.compile("^Yêu cầu bổ sung")).first.click()
    reason = page.get_by_label("Nội dung cần bổ sung và lý do")
    reason.fill(REASON)
    return reason


def test_reason_at_the_desk_survives_a_lost_login(desk: Page) -> None:
    reason = type_reason(desk)
    Session.objects.all().delete()

    desk.get_by_role("button", name="Đánh dấu yêu cầu bổ sung").click()
    expect(desk.get_by_text("Đề nghị đăng nhập để tiếp tục.")).to_be_visible()
    pages.log_in(desk, "noivu.thanhhoa")

    office.at(desk, "5.2")
    expect(reason).to_be_visible()
    expect(reason).to_have_value(REASON)
    expect(office.line(desk).get_by_text(re.compile("nhưng chưa được lưu"))).to_be_visible()
    assert not Verdict.objects.exists()
    desk.get_by_role("button", name="Đánh dấu yêu cầu bổ sung").click()
    office.at(desk, "5.3")
    assert Verdict.objects.get().reason == REASON


def test_reason_left_at_the_desk_is_offered_back_in_sight_at_its_line_only(desk: Page) -> None:
    desk.on("dialog", lambda dialog: dialog.accept())
    reason = type_reason(desk)
    offered = desk.get_by_role("button", name="Khôi phục nội dung chưa lưu")

    office.line(desk).get_by_role("link", name="Chỉ tiêu sau").click()
    office.at(desk, "5.3")
    expect(offered).to_have_count(0)
    office.line(desk).get_by_role("link", name="Chỉ tiêu trước").click()
    office.at(desk, "5.2")

    expect(offered).to_be_visible()
    offered.click()
    expect(reason).to_have_value(REASON)


def test_refused_adjustment_is_offered_back_at_its_line(desk: Page) -> None:
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.keyboard.press("d")
    desk.get_by_label("Số đạt").fill("9")
    desk.get_by_label("Tổng số").fill("8")
    desk.get_by_label("Lý do điều chỉnh").fill(REASON)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_be_visible()

    there_and_back(desk)

    expect(desk.get_by_label("Số đạt")).to_have_value("9")
    expect(desk.get_by_label("Lý do điều chỉnh")).to_have_value(REASON)


@pytest.mark.parametrize("chosen", ["Ghi kết quả của Ông/Bà", "later"])
def test_reason_that_met_another_verdict_is_kept_until_it_is_written(
    desk: Page, assessment: Assessment, head: Officer, chosen: str
) -> None:
    desk.on("dialog", lambda dialog: dialog.accept())
    reason = type_reason(desk)
    road.judge(assessment, "5.2", "confirmed", by=head)
    desk.get_by_role("button", name="Đánh dấu yêu cầu bổ sung").click()
    expect(desk.get_by_role("alert")).to_be_visible()

    if chosen == "later":
        there_and_back(desk)
        expect(reason).to_have_value(REASON)
        chosen = "Đánh dấu yêu cầu bổ sung"
    desk.get_by_role("button", name=chosen).click()
    office.at(desk, "5.3")
    office.line(desk).get_by_role("link", name="Chỉ tiêu trước").click()

    office.at(desk, "5.2")
    expect(desk.get_by_role("button", name="Khôi phục nội dung chưa lưu")).to_have_count(0)
    assert Verdict.objects.latest("pk").reason == REASON


def there_and_back(page: Page) -> None:
    """To the next line and back, taking what is offered."""
    office.line(page).get_by_role("link", name="Chỉ tiêu sau").click()
    office.at(page, "5.3")
    office.line(page).get_by_role("link", name="Chỉ tiêu trước").click()
    office.at(page, "5.2")
    page.get_by_role("button", name="Khôi phục nội dung chưa lưu").click()


def test_title_says_what_is_wrong_until_it_is_right(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer
) -> None:
    page = open_browser("canbo.dienbien")
    pages.open_criterion(page, "5")
    first, second = card(page, "5.1"), card(page, "5.2")

    pages.type_share(second, "9", "8")
    pages.press_save(second)
    expect(page).to_have_title(re.compile("^Lỗi: Tiêu chí 5"))
    pages.type_share(first, "7", "8")
    pages.press_save(first)
    pages.saved(first)
    expect(page).to_have_title(re.compile("^Lỗi: Tiêu chí 5"))

    pages.type_share(second, "7", "8")
    pages.press_save(second)
    pages.saved(second)
    expect(page).to_have_title(re.compile("^Tiêu chí 5"))


def test_what_is_typed_into_a_refused_form_is_offered_back_after_a_reload(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer
) -> None:
    council = sittings.council(assessment.ward, by=official)
    page = open_browser("canbo.dienbien")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/hoi-dong/{council.pk}/sua/")
    number = page.get_by_label("Số quyết định")
    number.fill("")
    page.get_by_role("button", name="Lưu Hội đồng").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    restore = page.get_by_role("button", name="Khôi phục")
    expect(restore).to_have_count(0)  # the page shows all that was sent

    number.fill("27/QĐ-UBND")
    page.reload()
    expect(number).to_have_value("")
    restore.click()

    expect(number).to_have_value("27/QĐ-UBND")


def test_conflict_of_texts_shows_all_that_was_typed_and_offers_nothing_back(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer, leader: Officer
) -> None:
    scoring.recompute(assessments=[assessment.pk])
    page = open_browser("canbo.dienbien")
    page.goto(f"/van-ban/{assessment.pk}/loi-van/report/")
    page.locator("#id_features_rich").fill("Phường ven sông")
    texts.write(place=assessment, kind="report", typed={"features": "<p>Phường mới</p>"}, seen={}, by=leader)

    page.get_by_role("button", name="Lưu").click()

    expect(page.get_by_text("Phường mới", exact=True)).to_be_visible()
    expect(page.locator("#id_features_rich")).to_have_text("Phường ven sông")
    expect(page.get_by_role("button", name="Khôi phục nội dung chưa lưu")).to_have_count(0)
