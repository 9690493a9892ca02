"""Laying down evidence as people see it: where its result is said, and that nothing untrue stays on the page."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import pages
from wards.models import Entry, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewPerson = Callable[..., Page]


def test_refused_upload_is_named_once_and_no_longer_being_checked(
    open_browser: NewPerson, entry: Callable[[str], Entry], official: Officer, tmp_path: Path
) -> None:
    fake = tmp_path / "bao-cao.pdf"
    fake.write_bytes(b"MZ" + b"\0" * 90)
    page = open_browser(official.username)
    page.route("**/tus.js", lambda route: route.abort())  # where nothing is sent ahead, the form itself is refused
    page.route("**/upload.js", lambda route: route.abort())
    page.goto(reverse("wards:evidence_new", args=[entry("5.2").pk]))
    page.locator("#id_files").set_input_files(fake)
    page.get_by_label("Trích yếu").fill("Báo cáo")
    page.get_by_label("Bản sao y").check()
    page.get_by_role("button", name="Lưu tài liệu minh chứng").click()

    summary = page.locator(".error-summary li")
    expect(summary).to_have_text(re.compile(r"^bao-cao\.pdf: Tệp có đuôi"))
    expect(page.locator("#live")).not_to_contain_text("đang kiểm tra")


def test_saved_evidence_is_said_where_the_phone_opens_the_page(
    open_browser: NewPerson, entry: Callable[[str], Entry], official: Officer, tmp_path: Path
) -> None:
    page = open_browser(official.username, viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True)
    page.goto(reverse("wards:evidence_new", args=[entry("5.3").pk]))
    page.locator("#id_files").set_input_files(pages.write_pdf(tmp_path / "qd.pdf", count=2))
    page.get_by_label("Trích yếu").fill("Quyết định công nhận")
    page.get_by_label("Bản sao y").check()
    page.get_by_role("button", name="Lưu tài liệu minh chứng").click()

    said = pages.card(page, "5.3").get_by_role("status").filter(has_text="MC 5.3-01")
    expect(said).to_be_in_viewport()
