"""Votes: counted by two, and the share they come to."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from awards.domain.councils import closing, meetings, membership
from awards.models import Council, Count, Meeting
from tests.awards import sittings
from tests.awards.sittings import only
from tests.wards.library import as_, text
from wards.models import Assessment, Officer


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
    stands = sittings.counted(ballot, (8, 1, 0), leader)

    assert (stands.state, stands.votes, stands.rounds) == ("agreed", (8, 1, 0), 0)
    assert [(count.by, count.votes) for count in Count.objects.all()] == [(official, (8, 1, 0)), (leader, (8, 1, 0))]


def test_counts_that_differ_are_both_void_and_the_round_stays_on_record(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    ballot = only(meeting)
    sittings.counted(ballot, (8, 1, 0), official)
    assert sittings.counted(ballot, (7, 2, 0), leader).state == "differ"

    stands = sittings.counted(ballot, (8, 1, 0), leader)
    assert (stands.state, [count.by for count in stands.counts], stands.rounds) == ("one", [leader], 1)
    stands = sittings.counted(ballot, (8, 1, 0), official)

    assert (stands.state, stands.votes, stands.rounds) == ("agreed", (8, 1, 0), 1)
    assert [(count.by, count.votes) for count in Count.objects.all()] == [
        (official, (8, 1, 0)), (leader, (7, 2, 0)), (leader, (8, 1, 0)), (official, (8, 1, 0)),
    ]  # fmt: skip


def test_guessing_finds_nothing_and_every_try_is_told(meeting: Meeting, official: Officer, leader: Officer) -> None:
    ballot = only(meeting)
    sittings.counted(ballot, (6, 2, 1), official)
    guesses = [(9, 0, 0), (8, 1, 0), (8, 0, 1), (7, 2, 0), (7, 1, 1), (7, 0, 2), (6, 3, 0), (6, 2, 1)]

    states = [sittings.counted(ballot, guess, leader).state for guess in guesses]

    assert states == ["differ", *["one"] * (len(guesses) - 1)]
    sittings.counted(ballot, (6, 2, 1), official)
    assert membership.standing(only(meeting)).rounds == 1
    page = text(as_(official).get(reverse("awards:meeting", args=[meeting.pk])))
    assert "1 lần kiểm phiếu không khớp" in page
    assert membership.meeting_facts(meeting)["ballots"][0]["failed_rounds"] == 1


def test_differing_count_sent_twice_is_one_count(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.counted(only(meeting), (8, 1, 0), official)
    client, url = as_(leader), reverse("awards:ballot", args=[only(meeting).pk])
    posted = {"in_favour": 7, "against": 2, "blank": 0, "seen": 0}

    for _tap in range(2):
        assert client.post(url, posted).status_code == 303

    assert (Count.objects.count(), membership.standing(only(meeting)).state) == (2, "differ")
    assert client.get(url).context["form"]["seen"].value() == 1
    client.post(url, {**posted, "seen": 1})
    assert (Count.objects.count(), membership.standing(only(meeting)).state) == (3, "one")


def test_third_person_may_count_in_place_of_the_first(
    meeting: Meeting, official: Officer, leader: Officer, clerk: Officer
) -> None:
    sittings.counted(only(meeting), (8, 1, 0), official)
    sittings.counted(only(meeting), (7, 2, 0), leader)

    stands = sittings.counted(only(meeting), (7, 2, 0), clerk, leader)

    assert [count.by for count in stands.counts] == [clerk, leader]
    assert stands.votes == (7, 2, 0)


def test_vote_of_nobody_is_none(meeting: Meeting, official: Officer, leader: Officer) -> None:
    every = {member.pk: "là người nhà" for member in meeting.council.members.all()}
    meetings.recuse(ballot=only(meeting), recused=every, seen=meetings.fingerprint(meeting), by=official)

    with pytest.raises(ValidationError) as refused:
        sittings.counted(only(meeting), (0, 0, 0), official, leader)
    Count.objects.bulk_create(
        Count(ballot=only(meeting), in_favour=0, against=0, blank=0, by=by) for by in (official, leader)
    )  # of an earlier version

    nobody = "Không có thành viên có mặt nào bỏ phiếu đối với đơn vị này nên chưa có kết quả biểu quyết."
    assert refused.value.message_dict["in_favour"][0].startswith(nobody)
    assert [said.startswith(f"Phường Điện Biên: {nobody}") for said in sittings.problems(meeting)] == [True]
    with pytest.raises(ValidationError, match=nobody):
        sittings.close(meeting, by=leader, below={only(meeting).pk: closing.Below(True, "vẫn đề nghị")})
    assert nobody in text(as_(official).get(reverse("awards:ballot", args=[only(meeting).pk])))


def test_votes_are_counted_once_it_was_said_who_came(
    council: Council, assessment: Assessment, official: Officer
) -> None:
    meeting = meetings.begin(council=council, assessments=[assessment.pk], by=official, **sittings.text(council))
    client, url = as_(official), reverse("awards:ballot", args=[only(meeting).pk])

    page = client.get(url)
    assert "Điểm danh trước" in text(page)
    assert 'name="in_favour"' not in page.content.decode()
    assert "9 có mặt" not in text(page)
    assert client.post(url, {"in_favour": 9, "against": 0, "blank": 0}).status_code == 409
    assert not Count.objects.exists()


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


@pytest.mark.parametrize(
    ("votes", "errors"),
    [
        ((10, 0, 0), {"in_favour": ["10 người nhiều hơn 9 người biểu quyết."]}),
        ((6, 4, 0), {"in_favour": ["Tổng cộng 10 người, nhiều hơn 9 người biểu quyết."]}),
        ((6, 1, 0), {"blank": ["Tổng cộng 7 người, trong khi có 9 người biểu quyết: còn thiếu 2."]}),
    ],
)
def test_show_of_hands_speaks_of_people_not_of_ballots(
    votes: tuple[int, int, int], errors: dict[str, list[str]], council: Council, assessment: Assessment,
    official: Officer,
) -> None:  # fmt: skip
    meeting = sittings.begun(council, assessment, by=official, vote="open")

    with pytest.raises(ValidationError) as refused:
        sittings.counted(only(meeting), votes, official)

    assert refused.value.message_dict == errors
    for name, of in (("meeting", meeting.pk), ("ballot", only(meeting).pk), ("meeting_close", meeting.pk)):
        page = as_(official).get(reverse(f"awards:{name}", args=[of])).content.decode()
        assert not re.search("[Kk]iểm phiếu|[Pp]hiếu trắng|bỏ phiếu cho|không thu về", page), name


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
        (13, 10, "76.92", True),
        (33, 23, "69.7", False),
        (33, 24, "72.73", True),
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
    assessment: Assessment, official: Officer, leader: Officer, head: Officer, reviewer: Officer
) -> None:
    sittings.ruled(assessment.ward.office, value=Decimal("66.67"), by=head, second=reviewer)
    council = sittings.council(assessment.ward, by=official, count=3)
    meeting = sittings.begun(council, assessment, by=official)
    sittings.counted(only(meeting), (2, 1, 0), official, leader)

    result = membership.result(only(meeting))

    assert (result.share, result.reached) == (Decimal("66.67"), False)


def test_vote_not_counted_has_no_result(meeting: Meeting) -> None:
    with pytest.raises(ValueError, match="not counted"):
        membership.result(only(meeting))
