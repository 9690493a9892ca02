"""Files on a weak line and from a phone's camera, in a real browser."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests import papers
from tests.wards.test_pictures import looks_upright, photograph
from wards.models import Entry, Evidence, Officer, Upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewPerson = Callable[..., Page]
Line = Callable[[str], Entry]
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A PDF of some 3 MB that does not pack."""
    path = tmp_path / "quyet-dinh.pdf"
    noise = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(100_000))
    path.write_bytes(papers.pdf(2)[:-6] + b"%" + base64.b64encode(noise)[:3_000_000] + b"\n%%EOF\n")
    return path


def open_form(page: Page, line: Entry) -> None:
    page.goto(reverse("wards:evidence_new", args=[line.pk]))


def save(page: Page) -> None:
    page.get_by_label("Trích yếu").fill("Quyết định công nhận")
    if not page.locator("[name=copy]:checked").count():  # of photographs it is told already
        page.get_by_label("Bản sao y").check()
    page.get_by_role("button", name="Lưu tài liệu minh chứng").click()


def saved(page: Page) -> Evidence:
    expect(page).to_have_url(re.compile("/tieu-chi/"))
    return Evidence.objects.get()


def content(evidence: Evidence, at: int = 0) -> bytes:
    with evidence.files.all()[at].content.file.open("rb") as file:
        return file.read()


class Wire:
    """Hears what is sent and acknowledged, and lets some pieces never arrive, counted from 1."""

    def __init__(self, page: Page, *, cut: range) -> None:
        self.page, self.cut, self.tried = page, cut, 0
        self.acknowledged: list[range] = []
        page.route("**/tai-len/*/", self.pass_on)
        page.on("requestfinished", self.hear)

    def pass_on(self, route: Route) -> None:
        self.tried += route.request.method == "PATCH"
        if route.request.method == "PATCH" and self.tried in self.cut:
            route.abort("connectionreset")
        else:
            route.continue_()

    def hear(self, request: Request) -> None:
        answer = request.response()
        if request.method == "PATCH" and answer and answer.status == 204:
            start = int(request.headers["upload-offset"])
            self.acknowledged.append(range(start, int(answer.headers["upload-offset"])))


def test_upload_cut_in_the_middle_goes_on_and_sends_nothing_twice(
    open_browser: NewPerson, entry: Line, official: Officer, scan: Path
) -> None:
    page = open_browser(official.username)
    open_form(page, entry("5.2"))
    line = Wire(page, cut=range(3, 4))
    page.locator("#id_files").set_input_files(scan)
    expect(page.get_by_text("Đã nhận 2,9/2,9 MB", exact=True)).to_be_visible()
    save(page)

    evidence = saved(page)
    bounds = [(piece.start, piece.stop) for piece in line.acknowledged]
    assert hashlib.sha256(content(evidence)).digest() == hashlib.sha256(scan.read_bytes()).digest()
    assert line.tried == len(bounds) + 1
    assert [start for start, _stop in bounds] == [0, *(stop for _start, stop in bounds[:-1])]  # one joins the next
    assert bounds[-1][1] == scan.stat().st_size
    assert not Upload.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT, "uploads").rglob("*") if path.is_file()]


def test_upload_says_that_the_line_is_gone_and_goes_on_when_it_is_back(
    open_browser: NewPerson, entry: Line, official: Officer, scan: Path
) -> None:
    page = open_browser(official.username)
    context: BrowserContext = page.context
    open_form(page, entry("5.2"))
    context.set_offline(True)
    page.locator("#id_files").set_input_files(scan)
    expect(page.get_by_text("Mất kết nối, sẽ gửi tiếp khi có mạng").first).to_be_visible()
    save(page)
    expect(page.get_by_text("Đang chờ gửi xong các tệp, sau đó sẽ tự lưu.").first).to_be_visible()
    context.set_offline(False)

    assert content(saved(page)) == scan.read_bytes()


def test_same_file_chosen_after_a_reload_goes_on_where_it_stopped(
    open_browser: NewPerson, entry: Line, official: Officer, scan: Path
) -> None:
    page = open_browser(official.username)
    open_form(page, entry("5.2"))
    line = Wire(page, cut=range(2, 1000))
    page.locator("#id_files").set_input_files(scan)
    expect(page.get_by_text("Mất kết nối").first).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    open_form(page, entry("5.2"))
    arrived = Upload.objects.get().received
    line.acknowledged.clear()
    line.cut = range(0)
    page.locator("#id_files").set_input_files(scan)
    expect(page.get_by_text("Đã nhận 2,9/2,9 MB", exact=True)).to_be_visible()
    save(page)

    assert content(saved(page)) == scan.read_bytes()
    assert 0 < arrived == line.acknowledged[0].start


