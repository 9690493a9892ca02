"""The province's pages: what it received, as it was forwarded; receipt, return, decision; award history."""

import datetime as dt
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.domain.onward import sending
from awards.models import AwardDecision, Binder, Dossier, DossierWard, Forwarding, Grant, Paper, Receipt, Return
from tests import papers as files
from tests.awards import dossiers as road
from tests.wards.library import as_, read, text
from wards.models import Assessment, Office, Officer, Period, Ward

TODAY = f"{timezone.localdate():%d/%m/%Y}"
LATER = f"{timezone.localdate() + dt.timedelta(days=9):%d/%m/%Y}"


@pytest.fixture
def sent(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> Forwarding:  # fmt: skip
    road.confirm(assessment.period)
    road.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    dossier = road.prepared(road.begun(office, assessment, by=reviewer), by=reviewer)
    return sending.forward(dossier=dossier, by=head)


@pytest.fixture
def arrived(sent: Forwarding, province: Officer) -> Forwarding:
    """The board confirmed its receipt."""
    return road.received(sent, by=province)


@pytest.fixture
def board(province: Officer) -> Client:
    return as_(province)


def url(name: str, sent: Forwarding) -> str:
    return reverse(f"awards:{name}", args=[sent.dossier_id])


def letter(sent: Forwarding, **fields: str) -> dict[str, str]:
    return {"letter_number": "45/BTĐKT-NV1", "letter_date": TODAY, "reasons": "Thiếu minh chứng", "day": LATER,
            "time": "17:00", "seen": str(sent.pk), **fields}  # fmt: skip


def test_the_board_lands_on_what_it_received(sent: Forwarding, board: Client) -> None:
    page = board.get("/", follow=True)
    assert page.redirect_chain[-1][0] == reverse("awards:received_list")
    assert "Phòng Nội vụ thành phố Thanh Hóa, đợt 1" in text(page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("q=dien bien", True), ("q=2019", True), ("q=2018", False), ("q=dong son", False), ("q=03/TTr-UBND", True),
     ("state=forwarded", True), ("state=decided", False), ("q=07/TN", False), ("state=nonsense", True)],
)  # fmt: skip
def test_the_list_is_searched_and_filtered(sent: Forwarding, board: Client, asked: str, found: bool) -> None:
    page = board.get(f"{reverse('awards:received_list')}?{asked}")
    assert (f'href="{url("received", sent)}"' in page.content.decode()) is found


def test_numbers_are_found_without_diacritics(sent: Forwarding, board: Client, province: Officer) -> None:
    sending.decide(
        dossier=road.received(sent, by=province).dossier, number="1500/QĐ-UBND", decided_on=timezone.localdate(),
        authority="Chủ tịch", scan=road.decision_scan(), by=province,
        outcomes={sent.dossier.wards.get().assessment_id: None},
    )  # fmt: skip
    page = board.get(reverse("awards:received_list"), {"q": "1500/qd-ubnd"})
    assert f'href="{url("received", sent)}"' in page.content.decode()


def test_a_dossier_shows_what_was_forwarded(sent: Forwarding, board: Client) -> None:
    page = text(board.get(url("received", sent)))
    assert "Tờ trình của Ủy ban nhân dân thành phố số 03/TTr-UBND" in page
    assert "7/8 (87,5%)" in page
    assert "9/9 (100%)" in page
    assert board.get(url("received", sent) + "?ban=2").status_code == 404


def test_papers_and_volumes_are_opened_as_they_went(
    sent: Forwarding, board: Client, reviewer: Officer, official: Officer
) -> None:
    proposal = sent.dossier.papers.get(kind="city_proposal")
    where = reverse("awards:forwarded_paper", args=[sent.pk, proposal.pk])
    newer = road.paper("city_proposal", by=reviewer, dossier=sent.dossier)
    assert read(board.get(where)) == road.bytes_of(proposal.scans.get())
    assert read(board.get(f"{where}?ban=ve")) == road.bytes_of(proposal)
    assert board.get(reverse("awards:forwarded_paper", args=[sent.pk, newer.pk])).status_code == 404
    volume = reverse("awards:forwarded_part", args=[sent.pk, 1])
    answer = board.get(f"{volume}?tai=1")
    assert answer["Content-Disposition"].startswith("attachment")
    assert read(answer) == road.bytes_of(sent.binder.parts.get())
    assert board.get(reverse("awards:forwarded_part", args=[sent.pk, 2])).status_code == 404
    assert board.get(f"{volume}?thay=1").status_code == 404
    assert as_(official).get(volume).status_code == 404


