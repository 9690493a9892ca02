"""The whole road: phường Điện Biên's real figures, from the login page to the text of the finished paper."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.awards import reading
from tests.browser import office, pages
from tests.browser.pages import card
from tests.workers import Worker
from wards.domain import ledger
from wards.models import Assessment, HandIn, LedgerEntry, Officer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Required, and in no article: the official says why there is no figure.
UNKNOWN = ("1.2", "3.2", "6.2", "7.3", "8.1")
RETURNED = "5.3"
ASKED = "Thiếu quyết định công nhận của các đơn vị."


def test_road_from_the_first_figure_to_the_finished_paper(
    open_browser: Callable[..., Page], start_worker: Callable[..., Worker], assessment: Assessment, tmp_path: Path,
    official: Officer, leader: Officer, reviewer: Officer, head: Officer,
) -> None:  # fmt: skip
    ward = open_browser()
    pages.log_in(ward, "canbo.dienbien")
    enter_figures(ward)
    add_evidence(ward, "5.2", pages.write_pdf(tmp_path / "quyet-dinh.pdf", count=3), looked_at="2-3")
    points_follow_by_themselves(ward, start_worker)
    explain_what_is_unknown(ward)
    submit_to_leader(ward)

    chair = open_browser("lanhdao.dienbien")
    pages.hand_in(chair, forgetting_to_confirm=True)

    desk = open_browser("noivu.thanhhoa")
    office.start_appraisal(desk)
    office.confirm_up_to(desk, RETURNED)
    office.send_back(desk, RETURNED, ASKED)

    complete_returned_line(ward, pages.write_pdf(tmp_path / "danh-sach.pdf", count=1))
    pages.hand_in(chair)

    office.start_appraisal(desk)
    office.read_difference(desk, RETURNED)
    office.confirm_the_rest(desk)
    office.complete(open_browser("truongphong.thanhhoa"))

    report = reading.words(PdfReader(draw_papers(ward, tmp_path)))
    for words in (
        "Phường Điện Biên", "7/8", "8/8", "21/25", "MC 5.2-01", "MC 5.3-01", "BẢN MINH HỌA - KHÔNG DÙNG ĐỂ NỘP",
    ):  # fmt: skip
        assert words in report
    assert re.search(r"Tổng cộng 9/26 \d+ 37 ", report)
    nothing_was_altered(assessment)


def enter_figures(page: Page) -> None:
    """The nine figures of the articles, criterion by criterion; each saves by itself or by its button."""
    pages.open_criterion(page, "2")
    card(page, "2.1").get_by_label("Kết quả").fill("0")
    pages.press_save(card(page, "2.1"))
    card(page, "2.2").get_by_label("Kết quả").fill("0")
    pages.leave(page)
    pages.saved(card(page, "2.1"), card(page, "2.2"))
    next_criterion(page, "3")
    next_criterion(page, "4")
    choose_met(page, "4.1")
    next_criterion(page, "5")
    pages.type_share(card(page, "5.1"), "8", "8")
    pages.type_share(card(page, "5.2"), "7", "8")
    pages.type_share(card(page, "5.3"), "21", "25")
    pages.leave(page)
    pages.saved(card(page, "5.1"), card(page, "5.2"), card(page, "5.3"))
    read_why(page)
    next_criterion(page, "6")
    pages.type_share(card(page, "6.1"), "4", "4")
    pages.press_save(card(page, "6.1"))
    pages.saved(card(page, "6.1"))
    next_criterion(page, "7")
    choose_met(page, "7.1")
    next_criterion(page, "8")
    card(page, "8.2").get_by_label("Kết quả").fill("50")
    pages.leave(page)
    pages.saved(card(page, "8.2"))


def next_criterion(page: Page, number: str) -> None:
    page.get_by_role("link", name="Tiêu chí tiếp theo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Tiêu chí {number}.")


def choose_met(page: Page, code: str) -> None:
    card(page, code).get_by_role("radio", name="Đạt", exact=True).click()
    pages.saved(card(page, code))


def read_why(page: Page) -> None:
    line = card(page, "5.3")
    line.get_by_text("Vì sao được 3 điểm?").click()
    expect(line.get_by_role("row", name="Số liệu 21/25 đơn vị = 84%", exact=True)).to_be_visible()
    expect(line.get_by_role("row", name=re.compile("^Thang điểm"))).to_contain_text("từ 80%: 3 điểm")


def add_evidence(page: Page, code: str, file: Path, *, looked_at: str = "") -> None:
    """A document with its file, cited by the line."""
    pages.to_task_list(page)
    pages.open_criterion(page, code[0])
    card(page, code).get_by_role("link", name="Thêm tài liệu minh chứng").click()
    page.get_by_label(re.compile("^Tệp")).set_input_files(file)
    page.get_by_label("Trích yếu").fill(f"Quyết định công nhận, chỉ tiêu {code}")
    page.get_by_label("Số, ký hiệu").fill("1234/QĐ-UBND")
    page.get_by_label("Ngày ban hành").fill("15/11/2019")
    page.get_by_label("Cơ quan ban hành").fill("UBND thành phố Thanh Hóa")
    page.get_by_label("Trang cần xem").fill(looked_at)
    page.get_by_label("Bản sao y").check()
    page.get_by_role("button", name="Lưu tài liệu minh chứng").click()
    exhibits = card(page, code).get_by_role("list", name="Tài liệu minh chứng")
    expect(exhibits).to_contain_text(f"MC {code}-01")
    if looked_at:
        expect(exhibits).to_contain_text(f"xem trang {looked_at}")


def points_follow_by_themselves(page: Page, start_worker: Callable[..., Worker]) -> None:
    """No worker yet: the points wait and say so. With one they come, without a reload."""
    pages.to_task_list(page)
    expect(page.get_by_text("Đang tính lại điểm…")).to_be_visible()
    start_worker()
    expect(page.get_by_text("37 / 100 điểm tự chấm")).to_be_visible()
    expect(page.get_by_text("Đang tính lại điểm…")).to_be_hidden()
    expect(page.get_by_role("progressbar", name="9 trên 26 chỉ tiêu có số liệu")).to_be_visible()
    criteria = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=re.compile(r"^Tiêu chí \d\.")))
    expect(criteria).to_contain_text(["0 / ", "10 / ", "0 / ", "4 / ", "11 / ", "4 / ", "5 / ", "3 / "])


def explain_what_is_unknown(page: Page) -> None:
    """What is required and not known gets its reason, from the list of what is still missing."""
    for code in UNKNOWN:
        pages.to_task_list(page)
        page.get_by_text(re.compile("chỉ tiêu chưa có số liệu, trong đó")).click()
        page.get_by_role("link", name=re.compile(rf"^{re.escape(code)} ")).click()
        line = card(page, code)
        pages.words(line, "Không có số liệu vì").fill("chưa có báo cáo được công bố.")
        pages.leave(page)
        pages.saved(line)
        expect(line.get_by_text("Không có số liệu, đã nêu lý do")).to_be_visible()


def submit_to_leader(page: Page) -> None:
    pages.to_task_list(page)
    page.get_by_role("link", name="Trình lãnh đạo phường").click()
    page.get_by_role("button", name="Trình lãnh đạo phường").click()
    expect(page.get_by_text("Đã trình lãnh đạo phường.")).to_be_visible()


def complete_returned_line(page: Page, file: Path) -> None:
    """The returned line stands first, and nothing else is open."""
    pages.to_task_list(page)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("1 chỉ tiêu cần bổ sung trước")
    expect(page.get_by_text(ASKED)).to_be_visible()
    page.get_by_role("main").get_by_role("listitem").first.get_by_role("link").click()
    line = card(page, RETURNED)
    expect(page.get_by_role("article").first).to_contain_text(ASKED)
    expect(card(page, "5.2").get_by_role("textbox")).to_have_count(0)
    expect(card(page, "5.2")).to_contain_text("7/8 tổ dân phố")
    pages.words(line, "Giải trình").fill("Danh sách 21 đơn vị được công nhận kèm theo.")
    pages.press_save(line)
    pages.saved(line)
    add_evidence(page, RETURNED, file)


def draw_papers(page: Page, folder: Path) -> Path:
    """Ask for the papers, watch them come, take the report home."""
    pages.to_task_list(page)
    page.get_by_role("link", name="Văn bản", exact=True).click()
    page.get_by_role("button", name=re.compile(r"^Tạo \d dự thảo$")).click()
    expect(page.get_by_text(re.compile(r"Đang tạo \d văn bản…"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"Đang tạo \d văn bản…"))).to_have_count(0, timeout=60_000)
    row = page.locator("#report-0")
    row.locator("summary").click()
    with page.expect_download() as coming:
        row.get_by_role("link", name="Tải xuống").click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def nothing_was_altered(assessment: Assessment) -> None:
    """Both rounds are what their digests say, and the ledger is whole."""
    rounds = list(HandIn.objects.filter(assessment=assessment).order_by("round"))
    assert [handed.round for handed in rounds] == [1, 2]
    assert [handed.digest for handed in rounds] == [sha256(handed.text) for handed in rounds]
    assert LedgerEntry.objects.filter(kind="hand_in").count() == 2
    assert list(ledger.broken_links()) == []


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
