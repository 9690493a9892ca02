"""Closing a meeting: what holds it, who may, and that nothing of it changes afterwards."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from awards.domain.councils import closing, meetings, membership
from awards.models import Attendance, Ballot, Council, Count, Meeting, Recusal
from awards.queries import councils as stored
from tests.awards import sittings
from tests.awards.sittings import only, problems
from wards.models import Assessment, LedgerEntry, Office, Officer, State


def test_quorum_missed_cannot_be_closed_and_says_why(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.absent(meeting, 3, by=official)
    sittings.counted(only(meeting), (6, 0, 0), official, leader)

    with pytest.raises(ValidationError) as refused:
        sittings.close(meeting, by=leader, below={only(meeting).pk: closing.Below(True, "x")})

    assert refused.value.messages == [
        "Chưa đủ số thành viên dự họp: có mặt 6/9 thành viên, cần ít nhất 70% (Suy ra từ tỷ lệ 70% tổng số thành viên "
        "tán thành: ít người dự họp hơn thì không thể đạt; tạm thời, chưa có văn bản)."
    ]


def test_what_is_missing_is_told_all_at_once(
    council: Council, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    words = {"chair": None, "secretary": None, "discussion": "", "held_at": tomorrow, "ended_at": None}
    meeting = sittings.begun(council, assessment, by=official, **words)

    assert problems(meeting) == [
        "Phiên họp chưa diễn ra.", "Chưa ghi giờ kết thúc phiên họp; Biên bản in giờ này.",
        "Chưa chọn người chủ trì phiên họp.", "Chưa chọn thư ký phiên họp.",
        "Chưa ghi ý kiến thảo luận tại phiên họp; Biên bản in nội dung này.",
        "Phường Điện Biên: chưa nhập kết quả biểu quyết.",
    ]  # fmt: skip


@pytest.mark.parametrize(("votes", "said"), [
    (((9, 0, 0),), "Phường Điện Biên: bỏ phiếu kín, còn chờ người thứ hai nhập kết quả kiểm phiếu."),
    (((9, 0, 0), (8, 1, 0)), "Phường Điện Biên: hai kết quả kiểm phiếu khác nhau, đề nghị cả hai người kiểm lại."),
])  # fmt: skip
def test_counts_that_miss_or_disagree_hold_the_close(
    votes: tuple[tuple[int, int, int], ...], said: str, meeting: Meeting, official: Officer, leader: Officer
) -> None:
    for count, by in zip(votes, (official, leader), strict=False):
        sittings.counted(only(meeting), count, by)

    with pytest.raises(ValidationError) as refused:
        sittings.close(meeting, by=leader)

    assert refused.value.messages == [said]


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_share_missed_needs_a_reason(reason: str | None, meeting: Meeting, official: Officer, leader: Officer) -> None:
    ballot = only(meeting)
    sittings.counted(ballot, (6, 3, 0), official, leader)
    below = {} if reason is None else {ballot.pk: closing.Below(True, reason)}

    with pytest.raises(ValidationError) as refused:
        sittings.close(meeting, by=leader, below=below)

    assert list(refused.value.message_dict) == [f"reason-{ballot.pk}"]
    assert not Meeting.objects.get().is_closed


@pytest.mark.parametrize("goes_on", [True, False])
def test_share_missed_goes_on_or_not_as_the_council_says(
    goes_on: bool, meeting: Meeting, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    ballot = only(meeting)
    sittings.counted(ballot, (6, 3, 0), official, leader)

    sittings.close(meeting, by=leader, below={ballot.pk: closing.Below(goes_on, " Hai người vắng. ")})

    found = membership.closed_ballot(assessment)
    result = membership.result(found)
    assert (found, result.reached, result.goes_on, result.below_reason) == (ballot, False, goes_on, "Hai người vắng.")


@pytest.mark.parametrize(
    ("role", "allowed"), [("leader", True), ("official", False), ("clerk", False), ("head", False), ("reviewer", False)]
)
def test_leader_closes(
    role: str, allowed: bool, meeting: Meeting, official: Officer, leader: Officer, request: pytest.FixtureRequest
) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    by = request.getfixturevalue(role)

    if allowed:
        assert sittings.close(meeting, by=by).closed_by == by
    else:
        with pytest.raises(membership.NotAllowed):
            sittings.close(meeting, by=by)


def test_chairman_closes_by_their_account(assessment: Assessment, official: Officer, leader: Officer) -> None:
    seats = sittings.seats()
    seats[0] = membership.Seat(official.full_name, "Phó Chủ tịch", "chair", official)
    council = membership.set_up(place=assessment.ward, seats=seats, by=leader, seen=None, **sittings.DECISION)

    assert sittings.closed(council, assessment, by=official, second=leader).closed_by == official


def test_meeting_changed_since_it_was_read_is_not_closed(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    seen = closing.fingerprint(stored.whole().get(pk=meeting.pk))
    sittings.counted(only(meeting), (8, 1, 0), official, leader)

    with pytest.raises(membership.Rewritten):
        closing.close(meeting=meeting, seen=seen, below={}, by=leader)


def test_assessment_handed_in_meanwhile_holds_the_close(
    meeting: Meeting, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    sittings.handed_in(assessment, State.UNDER_REVIEW, by=leader)

    with pytest.raises(ValidationError, match="đang ở trạng thái “Đang thẩm định”"):
        sittings.close(meeting, by=leader)


def test_assessment_handed_in_without_papers_meanwhile_lets_the_vote_stand(
    meeting: Meeting, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    sittings.handed_in(assessment, State.UNDER_REVIEW, by=leader, with_papers=False)

    assert sittings.close(meeting, by=leader).is_closed


@pytest.mark.parametrize(
    "alter",
    [
        lambda meeting: Meeting.objects.filter(pk=meeting.pk).update(place="X"),
        lambda meeting: Attendance.objects.update(present=False),
        lambda meeting: Ballot.objects.update(in_favour=9),
        lambda meeting: Ballot.objects.all().delete(),
        lambda meeting: Count.objects.create(
            ballot=only(meeting), in_favour=9, against=0, blank=0, by=meeting.closed_by
        ),
        lambda meeting: Recusal.objects.create(ballot=only(meeting), member=meeting.chair, reason="x"),
        lambda meeting: Meeting.objects.filter(pk=meeting.pk).update(closed_at=None, closed_by=None),
    ],
    ids=["text", "attendance", "votes", "ballot", "count", "recusal", "reopen"],
)
def test_database_keeps_a_closed_meeting(alter, closed: Meeting) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        alter(closed)


def test_nothing_is_written_into_a_closed_meeting(closed: Meeting, council: Council, leader: Officer) -> None:
    seen = meetings.fingerprint(closed)
    for act in (
        lambda: meetings.rewrite(meeting=closed, seen=1, by=leader, **sittings.text(council)),
        lambda: meetings.attend(meeting=closed, absent={}, seen=seen, by=leader),
        lambda: meetings.recuse(ballot=only(closed), recused={}, seen=seen, by=leader),
        lambda: meetings.choose(meeting=closed, assessments=[], by=leader),
        lambda: meetings.remove(meeting=closed, by=leader),
        lambda: sittings.counted(only(closed), (9, 0, 0), leader),
        lambda: sittings.close(closed, by=leader),
    ):
        with pytest.raises(membership.NotAllowed, match="Phiên họp đã chốt"):
            act()


def test_closed_meeting_is_proved_by_the_ledger(closed: Meeting) -> None:
    assert LedgerEntry.objects.filter(kind="meeting").count() == 1
    assert list(closing.unproven_meetings()) == []
    call_command("verify_ledger")


def test_closed_meeting_altered_past_the_triggers_is_found(closed: Meeting) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE awards_ballot SET in_favour = 9, against = 0")
        cursor.execute("SET session_replication_role = DEFAULT")

    assert list(closing.unproven_meetings()) == [closed]
    with pytest.raises(CommandError):
        call_command("verify_ledger")


def test_newest_closed_vote_of_the_level_decides(
    closed: Meeting, council: Council, office: Office, assessment: Assessment, official: Officer, leader: Officer,
    reviewer: Officer, head: Officer,
) -> None:  # fmt: skip
    again = sittings.closed(council, assessment, by=leader, second=official, place="Hội trường")
    sittings.begun(council, assessment, by=official)  # open: decides nothing
    Assessment.objects.update(state=State.REVIEWED)
    city = sittings.closed(sittings.council(office, by=reviewer), assessment, by=head, second=reviewer)

    assert membership.closed_ballot(assessment) == only(again)
    assert membership.closed_ballot(assessment, level="city") == only(city)