def test_what_is_not_forwarded_does_not_exist_for_the_board(
    assessment: Assessment, office: Office, reviewer: Officer, board: Client
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(state="reviewed", round=1)
    dossier = road.begun(office, assessment, by=reviewer)
    assert board.get(reverse("awards:received", args=[dossier.pk])).status_code == 404
    assert board.get(reverse("awards:dossier", args=[dossier.pk])).status_code == 404


# Acts ----------------------------------------------------------------------------------------------------------------


def test_the_receipt_is_written_on_its_page(sent: Forwarding, board: Client) -> None:
    wrong = board.post(url("received_receipt", sent), {"received_on": "31/13/2026", "receiver": "", "seen": sent.pk})
    assert wrong.status_code == 422
    assert "31/13/2026" in wrong.content.decode()
    typed = {"received_on": TODAY, "receiver": "Trần Thị B", "number": "07/TN", "seen": sent.pk}
    assert board.post(url("received_receipt", sent), typed).status_code == 303
    assert Receipt.objects.get().receiver == "Trần Thị B"
    again = board.post(url("received_receipt", sent), typed)
    assert (again.status_code, Receipt.objects.count()) == (409, 1)


def test_a_return_names_lines_and_papers(sent: Forwarding, board: Client, assessment: Assessment) -> None:
    line = assessment.entries.get(indicator__code="5.2")
    proposal = sent.dossier.papers.get(kind="city_proposal")
    typed = letter(sent) | {
        f"line_{line.pk}": "ward", f"line_{line.pk}_note": "Thiếu quyết định", f"paper_{proposal.pk}": "on",
        f"paper_{proposal.pk}_note": "Sai trích yếu",
    }  # fmt: skip

    assert board.post(url("received_return", sent), typed).status_code == 303

    items = Return.objects.get().items.values_list("place", "entry", "paper", "note")
    assert sorted(items, key=str) == sorted(
        [("ward", line.pk, None, "Thiếu quyết định"), ("city", None, proposal.pk, "Sai trích yếu")], key=str
    )
    page = text(board.get(url("received", sent)))
    assert "Trả hồ sơ theo Công văn số 45/BTĐKT-NV1" in page


@pytest.mark.parametrize("wrong", ["nothing", "no note", "no place", "past"])
def test_a_wrong_return_keeps_what_was_typed(
    sent: Forwarding, board: Client, assessment: Assessment, wrong: str
) -> None:
    line = assessment.entries.get(indicator__code="5.2")
    more = {
        "nothing": {}, "no note": {f"line_{line.pk}": "ward"}, "no place": {f"line_{line.pk}_note": "Thiếu"},
        "past": {f"line_{line.pk}": "ward", f"line_{line.pk}_note": "Thiếu", "day": "01/01/2020"},
    }[wrong]  # fmt: skip
    answer = board.post(url("received_return", sent), letter(sent) | more)
    assert answer.status_code == 422
    assert "45/BTĐKT-NV1" in answer.content.decode()
    assert "error-summary" in answer.content.decode()
    assert not Return.objects.exists()


def test_a_decision_is_recorded_with_its_scan(
    arrived: Forwarding, board: Client, assessment: Assessment, official: Officer, stranger: Officer
) -> None:
    scan = SimpleUploadedFile("quyet-dinh.pdf", files.pdf(2, title="QĐ"))
    typed = {"number": "1500/QĐ-UBND", "decided_on": TODAY, "authority": "Chủ tịch UBND tỉnh Thanh Hóa"}
    bare = board.post(url("received_decide", arrived), typed)
    assert bare.status_code == 422
    assert "Chọn bản quét quyết định." in text(bare)

    address, said = url("received_decide", arrived), {**typed, f"outcome_{assessment.pk}": "yes"}
    wrong = board.post(address, {**typed, "scan": scan})
    assert wrong.status_code == 422
    assert "quyet-dinh.pdf đã được giữ lại" in text(wrong)
    once_more = board.post(address, {**said, "kept": value(wrong, "kept")})  # the file is not sent twice
    assert "Đối chiếu với chính quyết định" in text(once_more)
    assert not Grant.objects.exists()
    again = board.post(address, {**said, "kept": value(once_more, "kept"), "again": "1"})
    assert value(again, "kept") != ""
    answer = board.post(address, {**held(once_more), "sure": "1"})  # what the page itself sends on

    assert answer.status_code == 303
    assert AwardDecision.objects.get().number == "1500/QĐ-UBND"
    grant = Grant.objects.get()
    history = as_(official).get(reverse("awards:grants"))
    opened = reverse("awards:decision_file", args=[grant.outcomes.get().decision_id])
    assert f'href="{opened}"' in history.content.decode()
    assert read(as_(official).get(opened)) == files.pdf(2, title="QĐ")
    assert as_(stranger).get(opened).status_code == 404


def held(page: HttpResponse) -> dict[str, str]:
    """What the hidden fields of the page hold."""
    hidden = [dict(re.findall(r'(name|value)="([^"]*)"', tag)) for tag in
              re.findall(r'<input[^>]*type="hidden"[^>]*>', page.content.decode())]  # fmt: skip
    return {found["name"]: html.unescape(found.get("value", "")) for found in hidden}


def value(page: HttpResponse, name: str) -> str:
    """What a hidden field of the page holds."""
    return held(page).get(name, "")


def test_a_paper_of_the_system_is_no_decision(arrived: Forwarding, board: Client, assessment: Assessment) -> None:
    minutes = Paper.objects.get(kind="city_council", dossier=arrived.dossier)
    scan = SimpleUploadedFile("bien-ban.pdf", road.bytes_of(minutes.scans.get()))
    typed = {"number": "1/QĐ", "decided_on": TODAY, "authority": "Chủ tịch", f"outcome_{assessment.pk}": "yes"}

    answer = board.post(url("received_decide", arrived), {**typed, "scan": scan, "sure": "1"})

    assert answer.status_code == 422
    assert "bien-ban.pdf không phải là quyết định" in text(answer)
    assert value(answer, "kept") == ""
    assert not Grant.objects.exists()


def test_a_decision_waits_for_the_receipt(sent: Forwarding, board: Client, head: Officer) -> None:
    for client, page in ((board, "received"), (as_(head), "dossier")):
        assert "Ghi quyết định" not in text(client.get(url(page, sent)))
        assert "Tỉnh chưa xác nhận đã nhận hồ sơ" in text(client.get(url("received_decide", sent)))


@pytest.mark.parametrize("name", ["hong.pdf", "khoa.pdf", "chuong-trinh.exe"])
def test_a_file_that_is_no_scan_is_refused(
    arrived: Forwarding, board: Client, assessment: Assessment, name: str
) -> None:
    locked = files.pdf(encryption=files.pikepdf.Encryption(owner="a", user="b"))
    content = {"hong.pdf": b"%PDF-1.7 hong", "khoa.pdf": locked, "chuong-trinh.exe": b"MZ"}[name]
    typed = {"number": "1/QĐ", "decided_on": TODAY, "authority": "Chủ tịch", f"outcome_{assessment.pk}": "yes"}
    answer = board.post(url("received_decide", arrived), {**typed, "scan": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert name in text(answer)
    assert not Grant.objects.exists()


# Award history -------------------------------------------------------------------------------------------------------


def test_a_title_that_no_longer_holds_is_a_warning(
    sent: Forwarding, province: Officer, assessment: Assessment, official: Officer, reviewer: Officer, period: Period
) -> None:
    sending.decide(
        dossier=road.received(sent, by=province).dossier, number="1500/QĐ-UBND", decided_on=timezone.localdate(),
        authority="Chủ tịch", scan=road.decision_scan(), outcomes={assessment.pk: None}, by=province,
    )  # fmt: skip
    page = as_(official).get(reverse("awards:grants"))
    assert "không còn đủ điều kiện" not in text(page)
    later = Period.objects.create(
        criteria_set=period.criteria_set, title="Phường kiểu mẫu năm 2020", first_year=2020, last_year=2020,
        reference_date=dt.date(2020, 12, 31), ward_deadline=period.ward_deadline,
        office_deadline=period.office_deadline, needs_papers=False,
    )  # fmt: skip
    newer = road.another(later, assessment.ward)
    road.scored(later)

    told = text(as_(official).get(reverse("awards:grants")))
    assert "theo “Phường kiểu mẫu năm 2020”, không còn đủ điều kiện của danh hiệu “Phường kiểu mẫu”." in told
    assert "Danh hiệu vẫn giữ nguyên cho đến khi có quyết định khác." in told
    assert "không còn đủ điều kiện" in text(as_(reviewer).get(reverse("wards:ward_overview", args=[newer.pk])))


def test_award_history_is_of_the_own_wards_alone(
    ward: Ward, other_ward: Ward, official: Officer, stranger: Officer, reviewer: Officer, other_reviewer: Officer
) -> None:
    for place in (ward, other_ward):
        Grant.objects.create(ward=place, form="reward", title=f"Bằng khen {place.code}", recipient="Phường",
                             authority="UBND tỉnh", year=2015)  # fmt: skip
    shown = {
        person.username: [row[0].ward_id for row in as_(person).get(reverse("awards:grants")).context["rows"]]
        for person in (official, stranger, reviewer, other_reviewer)
    }
    assert shown == {
        official.username: [ward.pk], stranger.username: [other_ward.pk], reviewer.username: [ward.pk, other_ward.pk],
        other_reviewer.username: [],
    }  # fmt: skip
    assert len(as_(reviewer).get(reverse("awards:grants"), {"q": "dong son"}).context["rows"]) == 1
    assert len(as_(reviewer).get(reverse("awards:grants"), {"q": "2015"}).context["rows"]) == 2


# Counts --------------------------------------------------------------------------------------------------------------


def test_the_lists_ask_alike_for_3_rows_and_for_300(
    period: Period, office: Office, ward: Ward, head: Officer, board: Client
) -> None:
    counts = []
    for start, count in ((0, 3), (3, 297)):
        made = Dossier.objects.bulk_create(
            Dossier(office=office, period=period, number=n + 1, state="forwarded", by=head)
            for n in range(start, start + count)
        )
        volumes = Binder.objects.bulk_create(
            Binder(dossier=dossier, revision=1, plan="{}", digest="b" * 64, code=f"A{n:013d}", requested_by=head)
            for n, dossier in enumerate(made, start)
        )
        Forwarding.objects.bulk_create(
            Forwarding(dossier=volume.dossier, revision=1, binder=volume, text="{}", by=head) for volume in volumes
        )
        wards = Ward.objects.bulk_create(_wards(office, start, count))
        found = Assessment.objects.bulk_create(Assessment(ward=w, period=period, state="forwarded") for w in wards)
        DossierWard.objects.bulk_create(DossierWard(dossier=d, assessment=a) for d, a in zip(made, found, strict=True))
        Grant.objects.bulk_create(
            Grant(ward=w, form="title", title="Phường kiểu mẫu", recipient="Phường", authority="Tỉnh", year=2019)
            for w in wards
        )
        for name in ("received_list", "grants"):
            with CaptureQueriesContext(connection) as seen:
                assert board.get(reverse(f"awards:{name}")).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def _wards(office: Office, start: int, count: int) -> list[Ward]:
    made = [Ward(code=f"{50000 + start + n}", name=f"Phường Thứ {start + n}", kind="phường", office=office)
            for n in range(count)]  # fmt: skip
    for place in made:
        place.set_keys()
    return made
