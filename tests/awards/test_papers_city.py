"""The city's papers: the appraisal report of a ward, minutes of its council, one proposal for several wards."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.domain.facts import NotAllowed
from awards.domain.papers import drawing, issuing
from awards.models import Binder, Dossier, Forwarding, Paper
from tests import factories
from tests.awards import dossiers, signing
from wards.domain.appraisal import review
from wards.domain.sheet import scoring
from wards.models import Assessment, Office, Officer, Period, Ward


@pytest.fixture
def appraised(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> Assessment:
    dossiers.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    return Assessment.objects.select_related("ward__office", "period__criteria_set").get(pk=assessment.pk)


@pytest.fixture
def dossier(appraised: Assessment, office: Office, other_ward: Ward, period: Period, head: Officer) -> Dossier:
    other = dossiers.another(period, other_ward)
    scoring.recompute(assessments=[other.pk])
    return dossiers.begun(office, appraised, other, by=head)


def states(place: Dossier) -> dict[str, tuple[bool, bool, bool]]:
    return {row.kind: (row.paper is not None, row.needed, row.is_outdated) for row in issuing.standing(place)}


def test_reports_of_the_appraisal_are_the_heads(appraised: Assessment, head: Officer, reviewer: Officer) -> None:
    with pytest.raises(NotAllowed):
        drawing.finalise(place=appraised, by=reviewer, only=[("appraisal", 0)])

    (report,) = signing.draw(drawing.finalise(place=appraised, by=head, only=[("appraisal", 0)]))
    issue = signing.registered(report, by=reviewer)

    assert (report.is_final, issue.ward, issue.office) == (True, None, appraised.ward.office)
    assert str(issue).startswith("01/BC-")


def test_report_is_outdated_by_a_later_verdict(appraised: Assessment, head: Officer, reviewer: Officer) -> None:
    signing.draw(drawing.finalise(place=appraised, by=head, only=[("appraisal", 0)]))
    review.reopen(assessment=appraised, reason="Xem lại", by=head)
    line = appraised.entries.get(indicator__code="5.2")
    last = line.verdicts.latest("pk")
    review.judge(
        entry=line, kind="adjusted", reason="Theo báo cáo", figure={"met": 6, "of": 8}, seen=last.pk, by=reviewer
    )
    review.complete(assessment=appraised, by=head)
    scoring.recompute(assessments=[appraised.pk])
    appraised.refresh_from_db()

    row = next(row for row in issuing.standing(appraised) if row.kind == "appraisal")

    assert row.is_outdated


def test_citys_papers_wait_for_the_meeting(dossier: Dossier, head: Officer) -> None:
    with pytest.raises(ValidationError, match="phiên họp chưa được chốt"):
        drawing.request_drafts(place=dossier, by=head, only=[("city_council", 0)])
    assert [p.kind for p in drawing.request_drafts(place=dossier, by=head)] == ["city_proposal"]
    with pytest.raises(ValidationError, match="chốt phiên họp trước"):
        drawing.finalise(place=dossier, by=head, only=[("city_proposal", 0)])

    dossiers.met(dossier, by=head)
    dossier.refresh_from_db()
    found = drawing.finalise(place=dossier, by=head)

    assert [p.kind for p in found] == ["city_proposal", "city_council"]
    assert states(dossier) == {"city_proposal": (True, True, False), "city_council": (True, True, False)}


def test_reviewer_registers_and_scans_what_the_head_settled(
    dossier: Dossier, head: Officer, reviewer: Officer, official: Officer
) -> None:
    dossiers.met(dossier, by=head)
    dossier.refresh_from_db()
    with pytest.raises(NotAllowed):
        drawing.finalise(place=dossier, by=reviewer)
    found = signing.draw(drawing.finalise(place=dossier, by=head))
    with pytest.raises(NotAllowed):
        signing.registered(found[0], by=official)

    for paper in found:
        signing.scanned(paper, by=reviewer)

    assert [row.is_complete for row in issuing.standing(dossier)] == [True, True]
    assert [str(row.issue) for row in issuing.standing(dossier)] == ["01/TTr-UBND", "01/BB-HĐTĐKT"]


def test_taking_a_ward_out_outdates_the_proposal(dossier: Dossier, head: Officer, appraised: Assessment) -> None:
    dossiers.met(dossier, by=head)
    dossier.refresh_from_db()
    signing.draw(drawing.finalise(place=dossier, by=head))

    dossier.wards.exclude(assessment=appraised).delete()

    assert states(Dossier.objects.get(pk=dossier.pk))["city_proposal"][2]


@pytest.mark.parametrize(
    ("role", "status"),
    [("reviewer", 200), ("head", 200), ("leader", 404), ("other_reviewer", 404), ("province", 404), ("admin", 404)],
)
def test_page_is_the_offices(
    role: str, status: int, client: Client, dossier: Dossier, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("awards:dossier_papers", args=[dossier.pk])).status_code == status


def test_province_reads_what_was_settled_when_it_was_sent(
    client: Client, dossier: Dossier, head: Officer, province: Officer
) -> None:
    dossiers.met(dossier, by=head)
    dossier.refresh_from_db()
    draft = signing.draw(drawing.request_drafts(place=dossier, by=head, only=[("city_proposal", 0)]))[0]
    final = signing.draw(drawing.finalise(place=dossier, by=head, only=[("city_proposal", 0)]))[0]
    client.force_login(province)

    def opened() -> list[int]:
        found = [client.get(reverse("awards:paper_file", args=[paper.pk])) for paper in (draft, final)]
        for answer in found:
            if answer.streaming:
                b"".join(answer.streaming_content)
        return [answer.status_code for answer in found]

    assert opened() == [404, 404]
    volume = Binder.objects.create(
        dossier=dossier, revision=1, plan="{}", digest="b" * 64, code="2222-2222-2222", requested_by=head
    )
    Forwarding.objects.create(dossier=dossier, revision=1, binder=volume, text="{}", by=head)
    assert opened() == [404, 200]


def test_page_asks_as_often_for_thirty_wards_as_for_two(
    client: Client, dossier: Dossier, office: Office, period: Period, head: Officer
) -> None:
    client.force_login(head)
    drawing.request_drafts(place=dossier, by=head)
    Paper.objects.update(state="failed", failure="x")  # nothing is drawn: the page works out what is outdated
    few = _asked(client, dossier)
    more = [dossiers.another(period, factories.WardFactory(office=office)) for _ in range(28)]
    scoring.recompute(assessments=[found.pk for found in more])
    for position, found in enumerate(more, 3):
        dossier.wards.create(assessment=found, position=position)

    assert _asked(client, dossier) == few


def _asked(client: Client, dossier: Dossier) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("awards:dossier_papers", args=[dossier.pk])).status_code == 200
    return len(queries)
