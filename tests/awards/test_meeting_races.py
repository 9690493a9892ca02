"""Two people at one meeting at once: one truth stands, and whoever came second is told instead of failing."""

import datetime as dt

import pytest

from awards.domain.councils import closing, counting, membership
from awards.models import Council, Count, Meeting, Member
from awards.queries import councils as stored
from tests.awards import sittings
from tests.wards.races import together
from wards.models import Assessment, LedgerEntry, Officer, Ward

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 3


def kinds(outcomes: list[object]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


@pytest.fixture
def counted(assessment: Assessment, official: Officer, leader: Officer) -> Meeting:
    """Counted by two, ready to be closed."""
    council = sittings.council(assessment.ward, by=official)
    meeting = sittings.begun(council, assessment, by=official)
    sittings.counted(meeting.ballots.get(), (9, 0, 0), official, leader)
    return stored.whole().get(pk=meeting.pk)


def test_meeting_closed_twice_is_closed_once(counted: Meeting, leader: Officer) -> None:
    seen = closing.fingerprint(counted)

    outcomes = together(*[lambda: closing.close(meeting=counted, seen=seen, below={}, by=leader)] * TRIES)

    assert kinds(outcomes) == ["Meeting", "NotAllowed", "NotAllowed"]
    assert LedgerEntry.objects.filter(kind="meeting").count() == 1


def test_count_and_close_at_once_leave_one_truth(counted: Meeting, official: Officer, leader: Officer) -> None:
    seen, ballot = closing.fingerprint(counted), counted.ballots.get()

    closed, recounted = together(
        lambda: closing.close(meeting=counted, seen=seen, below={}, by=leader),
        lambda: counting.count(ballot=ballot, in_favour=8, against=1, blank=0, by=official),
    )

    now = stored.whole().get(pk=counted.pk)
    if isinstance(closed, Meeting):
        assert isinstance(recounted, membership.NotAllowed)
        assert (now.is_closed, membership.result(now.ballots.all()[0]).in_favour) == (True, 9)
    else:
        assert (type(closed), type(recounted)) == (membership.Rewritten, membership.Standing)
        assert not now.is_closed
    assert list(closing.unproven_meetings()) == []


def test_members_changed_and_meeting_closed_at_once_leave_one_truth(
    counted: Meeting, official: Officer, leader: Officer
) -> None:
    council = counted.council
    seen, read = closing.fingerprint(counted), membership.fingerprint(council)
    fewer = [membership.Seat(m.full_name, m.job, m.role, None, m.pk) for m in council.members.all()][:5]

    closed, corrected = together(
        lambda: closing.close(meeting=counted, seen=seen, below={}, by=leader),
        lambda: membership.correct(council=council, seats=fewer, by=official, seen=read, **sittings.DECISION),
    )

    members = Member.objects.filter(council=council)  # and not those that were read with the meeting before
    if isinstance(closed, Meeting):
        assert (type(corrected), members.count()) == (membership.NotAllowed, 9)
    else:
        assert (type(closed), type(corrected), members.count()) == (membership.Rewritten, Council, 5)
    assert list(closing.unproven_meetings()) == []


def test_two_people_counting_at_once_are_two_counts(assessment: Assessment, official: Officer, leader: Officer) -> None:
    council = sittings.council(assessment.ward, by=official)
    ballot = sittings.begun(council, assessment, by=official).ballots.get()

    outcomes = together(*[
        lambda by=by: counting.count(ballot=ballot, in_favour=9, against=0, blank=0, by=by)
        for by in (official, leader)
    ])  # fmt: skip

    assert sorted(stands.state for stands in outcomes) == ["agreed", "one"]
    assert Count.objects.count() == 2


def test_two_new_decisions_at_once_set_up_one_council(ward: Ward, official: Officer, leader: Officer) -> None:
    former = sittings.council(ward, by=official)
    new = {**sittings.DECISION, "decision_date": dt.date(2020, 6, 1)}

    outcomes = together(*[
        lambda by=by, number=number: membership.set_up(
            place=ward, seats=sittings.seats(), by=by, seen=former.pk, **{**new, "decision_number": number}
        )
        for by, number in ((official, "20/QĐ-UBND"), (leader, "21/QĐ-UBND"))
    ])  # fmt: skip

    assert kinds(outcomes) == ["Council", "Rewritten"]
    assert Council.objects.filter(ended_on=None).count() == 1
