"""Đính chính on its page: the form filled in, read once more, and asked when somebody was first."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.models import AwardDecision, Forwarding, Grant, Outcome
from tests import papers as files
from tests.awards import dossiers as road
from tests.awards.province import TODAY, decide, receive
from tests.wards.library import as_, read, text
from wards.models import Assessment, Officer

DAY = f"{TODAY:%d/%m/%Y}"


@pytest.fixture
def second(sent: Forwarding, first: Assessment) -> Assessment:
    return sent.dossier.wards.exclude(assessment=first).get().assessment


@pytest.fixture
def decided(sent: Forwarding, first: Assessment, second: Assessment, province: Officer) -> AwardDecision:
    receive(sent, province)
    return decide(sent, {first.pk: None, second.pk: "Chưa đạt tiêu chí 5"}, province)


@pytest.fixture
def board(province: Officer) -> Client:
    return as_(province)


def url(decision: AwardDecision) -> str:
    return reverse("awards:decision_correct", args=[decision.pk])


def fields(decision: AwardDecision, **typed: str) -> dict[str, str]:
    """The form as the page shows it, with what is typed into it."""
    shown = {"number": decision.number, "decided_on": DAY, "authority": decision.authority, "seen": str(decision.pk)}
    for outcome in decision.outcomes.all():
        shown[f"outcome_{outcome.assessment_id}"] = "yes" if outcome.recognised else "no"
        shown[f"reason_{outcome.assessment_id}"] = outcome.reason
    return {**shown, "reason": "Gõ nhầm", **typed}


def held(page: HttpResponse, name: str) -> str:
    """What the field of this name holds."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page.content.decode())
    value = re.search(r' value="([^"]*)"', found[0]) if found else None
    return value[1] if value else ""


def test_the_form_is_filled_in_and_read_once_more(
    decided: AwardDecision, first: Assessment, second: Assessment, board: Client, official: Officer, stranger: Officer
) -> None:
    page = board.get(url(decided))
    assert (held(page, "number"), held(page, "decided_on"), held(page, "authority")) == (
        decided.number, DAY, decided.authority,
    )  # fmt: skip
    assert "Chưa đạt tiêu chí 5" in text(page)

    typed = fields(decided, number="1501/QĐ-UBND", letter_number="215/UBND-TH", letter_date=DAY)
    once_more = board.post(url(decided), typed)
    assert (once_more.status_code, AwardDecision.objects.count()) == (200, 1)
    assert "1501/QĐ-UBND Trước đính chính: 1500/QĐ-UBND" in text(once_more)
    assert held(board.post(url(decided), {**typed, "again": "1"}), "number") == "1501/QĐ-UBND"
    assert board.post(url(decided), {**typed, "sure": "1"}).status_code == 303

    new = AwardDecision.objects.get(corrects=decided)
    story = text(board.get(reverse("awards:received", args=[decided.dossier_id])))
    assert "Bản đính chính Gõ nhầm (Văn bản số 215/UBND-TH" in story
    assert "Đã đính chính bởi" in story
    history = text(as_(official).get(reverse("awards:grants")))
    assert f"Đã đính chính ngày {DAY}." in history
    assert f"Trước đính chính: 1500/QĐ-UBND, {DAY}, {decided.authority}. Lý do đính chính: Gõ nhầm" in history
    for record in (decided, new):  # the scan was kept
        opened = reverse("awards:decision_file", args=[record.pk])
        assert read(as_(official).get(opened)) == road.decision_scan().content


def test_a_title_taken_back_says_so_in_award_history(
    decided: AwardDecision, first: Assessment, board: Client, official: Officer
) -> None:
    turned = {f"outcome_{first.pk}": "no", f"reason_{first.pk}": "Ghi nhầm phường"}
    assert board.post(url(decided), fields(decided, **turned, sure="1")).status_code == 303
    history = text(as_(official).get(reverse("awards:grants")))
    assert "Không còn được công nhận" in history
    assert f"Đã đính chính ngày {DAY}: không còn được công nhận. Ghi nhầm phường" in history


