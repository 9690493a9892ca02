"""What a vote was taken on: it goes with the count, is compared until the paper goes, and somebody answers for it."""

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from awards.domain.councils import closing
from awards.domain.facts import NotAllowed
from awards.domain.onward import dossiers, sealed, sending
from awards.domain.onward.steps import Way
from awards.domain.papers import drawing, keeping
from awards.domain.papers.handing_in import for_hand_in
from awards.domain.papers.moved import that_moved
from awards.domain.papers.present import Present
from awards.domain.writing.kept_votes import changed_votes
from awards.models import Ballot, Council, Count, Dossier, KeptVote, Meeting
from awards.queries import councils as stored
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.awards import sittings
from tests.awards.sittings import only
from tests.awards.test_kept_votes import appraise_anew
from tests.wards.library import as_, text
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Office, Officer

REASON = "Số liệu mới vẫn đủ điều kiện đề nghị; các thành viên Hội đồng đã được thông báo"
TOLD = "chỉ tiêu 5.2 từ 7/8 (87,5%) thành 1/8 (12,5%)"


def lowered(assessment: Assessment, *, by: Officer) -> None:
    """The ward's 5.2 is 1/8, no longer 7/8."""
    line = assessment.entries.get(indicator__code="5.2")
    assessments.record(entry=line, figure={"met": 1, "of": 8}, seen=line.version, by=by)
    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()


def whole(meeting: Meeting) -> Meeting:
    return stored.whole().get(pk=meeting.pk)


def result(basis: str, code: str = "5.2") -> list[str]:
    return [line["result"] for line in json.loads(basis)["lines"] if line["code"] == code]


@pytest.fixture
def city(first: Assessment, office: Office, reviewer: Officer, head: Officer) -> Meeting:
    """The city's council, its votes on the first ward counted 9/0/0; the appraisal changed after that."""
    meeting = sittings.begun(sittings.council(office, by=head), first, by=reviewer)
    sittings.counted(only(meeting), (9, 0, 0), reviewer, head)
    appraise_anew(first, reviewer=reviewer, head=head)
    return meeting


@pytest.fixture
def voted(filled: Assessment, council: Council, official: Officer, leader: Officer) -> Assessment:
    """The ward's council voted, and its meeting is closed; 5.2 changed after that."""
    filled.period.needs_papers = True
    filled.period.save()
    sittings.closed(council, filled, by=leader, second=official)
    assert result(Ballot.objects.get().basis) == ["7/8 (87,5%)"]
    lowered(filled, by=official)
    return filled


# Between the count and the close --------------------------------------------------------------------------------------


def test_vote_is_on_what_stood_when_it_was_counted(city: Meeting, head: Officer) -> None:
    assert result(only(city).basis) == ["7/8 (87,5%)"]
    assert [TOLD in one.what for one in closing.changed(whole(city))] == [True]
    with pytest.raises(ValidationError) as refused:
        sittings.close(city, by=head)
    assert list(refused.value.message_dict) == [f"kept-{only(city).pk}"]
    for name, of in (("meeting", city.pk), ("meeting_close", city.pk), ("ballot", only(city).pk)):
        assert TOLD in text(as_(head).get(reverse(f"awards:{name}", args=[of]))), name
    assert not Meeting.objects.get().is_closed


def test_count_on_other_figures_voids_the_earlier(city: Meeting, reviewer: Officer, head: Officer) -> None:
    stands = sittings.counted(only(city), (9, 0, 0), reviewer)

    assert (stands.state, stands.rounds, Count.objects.count()) == ("one", 0, 3)
    assert result(only(city).basis) == ["1/8 (12,5%)"]
    sittings.counted(only(city), (9, 0, 0), head)
    assert sittings.close(city, by=head).is_closed
    assert not KeptVote.objects.exists()


