"""What a vote was taken on: kept with the count, compared with what stands now, and why the vote stands all the same.

Every council's votes go one way: a change is told, and then either the council votes again or somebody who answers for
it says why its vote stands; papers print both.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from awards.domain.appraisals import appraisal_texts, own_texts
from awards.domain.councils.results import standing
from awards.domain.facts import enter_in_ledger
from awards.models import Ballot, Dossier, KeptVote, Meeting
from emulation.text import canonical, digest, write_number
from wards.models.units import Officer

KEPT = "kept_vote"  # of its entries in the ledger
LISTED = 5  # lines that are told one by one


@dataclass(frozen=True)
class ChangedVote:
    """One vote on something else than what stands now (`basis`). `kept` says why the vote stands."""

    ballot: Ballot
    basis: str
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
        return "; ".join(told) or "điểm của một số chỉ tiêu"


def in_words(basis: str) -> str:
    """What a vote was taken on, as papers write it: "6/8 tiêu chí, 33,67 điểm"; empty when it was not kept."""
    if not basis:
        return ""
    kept: dict[str, Any] = json.loads(basis)
    points = f", {write_number(Decimal(kept['points']))} điểm" if kept["scored"] else ""
    return f"{kept['met']}/{kept['criteria']} tiêu chí{points}"


def stands_now(meeting: Meeting, ballots: Iterable[Ballot]) -> dict[int, str]:
    """What these votes of a meeting (with its council) would be taken on now, as canonical text, by ballot (id)."""
    found = list(ballots)
    read = own_texts if meeting.council.ward_id else appraisal_texts
    texts = read([ballot.assessment for ballot in found])
    return {ballot.pk: texts[ballot.assessment_id] for ballot in found}


def changed_since_count(meeting: Meeting) -> list[ChangedVote]:
    """Votes of an open meeting whose count was of something else than what stands now, or of nobody knows what: counted
    with an earlier version. The meeting as `queries.councils.whole` reads it."""
    counted = [ballot for ballot in meeting.ballots.all() if standing(ballot).counts]
    now = stands_now(meeting, counted) if counted else {}
    return [
        ChangedVote(ballot, now[ballot.pk], None)
        for ballot in counted
        if now[ballot.pk] and now[ballot.pk] != ballot.basis
    ]


def changed_vote(ballot: Ballot, now: str, kept: KeptVote | None) -> ChangedVote | None:
    """The vote, if it was on something else than this; votes of which that was not kept are never said to be."""
    if not (ballot.basis and now) or now == ballot.basis:
        return None
    return ChangedVote(ballot, now, kept if kept and kept.basis == now else None)


def kept_votes(ballots: Collection[int]) -> dict[int, KeptVote]:
    """The last reason given for each of these votes (ids): one query."""
    rows = KeptVote.objects.filter(ballot__in=ballots).select_related("by").order_by("id")
    return {row.ballot_id: row for row in rows} if ballots else {}


def keep(changed: ChangedVote, *, reason: str, by: Officer, dossier: Dossier | None = None) -> KeptVote:
    """Record why this vote stands, and tell the ledger."""
    kept = KeptVote.objects.create(
        dossier=dossier, ballot=changed.ballot, basis=changed.basis, reason=reason.strip(), by=by
    )
    enter_in_ledger(kind=KEPT, subject=str(kept), text=kept_text(kept), by=by)
    return kept


def kept_text(kept: KeptVote) -> str:
    """The canonical text of such a record, as the ledger is told."""
    names = ("dossier_id", "ballot_id", "basis", "reason")
    says = {name: getattr(kept, name) for name in names}
    return canonical({"by": kept.by_id, "at": kept.at, "id": kept.pk, **says})
