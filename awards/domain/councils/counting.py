"""Kiểm phiếu: of a show of hands one count, of a secret ballot two people's, neither seeing the other's before.

Two counts that differ are a round that failed: both are void, both people count anew, and how often that happened stays
on record, so that nobody finds the other's numbers by trying. With the first count goes what was voted on.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from awards.domain.councils.meetings import held
from awards.domain.councils.results import Standing, standing, voters
from awards.domain.councils.voided import void
from awards.domain.councils.voted_on import stands_now
from awards.domain.facts import require
from awards.models import Ballot, Count, Meeting
from awards.rules import councils as rules
from wards.models.units import Officer


@transaction.atomic
def count(
    *, ballot: Ballot, in_favour: int, against: int, blank: int, by: Officer, seen: int | None = None
) -> Standing:  # fmt: skip
    """Enter what one person counted; the same numbers from the same person again are the same count.

    `seen` is `Standing.rounds` of what they had before them: sent twice, a count that made a round fail begins no new
    one. Raises NotAllowed, Gone, or ValidationError by field where the votes cannot be.
    """
    meeting = held(ballot.meeting)
    require(rules.may_count(by, meeting))
    now = Ballot.objects.select_related("assessment__ward", "assessment__period__criteria_set").get(
        pk=ballot.pk, meeting=meeting
    )
    now.meeting = meeting
    _check(now, in_favour, against, blank)
    before, basis = standing(now), stands_now(meeting, [now])[now.pk]
    is_other = bool(before.counts) and basis != now.basis
    if not is_other and _is_sent_again(before, (in_favour, against, blank), by, seen):
        return before
    if is_other or before.state == "differ":
        void(now)
    now.basis = basis
    now.save(update_fields=["basis", "failed_rounds", "void_until"])
    Count.objects.create(ballot=now, in_favour=in_favour, against=against, blank=blank, by=by)
    return standing(now)


def _is_sent_again(stands: Standing, votes: tuple[int, int, int], by: Officer, seen: int | None) -> bool:
    own = [count for count in stands.counts if count.by_id == by.pk]
    if not own or own[-1].votes != votes:
        return False
    return stands.state != "differ" or (seen is not None and seen < stands.rounds)


def _check(ballot: Ballot, in_favour: int, against: int, blank: int) -> None:
    can_vote, sums = voters(ballot), in_favour + against + blank
    if not can_vote:
        raise ValidationError({"in_favour": [nobody_votes()]})
    secret = ballot.meeting.vote == Meeting.Vote.SECRET
    for name, number in (("in_favour", in_favour), ("against", against), ("blank", blank)):
        if number > can_vote:
            ballots = _("%(typed)d votes are more than the %(voters)d members who vote.")
            said = ballots if secret else _("%(typed)d people are more than the %(voters)d members who vote.")
            raise ValidationError({name: [said % {"typed": number, "voters": can_vote}]})
    if sums > can_vote:
        ballots = _("%(sums)d votes in all are more than the %(voters)d members who vote.")
        said = ballots if secret else _("%(sums)d people in all are more than the %(voters)d members who vote.")
        raise ValidationError({"in_favour": [said % {"sums": sums, "voters": can_vote}]})
    if sums < can_vote:
        ballots = _(
            "%(sums)d votes in all, %(voters)d members vote: %(missing)d missing. A ballot that was not handed in "
            "counts as blank."
        )
        hands = _("%(sums)d people in all, %(voters)d members vote: %(missing)d missing.")
        said = ballots if secret else hands
        raise ValidationError({"blank": [said % {"sums": sums, "voters": can_vote, "missing": can_vote - sums}]})


def nobody_votes() -> str:
    """Why there is no vote to count."""
    return _("Nobody who is present votes on this ward: there is no vote. The council votes when somebody may.")


def shown_counts(officer: Officer, stands: Standing) -> list[Count]:
    """What this person may see: of a secret ballot their own counts only, until two agree. Whoever counts again because
    two differ does so without the other's numbers, too."""
    meeting = stands.ballot.meeting
    if meeting.vote == Meeting.Vote.OPEN or meeting.is_closed or stands.state == "agreed":
        return list(stands.counts)
    return [count for count in stands.counts if count.by_id == officer.pk]
