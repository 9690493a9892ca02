"""Papers as their people sign them: drafts and settled versions drawn by the workers, numbers registered, scans laid
down."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from awards.demo import signing
from awards.models import Paper

DRAWN = 120_000  # ms; every paper of a dossier, on a machine that has other things to do


def row(page: Page, paper: Paper) -> Locator:
    return page.locator(f"#{paper.kind}-{paper.subject}")


def wait_until_drawn(page: Page) -> None:
    """The page asks again by itself until the workers are done."""
    expect(page.locator("#papers-progress")).to_have_count(0, timeout=DRAWN)
    expect(page.get_by_text("Không tạo được")).to_have_count(0)


def draft(page: Page) -> None:
    """Have all drafts drawn that are missing."""
    page.get_by_role("button", name=re.compile(r"^Tạo (\d )?dự thảo")).first.click()
    expect(page.locator("#papers-progress")).to_be_visible()
    wait_until_drawn(page)


def look(shown: Locator) -> None:
    """Open the draft that stands beside the settled version of a row."""
    link = shown.get_by_role("link", name=re.compile("^Xem dự thảo mới")).first
    expect(link).to_be_visible()
    answer = shown.page.request.get(link.get_attribute("href") or "")
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")


def settle(page: Page, words: str = r"^Chốt \d văn bản để ký$") -> None:
    """Have papers drawn to be signed: all together, or the one whose button says so."""
    page.get_by_role("button", name=re.compile(words)).click()
    expect(page.locator("#papers-progress")).to_be_visible()
    wait_until_drawn(page)


def write(page: Page, paper: Paper, label: str, words: str) -> None:
    """Write a part of a draft's text, and see the draft drawn anew."""
    row(page, paper).get_by_role("link", name=re.compile("^Sửa lời văn")).click()
    page.locator("[contenteditable]").first.wait_for()  # the script has laid its boxes over the plain ones
    page.get_by_role("textbox", name=label).click()
    page.keyboard.type(words)
    page.get_by_role("button", name="Lưu và tạo lại dự thảo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Văn bản của hồ sơ")
    wait_until_drawn(page)


def register(page: Page, paper: Paper) -> None:
    """Enter it in the register under the next number; of minutes and the like also who signed."""
    row(page, paper).get_by_role("link", name=re.compile("^Vào sổ số, ngày")).click()
    for label, usual in (("Người ký", "Nguyễn Văn An"), ("Chức vụ người ký", "Chủ tịch")):
        field = page.get_by_label(label, exact=True)
        if not field.input_value():
            field.fill(usual)
    page.get_by_role("button", name="Vào sổ").click()
    expect(page.get_by_text(re.compile(r"^Đã vào sổ số \d+"))).to_be_visible()


def lay_down(page: Page, paper: Paper, file: Path, *, other: str = "") -> None:
    """Upload a signed scan; one of another paper (`other`) is refused by its name."""
    if "/ban-quet/" not in page.url:
        row(page, paper).get_by_role("link", name=re.compile("^Tải bản quét đã ký")).click()
    page.get_by_label("Bản quét văn bản").set_input_files(file)
    page.get_by_role("button", name="Tải lên và đối chiếu").click()
    if other:
        expect(page.locator(".error-summary")).to_contain_text(f"là văn bản khác: {other}")
    else:
        expect(page.get_by_text("Đã lưu bản quét đã ký: đã khớp mã văn bản.")).to_be_visible()


def scan(paper: Paper, folder: Path) -> Path:
    """What the clerk brings back from signing: pictures of the paper with number, date and a mark."""
    with paper.file.open("rb") as file:
        content = signing.scan(drawn=file.read(), issue=paper.issues.get(cancelled_at=None))
    path = folder / f"{paper.kind}-{paper.revision}-da-ky.pdf"
    path.write_bytes(content)
    return path


def sign(page: Page, paper: Paper, folder: Path) -> None:
    """Registered, signed, scanned."""
    register(page, paper)
    lay_down(page, paper, scan(paper, folder))
