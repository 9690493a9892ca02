"""The pages as people know them: by the words they read."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests import papers

PASSWORD = "thidua-demo"


def log_in(page: Page, username: str) -> None:
    """Through the login page, like everyone."""
    if "/dang-nhap/" not in page.url:
        page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_label("Mật khẩu")).to_have_count(0)


def open_criterion(page: Page, number: str) -> None:
    """From the task list to one criterion."""
    page.get_by_role("link", name=re.compile(rf"^Tiêu chí {number}\.")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Tiêu chí {number}.")


def card(page: Page, code: str) -> Locator:
    """The card of a line by its code."""
    return page.get_by_role("article", name=re.compile(rf"^{re.escape(code)} "))


def leave(page: Page) -> None:
    """Turn to something else on the page: what was typed saves by itself."""
    page.get_by_role("heading", level=1).click()


def type_share(line: Locator, met: str, of: str) -> None:
    line.get_by_label("Số đạt").fill(met)
    line.get_by_label("Tổng số").fill(of)


def words(line: Locator, label: str) -> Locator:
    """The field for words beside the figure, unfolded if it was folded away."""
    field = line.get_by_label(re.compile(f"^{label}"))
    if not field.is_visible():
        line.get_by_text(re.compile(f"^({label}|Giải trình, hoặc không có số liệu)")).first.click()
    return field


def press_save(line: Locator) -> None:
    line.get_by_role("button", name=re.compile("^Lưu")).click()


def saved(*lines: Locator) -> None:
    """Each line says when it was saved."""
    for line in lines:
        expect(line.get_by_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))).to_be_visible()


def write_pdf(path: Path, *, count: int) -> Path:
    """A real PDF of that many pages on the person's disk."""
    path.write_bytes(papers.pdf(count))
    return path


def to_task_list(page: Page) -> None:
    """The ward's own work."""
    page.get_by_role("link", name="Việc của tôi").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phường kiểu mẫu năm 2019")


def hand_in(page: Page, *, forgetting_to_confirm: bool = False) -> None:
    """The leader checks everything on one page, confirms, hands in."""
    to_task_list(page)
    page.get_by_role("link", name="Kiểm tra và nộp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi nộp")
    if forgetting_to_confirm:
        page.get_by_role("button", name="Nộp bản tự đánh giá").click()
        expect(page.get_by_role("alert")).to_contain_text("Đề nghị đánh dấu vào ô xác nhận đã kiểm tra trước khi nộp.")
    page.get_by_label("Tôi đã kiểm tra số liệu").check()
    page.get_by_role("button", name="Nộp bản tự đánh giá").click()
    expect(page.get_by_text("Đã nộp bản tự đánh giá cho Phòng Nội vụ thành phố Thanh Hóa.")).to_be_visible()
