"""The desk without a mouse: a reviewer clears the lines of two wards with the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import papers
from tests.wards import road
from tests.wards.library import add
from wards.domain.appraisal import review, usual_reasons
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Officer, Opening, Period, Verdict, Ward

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ADJUSTED, ASKED, USUAL, READ = "5.1", "5.3", "6.1", "5.2"
WHY = "Chỉ bảy tổ có quyết định công nhận."
MISSING = "Thiếu danh sách các đơn vị."
REASON = "Tài liệu không đọc được; đề nghị gửi lại."


@pytest.fixture
def two_wards(
    period: Period, ward: Ward, other_ward: Ward, official: Officer, leader: Officer, stranger: Officer,
    reviewer: Officer, head: Officer,
) -> list[Assessment]:  # fmt: skip
    """Two wards under appraisal; 5.2 of each cites two documents."""
    opened = assessments.open_assessments(period=period, wards=[ward, other_ward])
    people = {ward.pk: (official, leader), other_ward.pk: (stranger, stranger)}
    stranger.memberships.update(role="leader")
    for assessment in opened:
        writer, chair = people[assessment.ward_id]
        road.fill(assessment, by=writer)
        entry = assessment.entries.get(indicator__code=READ)
        for name in ("Quyết định công nhận", "Danh sách tổ dân phố"):
            add(assessment.ward, writer, name, entry=entry, files={f"{name}.pdf": papers.pdf(2)})
        review.hand_in(assessment=assessment, by=chair)
        review.start_review(assessment=assessment, by=reviewer)
    usual_reasons.add(office=ward.office, kind="to_complete", text=REASON, by=head)
    return opened


def test_reviewer_clears_two_wards_by_keyboard(
    open_browser: Callable[..., Page], two_wards: list[Assessment], reviewer: Officer
) -> None:
    page = open_browser("noivu.thanhhoa", viewport={"width": 1280, "height": 800})
    for assessment in two_wards:
        page.goto(reverse("wards:desk", args=[assessment.pk]))
        clear(page)

    for assessment in two_wards:
        rows = Verdict.objects.filter(entry__assessment=assessment, by=reviewer)
        found = {
            v.entry.indicator.code: (v.kind, v.met, v.of, v.reason) for v in rows.select_related("entry__indicator")
        }
        confirmed = {code: verdict for code, verdict in found.items() if verdict[0] == "confirmed"}
        assert rows.count() == len(found) == 26
        assert {code: found[code] for code in found.keys() - confirmed.keys()} == {
            ADJUSTED: ("adjusted", 7, 8, WHY),
            ASKED: ("to_complete", None, None, MISSING),
            USUAL: ("to_complete", None, None, REASON),
        }
        assert {reason for *_rest, reason in confirmed.values()} == {""}
        assert Opening.objects.filter(entry__assessment=assessment, officer=reviewer).count() == 26


def clear(page: Page) -> None:
    """Judge line after line; each verdict brings the next line and leaves the keys where they work."""
    acts = {ADJUSTED: adjust, ASKED: ask, USUAL: ask_as_usual, READ: read_and_confirm}
    for done in range(1, 27):
        acts.get(current(page), confirm)(page)
        expect(page.get_by_text(f"{done} / 26 chỉ tiêu đã thẩm định")).to_be_visible()
        expect(page.locator("#dong")).to_be_focused()
    expect(page.get_by_text("Mọi chỉ tiêu đều đã có kết quả thẩm định.")).to_be_visible()


def current(page: Page) -> str:
    return page.locator("#line-name .code").inner_text()


def confirm(page: Page) -> None:
    page.keyboard.press("x")


def adjust(page: Page) -> None:
    """The ward's figure stands selected in the box: typing replaces it; Enter in the reason sends."""
    page.keyboard.press("d")
    expect(page.get_by_label("Số đạt")).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    page.keyboard.press("Enter")


def ask(page: Page) -> None:
    """Letters that are keys elsewhere are only letters here; Esc folds, the key unfolds with what was typed."""
    page.keyboard.press("y")
    page.keyboard.type(MISSING[:9])
    page.keyboard.press("Escape")
    expect(page.get_by_label("Nội dung cần bổ sung và lý do")).to_be_hidden()
    page.keyboard.press("y")
    page.keyboard.press("End")
    page.keyboard.type(MISSING[9:])
    page.keyboard.press("Control+Enter")


