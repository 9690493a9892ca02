"""The library on a phone and on a desk: filters folded or open, counted anew, the choice kept under the finger."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.wards.library import add
from wards.models import Entry, Officer, Ward

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewPerson = Callable[..., Page]
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def shelf(ward: Ward, official: Officer, entry: Callable[[str], Entry]) -> None:
    add(ward, official, "Quyết định công nhận", kind="decision", entry=entry("5.2"))
    add(ward, official, "Giấy xác nhận an ninh", kind="confirmation", body="police")
    add(ward, official, "Báo cáo năm", kind="report")


def test_filters_are_folded_on_a_phone_and_say_how_many_are_on(
    open_browser: NewPerson, official: Officer, shelf: None
) -> None:
    page = open_browser(official.username, **PHONE)
    page.goto(reverse("wards:evidence_list"))
    kind = page.get_by_label("Loại tài liệu")
    expect(kind).to_be_hidden()

    page.locator(".facets summary").click()
    kind.select_option("confirmation")

    expect(page.locator("#documents tbody tr")).to_have_count(1)
    expect(page.locator(".facets summary")).to_have_text("Bộ lọc (1)")
    expect(kind).to_have_value("confirmation")
    assert "kind=confirmation" in page.url
    page.get_by_role("link", name="Xóa bộ lọc").click()
    expect(page.locator("#documents tbody tr")).to_have_count(3)


def test_typing_and_enter_ask_once(open_browser: NewPerson, official: Officer, shelf: None) -> None:
    page = open_browser(official.username)
    page.goto(reverse("wards:evidence_list"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "q=" in request.url else None)

    page.locator("#q").fill("an ninh")
    page.keyboard.press("Enter")

    expect(page.locator("#documents tbody tr")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert len(asked) == 1


@pytest.mark.parametrize(("columns", "is_wide"), [(8, True), (2, False)])
def test_wide_sheet_keeps_its_columns_on_a_phone_and_says_that_it_goes_on(
    open_browser: NewPerson, ward: Ward, official: Officer, columns: int, is_wide: bool
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["TT", *(f"Tên cột số {at} của bảng" for at in range(columns - 1))])
    book.active.append([1, *("Tổ dân phố" for _ in range(columns - 1))])
    with io.BytesIO() as out:
        book.save(out)
        paper = add(ward, official, "Bảng", files={"bang.xlsx": out.getvalue()})
    page = open_browser(official.username, **PHONE)
    page.goto(reverse("wards:evidence_detail", args=[paper.pk]))

    box = page.locator(".table-box")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth") == is_wide
    widths = box.locator("tr").first.locator("th").evaluate_all("cells => cells.map((cell) => cell.offsetWidth)")
    assert min(widths[1:]) > 100 > widths[0]
    said = box.get_by_text("Vuốt ngang để xem tiếp").evaluate("words => words.offsetHeight > 15")
    assert said == is_wide


def test_choice_keeps_the_focus_while_the_counts_change(
    open_browser: NewPerson, official: Officer, shelf: None
) -> None:
    page = open_browser(official.username)
    page.goto(reverse("wards:evidence_list"))
    kind = page.get_by_label("Loại tài liệu")
    page.locator(".facets summary").click()

    kind.focus()
    page.keyboard.press("ArrowDown")

    expect(page.locator("#documents tbody tr")).to_have_count(1)
    expect(kind).to_be_focused()
    expect(kind).to_have_value("decision")
    expect(page.get_by_label("Năm", exact=True).locator("option")).to_have_text(["Mọi năm", "2019 (1)"])
