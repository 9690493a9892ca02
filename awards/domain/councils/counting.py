"""Kiểm phiếu: of a show of hands one count, of a secret ballot two people's, neither seeing the other's before."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from awards.domain.councils.meetings import held
from awards.domain.councils.results import Standing, standing, voters
from awards.domain.facts import require
from awards.models import Ballot, Count, Meeting
from awards.rules import councils as rules
from wards.models.units import Officer


@transaction.atomic
def count(*, ballot: Ballot, in_favour: int, against: int, blank: int, by: Officer) -> Standing:
    """Enter what one person counted; the same numbers from the same person again are the same count.

    Raises NotAllowed, Gone, or ValidationError by field where the votes cannot be.
    """
    meeting = held(ballot.meeting)
    require(rules.may_write_meeting(by, meeting))
    now = Ballot.objects.select_related("assessment__ward").get(pk=ballot.pk, meeting=meeting)
    now.meeting = meeting
    _check(now, in_favour, against, blank)
    holding = now.counts.filter(pk__gt=now.void_until).order_by("-id")
    last, newest = holding.filter(by=by).first(), holding.first()
    votes = (in_favour, against, blank)
    settled = meeting.vote == Meeting.Vote.SECRET or (newest is not None and newest.by_id == by.pk)
    if last is None or last.votes != votes or not settled:
        Count.objects.create(ballot=now, in_favour=in_favour, against=against, blank=blank, by=by)
    return standing(now)


def _check(ballot: Ballot, in_favour: int, against: int, blank: int) -> None:
    can_vote, sums = voters(ballot), in_favour + against + blank
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


def shown_counts(officer: Officer, stands: Standing) -> list[Count]:
    """What this person may see: of a secret ballot their own counts only, until two agree. Whoever counts again because
    two differ does so without the other's numbers, too."""
    meeting = stands.ballot.meeting
    if meeting.vote == Meeting.Vote.OPEN or meeting.is_closed or stands.state == "agreed":
        return list(stands.counts)
    return [count for count in stands.counts if count.by_id == officer.pk]
