"""From the city to the province and back, as both do it on their pages."""

import datetime as dt
import re
from pathlib import Path

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from awards.models import Dossier, Paper
from tests.browser.signing import DRAWN

RETURNED_LINE = "5.3"


def bind(page: Page, dossier: Dossier, *, chosen: str = "") -> None:
    """Have a volume bound by the workers: after a return the open form has `chosen` what is due."""
    page.goto(reverse("awards:dossier_binders", args=[dossier.pk]))
    if chosen:
        expect(page.get_by_label(chosen, exact=True)).to_be_checked()
    page.get_by_role("button", name="Đóng tập hồ sơ").click()
    expect(page.get_by_role("button", name="Dừng đóng tập")).to_be_visible()
    expect(page.get_by_role("button", name="Dừng đóng tập")).to_have_count(0, timeout=DRAWN)
    expect(page.locator("#binders .tag").first).to_have_text("Đã xong")


def forward(page: Page, dossier: Dossier) -> None:
    """The head reads what would go, and sends it."""
    page.goto(reverse("awards:dossier", args=[dossier.pk]))
    page.get_by_role("link", name="Kiểm tra và trình tỉnh").click()
    page.get_by_role("button", name="Trình tỉnh hồ sơ của 1 đơn vị").click()
    expect(page.get_by_text("Đã trình tỉnh; các phường đã được thông báo.")).to_be_visible()


def keep_vote(page: Page, dossier: Dossier) -> None:
    """The head reads what changed since the council voted, and says why its vote stands."""
    page.goto(reverse("awards:dossier", args=[dossier.pk]))
    page.get_by_role("link", name="Xem thay đổi, ghi lý do").click()
    _give_reason(page)


def keep_ward_vote(page: Page) -> None:
    """The ward's leader does the same of the ward's council, from the ward's papers."""
    page.get_by_role("link", name="Xem thay đổi, ghi lý do").click()
    _give_reason(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Văn bản của hồ sơ")


def _give_reason(page: Page) -> None:
    expect(page.get_by_role("row", name=re.compile("^5.3"))).to_contain_text("22/25")
    page.get_by_label("Lý do giữ nguyên kết quả biểu quyết").fill("Số liệu bổ sung không làm giảm kết quả đã xét.")
    page.get_by_role("button", name="Ghi lý do").click()
    expect(page.get_by_text("Đã ghi lý do.")).to_be_visible()


def open_received(page: Page) -> None:
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Tiếp nhận").click()
    page.get_by_role("link", name="Phòng Nội vụ thành phố Thanh Hóa, đợt 1").click()


def receive(page: Page, number: str) -> None:
    """The board takes the dossier in."""
    page.get_by_role("link", name="Xác nhận tiếp nhận").click()
    page.get_by_label("Số tiếp nhận").fill(number)
    page.get_by_role("button", name="Xác nhận tiếp nhận").click()
    expect(page.get_by_text("Đã ghi tiếp nhận")).to_be_visible()
    expect(page.get_by_text(f"số tiếp nhận {number}")).to_be_visible()


def send_back(page: Page, paper: Paper) -> None:
    """By letter: one line of the ward, one paper of the city."""
    page.get_by_role("link", name="Trả hồ sơ bằng công văn").click()
    page.get_by_label("Số, ký hiệu công văn").fill("45/BTĐKT-NV1")
    page.get_by_label("Lý do trả hồ sơ").fill("Hồ sơ cần bổ sung tài liệu minh chứng.")
    page.get_by_label("Hạn trình lại: ngày").fill(f"{timezone.localdate() + dt.timedelta(days=9):%d/%m/%Y}")
    page.get_by_role("checkbox", name=paper.get_kind_display()).check()
    page.get_by_label(f"{paper.get_kind_display()}: nội dung cần sửa").fill("Ghi lại theo số liệu đã bổ sung.")
    page.get_by_role("group").get_by_text("Phường Điện Biên", exact=True).click()
    page.get_by_label(f"Phường Điện Biên, {RETURNED_LINE}: bên sửa").select_option("ward")
    page.get_by_label(f"Phường Điện Biên, {RETURNED_LINE}: nội dung cần sửa").fill("Thiếu quyết định công nhận.")
    page.get_by_role("button", name="Trả hồ sơ").click()
    expect(page.get_by_text("Đã trả hồ sơ; Phòng Nội vụ và các phường đã được thông báo.")).to_be_visible()


def take_home(page: Page, volume: str, folder: Path) -> Path:
    """Download a bound volume from the dossier's page."""
    shown = page.get_by_role("listitem").filter(has_text=volume)
    with page.expect_download() as coming:
        shown.get_by_role("link", name=re.compile("^Tải xuống")).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path
