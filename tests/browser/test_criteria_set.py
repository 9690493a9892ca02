"""The office replaces the provisional set in the browser: corrected, brought back, confirmed by two, moved to."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import Page, expect

from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, CriteriaSet, Entry, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenBrowser = Callable[..., Page]
GRAVE = {"serious", "critical"}
SURE = "Theo nguồn thứ cấp"


def sound(page: Page) -> None:
    """At both widths nothing overflows and nothing is grave for a screen reader."""
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE] == [], page.url
        if os.environ.get("SHOTS"):
            name = re.sub(r"\W+", "-", page.url.partition("bo-tieu-chi/")[2]) or page.url.rpartition("/")[0][-12:]
            page.screenshot(path=f"{os.environ['SHOTS']}/{re.sub(r'[^a-z0-9-]', '', name)}{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def say_where_the_words_are_from(page: Page, number: int) -> None:
    page.get_by_role("link", name=f"Sửa tiêu chí {number}", exact=True).click()
    page.get_by_label("Nguồn lời văn").select_option(SURE)
    page.get_by_role("button", name="Lưu vào bản dự thảo").click()


def confirm(page: Page, tick: bool = True) -> None:
    page.get_by_role("link", name="Đối chiếu và xác nhận").click()
    page.get_by_label("Nơi đọc văn bản").fill("Công báo số 15, trang 3-9")
    if tick:
        page.get_by_label("Tôi đã đối chiếu").check()
    page.get_by_role("button", name="Xác nhận bản này").click()


def test_office_replaces_the_provisional_set(
    open_browser: OpenBrowser, assessment: Assessment, entry: Callable[[str], Entry], official: Officer,
    reviewer: Officer, head: Officer, tmp_path: Path,
) -> None:  # fmt: skip
    assessments.record(entry=entry("1.2"), figure={"number": 62}, explanation="Niên giám", seen=0, by=official)
    assessments.record(entry=entry("2.2"), figure={"number": 1}, seen=0, by=official)
    page = open_browser(head.username)

    page.goto(reverse("wards:catalogue_detail", args=["model-ward-2019"]))
    page.get_by_role("link", name="Thay bộ tiêu chí này").click()
    sound(page)
    page.get_by_role("button", name="Soạn bản dự thảo").click()
    sound(page)
    for number in range(1, 9):
        say_where_the_words_are_from(page, number)

    page.get_by_role("link", name="Sửa 2.2").click()
    sound(page)
    page.get_by_label("Đơn vị tính").fill("hộ")
    page.get_by_label("Điểm tối đa").fill("5")
    page.get_by_role("button", name="Lưu vào bản dự thảo").click()
    expect(page.get_by_role("alert")).to_contain_text("thang điểm cho cao nhất 4 điểm")
    sound(page)
    page.get_by_label("Điểm tối đa").fill("4")
    page.get_by_role("button", name="Lưu vào bản dự thảo").click()
    page.get_by_role("link", name="Sửa Thông tin chung").click()
    sound(page)
    page.get_by_role("link", name="Thôi").or_(page.get_by_role("link", name="Hủy")).first.click()

    with page.expect_download() as caught:
        page.get_by_role("link", name="Tải về dạng Excel").click()
    page.get_by_role("link", name="Nạp tệp đã sửa").click()
    sound(page)
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK")
    page.get_by_label("Tệp bộ tiêu chí").set_input_files(broken)
    page.get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Tệp bộ tiêu chí").set_input_files(caught.value.path())
    page.get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_role("alert")).to_contain_text(".xlsx")  # a download has no name of its own here
    whole = tmp_path / "bo.xlsx"
    whole.write_bytes(caught.value.path().read_bytes())
    page.get_by_label("Tệp bộ tiêu chí").set_input_files(whole)
    page.get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_text("Tệp không làm thay đổi gì")).to_be_visible()

    page.get_by_role("link", name=re.compile(r"Xem \d+ điểm khác")).click()
    sound(page)
    page.get_by_role("link", name="Về bản dự thảo").click()
    confirm(page, tick=False)
    sound(page)
    page.get_by_label("Tôi đã đối chiếu").check()
    page.get_by_role("button", name="Xác nhận bản này").click()
    expect(page.get_by_text("Cần thêm một người của cơ quan xác nhận").first).to_be_visible()
    draft = page.url

    other = open_browser(reviewer.username)
    other.goto(draft)
    sound(other)
    confirm(other)

    new = CriteriaSet.objects.get(code="model-ward-2019-2")
    assert new.status == "confirmed"
    page.goto(reverse("wards:set_move", args=[new.code]))
    page.get_by_role("link", name="Chọn tất cả", exact=True).click()
    sound(page)
    page.get_by_label("Lý do").fill("Đã có văn bản chính thức")
    page.get_by_role("button", name="Chuyển các bản đã chọn sang bộ mới").click()
    expect(page.get_by_role("link", name="Đã chuyển")).to_be_visible()
    sound(page)

    ward = open_browser(official.username)
    expect(ward.get_by_text("Chuyển từ bộ tiêu chí Phường kiểu mẫu (09/2019/QĐ-UBND) ngày")).to_be_visible()
    expect(ward.get_by_text("Bộ tiêu chí tạm thời")).to_have_count(0)
    sound(ward)
    ward.get_by_role("link", name=re.compile(r"^Tiêu chí 2\.")).first.click()
    expect(ward.get_by_text("Theo bộ cũ (chỉ tiêu 2.2): 1%")).to_be_visible()
    sound(ward)
    ward.get_by_role("link", name="Xem bản theo bộ cũ").click()
    expect(ward.get_by_text("Bản tự đánh giá này đã kết thúc")).to_be_visible()
    sound(ward)
