"""Meetings: written down with who came and what is voted on."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from awards.domain.councils import meetings, membership
from awards.models import Attendance, Ballot, Council, Meeting
from tests.awards import sittings
from wards.models import Assessment, Office, Officer, State, Ward


def test_meeting_copies_the_rules_it_began_with(
    meeting: Meeting, office: Office, head: Officer, reviewer: Officer
) -> None:
    sittings.ruled(office, value=Decimal(80), by=head, second=reviewer)

    meeting.refresh_from_db()
    assert (meeting.share, meeting.share_confidence) == (Decimal(70), "verbatim")
    assert meeting.share_citation.startswith("Thủ tục hành chính 9387")
    assert (meeting.quorum, meeting.quorum_confidence) == (Decimal(70), "provisional")


def test_next_meeting_follows_the_recorded_rule(
    council: Council, assessment: Assessment, office: Office, head: Officer, reviewer: Officer, official: Officer
) -> None:
    sittings.ruled(office, value=Decimal("66.67"), confidence="reported", by=head, second=reviewer)

    begun = sittings.begun(council, assessment, by=official)

    assert (begun.share, begun.share_citation, begun.share_confidence) == (Decimal("66.67"), "Quy chế mới", "reported")


def test_meeting_sent_twice_is_written_once(council: Council, assessment: Assessment, official: Officer) -> None:
    assert sittings.begun(council, assessment, by=official) == sittings.begun(council, assessment, by=official)
    assert (Meeting.objects.count(), Attendance.objects.count(), Ballot.objects.count()) == (1, 9, 1)


@pytest.mark.parametrize("state", [State.HANDED_IN, State.UNDER_REVIEW, State.REVIEWED, State.FORWARDED, State.CLOSED])
def test_wards_council_votes_only_while_the_ward_writes(
    state: str, council: Council, assessment: Assessment, official: Officer
) -> None:
    sittings.handed_in(assessment, state, by=official)

    with pytest.raises(ValidationError) as refused:
        sittings.begun(council, assessment, by=official)

    assert refused.value.message_dict == {"assessments": ["Đề nghị chọn nội dung Hội đồng biểu quyết."]}


@pytest.mark.parametrize(
    ("state", "may"),
    [(State.HANDED_IN, True), (State.UNDER_REVIEW, True), (State.REVIEWED, True),
     (State.FORWARDED, False), (State.CLOSED, False)],
)  # fmt: skip
def test_wards_council_votes_afterwards_while_the_ward_owes_its_papers(
    state: str, may: bool, council: Council, assessment: Assessment, official: Officer
) -> None:
    sittings.handed_in(assessment, state, by=official, with_papers=False)

    if may:
        assert sittings.begun(council, assessment, by=official).ballots.get().assessment == assessment
    else:
        with pytest.raises(ValidationError) as refused:
            sittings.begun(council, assessment, by=official)
        assert refused.value.message_dict == {"assessments": ["Đề nghị chọn nội dung Hội đồng biểu quyết."]}


def test_council_never_votes_on_another_ward(
    council: Council, other_ward: Ward, assessment: Assessment, official: Officer
) -> None:
    strange = Assessment.objects.create(ward=other_ward, period=assessment.period)

    with pytest.raises(ValidationError):
        sittings.begun(council, strange, by=official)


def test_citys_council_votes_on_several_appraised_wards(
    office: Office, assessment: Assessment, other_ward: Ward, reviewer: Officer
) -> None:
    beside = Assessment.objects.create(ward=other_ward, period=assessment.period)
    council = sittings.council(office, by=reviewer)
    with pytest.raises(ValidationError):
        sittings.begun(council, assessment, beside, by=reviewer)
    Assessment.objects.update(state=State.REVIEWED)

    meeting = sittings.begun(council, assessment, beside, by=reviewer)

    assert [ballot.assessment for ballot in meeting.ballots.all()] == [assessment, beside]
    assert meeting.share_confidence == "provisional"


def test_ward_taken_out_of_a_meeting_only_before_it_was_counted(
    office: Office, assessment: Assessment, other_ward: Ward, reviewer: Officer
) -> None:
    beside = Assessment.objects.create(ward=other_ward, period=assessment.period)
    Assessment.objects.update(state=State.REVIEWED)
    meeting = sittings.begun(sittings.council(office, by=reviewer), assessment, beside, by=reviewer)
    sittings.counted(meeting.ballots.get(assessment=assessment), (9, 0, 0), reviewer)

    meetings.choose(meeting=meeting, assessments=[assessment.pk], by=reviewer)
    with pytest.raises(ValidationError) as refused:
        meetings.choose(meeting=meeting, assessments=[beside.pk], by=reviewer)

    assert refused.value.message_dict == {"assessments": ["Phường đã có kết quả thì không bỏ ra khỏi phiên họp được."]}
    assert [ballot.assessment for ballot in meeting.ballots.all()] == [assessment]


def test_two_people_writing_are_asked(meeting: Meeting, council: Council, official: Officer, leader: Officer) -> None:
    meetings.rewrite(meeting=meeting, seen=1, by=leader, **sittings.text(council, place="Hội trường"))

    with pytest.raises(membership.Rewritten) as conflict:
        meetings.rewrite(meeting=meeting, seen=1, by=official, **sittings.text(council, place="Phòng họp số 2"))

    assert (conflict.value.current.place, conflict.value.current.version) == ("Hội trường", 2)


def test_absence_needs_its_reason(meeting: Meeting, official: Officer) -> None:
    member = meeting.council.members.all()[3]
    seen = meetings.fingerprint(meeting)

    with pytest.raises(ValidationError) as refused:
        meetings.attend(meeting=meeting, absent={member.pk: " "}, seen=seen, by=official)

    assert refused.value.message_dict == {str(member.pk): ["Phạm Văn Dũng: đề nghị ghi lý do vắng mặt."]}


def test_attendance_somebody_else_changed_is_asked_back(meeting: Meeting, official: Officer, leader: Officer) -> None:
    seen = meetings.fingerprint(meeting)
    sittings.absent(meeting, 1, by=leader)

    with pytest.raises(membership.Rewritten):
        meetings.attend(meeting=meeting, absent={}, seen=seen, by=official)

    assert meeting.attendances.filter(present=False).count() == 1