def test_vote_closed_with_a_reason_is_told_in_the_dossier(
    city: Meeting, first: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    client, url = as_(head), reverse("awards:meeting_close", args=[city.pk])
    seen = client.get(url).context["seen"]
    refused = client.post(url, {"seen": seen, f"kept-{only(city).pk}": " "})
    assert refused.status_code == 422
    assert TOLD in text(refused)
    assert client.post(url, {"seen": seen, f"kept-{only(city).pk}": REASON}).status_code == 303
    kept = KeptVote.objects.get()
    assert (kept.dossier, kept.ballot, kept.reason, kept.by) == (None, only(city), REASON, head)
    assert result(only(city).basis) == ["7/8 (87,5%)"]

    dossier = road.begun(office, first, by=reviewer)
    city.refresh_from_db()
    dossiers.attach_meeting(dossier=dossier, meeting=city, by=head)
    found = Dossier.objects.get(pk=dossier.pk)

    assert changed_votes(found, [first])[first.pk].kept == kept
    assert [REASON in note for note in json.loads(Present(found).says(("city_proposal", 0)))["notes"]] == [True]
    assert (list(sealed.unproven_forwardings()), list(closing.unproven_meetings())) == ([], [])


def test_figures_changed_while_the_closing_page_was_read_are_read_again(
    city: Meeting, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    client, url = as_(head), reverse("awards:meeting_close", args=[city.pk])
    seen = client.get(url).context["seen"]
    appraise_anew(first, reviewer=reviewer, head=head, met=2)

    assert client.post(url, {"seen": seen, f"kept-{only(city).pk}": REASON}).status_code == 409
    assert not Meeting.objects.get().is_closed


def test_votes_of_an_earlier_version_are_counted_again(city: Meeting, reviewer: Officer, head: Officer) -> None:
    Ballot.objects.update(basis="")

    assert sittings.problems(city) == [
        "Phường Điện Biên: chưa lưu số liệu tại thời điểm kiểm phiếu; đề nghị kiểm phiếu lại."
    ]
    sittings.counted(only(city), (9, 0, 0), reviewer, head)
    assert sittings.problems(city) == []


# A ward's own council -------------------------------------------------------------------------------------------------


def test_ward_changing_its_figures_after_the_vote_is_told_before_the_hand_in(
    voted: Assessment, official: Officer, leader: Officer
) -> None:
    (said, address) = for_hand_in(voted)["lacks"][0]

    assert said.startswith("Số liệu đã thay đổi sau khi Hội đồng của phường biểu quyết: ")
    assert TOLD in said
    assert address == reverse("awards:ward_keep_vote", args=[voted.pk])
    for person in (official, leader):
        assert TOLD in text(as_(person).get(reverse("awards:papers", args=[voted.pk])))
    with pytest.raises(ValidationError, match="Số liệu đã thay đổi sau khi Hội đồng biểu quyết"):
        drawing.finalise(place=voted, by=leader, only=[("proposal", 0)])


def test_leader_answers_for_the_vote_and_the_proposal_prints_it(voted: Assessment, leader: Officer) -> None:
    client, url = as_(leader), reverse("awards:ward_keep_vote", args=[voted.pk])
    page = client.get(url)
    seen = page.context["form"]["seen"].value()
    assert "7/8 (87,5%)" in text(page)
    assert client.post(url, {"seen": seen, "reason": " "}).status_code == 422
    assert client.post(url, {"seen": "", "reason": REASON}).status_code == 409
    assert client.post(url, {"seen": seen, "reason": REASON}).status_code == 303

    kept = KeptVote.objects.get()
    results = json.loads(Present(voted).says(("proposal", 0), final=True))["results"]
    assert (kept.dossier, kept.reason, kept.by) == (None, REASON, leader)
    assert (TOLD in results[-1], results[-1].endswith(f"Lý do giữ nguyên kết quả biểu quyết: {REASON}.")) == (
        True,
        True,
    )
    assert Present(voted).unanswered is None
    assert [said for said, _where in for_hand_in(voted)["lacks"] if "biểu quyết" in said] == []
    assert REASON in text(client.get(reverse("awards:papers", args=[voted.pk])))
    assert [paper.kind for paper in drawing.finalise(place=voted, by=leader, only=[("proposal", 0)])] == ["proposal"]
    assert list(sealed.unproven_forwardings()) == []


def test_figures_changed_once_more_are_asked_again(voted: Assessment, official: Officer, leader: Officer) -> None:
    seen = Present(voted).changed.seen
    keeping.keep_vote(assessment=voted, reason=REASON, seen=seen, by=leader)
    line = voted.entries.get(indicator__code="5.2")
    assessments.record(entry=line, figure={"met": 2, "of": 8}, seen=line.version, by=official)
    scoring.recompute(assessments=[voted.pk])
    voted.refresh_from_db()

    assert Present(voted).unanswered is not None
    with pytest.raises(ValidationError):
        keeping.keep_vote(assessment=voted, reason=REASON, seen=seen, by=leader)


def test_council_voting_again_needs_no_reason(
    voted: Assessment, council: Council, official: Officer, leader: Officer
) -> None:
    sittings.closed(council, voted, by=leader, second=official, place="Hội trường")

    assert Present(voted).changed is None
    minutes = json.loads(Present(voted).says(("council", Present(voted).ballot.meeting_id), final=True))
    assert (minutes["ballots"][0]["own_figures"], minutes["ballots"][0]["basis"]) == (True, "3/8 tiêu chí, 33,67 điểm")


@pytest.mark.parametrize("person", ["official", "clerk", "head", "province"])
def test_only_the_leader_answers_for_the_vote_of_the_ward(
    person: str, voted: Assessment, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(person)
    with pytest.raises(NotAllowed):
        keeping.keep_vote(assessment=voted, reason=REASON, seen=Present(voted).changed.seen, by=by)


def test_closed_vote_of_an_earlier_version_is_said_nothing_of(
    filled: Assessment, official: Officer, leader: Officer
) -> None:
    road.ward_papers(filled, by=leader)  # by rows: what was voted on was not kept
    before = json.loads(Present(filled).says(("proposal", 0), final=True))["results"]
    lowered(filled, by=official)

    assert Present(filled).changed is None
    assert len(json.loads(Present(filled).says(("proposal", 0), final=True))["results"]) == len(before) == 2


# The newest vote of the city's council decides ------------------------------------------------------------------------


def test_later_vote_of_the_council_stops_the_dossier_until_it_is_attached(
    dossier: Dossier, first: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    named = [row.assessment for row in get_dossier(head, dossier.pk).wards.all()]
    now = timezone.now() - dt.timedelta(seconds=1)
    again = sittings.begun(Council.objects.get(office=office), *named, by=reviewer, held_at=now)
    for ballot in again.ballots.all():
        sittings.counted(ballot, (2, 7, 0) if ballot.assessment_id == first.pk else (9, 0, 0), reviewer, head)
    refused = again.ballots.get(assessment=first)
    assert Way(get_dossier(head, dossier.pk)).missing == []  # not closed yet: it decides nothing
    again = sittings.close(again, by=head, below={refused.pk: closing.Below(False, "Hội đồng không đề nghị")})

    told = [lack.text for lack in Way(get_dossier(head, dossier.pk)).missing if "biểu quyết lại" in lack.text]
    assert (len(told), "Phường Điện Biên: Hội đồng đã biểu quyết lại" in told[0]) == (2, True)
    assert "2 tán thành, 7 không tán thành" in told[0]
    assert told[0] in text(as_(head).get(reverse("awards:dossier", args=[dossier.pk])))
    with pytest.raises(sending.Lacking):
        sending.forward(dossier=dossier, by=head)

    dossiers.attach_meeting(dossier=dossier, meeting=again, by=head)
    told = [lack.text for lack in Way(get_dossier(head, dossier.pk)).missing if "Hội đồng" in lack.text]
    assert [said for said in told if "biểu quyết lại" in said] == []
    assert [said for said in told if "không đề nghị" in said] == told[:1]


def test_reason_given_after_the_hand_in_is_read_in_the_dossier(
    dossier: Dossier, first: Assessment, leader: Officer
) -> None:
    assert that_moved([first], first.period) == []
    ballot = Ballot.objects.get(assessment=first, meeting__council__ward__isnull=False)
    KeptVote.objects.create(ballot=ballot, basis="{}", reason=REASON, by=leader)

    assert that_moved([first], first.period) == [first]
