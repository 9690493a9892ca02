"""Votes taken before what was voted on changed, read for pages and for the papers that tell of it.

The minutes of the council go on saying what was voted on.
"""

import json
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Min, Q

from awards.domain.appraisals import appraisal_texts, appraised_points, own_text
from awards.domain.councils.voted_on import ChangedVote, changed_vote, kept_votes
from awards.domain.facts import Facts
from awards.domain.writing.appraisal_facts import last_moves
from awards.models import Ballot, Dossier
from awards.rules import Assessment, is_appraised


def changed_votes(dossier: Dossier, assessments: Sequence[Assessment]) -> dict[int, ChangedVote]:
    """Of these wards of the dossier, by assessment (id): as many queries for 300 as for one, whatever moved."""
    meeting = dossier.meeting
    if meeting is None or meeting.closed_at is None:
        return {}
    named = {found.pk: found for found in assessments if is_appraised(found)}
    holding = Min("counts__at", filter=Q(counts__id__gt=F("void_until")))
    ballots = Ballot.objects.filter(meeting=meeting, assessment__in=named).exclude(basis="").annotate(since=holding)
    voted = {ballot.assessment_id: ballot for ballot in ballots}
    moved, points = last_moves(list(voted)), appraised_points(list(voted))
    may_differ = [
        named[pk] for pk, ballot in voted.items()
        if points.get(pk) != Decimal(json.loads(ballot.basis)["points"])
        or (pk in moved and moved[pk] >= (ballot.since or meeting.closed_at))
    ]  # fmt: skip
    kept = kept_votes([voted[found.pk].pk for found in may_differ])
    texts = appraisal_texts(may_differ) if may_differ else {}
    every = {pk: changed_vote(voted[pk], now, kept.get(voted[pk].pk)) for pk, now in texts.items()}
    return {pk: found for pk, found in every.items() if found}


def changed_figures(ballots: dict[int, Ballot], facts: dict[int, Facts]) -> dict[int, ChangedVote]:
    """The same of votes of wards' own councils, each by its assessment (id): they vote on the wards' own figures."""
    texts = {pk: own_text(facts[pk]) for pk, ballot in ballots.items() if ballot.basis and pk in facts}
    other = [ballots[pk].pk for pk, now in texts.items() if now != ballots[pk].basis]
    kept = kept_votes(other)
    every = {pk: changed_vote(ballots[pk], now, kept.get(ballots[pk].pk)) for pk, now in texts.items()}
    return {pk: found for pk, found in every.items() if found}