def test_file_chosen_again_before_the_system_answered_stands_once(
    open_browser: NewPerson, entry: Line, official: Officer, scan: Path
) -> None:
    page = open_browser(official.username)
    open_form(page, entry("5.2"))
    line = Wire(page, cut=range(2, 1000))
    page.locator("#id_files").set_input_files(scan)
    expect(page.get_by_text("Mất kết nối").first).to_be_visible()
    asked: list[Route] = []
    page.route(
        "**/tai-len/*/", lambda route: asked.append(route) if is_first_question(route, asked) else route.fallback()
    )
    page.once("dialog", lambda dialog: dialog.accept())
    open_form(page, entry("5.2"))
    line.cut = range(0)
    page.locator("#id_files").set_input_files(scan)
    expect(page.get_by_text("Đã nhận 2,9/2,9 MB", exact=True)).to_be_visible()

    asked[0].fallback()

    page.wait_for_timeout(500)
    expect(page.locator("[data-list] > [data-file]")).to_have_count(1)


def test_second_tab_of_a_form_says_that_the_first_took_its_file(
    open_browser: NewPerson, entry: Line, official: Officer, scan: Path
) -> None:
    first = open_browser(official.username)
    open_form(first, entry("5.2"))
    first.locator("#id_files").set_input_files(scan)
    expect(first.locator("[data-state=done]")).to_have_count(1)
    second = first.context.new_page()
    open_form(second, entry("5.2"))
    expect(second.get_by_text("Đã nhận 2,9/2,9 MB", exact=True)).to_be_visible()
    save(first)
    saved(first)

    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # what coming back to a tab does

    expect(second.locator("[data-list] small")).to_contain_text("một thẻ khác của biểu mẫu này đã lưu hoặc đã bỏ tệp")
    save(second)
    expect(second.locator("[data-save-state]")).to_contain_text("Chưa lưu")
    assert Evidence.objects.count() == 1


def is_first_question(route: Route, asked: list[Route]) -> bool:
    """The page asks by HEAD what became of a file it remembers; the answer is held back."""
    return route.request.method == "HEAD" and not asked


def test_photographed_pages_come_back_when_the_phone_loads_the_page_again(
    open_browser: NewPerson, entry: Line, official: Officer, tmp_path: Path, scan: Path
) -> None:
    page = open_browser(official.username, **PHONE)
    open_form(page, entry("5.3"))
    for number in (1, 2):
        (tmp_path / f"trang-{number}.jpg").write_bytes(photograph(number))
    page.locator("#id_files").set_input_files([tmp_path / "trang-1.jpg", tmp_path / "trang-2.jpg"])
    expect(page.locator("[data-state=done]")).to_have_count(2)
    expect(page.get_by_role("img", name="Trang 2")).to_be_visible()
    Wire(page, cut=range(2, 1000))
    page.locator("#id_files").set_input_files(scan)
    expect(page.get_by_text("Mất kết nối").first).to_be_visible()
    page.unroute_all()
    page.once("dialog", lambda dialog: dialog.accept())
    open_form(page, entry("5.3"))

    names = page.locator("[data-list] [data-name]")
    expect(names).to_have_text(["trang-1.jpg", "trang-2.jpg", "quyet-dinh.pdf"])
    expect(page.get_by_text("Tệp gửi dở từ lần trước; bỏ nếu không dùng.").locator("visible=true")).to_have_count(3)
    expect(page.locator("[data-list] small").nth(1)).to_contain_text(re.compile(r"^Đã nhận \d+/\d+ KB$"))
    expect(page.get_by_text("Chọn lại tệp này để gửi tiếp.")).to_have_count(1)
    page.get_by_role("button", name="Bỏ tệp quyet-dinh.pdf").tap()
    expect(names).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    open_form(page, entry("5.3"))
    expect(names).to_have_text(["trang-1.jpg", "trang-2.jpg"])
    save(page)

    assert [file.content.pages for file in saved(page).files.all()] == [2]
    open_form(page, entry("5.3"))  # what was saved does not come back
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(names).to_have_count(0)


def test_saved_files_are_forgotten_unasked(open_browser: NewPerson, entry: Line, official: Officer, scan: Path) -> None:
    page, asked = open_browser(official.username), []
    page.on("request", lambda request: asked.append(request.url) if request.method == "HEAD" else None)
    open_form(page, entry("5.2"))
    page.locator("#id_files").set_input_files(scan)
    expect(page.locator("[data-state=done]")).to_have_count(1)
    save(page)
    saved(page)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('uploads|')).length") == 1

    open_form(page, entry("5.2"))

    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('uploads|'))")
    assert asked == []


