"""A hand-in takes the signed papers along: what lacks is told, what goes is sealed."""

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.domain.papers import issuing
from awards.models import Issue, Paper
from tests.awards import signing
from tests.wards import road
from wards.domain.appraisal import review
from wards.domain.files import pieces
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import periods, scoring, sealed
from wards.models import Assessment, Entry, Officer, Period


@pytest.fixture
def ready(assessment: Assessment, official: Officer) -> Assessment:
    """Every line answered, in a period that asks for signed papers."""
    Period.objects.update(needs_papers=True)
    periods.tell(period=Period.objects.get(), by=None)
    road.fill(assessment, by=official)
    scoring.recompute(assessments=[assessment.pk])
    return Assessment.objects.select_related("ward__office", "period__criteria_set").get(pk=assessment.pk)


def lacks(assessment: Assessment, leader: Officer) -> list[str]:
    with pytest.raises(review.PapersLack) as refused:
        review.hand_in(assessment=assessment, by=leader)
    return [lack.sentence for lack in refused.value.lacks]


def test_without_any_paper_everything_lacks_and_nothing_is_handed_in(ready: Assessment, leader: Officer) -> None:
    assert lacks(ready, leader) == [
        "Tờ trình: chưa chốt để ký.", "Báo cáo thành tích: chưa chốt để ký.",
        "Bảng tổng hợp kết quả thực hiện tiêu chí: cần chốt lại cùng Báo cáo thành tích.",
        "Hội đồng phường chưa bỏ phiếu hoặc phiên họp chưa được chốt.",
    ]  # fmt: skip
    ready.refresh_from_db()
    assert (ready.state, ready.round) == ("drafting", 0)


def test_each_step_takes_one_lack_away(ready: Assessment, leader: Officer, clerk: Officer) -> None:
    signing.voted(ready, by=leader)
    found = signing.settled(ready, by=leader)
    assert lacks(ready, leader) == [
        "Tờ trình: chưa vào sổ số, ngày.", "Báo cáo thành tích: chưa vào sổ số, ngày.",
        "Biên bản họp Hội đồng: chưa vào sổ số, ngày.",
    ]  # fmt: skip

    for kind in signing.NEEDED:
        signing.registered(found[kind], by=clerk)
    signing.scanned(found["proposal"], by=clerk)
    signing.scanned(found["council"], by=clerk)
    assert lacks(ready, leader) == ["Báo cáo thành tích: chưa có bản quét đã ký."]

    signing.scanned(found["report"], by=clerk)
    handed = review.hand_in(assessment=ready, by=leader)
    assert handed.round == 1


def test_figure_changed_after_signing_holds_the_hand_in(
    ready: Assessment, leader: Officer, clerk: Officer, official: Officer, entry: Callable[[str], Entry]
) -> None:
    signing.signed(ready, leader=leader, clerk=clerk)
    line = entry("2.1")
    assessments.record(entry=line, figure={"number": 3}, seen=line.version, by=official)
    scoring.recompute(assessments=[ready.pk])

    assert "Báo cáo thành tích: nội dung đã thay đổi sau khi chốt." in lacks(ready, leader)


def test_upload_on_its_way_holds_the_hand_in(
    ready: Assessment, leader: Officer, clerk: Officer, official: Officer
) -> None:
    signing.signed(ready, leader=leader, clerk=clerk)
    pieces.begin(by=official, ward=ready.ward, name="biên bản.pdf", size=9)

    assert lacks(ready, leader) == [
        f"Tệp biên bản.pdf của {official.full_name} đang gửi dở: lưu vào tài liệu hoặc bỏ đi."
    ]


