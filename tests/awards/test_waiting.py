"""What waits for those who keep a register: their page, their menu, their notices."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.domain.papers import issuing
from awards.domain.papers.register_notices import SCAN_AFTER, tell_waiting
from awards.models import Dossier, Issue, Meeting, Paper, Scan
from tests import factories
from tests.awards import signing
from tests.wards.library import as_
from wards.domain.notifying import notices
from wards.domain.notifying.notice_words import sentence
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Notice, Officer

pytestmark = pytest.mark.django_db
PAGE = "awards:waiting"


@pytest.fixture
def settled(filled: Assessment, closed: Meeting, leader: Officer) -> dict[str, Paper]:
    """Everything of the ward is settled for signing and drawn."""
    return signing.settled(filled, by=leader)


def shown(officer: Officer) -> tuple[list[str], list[str]]:
    """Kinds that wait for a number, kinds that wait for a scan, as the page has them."""
    context = as_(officer).get(reverse(PAGE)).context
    return [row.paper.kind for row in context["to_register"]], [row.paper.kind for row in context["to_scan"]]


def told(officer: Officer) -> list[str]:
    unread = notices.shown_to(officer).filter(read_at=None).select_related("assessment__ward__office")
    return [sentence(notice) for notice in unread.order_by("pk")]


def test_clerk_lands_on_what_waits(settled: dict[str, Paper], clerk: Officer) -> None:
    client = as_(clerk)

    assert client.get(reverse("wards:home"))["Location"] == reverse(PAGE)
    page = client.get(reverse(PAGE)).content.decode()
    assert f'<a href="{reverse(PAGE)}" aria-current="page">Văn bản</a>' in page
    assert f'href="{reverse("awards:paper_register", args=[settled["proposal"].pk])}"' in page


def test_paper_goes_from_the_register_to_the_scanner(
    settled: dict[str, Paper], clerk: Officer, leader: Officer
) -> None:
    assert shown(clerk) == shown(leader) == (["proposal", "report", "council"], [])

    signing.registered(settled["report"], by=clerk)
    assert shown(clerk) == (["proposal", "council"], ["report"])

    signing.scanned(settled["report"], by=clerk)
    assert shown(clerk) == (["proposal", "council"], [])


def test_cancelled_number_makes_the_paper_wait_again(settled: dict[str, Paper], clerk: Officer) -> None:
    scan = signing.scanned(settled["report"], by=clerk)
    issuing.cancel(issue=scan.issue, reason="Ghi nhầm số", by=clerk)
    assert shown(clerk)[0] == ["proposal", "report", "council"]

    signing.registered(settled["report"], by=clerk)
    assert shown(clerk)[1] == ["report"]  # the scan shows the number that was cancelled


def test_replaced_version_waits_no_more(filled: Assessment, settled: dict[str, Paper], clerk: Officer) -> None:
    old = settled["report"]
    Paper.objects.create(
        assessment=filled, kind="report", revision=old.revision + 1, is_final=True, code="7KQ2-M8XD-4RTA",
        context=old.context, digest=old.digest, requested_by=old.requested_by,
    )  # fmt: skip

    assert shown(clerk)[0] == ["proposal", "council"]  # the new one is not drawn yet


def test_nothing_waits_of_what_is_over_or_elsewhere(
    filled: Assessment, settled: dict[str, Paper], clerk: Officer, reviewer: Officer, stranger: Officer
) -> None:
    elsewhere = factories.officer("clerk", ward=factories.WardFactory(), username="vanthu.khac", full_name="Văn thư")
    assert shown(elsewhere) == shown(reviewer) == ([], [])

    Assessment.objects.filter(pk=filled.pk).update(state="moved")
    assert shown(clerk) == ([], [])


def test_office_has_its_reports_and_the_papers_of_its_dossiers(
    first: Assessment, dossier: Dossier, head: Officer, reviewer: Officer, clerk: Officer, other_reviewer: Officer
) -> None:
    assert shown(reviewer) == ([], [])
    report, proposal = (
        Issue.objects.get(**of)
        for of in (
            {"paper__assessment": first, "paper__kind": "appraisal"},
            {"paper__dossier": dossier, "paper__kind": "city_proposal"},
        )
    )
    for issue in (report, proposal):
        issuing.cancel(issue=issue, reason="Ghi nhầm số", by=reviewer)

    assert shown(reviewer) == shown(head) == (["appraisal", "city_proposal"], [])
    assert shown(other_reviewer) == shown(clerk) == ([], [])
    tell_waiting()
    assert told(reviewer) == []
    assert told(head) == [
        "Phường Điện Biên: Báo cáo thẩm định đã chốt để ký, chờ vào sổ số, ngày: Phường kiểu mẫu năm 2019.",
        "Phòng Nội vụ thành phố Thanh Hóa, đợt 1: Tờ trình của thành phố đã chốt để ký, chờ vào sổ số, ngày: "
        "Phường kiểu mẫu năm 2019.",
    ]


def test_clerk_is_told_once_and_not_of_what_is_done(settled: dict[str, Paper], clerk: Officer, leader: Officer) -> None:
    assert tell_waiting() == 3
    assert tell_waiting() == 0

    assert told(clerk)[0] == (
        "Phường Điện Biên: Tờ trình đã chốt để ký, chờ vào sổ số, ngày: Phường kiểu mẫu năm 2019."
    )
    assert told(leader) == []
    signing.registered(settled["proposal"], by=clerk)
    tell_waiting()
    assert [line.partition(" đã chốt")[0] for line in told(clerk)] == [
        "Phường Điện Biên: Báo cáo thành tích", "Phường Điện Biên: Biên bản họp Hội đồng",
    ]  # fmt: skip


def test_missing_scan_is_told_after_a_day_until_it_is_there(settled: dict[str, Paper], clerk: Officer) -> None:
    issue = signing.registered(settled["report"], by=clerk)
    tell_waiting()
    later = timezone.now() + SCAN_AFTER + dt.timedelta(minutes=1)
    assert Notice.objects.filter(kind="to_scan").count() == 0

    assert (tell_waiting(now=later), tell_waiting(now=later)) == (1, 0)

    [notice] = Notice.objects.filter(kind="to_scan")
    assert (notice.officer, notice.path) == (clerk, f"{reverse('awards:papers', args=[notice.assessment_id])}#report-0")
    assert f"Báo cáo thành tích số {issue} ngày" in sentence(notice)
    signing.scanned(settled["report"], by=clerk)
    tell_waiting(now=later)
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_leader_is_told_where_a_ward_has_no_clerk(settled: dict[str, Paper], ward: object) -> None:
    other = factories.officer("leader", ward=ward, username="pho.dienbien", full_name="Phó Chủ tịch")
    assert tell_waiting() == 3
    assert len(told(other)) == 3


def test_clerk_chooses_how_to_be_told(clerk: Officer) -> None:
    assert notices.kinds_for(clerk) == ["to_register", "to_scan"]
    page = as_(clerk).get(reverse("wards:notice_list")).content.decode()
    assert "Vai trò của Ông/Bà không nhận thông báo" not in page


def test_outdated_paper_is_named_before_it_gets_a_number(
    settled: dict[str, Paper], clerk: Officer, official: Officer, entry: Callable[[str], Entry]
) -> None:
    address = reverse("awards:paper_register", args=[settled["report"].pk])
    said = "Nội dung đã thay đổi sau khi chốt bản này"
    before = as_(clerk).get(address).content.decode()
    assessments.record(entry=entry("5.2"), figure={"met": 8, "of": 8}, seen=1, by=official)

    assert (said in before, said in as_(clerk).get(address).content.decode()) == (False, True)


def test_page_and_notices_ask_as_often_with_many_papers_as_with_few(
    filled: Assessment, settled: dict[str, Paper], clerk: Officer, leader: Officer
) -> None:
    report, client = settled["report"], as_(clerk)

    def asked(count: int) -> tuple[int, int, int]:
        there = Paper.objects.filter(kind="council").count()
        made = Paper.objects.bulk_create(
            Paper(
                assessment=filled, kind="council", subject=10_000 + n, revision=1, is_final=True, state="ready",
                code=f"{n:04d}-{n:04d}-{n:04d}", context=report.context, digest=report.digest, requested_by=leader,
                pages=1, file="x.pdf", sha256=report.sha256, drawn_at=timezone.now(),
            )
            for n in range(there, count)
        )  # fmt: skip
        Issue.objects.bulk_create(
            Issue(
                paper=paper, ward=filled.ward, sign="BB-HĐ", year=2019, number=paper.subject, issued_on="2019-12-31",
                signer="A", signer_office="B", by=clerk,
            )
            for paper in made[::2]
        )  # fmt: skip
        with CaptureQueriesContext(connection) as of_page:
            waits = client.get(reverse(PAGE)).context
        with CaptureQueriesContext(connection) as of_notices:
            tell_waiting(now=timezone.now() + 2 * SCAN_AFTER)
        return len(of_page), len(of_notices), len(waits["to_register"]) + len(waits["to_scan"])

    asked(3)
    few, many = asked(5), asked(300)
    assert (few[:2], few[2], many[2]) == (many[:2], 7, 302)
    assert Scan.objects.count() == 0
