"""Papers on a phone: text written with and without JavaScript, the register, scans of the right and of another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.domain.papers import drawing
from awards.domain.writing import texts
from awards.models import Issue, Paper, Scan
from tests import papers as files
from tests.awards import signing
from tests.wards import road
from tests.workers import wait_for
from wards.domain.sheet import scoring
from wards.models import Assessment, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewPerson = Callable[..., Page]
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def filled(assessment: Assessment, official: Officer) -> Assessment:
    road.fill(assessment, by=official)
    scoring.recompute(assessments=[assessment.pk])
    return assessment


def written(assessment: Assessment) -> str:
    return texts.standing(assessment).get("report", {}).get("features", "")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_text_is_written_with_marks_on_a_phone(open_browser: NewPerson, filled: Assessment, official: Officer) -> None:
    page = open_browser(official.username, **PHONE)
    page.goto(reverse("awards:paper_texts", args=[filled.pk, "report"]))
    assert fits(page)
    box = page.get_by_role("textbox", name="Đặc điểm")
    card = page.locator(".card", has=box)

    box.click()
    page.keyboard.type("Phường có ")
    card.get_by_role("button", name="Đậm").click()
    page.keyboard.type("26 tổ dân phố")
    card.get_by_role("button", name="Đậm").click()
    page.keyboard.press("Enter")
    card.get_by_role("button", name="Danh sách").click()
    page.keyboard.type("một")
    page.keyboard.press("Enter")
    page.keyboard.type("hai * ba")
    page.get_by_role("button", name="Lưu và tạo lại dự thảo").click()
    page.wait_for_url(f"**{reverse('awards:papers', args=[filled.pk])}")

    assert written(filled) == "<p>Phường có <strong>26 tổ dân phố</strong></p><ul><li>một</li><li>hai * ba</li></ul>"
    page.goto(reverse("awards:paper_texts", args=[filled.pk, "report"]))
    expect(page.get_by_role("textbox", name="Đặc điểm").locator("b")).to_have_text("26 tổ dân phố")
    page.get_by_role("button", name="Lưu và tạo lại dự thảo").click()  # untouched: nothing becomes another text
    page.wait_for_url(f"**{reverse('awards:papers', args=[filled.pk])}")
    assert written(filled) == "<p>Phường có <strong>26 tổ dân phố</strong></p><ul><li>một</li><li>hai * ba</li></ul>"


def test_pasted_text_is_plain(open_browser: NewPerson, filled: Assessment, official: Officer) -> None:
    page = open_browser(official.username)
    page.goto(reverse("awards:paper_texts", args=[filled.pk, "report"]))
    page.get_by_role("textbox", name="Đặc điểm").evaluate("""box => {
        box.focus();
        const data = new DataTransfer();
        data.setData("text/html", "<table><tr><td><img src=x onerror=alert(1)>Bảng</td></tr></table>");
        data.setData("text/plain", "Chỉ là chữ");
        box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
    }""")
    page.get_by_role("button", name="Lưu và tạo lại dự thảo").click()
    page.wait_for_url(f"**{reverse('awards:papers', args=[filled.pk])}")

    assert written(filled) == "<p>Chỉ là chữ</p>"


def test_text_is_written_without_javascript(open_browser: NewPerson, filled: Assessment, official: Officer) -> None:
    page = open_browser(official.username, java_script_enabled=False, **PHONE)
    page.goto(reverse("awards:paper_texts", args=[filled.pk, "report"]))

    page.get_by_label("Đặc điểm").fill("Phường **trung tâm**\n\n- một\n- hai")
    page.get_by_role("button", name="Lưu và tạo lại dự thảo").click()

    assert page.url.endswith(reverse("awards:papers", args=[filled.pk]))
    assert written(filled) == "<p>Phường <strong>trung tâm</strong></p><ul><li>một</li><li>hai</li></ul>"


def test_clerk_registers_and_lays_down_the_right_scan(
    open_browser: NewPerson, filled: Assessment, leader: Officer, clerk: Officer, tmp_path: Path
) -> None:
    signing.voted(filled, by=leader)
    found = signing.settled(filled, by=leader)
    for kind in ("proposal", "report"):
        with found[kind].file.open("rb") as file:
            (tmp_path / f"{kind}.pdf").write_bytes(files.stamped(file.read()))
    page = open_browser(clerk.username, **PHONE)
    page.goto(reverse("awards:papers", args=[filled.pk]))
    assert fits(page)

    page.get_by_role("link", name="Vào sổ số, ngày Tờ trình").click()
    page.get_by_label("Số", exact=True).fill("0")
    page.get_by_role("button", name="Vào sổ").click()
    expect(page.locator(".error-summary")).to_contain_text("Số bắt đầu từ 1.")
    page.get_by_label("Số", exact=True).fill("15")
    page.get_by_role("button", name="Vào sổ").click()
    expect(page.get_by_text("Đã vào sổ số 15/TTr-UBND.")).to_be_visible()

    page.get_by_role("link", name="Tải bản quét đã ký Tờ trình").click()
    page.get_by_label("Bản quét văn bản").set_input_files(tmp_path / "report.pdf")
    page.get_by_role("button", name="Tải lên và đối chiếu").click()
    expect(page.locator(".error-summary")).to_contain_text("là văn bản khác: Báo cáo thành tích, bản 1")
    page.get_by_label("Bản quét văn bản").set_input_files(tmp_path / "proposal.pdf")
    page.get_by_role("button", name="Tải lên và đối chiếu").click()
    expect(page.get_by_text("Đã lưu bản quét đã ký: đã khớp mã văn bản.")).to_be_visible()

    assert [str(issue) for issue in Issue.objects.all()] == ["15/TTr-UBND"]
    assert [(scan.paper.kind, scan.match) for scan in Scan.objects.all()] == [("proposal", "code")]
    assert fits(page)


def test_leader_settles_and_sees_the_papers_being_drawn(
    open_browser: NewPerson, filled: Assessment, leader: Officer
) -> None:
    page = open_browser(leader.username, **PHONE)
    signing.draw(drawing.request_papers(assessment=filled, by=leader))
    page.goto(reverse("awards:papers", args=[filled.pk]))

    page.get_by_role("button", name="Chốt để ký Báo cáo thành tích").click()
    expect(page.get_by_text("Đang tạo 2 văn bản…")).to_be_visible()
    wait_for(lambda: Paper.objects.filter(is_final=True).count() == 2, 10)
    signing.draw(Paper.objects.filter(is_final=True))

    expect(page.locator("#report-0")).to_contain_text("Chờ ký và vào sổ")