def test_sealed_text_names_the_signed_papers(ready: Assessment, leader: Officer, clerk: Officer) -> None:
    found = signing.signed(ready, leader=leader, clerk=clerk)

    handed = review.hand_in(assessment=ready, by=leader)

    papers = json.loads(handed.text)["papers"]
    assert [paper["kind"] for paper in papers] == ["proposal", "report", "summary", "council"]
    report, issue = found["report"], Issue.objects.get(paper=found["report"])
    assert papers[1] == {
        "kind": "report", "subject": 0, "name": "Báo cáo thành tích", "revision": 1, "code": report.code,
        "sha256": report.sha256, "paper": report.pk, "number": 1, "sign": "BC-UBND",
        "date": timezone.localdate().isoformat(), "signer": issue.signer, "signer_office": issue.signer_office,
        "scan": report.scans.get().pk, "scan_sha256": report.scans.get().sha256,
    }  # fmt: skip
    assert sealed.signed_papers(handed)[1]["date"] == timezone.localdate()
    call_command("verify_ledger")


def test_what_the_leader_saw_covers_the_papers(ready: Assessment, leader: Officer, clerk: Officer) -> None:
    signing.signed(ready, leader=leader, clerk=clerk)
    seen = review.fingerprint(ready)
    signing.scanned(Paper.objects.get(kind="report", is_final=True), by=clerk)

    with pytest.raises(review.NotAsSeen):
        review.hand_in(assessment=ready, by=leader, seen=seen)


def test_period_without_papers_is_as_before_and_takes_complete_ones_along(
    ready: Assessment, leader: Officer, clerk: Officer
) -> None:
    Period.objects.update(needs_papers=False)
    ready.refresh_from_db()
    assert "papers" not in json.loads(sealed.handed_in_text(ready))
    report = signing.settled(ready, by=leader)["report"]
    signing.scanned(report, by=clerk)

    handed = review.hand_in(assessment=Assessment.objects.get(pk=ready.pk), by=leader)

    assert [paper["kind"] for paper in sealed.signed_papers(handed)] == ["report", "summary"]


def test_check_page_lists_what_lacks_with_links(client: Client, ready: Assessment, leader: Officer) -> None:
    client.force_login(leader)

    page = client.get(reverse("wards:check_answers", args=[ready.pk])).content.decode()

    assert "Văn bản đã ký nộp cùng số liệu" in page
    link = f'href="{reverse("awards:papers", args=[ready.pk])}#report-0">Báo cáo thành tích: chưa chốt để ký.</a>'
    assert link in page
    assert '<a href="/hoi-dong/">' in page


def test_refused_hand_in_shows_what_lacks(client: Client, ready: Assessment, leader: Officer) -> None:
    client.force_login(leader)
    seen = review.fingerprint(ready)

    answer = client.post(reverse("wards:hand_in", args=[ready.pk]), {"checked": "on", "seen": seen})

    assert answer.status_code == 422
    assert "Tờ trình: chưa chốt để ký." in answer.content.decode()


def test_hand_in_page_shows_the_papers(client: Client, ready: Assessment, leader: Officer, clerk: Officer) -> None:
    signing.signed(ready, leader=leader, clerk=clerk)
    handed = review.hand_in(assessment=ready, by=leader)
    client.force_login(leader)

    page = client.get(reverse("wards:hand_in_detail", args=[handed.pk])).content.decode()

    assert "01/TTr-UBND" in page
    assert reverse("awards:scan_file", args=[Paper.objects.get(kind="report").scans.get().pk]) in page


def test_open_period_may_leave_papers_out(ready: Assessment) -> None:
    Period.objects.all().update(last_year=2018, first_year=2018)
    dates = {"reference_date": "31/12/2019", "ward_deadline": "17:00 31/12/2099", "office_deadline": "17:00 31/12/2099"}
    code = ready.period.criteria_set.code

    call_command("open_period", code, office=ready.ward.office.code, years="2019", without_papers=True, **dates)
    call_command("open_period", code, office=ready.ward.office.code, years="2020", **dates)

    assert dict(Period.objects.values_list("last_year", "needs_papers")) == {2018: True, 2019: False, 2020: True}


def test_registration_is_not_cancelled_once_it_was_handed_in(
    ready: Assessment, leader: Officer, clerk: Officer
) -> None:
    signing.signed(ready, leader=leader, clerk=clerk)
    review.hand_in(assessment=ready, by=leader)

    with pytest.raises(issuing.NotAllowed):
        issuing.cancel(issue=Issue.objects.first(), reason="nhầm", by=clerk)