def ask_as_usual(page: Page) -> None:
    page.keyboard.press("y")
    page.keyboard.press("Alt+1")
    expect(page.get_by_label("Nội dung cần bổ sung và lý do")).to_have_value(REASON)
    page.keyboard.press("Enter")


def read_and_confirm(page: Page) -> None:
    """O goes to the page beside the line, and from there to the line's next document."""
    page.keyboard.press("o")
    expect(page.get_by_role("complementary", name="Trang được trích dẫn")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("#page-pane .tabs [aria-current]")).to_have_text(f"MC {READ}-02")
    expect(page.get_by_role("complementary", name="Trang được trích dẫn")).to_be_focused()
    page.keyboard.press("x")


def test_keys_can_be_switched_off_and_walk_without_judging(
    open_browser: Callable[..., Page], two_wards: list[Assessment]
) -> None:
    page = open_browser("noivu.thanhhoa", viewport={"width": 1280, "height": 800})
    page.goto(reverse("wards:desk", args=[two_wards[0].pk]))
    first = current(page)

    page.keyboard.press("j")
    expect(page.locator("#line-name .code")).not_to_have_text(first)
    expect(page).to_have_url(re.compile(r"\?dong=\d+$"))
    expect(page.locator("#dong")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#line-name .code")).to_have_text(first)
    page.get_by_label("Tắt các phím tắt này").press("Space")
    page.locator("#dong").focus()
    page.keyboard.press("j")
    page.keyboard.press("x")

    expect(page.locator("#line-name .code")).to_have_text(first)
    assert not Verdict.objects.exists()


def test_keys_say_that_the_appraisal_is_not_started(
    open_browser: Callable[..., Page], assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    page = open_browser("noivu.thanhhoa", viewport={"width": 1280, "height": 800})
    page.goto(reverse("wards:desk", args=[assessment.pk]))
    hint = page.locator(".moves").get_by_text("Bấm “Bắt đầu thẩm định” trước.")
    expect(hint).to_be_hidden()

    page.keyboard.press("d")

    expect(hint).to_be_visible()
    expect(page.locator("#live")).to_have_text("Bấm “Bắt đầu thẩm định” trước.")


def test_refused_act_leaves_the_cursor_in_its_empty_field_below_the_line(
    open_browser: Callable[..., Page], two_wards: list[Assessment]
) -> None:
    page = open_browser("noivu.thanhhoa", viewport={"width": 1280, "height": 800})
    page.goto(reverse("wards:desk", args=[two_wards[0].pk]))
    reason = page.get_by_label("Nội dung cần bổ sung và lý do")

    page.keyboard.press("y")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Nội dung cần bổ sung và lý do:")
    expect(reason).to_be_focused()
    for part in (reason, page.locator("#dong .field .err"), page.locator("#line-name"), page.locator(".rounds")):
        expect(part).to_be_in_viewport(ratio=1)
    page.keyboard.press("Alt+1")
    expect(reason).to_have_value(REASON)
    assert not Verdict.objects.exists()


def test_open_act_covers_neither_the_name_of_the_line_nor_its_figure(
    open_browser: Callable[..., Page], two_wards: list[Assessment]
) -> None:
    page = open_browser("noivu.thanhhoa", viewport={"width": 1366, "height": 768})
    line = two_wards[0].entries.get(indicator__code=ADJUSTED)
    page.goto(f"{reverse('wards:desk', args=[two_wards[0].pk])}?dong={line.pk}")

    page.keyboard.press("d")

    expect(page.get_by_label("Số đạt")).to_be_focused()
    expect(page.locator("#line-name")).to_be_in_viewport(ratio=1)
    figures = page.get_by_role("row", name="Số liệu").bounding_box()
    acts = page.locator(".acts").bounding_box()
    assert figures
    assert acts
    assert 0 <= figures["y"] <= acts["y"] - figures["height"]
    assert acts["y"] + acts["height"] <= 768
