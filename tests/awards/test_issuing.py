"""The register of a ward: numbers unique per sign and year, wrong lines cancelled, everything in the ledger."""

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.domain.facts import NotAllowed
from awards.domain.papers import drawing, issuing
from awards.domain.papers.ledger_texts import unproven_papers
from awards.domain.writing import texts
from awards.models import Issue, Paper
from tests.awards import signing
from wards.models import Assessment, Officer

TODAY = timezone.localdate


@pytest.fixture
def settled(filled: Assessment, leader: Officer) -> dict[str, Paper]:
    signing.voted(filled, by=leader)
    return signing.settled(filled, by=leader)


def register(paper: Paper, *, by: Officer, **fields: object) -> Issue:
    values = {"number": 15, "issued_on": TODAY(), "signer": "Nguyễn Văn A", "signer_office": "Chủ tịch"}
    return issuing.register(paper=paper, by=by, **{**values, **fields})


def test_signs_come_from_the_papers(settled: dict[str, Paper]) -> None:
    signs = {kind: issuing.sign_of(settled[kind]) for kind in signing.NEEDED}

    assert signs == {"proposal": "TTr-UBND", "report": "BC-UBND", "council": "BB-HĐTĐKT"}


def test_whole_road_of_a_wards_papers(filled: Assessment, leader: Officer, clerk: Officer) -> None:
    found = signing.signed(filled, leader=leader, clerk=clerk)

    rows = {row.kind: row for row in issuing.standing(filled)}

    assert sorted(kind for kind, row in rows.items() if row.is_complete) == ["council", "proposal", "report", "summary"]
    assert [kind for kind, row in rows.items() if row.needed] == ["proposal", "report", "council"]
    assert str(rows["proposal"].issue) == "01/TTr-UBND"
    assert rows["report"].scan.match == "code"
    assert found["report"].code
    assert list(unproven_papers()) == []
    call_command("verify_ledger")


def test_number_is_taken_once_and_the_loser_is_told_by_which_paper(
    settled: dict[str, Paper], filled: Assessment, leader: Officer, clerk: Officer
) -> None:
    register(settled["report"], by=clerk)

    assert register(settled["proposal"], by=clerk).number == 15  # another sign has numbers of its own
    issuing.cancel(issue=Issue.objects.get(paper=settled["proposal"]), reason="vào nhầm", by=clerk)
    second = signing.draw(_changed(filled, leader))[0]
    with pytest.raises(ValidationError) as refused:
        register(second, by=clerk)

    assert refused.value.message_dict == {
        "number": [f"Số 15/BC-UBND đã cấp cho Báo cáo thành tích bản 1, ngày {TODAY():%d/%m/%Y}."]
    }
    assert issuing.next_number(second, year=TODAY().year) == 16


def _changed(assessment: Assessment, leader: Officer) -> list[Paper]:
    """The report settled anew, for what it says has changed."""
    texts.write(place=assessment, kind="report", typed={"features": "<p>Phường trung tâm.</p>"}, seen={}, by=leader)
    return drawing.finalise(place=assessment, by=leader, only=[("report", 0)])


def test_database_refuses_a_number_twice(settled: dict[str, Paper], clerk: Officer, leader: Officer) -> None:
    issue = register(settled["report"], by=clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(
            paper=settled["proposal"], ward=issue.ward, sign="BC-UBND", year=issue.year, number=15,
            issued_on=issue.issued_on, signer="A", signer_office="B", by=leader,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["official", "colleague", "reviewer", "stranger"])
def test_only_clerk_and_leader_register(role: str, settled: dict[str, Paper], request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        register(settled["report"], by=request.getfixturevalue(role))


def test_date_in_the_future_is_refused(settled: dict[str, Paper], clerk: Officer) -> None:
    with pytest.raises(ValidationError) as refused:
        register(settled["report"], by=clerk, issued_on=TODAY() + dt.timedelta(days=1))

    assert list(refused.value.message_dict) == ["issued_on"]


def test_draft_and_replaced_version_are_not_registered(
    settled: dict[str, Paper], filled: Assessment, clerk: Officer, leader: Officer
) -> None:
    signing.draw(_changed(filled, leader))

    with pytest.raises(ValidationError, match="đã được thay bằng bản mới"):
        register(settled["report"], by=clerk)
    draft = next(p for p in drawing.request_drafts(place=filled, by=leader, only=[("proposal", 0)]) if not p.is_final)
    with pytest.raises(ValidationError, match="đã chốt để ký"):
        register(signing.draw([draft])[0], by=clerk)


def test_cancelled_number_is_free_again_and_the_line_stays(settled: dict[str, Paper], clerk: Officer) -> None:
    issue = register(settled["report"], by=clerk)
    with pytest.raises(ValidationError):
        issuing.cancel(issue=issue, reason=" ", by=clerk)

    issuing.cancel(issue=issue, reason="Ghi nhầm số", by=clerk)

    again = register(settled["report"], by=clerk)
    assert [(i.number, i.cancel_reason) for i in Issue.objects.order_by("id")] == [(15, "Ghi nhầm số"), (15, "")]
    assert again.paper == settled["report"]
    assert list(unproven_papers()) == []


def test_registration_changed_past_the_pages_is_found(settled: dict[str, Paper], clerk: Officer) -> None:
    issue = register(settled["report"], by=clerk)
    Issue.objects.filter(pk=issue.pk).update(at=timezone.now() - dt.timedelta(days=3))

    assert [found.pk for found in unproven_papers()] == [issue.pk]


def test_form_begins_with_the_next_number_and_the_name_printed(
    settled: dict[str, Paper], leader: Officer, clerk: Officer
) -> None:
    begun = issuing.proposed(settled["report"])
    chair = issuing.proposed(settled["council"])

    assert begun == {"number": 1, "issued_on": TODAY(), "signer": leader.full_name, "signer_office": "Chủ tịch"}
    assert (chair["signer"], chair["signer_office"]) == ("Nguyễn Văn A", "Chủ tịch Hội đồng")


def test_form_of_a_paper_without_a_name_begins_with_who_signed_last(settled: dict[str, Paper], clerk: Officer) -> None:
    paper = settled["proposal"]
    said = json.loads(paper.context)
    del said["heading"]["usual_signer"]  # as papers were before names were printed
    register(paper, by=clerk, signer="Trần Thị B", signer_office="KT. Chủ tịch, Phó Chủ tịch")

    begun = issuing.proposed(Paper(assessment=paper.assessment, kind=paper.kind, context=json.dumps(said)))

    assert (begun["signer"], begun["signer_office"]) == ("Trần Thị B", "KT. Chủ tịch, Phó Chủ tịch")
