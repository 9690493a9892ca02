"""Xác minh in a real browser: a file is compared with the printed digest without leaving the machine."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Request, expect

from tests.awards import bound
from wards.models import Assessment, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenBrowser = Callable[..., Page]


def test_file_is_compared_and_not_sent(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer, tmp_path: Path
) -> None:
    scan, other = bound.page("Bản ký"), bound.page("Văn bản khác")
    report = bound.paper("report", by=official, number=7, scan=scan, assessment=assessment)
    (tmp_path / "ban-ky.pdf").write_bytes(scan)
    (tmp_path / "khac.pdf").write_bytes(other)
    page = open_browser()
    page.goto(reverse("awards:verify"))

    page.get_by_label("Mã").fill(report.code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Văn bản thật")).to_be_visible()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    expect(page.get_by_text("Chưa chọn tệp nào")).to_be_visible()
    page.get_by_label("Tệp PDF").set_input_files(tmp_path / "ban-ky.pdf")
    expect(page.locator("[data-picked]")).to_have_text("ban-ky.pdf")
    expect(page.get_by_text("Trùng khớp với tệp nêu ở trên: Bản quét đã ký")).to_be_visible()
    page.get_by_label("Tệp PDF").set_input_files(tmp_path / "khac.pdf")
    expect(page.get_by_text("Không trùng")).to_be_visible()

    assert [request.url for request in asked if "/static/" not in request.url] == []


def test_page_without_script_still_tells_the_digests(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer
) -> None:
    report = bound.paper("report", by=official, assessment=assessment)
    page = open_browser(java_script_enabled=False)

    page.goto(reverse("awards:verify_code", args=[report.code]))

    expect(page.get_by_text(report.sha256)).to_be_visible()
    expect(page.get_by_text("So tệp")).to_be_hidden()


def test_file_is_chosen_by_our_own_words_with_mouse_and_keyboard(
    open_browser: OpenBrowser, assessment: Assessment, official: Officer
) -> None:
    report = bound.paper("report", by=official, assessment=assessment)
    page = open_browser()
    page.goto(reverse("awards:verify_code", args=[report.code]))
    field = page.get_by_label("Tệp PDF")

    with page.expect_file_chooser():
        page.get_by_text("Chọn tệp", exact=True).click(force=True)  # the browser's control lies over it
    field.focus()
    with page.expect_file_chooser():
        page.keyboard.press("Space")
    assert field.evaluate("field => getComputedStyle(field.parentElement).outlineStyle") == "solid"
