"""Votes taken before the appraisal changed: what was voted on, what it says now, and why the vote stands all the same.

Read for the dossier's page, for forwarding, and for the city's proposal, which tells of it; the minutes of the council
go on saying what was voted on.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from awards.domain.appraisals import appraisal_texts, appraised_points
from awards.domain.writing.appraisal_facts import last_moves
from awards.models import Ballot, Dossier, KeptVote
from awards.rules import Assessment, is_appraised
from emulation.text import digest, write_number

LISTED = 5  # lines that are told one by one


@dataclass(frozen=True)
class ChangedVote:
    """One ward whose appraisal is another than the one its council voted on. `kept` says why the vote stands."""

    ballot: Ballot
    basis: str  # what the appraisal says now
    kept: KeptVote | None

    @property
    def seen(self) -> str:
        """By which a page says what it showed."""
        return digest(self.ballot.basis + self.basis)

    @property
    def before(self) -> str:
        """ "6/8 tiêu chí, 33,67 điểm": what was voted on."""
        return in_words(self.ballot.basis)

    @property
    def now(self) -> str:
        return in_words(self.basis)

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Lines with another result: code, what was voted on, what stands now."""
        before, now = (
            {(row["code"], row["text"]): row["result"] for row in json.loads(text)["lines"]}
            for text in (self.ballot.basis, self.basis)
        )
        keys = dict.fromkeys([*before, *now])
        return [(key[0], before.get(key, ""), now.get(key, "")) for key in keys if before.get(key) != now.get(key)]

    @property
    def what(self) -> str:
        """What is another by now, the first lines one by one, as papers write it: "từ 3/8 tiêu chí, 37 điểm thành
        3/8 tiêu chí, 33,67 điểm; chỉ tiêu 5.2 từ 7/8 (87,5%) thành 1/8 (12,5%)"."""
        told = [f"từ {self.before} thành {self.now}"] if self.before != self.now else []
        lines = [f"chỉ tiêu {code} từ {was or '…'} thành {is_now or '…'}" for code, was, is_now in self.lines]
        told += lines[:LISTED] + (["…"] if len(lines) > LISTED else [])
        return "; ".join(told)


def in_words(basis: str) -> str:
    """What a vote was taken on, as papers write it: "6/8 tiêu chí, 33,67 điểm"; empty when it was not kept."""
    if not basis:
        return ""
    kept: dict[str, Any] = json.loads(basis)
    points = f", {write_number(Decimal(kept['points']))} điểm" if kept["scored"] else ""
    return f"{kept['met']}/{kept['criteria']} tiêu chí{points}"


def changed_votes(dossier: Dossier, assessments: Sequence[Assessment]) -> dict[int, ChangedVote]:
    """Of these wards of the dossier, by assessment (id): as many queries for 300 as for one, whatever moved."""
    meeting = dossier.meeting
    if meeting is None or meeting.closed_at is None:
        return {}
    named = {found.pk: found for found in assessments if is_appraised(found)}
    ballots = Ballot.objects.filter(meeting=meeting, assessment__in=named).exclude(basis="")
    voted = {ballot.assessment_id: ballot for ballot in ballots}
    moved, points = last_moves(list(voted)), appraised_points(list(voted))
    closed_at = meeting.closed_at
    kept = {row.ballot_id: row for row in KeptVote.objects.filter(dossier=dossier).select_related("by").order_by("id")}
    may_differ = [
        named[pk] for pk, ballot in voted.items()
        if points.get(pk) != Decimal(json.loads(ballot.basis)["points"]) or moved.get(pk, closed_at) >= closed_at
    ]  # fmt: skip
    found = {}
    for pk, now in (appraisal_texts(may_differ) if may_differ else {}).items():
        ballot = voted[pk]
        if now and now != ballot.basis:
            last = kept.get(ballot.pk)
            found[pk] = ChangedVote(ballot, now, last if last and last.basis == now else None)
    return found
