"""Counts that no longer hold, because who votes was changed after them: they stay on record, and all count again."""

from django.db.models import Max, QuerySet

from awards.models import Ballot, Meeting


def void_counts(ballots: QuerySet[Ballot]) -> None:
    """What was counted so far in these votes decides nothing any more."""
    counted = list(ballots.annotate(last=Max("counts__id")).filter(last__isnull=False))
    for ballot in counted:
        ballot.void_until = ballot.last
    Ballot.objects.bulk_update(counted, ["void_until"])


def to_count_again(meeting: Meeting) -> int:
    """In how many votes of the meeting everything counted so far is void."""
    return sum(ballot.void_until == ballot.last for ballot in meeting.ballots.annotate(last=Max("counts__id")))
