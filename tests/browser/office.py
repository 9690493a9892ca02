"""What the interior office does at its desk, as its people do it."""

import re
from itertools import pairwise

from playwright.sync_api import Locator, Page, expect


def start_appraisal(page: Page) -> None:
    """From the queue to the ward's desk."""
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Thẩm định").click()
    expect(page.get_by_text("1 bản chờ Phòng Nội vụ thẩm định")).to_be_visible()
    page.get_by_role("link", name="Phường Điện Biên").click()
    page.get_by_role("button", name="Bắt đầu thẩm định").click()
    expect(page.get_by_text("Đã bắt đầu thẩm định; phường không rút lại được nữa.")).to_be_visible()


def line(page: Page) -> Locator:
    """The line in the middle of the desk."""
    return page.get_by_role("main").get_by_role("article")


def at(page: Page, code: str) -> None:
    expect(line(page).get_by_role("heading", level=2)).to_contain_text(re.compile(rf"^\s*{re.escape(code)}\s"))


def codes(page: Page) -> list[str]:
    """The codes of all lines, in the order of the desk."""
    links = page.get_by_role("navigation", name="Các chỉ tiêu").get_by_role("link").all_inner_texts()
    return [text.split()[0] for text in links]


def confirm_up_to(page: Page, code: str) -> None:
    """Confirm line after line, each opened, until the desk stands at `code`."""
    every = codes(page)
    for here, following in pairwise(every):
        if here == code:
            return
        at(page, here)
        confirm(page)
        at(page, following)


def confirm(page: Page) -> None:
    line(page).get_by_role("button", name=re.compile("^Xác nhận")).click()


def send_back(page: Page, code: str, reason: str) -> None:
    """Mark one line, then send it to the ward with a deadline."""
    at(page, code)
    line(page).get_by_text(re.compile("^Yêu cầu bổ sung")).first.click()
    page.get_by_label("Nội dung cần bổ sung và lý do").fill(reason)
    page.get_by_role("button", name="Đánh dấu yêu cầu bổ sung").click()
    page.get_by_role("link", name="Yêu cầu bổ sung 1 chỉ tiêu").click()
    expect(page.get_by_label("Thời hạn bổ sung: ngày")).to_have_value(re.compile(r"^\d\d/\d\d/\d{4}$"))
    page.get_by_role("button", name="Yêu cầu bổ sung 1 chỉ tiêu").click()
    expect(page.get_by_text("Đã yêu cầu phường bổ sung 1 chỉ tiêu. Các chỉ tiêu khác giữ nguyên.")).to_be_visible()


def read_difference(page: Page, code: str) -> None:
    """What the ward completed stands beside what it had handed in before."""
    expect(page.get_by_role("link", name="2 thay đổi từ lần nộp 1")).to_be_visible()
    page.get_by_role("link", name=re.compile(rf"^{re.escape(code)} .*Đã sửa, chờ xem")).click()
    at(page, code)
    expect(line(page).get_by_role("columnheader", name=re.compile(r"^Lần \d$"))).to_have_text(["Lần 1", "Lần 2"])
    expect(line(page).get_by_role("row", name="Tài liệu 0 1 (thêm 1)")).to_be_visible()
    expect(line(page)).to_contain_text("Danh sách 21 đơn vị được công nhận kèm theo.")


def confirm_the_rest(page: Page) -> None:
    """Whatever is not judged yet, the open line first."""
    done = page.get_by_text("Mọi chỉ tiêu đều đã có kết quả thẩm định.")
    judged = page.get_by_text(re.compile(r"\d+ / 26 chỉ tiêu đã thẩm định"))
    while not done.is_visible():
        before = judged.inner_text()
        confirm(page)
        expect(judged).not_to_have_text(before)


def complete(page: Page) -> None:
    """The head completes what the reviewer has judged."""
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Thẩm định").click()
    page.get_by_role("link", name="Phường Điện Biên").click()
    page.get_by_role("link", name="Hoàn thành thẩm định").click()
    page.get_by_role("button", name="Hoàn thành thẩm định").click()
    expect(page.get_by_text("Đã hoàn thành thẩm định.")).to_be_visible()
