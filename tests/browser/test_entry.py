"""Entering figures in the browser: nothing typed is lost, and what is wrong is said beside the field."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings

from tests.browser import pages
from tests.browser.pages import card
from wards.models import Assessment, Citation, Entry, Evidence, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FindEntry = Callable[[str], Entry]


@pytest.fixture
def culture(open_browser: Callable[..., Page], assessment: Assessment, official: Officer) -> Page:
    """Criterion 5 before the official."""
    return at_culture(open_browser("canbo.dienbien"))


def at_culture(page: Page) -> Page:
    pages.open_criterion(page, "5")
    return page


def test_figure_saves_by_itself_on_leaving(culture: Page, entry: FindEntry) -> None:
    line = card(culture, "5.2")

    pages.type_share(line, "7", "8")
    pages.leave(culture)

    pages.saved(line)
    expect(line).to_contain_text("4 / 4 điểm")
    expect(culture.get_by_text("/ 4 có số liệu")).to_have_text("1 / 4 có số liệu")
    assert (entry("5.2").met, entry("5.2").of) == (7, 8)


def test_impossible_share_is_named_beside_the_field_and_the_old_figure_stays(culture: Page, entry: FindEntry) -> None:
    line = card(culture, "5.2")
    pages.type_share(line, "7", "8")
    pages.press_save(line)
    pages.saved(line)

    line.get_by_label("Số đạt").fill("9")
    pages.press_save(line)

    expect(line.get_by_text("Số đạt (9) không thể lớn hơn tổng số (8). Số cũ 7/8 vẫn được giữ.")).to_be_visible()
    expect(line).to_contain_text("theo số đã lưu 7/8")
    expect(line.get_by_label("Số đạt")).to_have_value("9")
    assert (entry("5.2").met, entry("5.2").of) == (7, 8)


@pytest.mark.parametrize(
    ("number", "code", "typed", "said"),
    [
        (
            "1", "1.2", "1.234",
            "“1.234” có thể hiểu theo hai cách. Đề nghị ghi 1234 nếu là hàng nghìn; "
            "nếu là số lẻ, chỉ ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 1,23.",
        ),
        ("2", "2.1", "120", "120 nằm ngoài khoảng cho phép, từ 0 đến 100."),
        ("2", "2.1", "không có", "“không có” không phải là số."),
    ],
    ids=["ambiguous", "out-of-range", "no-number"],
)  # fmt: skip
def test_unclear_or_impossible_number_is_asked_again(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer, entry: FindEntry,
    number: str, code: str, typed: str, said: str,
) -> None:  # fmt: skip
    page = open_browser("canbo.dienbien")
    pages.open_criterion(page, number)
    line = card(page, code)

    line.get_by_label("Kết quả").fill(typed)
    pages.leave(page)

    expect(line.get_by_text(said)).to_be_visible()
    expect(line.get_by_text("Chưa lưu", exact=True)).to_be_visible()
    expect(line.get_by_label("Kết quả")).to_have_value(typed)
    assert not entry(code).is_provided


def test_focus_and_typing_go_on_through_the_swap(culture: Page, entry: FindEntry) -> None:
    first, second = card(culture, "5.1"), card(culture, "5.2")

    pages.type_share(first, "8", "8")
    second.get_by_label("Số đạt").click()
    culture.keyboard.type("7")
    pages.saved(first)
    expect(second.get_by_label("Số đạt")).to_be_focused()
    culture.keyboard.press("Tab")
    culture.keyboard.type("8")
    culture.keyboard.press("Enter")

    pages.saved(second)
    expect(second.get_by_label("Tổng số")).to_be_focused()
    assert (entry("5.1").met, entry("5.2").met, entry("5.2").of) == (8, 7, 8)


def test_expired_login_loses_nothing_typed(culture: Page, entry: FindEntry) -> None:
    line = card(culture, "5.2")
    pages.words(line, "Giải trình").fill("Theo quyết định công nhận năm 2019.")
    Session.objects.all().delete()

    pages.type_share(line, "7", "8")
    line.get_by_label("Tổng số").press("Enter")
    expect(culture.get_by_text("Đề nghị đăng nhập để tiếp tục.")).to_be_visible()
    pages.log_in(culture, "canbo.dienbien")

    expect(culture.get_by_role("heading", level=1)).to_contain_text("Tiêu chí 5.")
    expect(line.get_by_label("Số đạt")).to_have_value("7")
    expect(pages.words(line, "Giải trình")).to_have_value("Theo quyết định công nhận năm 2019.")
    assert not entry("5.2").is_provided
    pages.press_save(line)
    pages.saved(line)
    assert (entry("5.2").met, entry("5.2").explanation) == (7, "Theo quyết định công nhận năm 2019.")


def test_everything_works_without_javascript(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer, entry: FindEntry, tmp_path: Path
) -> None:
    page = at_culture(open_browser("canbo.dienbien", java_script_enabled=False))
    line = card(page, "5.2")

    pages.type_share(line, "9", "8")
    pages.press_save(line)
    expect(page.get_by_role("alert")).to_contain_text("Số đạt (9) không thể lớn hơn tổng số (8).")
    line.get_by_label("Số đạt").fill("7")
    pages.press_save(line)
    expect(page.get_by_text(re.compile(r"Đã lưu chỉ tiêu 5\.2 lúc \d\d:\d\d\."))).to_be_visible()
    assert (entry("5.2").met, entry("5.2").of) == (7, 8)

    open_new_evidence(page)
    fill_evidence(page, pages.write_pdf(tmp_path / "quyet-dinh.pdf", count=3))
    page.get_by_role("button", name="Lưu tài liệu minh chứng").click()
    expect(line.get_by_role("list", name="Tài liệu minh chứng")).to_contain_text("MC 5.2-01")
    assert Citation.objects.get().evidence.files.get().content.pages == 3


def open_new_evidence(page: Page) -> None:
    card(page, "5.2").get_by_role("link", name="Thêm tài liệu minh chứng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thêm tài liệu minh chứng")


def fill_evidence(page: Page, *files: Path) -> None:
    page.get_by_label(re.compile("^Tệp")).set_input_files(files)
    page.get_by_label("Trích yếu").fill("Quyết định công nhận tổ dân phố kiểu mẫu")
    page.get_by_label("Bản sao y").check()


def exe(folder: Path) -> Path:
    """A program under the name of a paper."""
    path = folder / "bao-cao.pdf"
    path.write_bytes(b"MZ\x90\x00" + bytes(4096))
    return path


def empty(folder: Path) -> Path:
    path = folder / "bao-cao.pdf"
    path.touch()
    return path


def heavy(folder: Path) -> Path:
    path = pages.write_pdf(folder / "bao-cao.pdf", count=1)
    path.write_bytes(path.read_bytes().ljust(300 * 1024, b"\n"))
    return path


@pytest.mark.parametrize("java_script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (exe, "bao-cao.pdf: Tệp có đuôi .pdf nhưng là chương trình (.exe); hệ thống không nhận."),
        (empty, "Tệp bao-cao.pdf rỗng (0 byte). Chọn lại tệp khác."),
        (heavy, "Tệp bao-cao.pdf nặng 300 KB, vượt giới hạn 200 KB."),
    ],
    ids=["renamed-exe", "empty", "too-large"],
)
def test_unfit_file_is_refused_in_clear_words_and_nothing_typed_is_lost(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer, settings: Settings, tmp_path: Path,
    make: Callable[[Path], Path], said: str, java_script: bool,
) -> None:  # fmt: skip
    settings.UPLOAD_MAX_BYTES = 200 * 1024
    page = at_culture(open_browser("canbo.dienbien", java_script_enabled=java_script))
    open_new_evidence(page)

    fill_evidence(page, make(tmp_path))
    page.get_by_role("button", name="Lưu tài liệu minh chứng").click()

    expect(page.get_by_text(said).last).to_be_visible()
    expect(page.get_by_label("Trích yếu")).to_have_value("Quyết định công nhận tổ dân phố kiểu mẫu")
    assert not Evidence.objects.exists()


def test_document_of_tomorrow_is_refused(culture: Page, tmp_path: Path) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    open_new_evidence(culture)
    fill_evidence(culture, pages.write_pdf(tmp_path / "quyet-dinh.pdf", count=1))

    culture.get_by_label("Ngày ban hành").fill(f"{tomorrow:%d/%m/%Y}")
    culture.get_by_role("button", name="Lưu tài liệu minh chứng").click()

    expect(culture.get_by_text(f"Ngày ban hành {tomorrow:%d/%m/%Y} ở sau ngày hôm nay").last).to_be_visible()
    expect(culture.get_by_label("Ngày ban hành")).to_have_value(f"{tomorrow:%d/%m/%Y}")
    assert not Evidence.objects.exists()


def test_an_impossible_figure_is_refused_on_leaving_its_fields(culture: Page, entry: FindEntry) -> None:
    line = card(culture, "5.2")
    line.get_by_label("Số đạt").fill("10")
    line.get_by_label("Tổng số").press("Tab")  # half a share is not sent
    expect(line.get_by_role("button", name=re.compile("^Lưu"))).to_be_focused()
    expect(line.locator(".err")).to_have_count(0)
    line.get_by_label("Tổng số").fill("8")

    line.get_by_label("Tổng số").press("Tab")

    expect(line.get_by_text("Số đạt (10) không thể lớn hơn tổng số (8).")).to_be_visible()
    expect(line.get_by_role("button", name=re.compile("^Lưu"))).to_be_focused()
    line.get_by_label("Số đạt").fill("8")
    line.get_by_text("Giải trình, hoặc không có số liệu").click()

    pages.saved(line)
    expect(pages.words(line, "Giải trình")).to_be_visible()  # the fold the person opened stays open
    assert (entry("5.2").met, entry("5.2").of) == (8, 8)


def test_the_offer_of_older_content_goes_as_soon_as_something_is_typed(culture: Page) -> None:
    line = card(culture, "5.2")
    culture.route("**/so-lieu/**", lambda route: route.abort())
    pages.type_share(line, "5", "6")
    culture.on("dialog", lambda dialog: dialog.accept())
    culture.reload()
    offer = culture.get_by_text("lần trước chưa được lưu")
    expect(offer).to_be_visible()

    line.get_by_label("Số đạt").press_sequentially("7")

    expect(offer).to_have_count(0)


def test_what_is_typed_and_left_before_a_slow_line_brought_the_scripts_is_saved(
    culture: Page, entry: FindEntry
) -> None:
    held: list[Route] = []
    culture.route("**/*.js*", lambda route: held.append(route))
    culture.goto(culture.url, wait_until="commit")
    line = card(culture, "5.2")
    pages.type_share(line, "8", "8")
    pages.leave(culture)

    for script in held:
        script.continue_()

    pages.saved(line)
    assert (entry("5.2").met, entry("5.2").of) == (8, 8)
