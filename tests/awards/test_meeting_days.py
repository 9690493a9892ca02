"""The order of work in days: the appraisal report, the council that hears it, the papers that tell of its meeting."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.domain.councils import membership
from awards.domain.councils.hints import hints
from awards.domain.papers import issuing
from awards.models import Issue, Meeting, Paper
from awards.queries import councils as stored
from tests import factories
from tests.awards import dossiers, signing, sittings
from tests.wards.library import as_
from wards.models import Assessment, Office, Officer, Period


@pytest.fixture
def settled(filled: Assessment, leader: Officer) -> dict[str, Paper]:
    """A ward's papers of a meeting held some hours ago."""
    signing.voted(filled, by=leader)
    return signing.settled(filled, by=leader)


def enter(paper: Paper, *, day: dt.date, by: Officer) -> Issue:
    return issuing.register(
        paper=paper, number=7, issued_on=day, signer="Nguyễn Văn A", signer_office="CHỦ TỊCH", by=by
    )


@pytest.mark.parametrize("kind", ["council", "proposal"])
def test_paper_that_tells_of_a_meeting_is_not_dated_before_it(
    kind: str, settled: dict[str, Paper], clerk: Officer
) -> None:
    day = timezone.localdate(Meeting.objects.get().held_at)

    with pytest.raises(ValidationError) as refused:
        enter(settled[kind], day=day - dt.timedelta(days=1), by=clerk)

    told = f"Văn bản nêu phiên họp Hội đồng ngày {day:%d/%m/%Y} nên không thể ghi ngày sớm hơn."
    assert refused.value.message_dict == {"issued_on": [told]}
    assert enter(settled[kind], day=day, by=clerk).issued_on == day


def test_report_the_council_heard_may_be_older_than_its_meeting(settled: dict[str, Paper], clerk: Officer) -> None:
    day = timezone.localdate() - dt.timedelta(days=20)

    assert enter(settled["report"], day=day, by=clerk).issued_on == day


@pytest.fixture
def city(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> Meeting:
    """The city's council is to vote on an appraised ward; its meeting was the day before yesterday."""
    dossiers.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    of = membership.set_up(place=office, seats=sittings.seats(), by=head, seen=None, **sittings.DECISION)
    held = timezone.now() - dt.timedelta(days=2)
    return sittings.begun(of, assessment, by=head, held_at=held, vote="open")


def told(meeting: Meeting) -> list[str]:
    return hints(stored.whole().get(pk=meeting.pk))


def test_city_meeting_is_told_which_reports_it_could_not_have_heard(
    city: Meeting, assessment: Assessment, head: Officer
) -> None:
    assert told(city) == [
        "Phường Điện Biên: Báo cáo thẩm định chưa vào sổ. Hội đồng nghe Báo cáo thẩm định rồi mới biểu quyết."
    ]
    page = as_(head).get(reverse("awards:meeting_close", args=[city.pk])).content.decode()
    assert "Báo cáo thẩm định chưa vào sổ" in page

    report = dossiers.paper("appraisal", by=head, assessment=assessment).issues.get()
    held, today = timezone.localdate(city.held_at), timezone.localdate()
    assert told(city) == [
        f"Phường Điện Biên: Báo cáo thẩm định ghi ngày {report.issued_on:%d/%m/%Y}, sau ngày họp {held:%d/%m/%Y}. "
        "Đề nghị kiểm tra lại hai ngày này."
    ]
    Meeting.objects.filter(pk=city.pk).update(held_at=timezone.now())
    assert (told(city), report.issued_on) == ([], today)


def test_city_council_votes_on_no_ward_whose_appraisal_is_not_completed(
    assessment: Assessment, office: Office, head: Officer
) -> None:
    of = membership.set_up(place=office, seats=sittings.seats(), by=head, seen=None, **sittings.DECISION)
    for state in ("drafting", "handed_in", "under_review", "to_complete"):
        Assessment.objects.filter(pk=assessment.pk).update(state=state)
        with pytest.raises(ValidationError):
            sittings.begun(of, assessment, by=head)


def test_city_meeting_closed_leads_to_its_dossier(
    city: Meeting, office: Office, head: Officer, reviewer: Officer
) -> None:
    sittings.counted(sittings.only(city), (9, 0, 0), reviewer)
    sittings.close(city, by=head)
    address = reverse("awards:meeting", args=[city.pk])
    assert (
        f'href="{reverse("awards:dossiers")}">Gắn phiên họp vào hồ sơ trình' in as_(head).get(address).content.decode()
    )

    dossier = dossiers.begun(office, sittings.only(city).assessment, by=head)
    dossier.meeting = city
    dossier.save()
    assert reverse("awards:dossier_papers", args=[dossier.pk]) in as_(head).get(address).content.decode()


def test_city_meeting_of_many_wards_asks_the_database_as_often_as_of_few(
    office: Office, head: Officer, reviewer: Officer, period: Period
) -> None:
    of = membership.set_up(place=office, seats=sittings.seats(), by=head, seen=None, **sittings.DECISION)
    asked = []
    for many in (3, 300):
        codes = [str(10000 + 300 * (many == 300) + n) for n in range(many)]
        wards = [factories.WardFactory(code=code, name=f"Phường {code}", office=office) for code in codes]
        rows = Assessment.objects.bulk_create(Assessment(ward=ward, period=period, state="reviewed") for ward in wards)
        meeting = sittings.begun(of, *rows, by=head, vote="open", place=f"Phòng {many}")
        client = as_(head)
        for name in ("meeting", "meeting_close"):
            client.get(reverse(f"awards:{name}", args=[meeting.pk]))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(f"awards:{name}", args=[meeting.pk])).status_code == 200
            asked.append(len(queries))

    assert asked[:2] == asked[2:]