def test_broken_file_is_refused_as_soon_as_it_has_arrived(
    open_browser: NewPerson, entry: Line, official: Officer, tmp_path: Path
) -> None:
    page = open_browser(official.username)
    open_form(page, entry("5.2"))
    (tmp_path / "hong.pdf").write_bytes(papers.pdf()[:200])
    page.locator("#id_files").set_input_files(tmp_path / "hong.pdf")
    expect(page.locator("[data-state=refused]")).to_contain_text("hong.pdf")
    assert not Upload.objects.exists()
    save(page)
    expect(page.get_by_text(re.compile("^Chưa lưu")).first).to_be_visible()
    page.get_by_role("button", name="Bỏ tệp hong.pdf").click()
    page.get_by_role("button", name="Lưu tài liệu minh chứng").click()

    assert not saved(page).files.exists()


def test_phone_photographs_three_pages_into_one_upright_document(
    open_browser: NewPerson, entry: Line, official: Officer, tmp_path: Path
) -> None:
    page = open_browser(official.username, **PHONE)
    open_form(page, entry("5.3"))
    for number, orientation in enumerate((6, 1, 8), 1):
        path = tmp_path / f"trang-{number}.jpg"
        path.write_bytes(photograph(orientation))
        button = page.get_by_role("button", name="Chụp ảnh" if number == 1 else "Chụp thêm ảnh")
        with page.expect_file_chooser() as chooser:
            button.tap()
        chooser.value.set_files(path)
        expect(page.locator("[data-state=done]")).to_have_count(number)
    expect(page.get_by_label("Ghép các ảnh thành một tệp PDF theo thứ tự trang")).to_be_checked()
    page.get_by_role("button", name=re.compile(r"^Lên.*trang-3")).tap()
    expect(page.locator("[data-list] [data-name]")).to_have_text(["trang-1.jpg", "trang-3.jpg", "trang-2.jpg"])
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    save(page)

    evidence = saved(page)
    whole = content(evidence)
    assert [file.name for file in evidence.files.all()] == ["Quyết định công nhận (ghép từ 3 ảnh).pdf"]
    document = pypdfium2.PdfDocument(whole)
    pages = [sheet.render(scale=0.5).to_pil() for sheet in document]
    document.close()
    assert [looks_upright(sheet) for sheet in pages] == [True, True, True]
    places = [whole.find((tmp_path / f"trang-{number}.jpg").read_bytes()) for number in (1, 3, 2)]
    assert places == sorted(places)
    assert min(places) > 0  # as they were taken


def test_files_are_ordered_and_removed_by_keyboard(
    open_browser: NewPerson, entry: Line, official: Officer, tmp_path: Path
) -> None:
    paths = []
    for number in (1, 2, 3):
        paths.append(tmp_path / f"{number}.pdf")
        paths[-1].write_bytes(papers.pdf(number))
    page = open_browser(official.username)
    open_form(page, entry("5.2"))
    page.locator("#id_files").set_input_files(paths)
    expect(page.locator("[data-state=done]")).to_have_count(3)
    page.get_by_role("button", name="Lên 3.pdf").press("Enter")
    expect(page.get_by_role("button", name="Lên 3.pdf")).to_be_focused()
    expect(page.locator("#live")).to_have_text("3.pdf: thứ 2/3")
    page.keyboard.press("Enter")  # at the top, the way up ends: the focus stays in the row
    expect(page.get_by_role("button", name="Xuống 3.pdf")).to_be_focused()
    page.get_by_role("button", name="Bỏ tệp 1.pdf").press("Enter")
    expect(page.get_by_role("button", name="Bỏ tệp 2.pdf")).to_be_focused()
    expect(page.get_by_label("Ghép các ảnh")).to_be_hidden()
    save(page)

    assert [file.name for file in saved(page).files.all()] == ["3.pdf", "2.pdf"]
    assert not Upload.objects.exists()


def test_files_are_sent_with_the_form_where_no_script_runs(
    open_browser: NewPerson, entry: Line, official: Officer, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in (1, 2)]
    for path in paths:
        path.write_bytes(photograph(6))
    paths[1].write_bytes(photograph(3))
    page = open_browser(official.username, java_script_enabled=False)
    open_form(page, entry("5.2"))
    page.locator("#id_files").set_input_files(paths)
    page.get_by_label("Ghép các ảnh").check()
    save(page)

    assert [file.content.pages for file in saved(page).files.all()] == [2]


def test_one_file_chosen_in_two_forms_is_sent_for_each(
    open_browser: NewPerson, entry: Line, official: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "mot.pdf"
    path.write_bytes(papers.pdf())
    page = open_browser(official.username)
    for code in ("5.2", "5.3"):
        open_form(page, entry(code))
        page.locator("#id_files").set_input_files(path)
        expect(page.locator("[data-state=done]")).to_have_count(1)

    assert Upload.objects.count() == 2
