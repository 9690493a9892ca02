"""Who came and who does not vote: said before the count; changed after it, the count is void."""

import dataclasses

import pytest
from django.core.exceptions import ValidationError

from awards.domain.councils import meetings, membership, voided, voted_on
from awards.models import Ballot, Council, Count, Meeting
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
    with pytest.raises(membership.NotAllowed, match="Điểm danh trước"):
        sittings.counted(only(meeting), (9, 0, 0), official, leader)
    Count.objects.bulk_create(
        Count(ballot=only(meeting), in_favour=9, against=0, blank=0, by=by) for by in (official, leader)
    )  # of an earlier version
    Ballot.objects.update(basis=voted_on.stands_now(meeting, [only(meeting)])[only(meeting).pk])
    assert problems(meeting) == ["Chưa điểm danh."]

    meetings.attend(meeting=meeting, absent={}, seen="", by=leader)

    meeting.refresh_from_db()
    assert (problems(meeting), meeting.attended_by) == ([], leader)
    assert membership.standing(only(meeting)).votes == (9, 0, 0)


@pytest.mark.parametrize("change", [{"full_name": "Người Hoàn Toàn Khác"}, {"job": "Chức vụ khác"}])
def test_seat_under_another_name_or_position_voids_the_counts(
    change: dict[str, str], meeting: Meeting, council: Council, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    seats = [membership.Seat(m.full_name, m.job, m.role, m.officer, m.pk) for m in council.members.all()]

    def correct(*said: membership.Seat) -> None:
        seen = membership.fingerprint(council)
        membership.correct(council=council, seats=said, by=official, seen=seen, **sittings.DECISION)

    correct(*seats)
    assert membership.standing(only(meeting)).votes == (9, 0, 0)  # nothing changed
    correct(*seats[:4], dataclasses.replace(seats[4], **change), *seats[5:])

    assert (membership.standing(only(meeting)).state, voided.to_count_again(meeting)) == ("none", 1)
    with pytest.raises(ValidationError, match="chưa nhập kết quả"):
        sittings.close(meeting, by=leader)


def test_round_that_failed_stays_told_when_who_came_is_changed_and_back(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (6, 2, 1), official)
    sittings.counted(only(meeting), (9, 0, 0), leader)
    sittings.absent(meeting, 1, by=leader)
    sittings.absent(meeting, 0, by=leader)

    stands = membership.standing(only(meeting))

    assert (stands.state, stands.rounds) == ("none", 1)
