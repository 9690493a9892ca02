"""A secret ballot: no page, no paper and no change of the meeting shows one count to whoever counts second."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from awards.domain.councils import closing, counting, meetings, membership
from awards.models import Meeting
from awards.queries import councils as stored
from emulation.text import digest
from tests.awards import sittings
from tests.awards.sittings import only
from tests.wards.library import as_
from wards.models import Assessment, Officer


def seen(meeting: Meeting, *people: Officer) -> list[list[tuple[int, int, int]]]:
    """What each of these people is shown of the counts of the only vote."""
    stands = membership.standing(only(meeting))
    return [[count.votes for count in counting.shown_counts(person, stands)] for person in people]


def test_nobody_sees_another_count_of_a_secret_ballot_before_two_agree(
    meeting: Meeting, official: Officer, leader: Officer, clerk: Officer
) -> None:
    sittings.counted(only(meeting), (8, 1, 0), official)
    assert seen(meeting, official, leader) == [[(8, 1, 0)], []]

    sittings.counted(only(meeting), (7, 2, 0), leader)
    assert seen(meeting, official, leader, clerk) == [[(8, 1, 0)], [(7, 2, 0)], []]

    sittings.counted(only(meeting), (8, 1, 0), leader)
    assert seen(meeting, official, leader, clerk) == [[], [(8, 1, 0)], []]

    sittings.counted(only(meeting), (8, 1, 0), official)
    assert seen(meeting, official, clerk) == [[(8, 1, 0)] * 2] * 2


def test_kind_of_vote_is_fixed_once_something_is_counted(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.counted(only(meeting), (5, 3, 1), official)

    with pytest.raises(ValidationError) as refused:
        meetings.rewrite(
            meeting=meeting, seen=meeting.version, by=leader, **sittings.text(meeting.council, vote="open")
        )

    assert refused.value.message_dict == {
        "vote": ["Đã có kết quả biểu quyết nên hình thức “Bỏ phiếu kín” không đổi được nữa. Nếu Hội đồng đã biểu quyết"
                 " theo hình thức khác, đề nghị để phiên họp này lại, không chốt, và ghi một phiên họp khác."]
    }  # fmt: skip
    meeting.refresh_from_db()
    assert meeting.vote == Meeting.Vote.SECRET
    assert seen(meeting, leader) == [[]]


def test_digest_on_the_closing_page_tells_nobody_the_count(meeting: Meeting, official: Officer) -> None:
    sittings.counted(only(meeting), (5, 3, 1), official)
    whole = stored.whole().get(pk=meeting.pk)

    assert closing.fingerprint(whole) == closing.fingerprint(whole)
    assert closing.fingerprint(whole) != digest(closing.meeting_text(whole))


def test_no_page_of_the_meeting_shows_the_first_count_to_the_second_person(
    meeting: Meeting, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    sittings.counted(only(meeting), (4, 3, 2), official)
    client, ballot = as_(leader), only(meeting)
    addresses = [
        *(reverse(f"awards:{name}", args=[meeting.pk])
          for name in ("meeting", "meeting_edit", "meeting_attendance", "meeting_close")),
        reverse("awards:ballot", args=[ballot.pk]), reverse("awards:ballot_recuse", args=[ballot.pk]),
        reverse("awards:council", args=[meeting.council_id]), reverse("awards:papers", args=[assessment.pk]),
        reverse("wards:history", args=[assessment.pk]), reverse("wards:notice_list"),
    ]  # fmt: skip

    for address in addresses:
        page = client.get(address)
        assert (address, page.status_code) == (address, 200)
        assert not re.search(r'<td class="r"[^>]*>\s*(<b>)?\d', page.content.decode()), address
    facts = membership.meeting_facts(meeting)["ballots"][0]
    assert (facts["in_favour"], facts["counted"], facts["counted_by"]) == (None, False, [])