def test_another_scan_is_sent_once_and_both_open(decided: AwardDecision, board: Client) -> None:
    content = files.pdf(2, title="Bản đúng")
    lacking = board.post(
        url(decided), fields(decided, reason="") | {"scan": SimpleUploadedFile("ban-dung.pdf", content)}
    )
    assert lacking.status_code == 422
    assert "Đề nghị nhập lý do đính chính." in text(lacking)
    assert "ban-dung.pdf đã được giữ lại" in text(lacking)
    kept = {"kept": held(lacking, "kept"), "sure": "1"}
    assert board.post(url(decided), fields(decided, **kept)).status_code == 303
    new = AwardDecision.objects.get(corrects=decided)
    assert read(board.get(reverse("awards:decision_file", args=[new.pk]))) == content
    assert read(board.get(reverse("awards:decision_file", args=[decided.pk]))) == road.decision_scan().content


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Chưa có nội dung nào khác với nội dung đã ghi"), ({"number": ""}, "Đề nghị nhập số quyết định."),
        ({"decided_on": "31/13/2020"}, "31/13/2020"),
        ({"letter_number": "215/UBND"}, "Đề nghị nhập ngày của văn bản đính chính"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    decided: AwardDecision, board: Client, typed: dict[str, str], told: str
) -> None:
    answer = board.post(url(decided), fields(decided, **typed, sure="1"))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "Gõ nhầm</textarea>" in answer.content.decode()
    assert AwardDecision.objects.count() == 1


def test_whoever_was_overtaken_is_asked_and_both_changes_are_joined(
    decided: AwardDecision, board: Client, head: Officer
) -> None:
    office = as_(head)
    assert office.post(url(decided), fields(decided, number="1501/QĐ-UBND", sure="1")).status_code == 303

    asked = board.post(url(decided), fields(decided, authority="UBND tỉnh Thanh Hóa", sure="1"))

    assert (asked.status_code, AwardDecision.objects.count()) == (409, 2)
    assert f"{head.full_name} đã đính chính quyết định này lúc" in text(asked)
    assert "Nội dung hai người sửa không trùng nhau" in text(asked)
    new = AwardDecision.objects.get(corrects=decided)
    assert (held(asked, "number"), held(asked, "authority"), held(asked, "seen")) == (
        "1501/QĐ-UBND", "UBND tỉnh Thanh Hóa", str(new.pk),
    )  # fmt: skip
    joined = fields(decided, number=held(asked, "number"), authority=held(asked, "authority"), seen=str(new.pk))
    assert board.post(url(decided), {**joined, "sure": "1"}).status_code == 303
    last = AwardDecision.objects.get(corrects=new)
    assert (last.number, last.authority) == ("1501/QĐ-UBND", "UBND tỉnh Thanh Hóa")
    assert Grant.objects.get().authority == "UBND tỉnh Thanh Hóa"


def test_what_both_changed_is_shown_beside_each_other(
    decided: AwardDecision, first: Assessment, board: Client, head: Officer
) -> None:
    as_(head).post(url(decided), fields(decided, number="1501/QĐ-UBND", sure="1"))
    turned = {f"outcome_{first.pk}": "no", f"reason_{first.pk}": "Ghi nhầm"}
    asked = board.post(url(decided), fields(decided, number="1502/QĐ-UBND", **turned, sure="1"))
    assert asked.context["asked"] == [("Số quyết định", "1501/QĐ-UBND", "1502/QĐ-UBND")]
    assert held(asked, "number") == "1502/QĐ-UBND"
    assert "Ghi nhầm</textarea>" in asked.content.decode()


def test_the_pages_ask_alike_for_3_corrections_and_for_30(
    decided: AwardDecision, first: Assessment, province: Officer, board: Client
) -> None:
    counts, last, grant = [], decided, Grant.objects.get()
    for start, count in ((0, 3), (3, 27)):
        for n in range(start, start + count):
            last = _corrected_by_rows(last, first, grant, n, province)
        pages = (url(decided), reverse("awards:received", args=[decided.dossier_id]), reverse("awards:grants"))
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                assert board.get(page).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]


def _corrected_by_rows(last: AwardDecision, ward: Assessment, grant: Grant, n: int, by: Officer) -> AwardDecision:
    about = {name: getattr(last, name) for name in ("dossier", "decided_on", "authority", "file", "name", "sha256",
                                                    "size", "pages")}  # fmt: skip
    new = AwardDecision.objects.create(
        **about, number=f"{2000 + n}/QĐ-UBND", corrects=last, reason="Gõ nhầm", by=by, at=timezone.now()
    )
    Outcome.objects.create(decision=new, assessment=ward, recognised=True, grant=grant)
    return new
