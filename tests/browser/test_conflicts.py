"""Two people at one thing, each in a browser of their own: both values stand there, nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.browser import office, pages
from tests.browser.pages import card
from tests.wards import road
from wards.domain.appraisal import review
from wards.models import Assessment, Entry, Office, Officer, Verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FindEntry = Callable[[str], Entry]
OpenBrowser = Callable[..., Page]
OFFICIAL, LEADER = (
    "Cán bộ phường Điện Biên, Công chức Văn hóa - xã hội",
    "Lãnh đạo phường Điện Biên, Chủ tịch UBND phường",
)
REVIEWER = "Chuyên viên Phòng Nội vụ, Công chức Văn hóa - xã hội"
WHEN = r"lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}"


@pytest.fixture
def second_reviewer(office: Office) -> Officer:
    return factories.officer("reviewer", office=office, username="noivu2.thanhhoa", full_name="Chuyên viên thứ hai")


def enter(page: Page, met: str, of: str) -> Locator:
    """Type the share of 5.2 and turn away: it saves by itself."""
    line = card(page, "5.2")
    pages.type_share(line, met, of)
    pages.leave(page)
    return line


def at_line(page: Page, assessment: Assessment, entry: Entry) -> Locator:
    """The desk with this line open."""
    page.goto(f"/tham-dinh/{assessment.pk}/?dong={entry.pk}")
    office.at(page, entry.indicator.code)
    return office.line(page)


# Inside the ward ----------------------------------------------------------------------------------------------------


def test_two_tabs_of_one_person_save_the_later_and_tell_of_the_earlier(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, entry: FindEntry
) -> None:
    first = open_browser(official.username)
    second = first.context.new_page()
    second.goto(first.url)
    for page in (first, second):
        pages.open_criterion(page, "5")
    pages.saved(enter(first, "7", "8"))

    line = enter(second, "8", "8")

    expect(line).to_contain_text(re.compile(rf"Ông/Bà đã lưu 7/8 tổ dân phố = 87,5% ở một trang khác {WHEN}"))
    expect(line).to_contain_text("lịch sử giữ cả hai số")
    assert entry("5.2").met == 8


def test_first_person_reads_on_the_next_look_what_became_of_their_figure(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    first, second = open_browser(official.username), open_browser(leader.username)
    pages.open_criterion(first, "5")
    pages.saved(enter(first, "7", "8"))
    pages.open_criterion(second, "5")
    pages.saved(enter(second, "8", "8"))

    first.reload()

    expect(card(first, "5.2")).to_contain_text(
        re.compile(rf"Ông/Bà đã lưu 7/8 .* {WHEN}\. {re.escape(LEADER)} đã sửa thành 8/8 .* {WHEN}\.")
    )
    card(first, "5.2").get_by_role("link", name="Lịch sử 5.2").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Lịch sử chỉ tiêu 5.2")
    expect(first.get_by_role("main")).to_contain_text(re.compile("Thay số của Cán bộ phường Điện Biên lưu lúc"))


def test_official_typing_while_the_leader_hands_in_keeps_what_was_typed(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, leader: Officer, entry: FindEntry
) -> None:
    road.fill(assessment, by=official)
    page = open_browser(official.username)
    pages.open_criterion(page, "5")
    review.hand_in(assessment=assessment, by=leader)

    line = enter(page, "8", "8")

    expect(line).to_contain_text(re.compile(rf"Chưa lưu được\. .*{re.escape(LEADER)} đã nộp bản tự đánh giá {WHEN}"))
    expect(line).to_contain_text("Số Ông/Bà vừa nhập: 8/8")
    expect(page).to_have_title(re.compile("^Lỗi:"))
    assert entry("5.2").met == 7


def test_leader_hands_in_nothing_that_changed_a_second_ago(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    road.fill(assessment, by=official)
    first, second = open_browser(official.username), open_browser(leader.username)
    second.goto(f"/ban-tu-danh-gia/{assessment.pk}/kiem-tra/")
    pages.open_criterion(first, "5")
    pages.saved(enter(first, "8", "8"))

    second.get_by_label(re.compile("Tôi đã kiểm tra")).check()
    second.get_by_role("button", name="Nộp bản tự đánh giá").click()

    told = second.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text(re.compile(r"5\.2 Sửa số liệu: 7/8 .*8/8 tổ dân phố = 100%"))
    expect(told).to_contain_text(OFFICIAL)
    assert not assessment.hand_ins.exists()


# Between ward and office --------------------------------------------------------------------------------------------


def test_recall_after_the_appraisal_began_names_who_began(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    ward, desk = open_browser(leader.username), open_browser(reviewer.username)
    ward.goto(f"/ban-tu-danh-gia/{assessment.pk}/rut-lai/")
    desk.goto(f"/tham-dinh/{assessment.pk}/")
    office.start_appraisal(desk)

    ward.get_by_label("Lý do").fill("Sai số hộ nghèo.")
    ward.get_by_role("button", name="Rút lại bản tự đánh giá").click()

    told = ward.get_by_role("alert")
    expect(told).to_contain_text(re.compile(rf"{re.escape(REVIEWER)} đã bắt đầu thẩm định {WHEN}"))
    expect(told).to_contain_text("Sai số hộ nghèo.")
    ward.goto("/thong-bao/")
    expect(ward.get_by_role("main")).to_contain_text("bắt đầu thẩm định")


def test_start_after_a_recall_names_who_recalled_and_the_office_is_told(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    ward, desk = open_browser(leader.username), open_browser(reviewer.username)
    desk.goto(f"/tham-dinh/{assessment.pk}/")
    ward.goto(f"/ban-tu-danh-gia/{assessment.pk}/rut-lai/")
    ward.get_by_role("button", name="Rút lại bản tự đánh giá").click()
    expect(ward.get_by_text("Đã rút lại.")).to_be_visible()

    desk.get_by_role("button", name="Bắt đầu thẩm định").click()

    told = re.compile(rf"{re.escape(LEADER)} đã rút lại bản tự đánh giá {WHEN}")
    expect(desk.get_by_role("alert")).to_contain_text(told)
    desk.goto("/thong-bao/")
    expect(desk.get_by_role("main")).to_contain_text("rút lại")


def test_late_save_of_another_line_than_asked_for_is_told_and_kept(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer,
    entry: FindEntry,
) -> None:  # fmt: skip
    page = open_browser(official.username)
    pages.open_criterion(page, "5")
    road.handed_in(assessment, official=leader, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.to_complete(assessment, "5.3", reviewer=reviewer)

    line = enter(page, "8", "8")

    expect(line).to_contain_text(re.compile(rf"{re.escape(REVIEWER)} đã yêu cầu bổ sung {WHEN} \(5\.3 · "))
    expect(line).to_contain_text("Số Ông/Bà vừa nhập: 8/8")
    assert entry("5.2").met == 7


# Inside the office --------------------------------------------------------------------------------------------------


@pytest.fixture
def judging(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    assessment.refresh_from_db()
    return assessment


def adjust(line: Locator, met: str, reason: str) -> None:
    line.get_by_text("Điều chỉnh số liệu").first.click()
    line.get_by_label("Số đạt").fill(met)
    line.get_by_label("Lý do điều chỉnh").fill(reason)
    line.get_by_role("button", name="Lưu số liệu điều chỉnh").click()


def test_two_reviewers_see_both_verdicts_the_second_chooses_and_the_first_is_told(
    open_browser: OpenBrowser, judging: Assessment, reviewer: Officer, second_reviewer: Officer, entry: FindEntry
) -> None:
    first, second = open_browser(reviewer.username), open_browser(second_reviewer.username)
    one, two = (at_line(page, judging, entry("5.2")) for page in (first, second))
    office.confirm(first)
    office.at(first, "5.3")

    adjust(two, "6", "Tổ 3 chưa có quyết định.")

    expect(two.get_by_role("alert")).to_contain_text(
        re.compile(rf"{re.escape(REVIEWER)} đã thẩm định chỉ tiêu này {WHEN}")
    )
    expect(two).to_contain_text("6/8 tổ dân phố = 75%")
    expect(two).to_contain_text("Tổ 3 chưa có quyết định.")
    two.get_by_role("button", name="Ghi kết quả của Ông/Bà").click()
    expect(second.get_by_text("6/8").first).to_be_visible()

    at_line(first, judging, entry("5.2"))
    expect(one).to_contain_text(re.compile(rf"Ông/Bà đã ghi “Xác nhận: 7/8 .*” {WHEN}\. {second_reviewer.full_name}"))
    assert list(Verdict.objects.values_list("kind", "by__username")) == [
        ("confirmed", reviewer.username), ("adjusted", second_reviewer.username),
    ]  # fmt: skip


def test_confirming_together_leaves_a_line_to_the_reviewer_who_was_first(
    open_browser: OpenBrowser, judging: Assessment, reviewer: Officer, second_reviewer: Officer, entry: FindEntry
) -> None:
    first, second = open_browser(reviewer.username), open_browser(second_reviewer.username)
    at_line(first, judging, entry("5.3"))
    at_line(first, judging, entry("5.2"))
    adjust(at_line(second, judging, entry("5.2")), "6", "Tổ 3 chưa có quyết định.")
    expect(second.get_by_role("alert")).to_have_count(0)
    expect(office.line(second).get_by_role("heading", level=2)).not_to_contain_text("5.2 ")

    first.get_by_text("Xác nhận 2 chỉ tiêu đã xem").click()
    first.get_by_role("button", name="Xác nhận 2 chỉ tiêu").click()

    expect(first.get_by_text("Không xác nhận: 5.2 (đã có kết quả).")).to_be_visible()
    expect(first.get_by_text("Đã xác nhận 1 chỉ tiêu: 5.3.")).to_be_visible()
    assert list(Verdict.objects.order_by("entry__indicator__code").values_list("kind", flat=True)) == [
        "adjusted", "confirmed",
    ]  # fmt: skip


def test_verdict_after_completion_was_asked_for_is_shown_with_what_was_typed(
    open_browser: OpenBrowser, judging: Assessment, reviewer: Officer, second_reviewer: Officer, entry: FindEntry
) -> None:
    page = open_browser(second_reviewer.username)
    line = at_line(page, judging, entry("5.2"))
    road.to_complete(judging, "5.3", reviewer=reviewer)

    adjust(line, "6", "Tổ 3 chưa có quyết định.")

    told = page.get_by_role("alert")
    expect(told).to_contain_text(re.compile(rf"{re.escape(REVIEWER)} đã yêu cầu bổ sung {WHEN}"))
    expect(told).to_contain_text("Ông/Bà đã chọn: Điều chỉnh số liệu – 6/8 tổ dân phố = 75%")
    expect(told).to_contain_text("Tổ 3 chưa có quyết định.")
