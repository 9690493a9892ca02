"""A ward's council on phones: the list pasted, the votes counted by two people who do not see each other's numbers."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.models import Council, Meeting
from tests.awards import sittings
from wards.models import Assessment, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTH = 375
PHONE = {"viewport": {"width": WIDTH, "height": 812}, "has_touch": True, "is_mobile": True}
LIST = """1. Ông Nguyễn Văn An, Chủ tịch UBND phường, Chủ tịch Hội đồng
2. Bà Trần Thị Chi, Chủ tịch Ủy ban MTTQ phường, Ủy viên
3. Bà Đặng Thị Mai, Công chức Văn phòng - Thống kê, Ủy viên - Thư ký"""


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH


def enter(page: Page, in_favour: str, against: str, blank: str) -> None:
    page.get_by_label("Đồng ý", exact=True).fill(in_favour)
    page.get_by_label("Không đồng ý").fill(against)
    page.get_by_label("Phiếu trắng").fill(blank)
    page.get_by_role("button", name="Ghi kết quả kiểm phiếu").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_list_of_members_is_pasted_and_corrected(
    script: bool, official: Officer, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(official.username, java_script_enabled=script, **PHONE)
    page.goto(reverse("awards:councils"))
    page.get_by_role("link", name="Nhập quyết định thành lập Hội đồng").click()
    page.get_by_label("Số quyết định").fill("15/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("05032019")
    page.get_by_text("Dán cả danh sách").click()
    page.get_by_label("Danh sách thành viên").fill(LIST)
    page.get_by_role("button", name="Đưa vào danh sách").click()
    expect(page.get_by_label("Họ và tên").nth(2)).to_have_value("Đặng Thị Mai")
    page.get_by_role("button", name="Thêm thành viên").click()
    expect(page.get_by_label("Họ và tên")).to_have_count(4)
    expect(page.get_by_label("Họ và tên").nth(3)).to_be_focused()
    page.keyboard.type("Bùi Văn Nam")
    page.get_by_label("Chức vụ").nth(3).fill("Trưởng Công an phường")
    if script:
        page.get_by_label("Chức vụ").nth(3).press("Enter")  # saves, and is no press of the first row's button
    else:
        page.get_by_role("button", name="Lên").last.click()
        expect(page.get_by_label("Họ và tên").nth(2)).to_have_value("Bùi Văn Nam")
        page.get_by_role("button", name="Lưu Hội đồng").last.click()

    expect(page.get_by_text("Đã nhập Hội đồng. Có thể ghi phiên họp.")).to_be_visible()
    fits(page)
    assert Council.objects.get().members.filter(full_name="Bùi Văn Nam").exists()


def test_two_people_count_without_seeing_each_other(
    assessment: Assessment, official: Officer, leader: Officer, open_browser: Callable[..., Page]
) -> None:
    meeting = sittings.begun(sittings.council(assessment.ward, by=official), assessment, by=official)
    at = reverse("awards:meeting", args=[meeting.pk])
    first, second = open_browser(official.username, **PHONE), open_browser(leader.username, **PHONE)
    for page in (first, second):
        page.goto(at)
        page.get_by_role("link", name="Kiểm phiếu: Phường Điện Biên").click()
        fits(page)

    enter(first, "10", "0", "0")
    expect(first.get_by_role("alert")).to_contain_text("10 phiếu nhiều hơn 9 người bỏ phiếu.")
    expect(first.get_by_label("Đồng ý", exact=True)).to_have_value("10")
    enter(first, "8", "1", "0")
    expect(first.get_by_text("Đã nhập, chờ người thứ hai.")).to_be_visible()

    second.reload()
    expect(second.get_by_text("đã nhập kết quả kiểm phiếu lúc")).to_be_visible()
    expect(second.get_by_role("table")).to_have_count(0)
    enter(second, "7", "2", "0")
    expect(second.get_by_text(re.compile("khác nhau nên cả hai đều không có giá trị"))).to_be_visible()
    own = re.compile("^Lãnh đạo phường Điện Biên .* Đồng ý 7 Không đồng ý 2 Phiếu trắng 0$")
    expect(second.locator("tbody").get_by_role("row")).to_have_count(1)  # still their own numbers alone
    expect(second.get_by_role("row", name=own)).to_be_visible()
    fits(second)
    first.reload()
    own = re.compile("^Cán bộ phường Điện Biên .* Đồng ý 8 Không đồng ý 1 Phiếu trắng 0$")
    expect(first.locator("tbody").get_by_role("row")).to_have_count(1)
    expect(first.get_by_role("row", name=own)).to_be_visible()
    enter(second, "8", "1", "0")  # begins the count anew: the first person's number holds no longer
    expect(second.get_by_text("Đã nhập, chờ người thứ hai.")).to_be_visible()
    expect(second.get_by_text("Đã có 1 lần kiểm phiếu không khớp")).to_be_visible()
    enter(first, "8", "1", "0")
    expect(first.get_by_text("Hai kết quả kiểm phiếu khớp nhau. Đã ghi nhận kết quả.")).to_be_visible()
    second.goto(at)
    second.get_by_role("link", name="Chốt phiên họp").click()
    fits(second)
    second.get_by_role("button", name="Chốt phiên họp").click()
    expect(second.get_by_text("Đã chốt phiên họp. Có thể tạo Biên bản.")).to_be_visible()
    expect(second.get_by_text("88,89%")).to_be_visible()
    assert Meeting.objects.get().closed_by == leader
