"""What a vote came to: whose counts stand, which share of all members it is, whether that is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from awards import rules
from awards.models import Ballot, Count, Meeting, Member

HUNDREDTH = Decimal("0.01")
READ_OF_BALLOT = ("recusals", "meeting__attendances__member", "meeting__council__members")  # by `result`
COUNTERS = {Meeting.Vote.OPEN: 1, Meeting.Vote.SECRET: 2}  # people whose counts must agree


@dataclass(frozen=True)
class Standing:
    """How far the counting of one vote has come.

    `state`: "none" counted, "one" of two people counted, their counts "differ", the votes are a "mismatch" with the
    number of voters, or "agreed". `counts` are those that matter, oldest first.
    """

    ballot: Ballot
    voters: int  # present and not recused
    state: str
    counts: tuple[Count, ...]

    @property
    def rounds(self) -> int:
        """How often two people's counts differed so far."""
        return self.ballot.failed_rounds + (self.state == "differ")

    @property
    def votes(self) -> tuple[int, int, int] | None:
        """In favour, against, blank, once they stand."""
        return self.counts[0].votes if self.state == "agreed" else None


@dataclass(frozen=True)
class Result:
    """One vote in numbers. `share` is of all members in percent, rounded half up; `reached` compares exactly."""

    vote: str  # Meeting.Vote
    members: int
    present: int
    voters: int
    in_favour: int
    against: int
    blank: int
    share: Decimal
    required: Decimal
    reached: bool
    below_reason: str
    goes_on: bool  # reached, or proposed all the same for the reason given


def percent(part: int, whole: int) -> Decimal:
    """Share in percent with two decimals, half up; of nobody it is 0."""
    return (Decimal(part) * 100 / whole).quantize(HUNDREDTH, ROUND_HALF_UP) if whole else Decimal(0)


def reaches(part: int, whole: int, required: Decimal) -> bool:
    """Whether `part` is at least `required` percent of `whole`, compared without dividing."""
    return whole > 0 and part * 100 >= required * whole


def present(meeting: Meeting) -> list[Member]:
    """The members who came, in their order."""
    return [row.member for row in meeting.attendances.all() if row.present]


def voters(ballot: Ballot) -> int:
    """How many may vote: present and not recused."""
    recused = {row.member_id for row in ballot.recusals.all()}
    return sum(member.pk not in recused for member in present(ballot.meeting))


def standing(ballot: Ballot) -> Standing:
    """How far the counting has come. Of each person the last count is taken, and of all people the last ones."""
    last: dict[int, Count] = {}
    for count in sorted(ballot.counts.all(), key=lambda count: count.pk):
        if count.pk > ballot.void_until:
            last[count.by_id] = count
    needed = COUNTERS[Meeting.Vote(ballot.meeting.vote)]
    counts = tuple(sorted(last.values(), key=lambda count: count.pk)[-needed:])
    can_vote = voters(ballot)
    if len(counts) < needed:
        state = "one" if counts else "none"
    elif len({count.votes for count in counts}) > 1:
        state = "differ"
    else:
        state = "agreed" if sum(counts[0].votes) == can_vote else "mismatch"
    return Standing(ballot, can_vote, state, counts)


def result(ballot: Ballot) -> Result:
    """The vote in numbers, of a closed meeting as it was sealed. Raises ValueError while it is not counted."""
    meeting = ballot.meeting
    votes = (ballot.in_favour, ballot.against, ballot.blank) if ballot.in_favour is not None else standing(ballot).votes
    if votes is None:
        raise ValueError("not counted yet")
    in_favour, against, blank = (int(number or 0) for number in votes)
    members = len(meeting.council.members.all())
    reached = reaches(in_favour, members, meeting.share)
    return Result(
        vote=meeting.vote, members=members, present=len(present(meeting)), voters=voters(ballot),
        in_favour=in_favour, against=against, blank=blank, share=percent(in_favour, members), required=meeting.share,
        reached=reached, below_reason=ballot.below_reason,
        goes_on=reached or (ballot.goes_on and bool(ballot.below_reason)),
    )  # fmt: skip


def deciding_meetings(assessments: Sequence[int]) -> dict[int, int]:
    """The meeting (id) of the ward's own council whose vote decides, of each of these assessments (ids) it voted on."""
    found = Ballot.objects.filter(
        assessment__in=assessments, meeting__closed_at__isnull=False, meeting__council__ward__isnull=False
    )
    found = found.order_by("assessment", "-meeting__closed_at", "-meeting_id").distinct("assessment")
    return dict(found.values_list("assessment", "meeting")) if assessments else {}


def closed_ballot(assessment: rules.Assessment, *, level: str = "ward") -> Ballot | None:
    """The newest vote of a closed meeting on it, by the ward's council or the city's (`level`); it decides."""
    return closed_ballots([assessment.pk], level=level).get(assessment.pk)


def closed_ballots(assessments: Sequence[int], *, level: str = "ward") -> dict[int, Ballot]:
    """The same of several (ids), with one query."""
    found = Ballot.objects.filter(assessment__in=assessments, meeting__closed_at__isnull=False)
    found = found.filter(meeting__council__ward__isnull=level != "ward").select_related("meeting__council")
    found = found.order_by("assessment", "-meeting__closed_at", "-meeting_id").distinct("assessment")
    return {ballot.assessment_id: ballot for ballot in found}
