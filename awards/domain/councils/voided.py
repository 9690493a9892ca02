"""Counts that no longer hold, because who votes or what is voted on was changed after them, or because two differed.

They stay on record, and all count again.
"""

from django.db.models import Max, QuerySet

from awards.domain.councils.results import standing
from awards.models import Ballot, Meeting


def void_counts(ballots: QuerySet[Ballot]) -> None:
    """What was counted so far in these votes decides nothing any more."""
    read = ("counts", "recusals", "meeting__attendances__member")
    counted = [ballot for ballot in ballots.prefetch_related(*read) if ballot.counts.all()]
    for ballot in counted:
        void(ballot)
    Ballot.objects.bulk_update(counted, ["failed_rounds", "void_until"])


def void(ballot: Ballot) -> None:
    """The same of one vote that its caller saves. Two counts that differ stay a round that failed, whatever voids them:
    else a change of who came and back again would hide it."""
    ballot.failed_rounds += standing(ballot).state == "differ"
    ballot.void_until = max((count.pk for count in ballot.counts.all()), default=ballot.void_until)


def to_count_again(meeting: Meeting) -> int:
    """In how many votes of the meeting everything counted so far is void."""
    return sum(ballot.void_until == ballot.last for ballot in meeting.ballots.annotate(last=Max("counts__id")))
