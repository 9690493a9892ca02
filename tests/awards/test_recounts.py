"""Who came and who does not vote: said before the count; changed after it, the count is void."""

import pytest
from django.core.exceptions import ValidationError

from awards.domain.councils import meetings, membership, voided
from awards.models import Council, Count, Meeting
from tests.awards import sittings
from tests.awards.sittings import only, problems
from wards.models import Assessment, Officer


def test_votes_counted_before_somebody_was_marked_absent_are_void(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    sittings.absent(meeting, 1, by=official)

    assert membership.standing(only(meeting)).state == "none"
    assert voided.to_count_again(meeting) == 1
    assert problems(meeting) == ["Phường Điện Biên: chưa nhập kết quả biểu quyết."]
    assert sittings.counted(only(meeting), (8, 0, 0), official).state == "one"
    assert sittings.counted(only(meeting), (8, 0, 0), leader).votes == (8, 0, 0)
    assert (voided.to_count_again(meeting), Count.objects.count()) == (0, 4)


def test_other_person_absent_instead_voids_the_counts_too(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.absent(meeting, 1, by=official)
    sittings.counted(only(meeting), (8, 0, 0), official, leader)
    other = meeting.council.members.all()[3]
    now = meetings.fingerprint(meeting)
    meetings.attend(meeting=meeting, absent={other.pk: "ốm"}, seen=now, by=leader)

    assert membership.standing(only(meeting)).state == "none"


def test_reason_corrected_leaves_the_counts(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.absent(meeting, 1, by=official)
    sittings.counted(only(meeting), (8, 0, 0), official, leader)
    away, now = meeting.council.members.all()[1], meetings.fingerprint(meeting)
    meetings.attend(meeting=meeting, absent={away.pk: "ốm"}, seen=now, by=leader)

    assert membership.standing(only(meeting)).votes == (8, 0, 0)


def test_recusal_said_later_voids_the_count_of_that_ward(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    member, now = meeting.council.members.all()[2], meetings.fingerprint(meeting)
    meetings.recuse(ballot=only(meeting), recused={member.pk: "là người nhà"}, seen=now, by=official)

    assert membership.standing(only(meeting)).state == "none"


def test_member_who_was_absent_is_not_said_to_be_recused(meeting: Meeting, official: Officer) -> None:
    sittings.absent(meeting, 1, by=official)
    away, now = meeting.council.members.all()[1], meetings.fingerprint(meeting)
    with pytest.raises(ValidationError, match="vắng mặt"):
        meetings.recuse(ballot=only(meeting), recused={away.pk: "là người nhà"}, seen=now, by=official)

    other = meeting.council.members.all()[2]
    meetings.recuse(ballot=only(meeting), recused={other.pk: "là người nhà"}, seen=now, by=official)
    absent = {away.pk: "đi công tác", other.pk: "ốm"}
    meetings.attend(meeting=meeting, absent=absent, seen=meetings.fingerprint(meeting), by=official)
    facts = membership.meeting_facts(meeting)
    assert (len(facts["absent"]), facts["ballots"][0]["recused"], facts["ballots"][0]["voters"]) == (2, [], 7)


def test_meeting_is_not_closed_before_somebody_said_who_came(
    council: Council, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    said = sittings.text(council)
    meeting = meetings.begin(council=council, assessments=[assessment.pk], by=official, **said)
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    assert problems(meeting) == ["Chưa điểm danh."]

    meetings.attend(meeting=meeting, absent={}, seen="", by=leader)

    meeting.refresh_from_db()
    assert (problems(meeting), meeting.attended_by) == ([], leader)
    assert membership.standing(only(meeting)).votes == (9, 0, 0)
