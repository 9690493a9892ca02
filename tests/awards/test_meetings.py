"""Meetings: written down, counted by two, closed; what a vote came to and what the minutes print."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.domain import provisions
from awards.domain.councils import closing, counting, meetings, membership
from awards.models import Attendance, Ballot, Council, Count, Meeting, Recusal
from awards.queries import councils as stored
from tests.awards import sittings
from wards.models import Assessment, LedgerEntry, Office, Officer, State, Ward


@pytest.fixture
def council(ward: Ward, official: Officer) -> Council:
    return sittings.council(ward, by=official)


@pytest.fixture
def meeting(council: Council, assessment: Assessment, official: Officer) -> Meeting:
    return sittings.begun(council, assessment, by=official)


def only(meeting: Meeting) -> Ballot:
    return stored.whole().get(pk=meeting.pk).ballots.all()[0]


def problems(meeting: Meeting) -> list[str]:
    return [problem.said for problem in closing.problems(stored.whole().get(pk=meeting.pk))]


def test_meeting_copies_the_rules_it_began_with(meeting: Meeting, head: Officer) -> None:
    provisions.record(
        title="model-ward", level="ward", key="vote_share", value=Decimal(80), citation="Quy chế mới",
        confidence="verbatim", by=head,
    )  # fmt: skip

    meeting.refresh_from_db()
    assert (meeting.share, meeting.share_confidence) == (Decimal(70), "verbatim")
    assert meeting.share_citation.startswith("Thủ tục hành chính 9387")
    assert (meeting.quorum, meeting.quorum_confidence) == (Decimal(70), "provisional")


def test_next_meeting_follows_the_recorded_rule(
    council: Council, assessment: Assessment, head: Officer, official: Officer
) -> None:
    rule = {"title": "model-ward", "level": "ward", "key": "vote_share", "citation": "Quy chế mới"}
    provisions.record(**rule, value=Decimal("66.67"), confidence="reported", by=head)

    begun = sittings.begun(council, assessment, by=official)

    assert (begun.share, begun.share_citation, begun.share_confidence) == (Decimal("66.67"), "Quy chế mới", "reported")


def test_meeting_sent_twice_is_written_once(council: Council, assessment: Assessment, official: Officer) -> None:
    assert sittings.begun(council, assessment, by=official) == sittings.begun(council, assessment, by=official)
    assert (Meeting.objects.count(), Attendance.objects.count(), Ballot.objects.count()) == (1, 9, 1)


@pytest.mark.parametrize("state", [State.HANDED_IN, State.UNDER_REVIEW, State.REVIEWED, State.FORWARDED, State.CLOSED])
def test_wards_council_votes_only_while_the_ward_writes(
    state: str, council: Council, assessment: Assessment, official: Officer
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(state=state)

    with pytest.raises(ValidationError) as refused:
        sittings.begun(council, assessment, by=official)

    assert refused.value.message_dict == {"assessments": ["Đề nghị chọn nội dung Hội đồng bỏ phiếu."]}


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

    assert refused.value.message_dict == {"assessments": ["Phường đã kiểm phiếu thì không bỏ ra khỏi phiên họp được."]}
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


# Counting


@pytest.mark.parametrize(
    ("votes", "errors"),
    [
        ((10, 0, 0), {"in_favour": ["10 phiếu nhiều hơn 9 người bỏ phiếu."]}),
        ((6, 4, 0), {"in_favour": ["Tổng cộng 10 phiếu, nhiều hơn 9 người bỏ phiếu."]}),
        (
            (6, 1, 0),
            {"blank": ["Tổng cộng 7 phiếu, trong khi có 9 người bỏ phiếu: còn thiếu 2 phiếu. Phiếu phát ra mà không thu"
                       " về được tính là phiếu trắng."]},
        ),
    ],
)  # fmt: skip
def test_votes_that_cannot_be_are_told(
    votes: tuple[int, int, int], errors: dict[str, list[str]], meeting: Meeting, official: Officer
) -> None:
    with pytest.raises(ValidationError) as refused:
        sittings.counted(only(meeting), votes, official)

    assert refused.value.message_dict == errors
    assert not Count.objects.exists()


def test_show_of_hands_needs_one_count_and_the_last_one_stands(
    council: Council, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    ballot = only(sittings.begun(council, assessment, by=official, vote="open"))

    assert sittings.counted(ballot, (8, 1, 0), official).votes == (8, 1, 0)
    assert sittings.counted(ballot, (7, 1, 1), leader).votes == (7, 1, 1)
    assert sittings.counted(ballot, (8, 1, 0), official).votes == (8, 1, 0)


def test_secret_ballot_stands_when_two_people_agree(meeting: Meeting, official: Officer, leader: Officer) -> None:
    ballot = only(meeting)

    assert sittings.counted(ballot, (8, 1, 0), official).state == "one"
    assert sittings.counted(ballot, (8, 1, 0), official).state == "one"  # the same person twice is one person
    assert sittings.counted(ballot, (7, 2, 0), leader).state == "differ"
    stands = sittings.counted(ballot, (8, 1, 0), leader)

    assert (stands.state, stands.votes) == ("agreed", (8, 1, 0))
    assert [(count.by, count.votes) for count in Count.objects.all()] == [
        (official, (8, 1, 0)), (leader, (7, 2, 0)), (leader, (8, 1, 0)),
    ]  # fmt: skip


def test_third_person_may_count_in_place_of_the_first(
    meeting: Meeting, official: Officer, leader: Officer, clerk: Officer
) -> None:
    sittings.counted(only(meeting), (8, 1, 0), official)
    sittings.counted(only(meeting), (7, 2, 0), leader)

    stands = sittings.counted(only(meeting), (7, 2, 0), clerk)

    assert [count.by for count in stands.counts] == [leader, clerk]
    assert stands.votes == (7, 2, 0)


def test_nobody_sees_the_other_count_before_their_own_is_in(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (8, 1, 0), official)
    stands = membership.standing(only(meeting))

    assert counting.sees_counts(official, stands)
    assert not counting.sees_counts(leader, stands)
    sittings.counted(only(meeting), (7, 2, 0), leader)
    assert counting.sees_counts(leader, membership.standing(only(meeting)))


def test_recused_member_does_not_vote_but_counts_among_all(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    ballot, member = only(meeting), meeting.council.members.all()[2]
    seen = meetings.fingerprint(meeting)
    meetings.recuse(ballot=ballot, recused={member.pk: "là người nhà"}, seen=seen, by=official)

    with pytest.raises(ValidationError):
        sittings.counted(only(meeting), (9, 0, 0), official)
    sittings.counted(only(meeting), (8, 0, 0), official, leader)

    result = membership.result(only(meeting))
    assert (result.members, result.present, result.voters, result.share) == (9, 9, 8, Decimal("88.89"))


def test_votes_counted_before_somebody_was_marked_absent_are_counted_again(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    sittings.absent(meeting, 1, by=official)

    assert membership.standing(only(meeting)).state == "mismatch"
    assert problems(meeting) == ["Phường Điện Biên: số phiếu không còn khớp với số người bỏ phiếu, đề nghị kiểm lại."]


def test_counts_are_only_ever_added(meeting: Meeting, official: Officer) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official)

    for act in (lambda: Count.objects.update(in_favour=1), lambda: Count.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    with pytest.raises(membership.NotAllowed, match="được giữ lại"):
        meetings.remove(meeting=meeting, by=official)


def test_meeting_without_counts_can_be_dropped(meeting: Meeting, official: Officer) -> None:
    meetings.remove(meeting=meeting, by=official)

    assert not Meeting.objects.exists()
    with pytest.raises(meetings.Gone):
        meetings.remove(meeting=meeting, by=official)


# The share


@pytest.mark.parametrize(
    ("members", "in_favour", "share", "reached"),
    [
        (10, 7, "70", True),
        (9, 6, "66.67", False),
        (9, 7, "77.78", True),
        (13, 9, "69.23", False),
        (3, 2, "66.67", False),
    ],
)
def test_share_is_of_all_members_and_compared_exactly(
    members: int, in_favour: int, share: str, reached: bool, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    council = sittings.council(assessment.ward, by=official, count=members)
    meeting = sittings.begun(council, assessment, by=official)
    sittings.counted(only(meeting), (in_favour, members - in_favour, 0), official, leader)

    result = membership.result(only(meeting))

    assert (result.share, result.reached, result.required) == (Decimal(share), reached, Decimal(70))


def test_share_that_rounds_to_the_required_one_is_not_reached(
    assessment: Assessment, official: Officer, leader: Officer, head: Officer
) -> None:
    rule = {"title": "model-ward", "level": "ward", "key": "vote_share", "citation": "x", "confidence": "provisional"}
    provisions.record(**rule, value=Decimal("66.67"), by=head)
    council = sittings.council(assessment.ward, by=official, count=3)
    meeting = sittings.begun(council, assessment, by=official)
    sittings.counted(only(meeting), (2, 1, 0), official, leader)

    result = membership.result(only(meeting))

    assert (result.share, result.reached) == (Decimal("66.67"), False)


def test_vote_not_counted_has_no_result(meeting: Meeting) -> None:
    with pytest.raises(ValueError, match="not counted"):
        membership.result(only(meeting))


# Closing


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
    words = {"chair": None, "secretary": None, "discussion": "", "held_at": tomorrow}
    meeting = sittings.begun(council, assessment, by=official, **words)

    assert problems(meeting) == [
        "Phiên họp chưa diễn ra.", "Chưa chọn người chủ trì phiên họp.", "Chưa chọn thư ký phiên họp.",
        "Chưa ghi ý kiến thảo luận tại phiên họp; Biên bản in nội dung này.",
        "Phường Điện Biên: chưa nhập kết quả kiểm phiếu.",
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
    council = membership.set_up(place=assessment.ward, seats=seats, by=official, seen=None, **sittings.DECISION)

    assert sittings.closed(council, assessment, by=official, second=leader).closed_by == official


def test_meeting_changed_since_it_was_read_is_not_closed(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    seen = closing.fingerprint(stored.whole().get(pk=meeting.pk))
    sittings.counted(only(meeting), (8, 1, 0), official, leader)

    with pytest.raises(membership.Rewritten):
        closing.close(meeting=meeting, seen=seen, below={}, by=leader)


def test_assessment_handed_in_meanwhile_holds_the_close(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.counted(only(meeting), (9, 0, 0), official, leader)
    Assessment.objects.update(state=State.UNDER_REVIEW)

    with pytest.raises(ValidationError, match="đang ở trạng thái “Đang thẩm định”"):
        sittings.close(meeting, by=leader)


@pytest.fixture
def closed(council: Council, assessment: Assessment, official: Officer, leader: Officer) -> Meeting:
    return sittings.closed(council, assessment, by=leader, second=official, votes=(8, 1, 0))


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


def test_minutes_print_the_whole_meeting(
    council: Council, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    held_at = dt.datetime(2019, 12, 20, 7, 5, tzinfo=dt.UTC)
    meeting = sittings.begun(
        council, assessment, by=official, held_at=held_at, ended_at=held_at + dt.timedelta(hours=2)
    )
    sittings.absent(meeting, 1, by=official)
    member = council.members.all()[3]
    recused = {member.pk: "là người nhà"}
    meetings.recuse(ballot=only(meeting), recused=recused, seen=meetings.fingerprint(meeting), by=official)
    sittings.counted(only(meeting), (6, 1, 0), official, leader)
    sittings.close(meeting, by=leader, below={only(meeting).pk: closing.Below(True, "Có ý kiến bằng văn bản")})

    facts = membership.meeting_facts(meeting)

    assert facts["council"] == {
        "name": "Hội đồng Thi đua - Khen thưởng phường Điện Biên", "decision_number": "15/QĐ-UBND",
        "decision_date": dt.date(2019, 3, 5), "decision_issuer": "Chủ tịch Ủy ban nhân dân phường Điện Biên",
        "level": "ward", "authority": "Ủy ban nhân dân phường Điện Biên",
    }  # fmt: skip
    assert (facts["held_on"], facts["began"], facts["ended"]) == (
        dt.date(2019, 12, 20),
        "14 giờ 05 phút",
        "16 giờ 05 phút",
    )
    assert facts["chair"] == {"name": "Nguyễn Văn An", "job": "Ủy viên UBND", "role": "Chủ tịch Hội đồng"}
    assert [person["name"] for person in facts["absent"]] == ["Lê Thị Bình"]
    assert (facts["members"], len(facts["present"]), facts["quorum"]["share_in_words"]) == (9, 8, "88,89%")
    assert facts["required"]["caveat"] == ""
    assert facts["quorum"]["caveat"] == "tạm thời, chưa có văn bản"
    [ballot] = facts["ballots"]
    assert (ballot["in_favour"], ballot["against"], ballot["blank"], ballot["voters"]) == (6, 1, 0, 7)
    assert (ballot["share_in_words"], ballot["reached"], ballot["goes_on"]) == ("66,67%", False, True)
    assert ballot["below_reason"] == "Có ý kiến bằng văn bản"
    assert ballot["recused"][0]["reason"] == "là người nhà"
    assert ballot["counted_by"] == ["Cán bộ phường Điện Biên", "Lãnh đạo phường Điện Biên"]


def test_minutes_ask_the_database_as_often_for_thirty_wards_as_for_one(
    office: Office, assessment: Assessment, reviewer: Officer
) -> None:
    council = sittings.council(office, by=reviewer, count=30)
    Assessment.objects.update(state=State.REVIEWED)
    few = sittings.begun(council, assessment, by=reviewer)
    wards = [Ward(code=f"3{n:04}", name=f"Phường {n}", kind="phường", office=office) for n in range(30)]
    for ward in wards:
        ward.set_keys()
    Ward.objects.bulk_create(wards)
    Assessment.objects.bulk_create(
        Assessment(ward=ward, period=assessment.period, state=State.REVIEWED) for ward in wards
    )
    many = sittings.begun(council, *Assessment.objects.all(), by=reviewer, place="Hội trường lớn")

    def asked(meeting: Meeting) -> int:
        with CaptureQueriesContext(connection) as queries:
            membership.meeting_facts(meeting)
        return len(queries)

    assert len(membership.meeting_facts(many)["ballots"]) == 31
    assert asked(many) == asked(few)
