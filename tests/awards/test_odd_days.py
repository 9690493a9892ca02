"""An appraisal report dated before the hand-in it tells of: told where its date is typed, and before all goes on."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from awards.domain.onward import days
from awards.domain.onward.returning import Item
from awards.domain.onward.steps import Way
from awards.domain.papers import issuing
from awards.models import Dossier, Forwarding, Issue, Paper
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.awards.province import corrected, send_back
from tests.wards.library import as_
from wards.models import Assessment, Officer

TODAY = timezone.localdate()
EARLY = TODAY - dt.timedelta(days=3)


def odd(dossier: Dossier, head: Officer) -> list[str]:
    return days.contradictions(Way(get_dossier(head, dossier.pk)))


def redate(assessment: Assessment, kind: str, day: dt.date) -> None:
    newest = Paper.objects.filter(assessment=assessment, kind=kind).order_by("-revision").first()
    with connection.cursor() as cursor:  # what is registered does not change by itself
        cursor.execute("SET LOCAL session_replication_role = replica")
        Issue.objects.filter(paper=newest).update(issued_on=day)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def again(
    sent: Forwarding, first: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> Dossier:  # fmt: skip
    """Returned, corrected, handed in and reported on anew."""
    corrected(sent, first, official=official, leader=leader, reviewer=reviewer, head=head, province=province)
    road.paper("appraisal", by=reviewer, assessment=Assessment.objects.get(pk=first.pk))
    return Dossier.objects.get(pk=sent.dossier_id)


def test_report_before_its_hand_in_is_told_at_the_first_sending(
    dossier: Dossier, first: Assessment, head: Officer
) -> None:
    assert odd(dossier, head) == []

    redate(first, "appraisal", EARLY)
    redate(first, "proposal", EARLY)

    assert odd(dossier, head) == [
        f"Phường Điện Biên: Báo cáo thẩm định ghi ngày {EARLY:%d/%m/%Y}, trong khi nội dung nêu lần nộp ngày "
        f"{TODAY:%d/%m/%Y}."
    ]


def test_report_before_its_hand_in_is_told_at_a_later_sending(again: Dossier, first: Assessment, head: Officer) -> None:
    assert odd(again, head) == []

    redate(first, "appraisal", EARLY)

    told = odd(again, head)
    assert [sentence.split(", ", 1)[1] for sentence in told] == [
        f"trong khi nội dung nêu lần nộp ngày {TODAY:%d/%m/%Y}.", f"sau Báo cáo thẩm định ngày {EARLY:%d/%m/%Y}.",
    ]  # fmt: skip
    page = as_(head).get(reverse("awards:dossier", args=[again.pk])).content.decode()
    assert all(sentence in page for sentence in told)


def test_report_left_as_it_was_does_not_contradict_a_ward_paper_signed_anew(
    sent: Forwarding, first: Assessment, province: Officer, head: Officer
) -> None:
    redate(first, "proposal", TODAY + dt.timedelta(days=1))
    proposal = Paper.objects.get(assessment=first, kind="proposal")
    send_back(sent, Item("ward", "Sai trích yếu", paper=proposal), by=province)

    assert odd(Dossier.objects.get(pk=sent.dossier_id), head) == []


def test_date_before_the_hand_in_is_told_beside_its_field_and_once_registered(
    first: Assessment, reviewer: Officer
) -> None:
    report = road.paper("appraisal", by=reviewer, assessment=first)
    issue = report.issues.get()
    number = {"number": "9", "signer": issue.signer, "signer_office": issue.signer_office}
    client, here = as_(reviewer), reverse("awards:paper_register", args=[report.pk])
    issuing.cancel(issue=issue, reason="nhầm", by=reviewer)

    assert client.get(here).context["form"].fields["issued_on"].help_text == (
        f"Báo cáo nêu lần nộp hồ sơ ngày {TODAY:%d/%m/%Y} của phường: không ghi ngày sớm hơn ngày đó."
    )
    assert client.post(here, {**number, "issued_on": f"{EARLY:%d/%m/%Y}"}).status_code == 303
    answer = client.get(reverse("awards:papers", args=[first.pk]))

    warned = (
        f"Ngày {EARLY:%d/%m/%Y} sớm hơn ngày {TODAY:%d/%m/%Y} là ngày phường nộp hồ sơ mà báo cáo này nêu. "
        "Đề nghị kiểm tra lại."
    )
    assert warned in [str(message) for message in answer.context["messages"]]
