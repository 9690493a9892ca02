"""The council of a ward as its people use it: the decision typed in, a meeting written down, two people counting."""

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.awards.sittings import NAMES
from tests.browser import pages

ROLES = {1: "Chủ tịch Hội đồng", 9: "Ủy viên - Thư ký"}
AWAY = NAMES[3]


def to_councils(page: Page) -> None:
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Hội đồng").click()


def set_up(page: Page) -> None:
    """The decision and its nine members, pasted as they stand in it."""
    to_councils(page)
    page.get_by_role("link", name="Nhập quyết định thành lập Hội đồng").click()
    page.get_by_label("Số quyết định").fill("15/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("05/03/2019")
    page.get_by_text("Dán cả danh sách").click()
    listed = (f"{n}. Ông {name}, Ủy viên UBND phường, {ROLES.get(n, 'Ủy viên')}" for n, name in enumerate(NAMES, 1))
    page.get_by_label("Danh sách thành viên").fill("\n".join(listed))
    page.get_by_role("button", name="Đưa vào danh sách").click()
    expect(page.get_by_label("Họ và tên")).to_have_count(len(NAMES))
    page.get_by_role("button", name="Lưu Hội đồng").last.click()
    expect(page.get_by_text("Đã nhập Hội đồng. Có thể ghi phiên họp.")).to_be_visible()


def meet(page: Page) -> None:
    """Yesterday's meeting; one member was away."""
    page.get_by_role("link", name="Ghi phiên họp").first.click()
    page.get_by_label("Phường kiểu mẫu năm 2019").check()
    page.get_by_label("Ngày họp").fill(f"{timezone.localdate() - dt.timedelta(days=1):%d/%m/%Y}")
    page.get_by_label("Bắt đầu lúc").fill("8 giờ")
    page.get_by_label("Kết thúc lúc").fill("10h30")
    page.get_by_label("Chủ trì").select_option(label=f"{NAMES[0]}, Ủy viên UBND phường")
    page.get_by_label("Thư ký phiên họp").select_option(label=f"{NAMES[-1]}, Ủy viên UBND phường")
    page.get_by_label("Bỏ phiếu kín").check()
    page.get_by_label("Ý kiến thảo luận").fill("Các thành viên nhất trí với kết quả tự đánh giá.")
    page.get_by_role("button", name="Lưu phiên họp").click()
    page.get_by_role("link", name="Điểm danh").click()
    page.get_by_role("checkbox", name=re.compile(f"^{AWAY}")).uncheck()
    page.get_by_label(f"Lý do vắng mặt {AWAY}").fill("đi công tác")
    page.get_by_role("button", name="Lưu điểm danh").click()
    expect(page.get_by_text("Có mặt 8/9 thành viên")).to_be_visible()


def count(page: Page, *, in_favour: int, against: int = 0, blank: int = 0) -> None:
    """What one person counted of the ballots on the ward, from the page of the meeting."""
    page.get_by_role("link", name="Kiểm phiếu: Phường Điện Biên").click()
    page.get_by_label("Đồng ý", exact=True).fill(str(in_favour))
    page.get_by_label("Không đồng ý").fill(str(against))
    page.get_by_label("Phiếu trắng").fill(str(blank))
    page.get_by_role("button", name="Ghi kết quả kiểm phiếu").click()


def to_meeting(page: Page) -> None:
    to_councils(page)
    page.get_by_role("link", name=re.compile("^Phiên họp")).first.click()


def vote(chair: Page, second: Page) -> None:
    """Secretly: the second person does not see what the first has counted."""
    count(chair, in_favour=7, blank=1)
    expect(chair.get_by_text("Đã nhập, chờ người thứ hai.")).to_be_visible()
    to_meeting(second)
    count(second, in_favour=7, blank=1)
    expect(second.get_by_text("Hai kết quả kiểm phiếu khớp nhau. Đã ghi nhận kết quả.")).to_be_visible()


def close(page: Page) -> None:
    """The leader reads everything once more and closes the meeting."""
    to_meeting(page)
    page.get_by_role("link", name="Chốt phiên họp").click()
    page.get_by_role("button", name="Chốt phiên họp").click()
    expect(page.get_by_text("Đã chốt phiên họp. Có thể tạo Biên bản.")).to_be_visible()
    expect(page.get_by_text("77,78%").first).to_be_visible()


def to_papers(page: Page) -> None:
    """A ward's own papers, from its work; the link of that name above all pages leads to what waits in the register."""
    pages.to_task_list(page)
    page.get_by_role("main").get_by_role("link", name="Văn bản", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Văn bản của hồ sơ")
