"""What a decision says, part by part in words; where two records of it differ, and what became of the titles."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from awards.models import AwardDecision, Grant, Outcome
from awards.queries.grants import outcomes_of


@dataclass(frozen=True)
class Said:
    """A decision as it is recorded, or as somebody typed it; wards by their assessment (id)."""

    number: str
    decided_on: dt.date
    authority: str
    scan: str  # its digest
    scan_name: str
    outcomes: Mapping[int, str | None]  # None: recognised; else why not
    wards: Mapping[int, str]

    def words(self, of: Iterable[int]) -> dict[str, tuple[str, Any, str]]:
        """Label, value and the value in words, by the name of its field; of these wards."""
        return {
            "number": (_("Decision number"), self.number, self.number),
            "decided_on": (_("Decision date"), self.decided_on, f"{self.decided_on:%d/%m/%Y}"),
            "authority": (_("Decided by"), self.authority, self.authority),
            "scan": (_("Scan of the decision"), self.scan, self.scan_name),
            **{f"outcome_{pk}": (self.wards.get(pk, ""), *self._outcome(pk)) for pk in of},
        }

    def _outcome(self, ward: int) -> tuple[Any, str]:
        if ward not in self.outcomes:
            return False, pgettext("outcome", "Not named in this decision")
        refusal = self.outcomes[ward]
        if refusal is None:
            return None, pgettext("outcome", "Recognised")
        return refusal, f"{pgettext('outcome', 'Not recognised')}: {refusal}"


@dataclass(frozen=True)
class Part:
    """A part of what a decision says; `before` is set where an earlier record said something else."""

    key: str
    label: str
    now: str
    before: str | None = None


def said(decision: AwardDecision) -> Said:
    """As it is recorded; wants its outcomes with their wards at hand."""
    outcomes = list(decision.outcomes.all())
    return Said(
        decision.number, decision.decided_on, decision.authority, decision.sha256, decision.name,
        {found.assessment_id: None if found.recognised else found.reason for found in outcomes},
        {found.assessment_id: str(found.assessment.ward) for found in outcomes},
    )  # fmt: skip


def parts(now: Said, before: Said | None = None) -> list[Part]:
    """All that it says, each part with what was said before where that differs."""
    wards = list(dict.fromkeys([*now.outcomes, *(before.outcomes if before else ())]))
    earlier = before.words(wards) if before else {}
    found = []
    for key, (label, value, words) in now.words(wards).items():
        label = label or (earlier[key][0] if earlier else "")
        differs = key in earlier and earlier[key][1] != value
        found.append(Part(key, label, words, earlier[key][2] if differs else None))
    return found


@dataclass(frozen=True)
class Record:
    """One record of a decision, for the story of its dossier: what it changed, and whether it stands."""

    decision: AwardDecision
    changes: list[Part]
    later: AwardDecision | None


def records(decisions: Iterable[AwardDecision]) -> list[Record]:
    """Every decision of a dossier in their order, as `queries.dossiers.decisions_of` reads them."""
    by_id = {decision.pk: decision for decision in decisions}
    corrected = {found.corrects_id: found for found in by_id.values() if found.corrects_id}
    told = []
    for found in by_id.values():
        before = by_id.get(found.corrects_id or 0)
        changes = [part for part in parts(said(found), said(before)) if part.before is not None] if before else []
        told.append(Record(found, changes, corrected.get(found.pk)))
    return told


@dataclass(frozen=True)
class Conferred:
    """How a title of award history came about: the decision that says so, or said so last, and what it replaced."""

    decision: AwardDecision
    before: AwardDecision | None  # the record this one corrected
    before_recognised: bool  # what that said of the ward
    taken_back: AwardDecision | None  # the correction that took the title back
    reason: str  # why it is not recognised, as that says


def conferred(grants: Iterable[Grant]) -> dict[int, Conferred]:
    """By grant (id), those that a decision recorded here conferred; one query."""
    ever: dict[int, list[Outcome]] = {}
    rows = outcomes_of(grants)
    for outcome in rows:
        ever.setdefault(outcome.assessment_id, []).append(outcome)
    return {
        outcome.grant_id: _conferred(ever[outcome.assessment_id], outcome) for outcome in rows if outcome.grant_id
    }  # the last one that names a grant is kept: rows come in their order


def _conferred(outcomes: list[Outcome], by: Outcome) -> Conferred:
    last, before = outcomes[-1], by.decision.corrects
    was = any(found.decision_id == by.decision.corrects_id and found.recognised for found in outcomes)
    if by.decision.stands:
        return Conferred(by.decision, before, was, None, "")
    after = last if last.decision_id > by.decision_id else None
    return Conferred(
        by.decision, before, was, after.decision if after else by.decision.corrected_by, after.reason if after else ""
    )
