"""A hand-in beside its text: whose it is, of which round and when; and whether the figures are still those it says."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Model, OuterRef, Prefetch, Subquery

from emulation.text import canonical
from wards.domain import ledger
from wards.models import Assessment, Entry, HandIn, State, Verdict

KIND = "hand_in_record"  # of its entry in the ledger, beside the one of its text
OPEN = {State.DRAFTING, State.WITH_LEADER, State.TO_COMPLETE, State.MOVED}  # to the ward, or once were


def enter(hand_in: HandIn) -> None:
    """Tell the ledger what the text does not say: one reads it before it is handed in."""
    ledger.append(kind=KIND, subject=str(hand_in), text=record_text(hand_in), by=hand_in.by)


def record_text(hand_in: HandIn) -> str:
    """Whose hand-in, which round, when and by whom, with the digest of its text."""
    assessment = hand_in.assessment
    return canonical(
        {
            "id": hand_in.pk, "assessment": assessment.pk, "ward": assessment.ward_id, "period": assessment.period_id,
            "round": hand_in.round, "digest": hand_in.digest, "by": hand_in.by_id, "at": hand_in.at,
        }
    )  # fmt: skip


def unproven_hand_ins() -> Iterator[Model]:
    """Hand-ins that are not what the ledger was told of them, and entries whose hand-in is gone."""
    rows = HandIn.objects.select_related("assessment__ward", "assessment__period").defer("text").order_by("pk")
    return ledger.unproven(kind=KIND, records=((row, record_text(row)) for row in rows.iterator()))


def misstated_figures() -> Iterator[Model]:
    """Figures that say something else than the last hand-in of their assessment, though nobody could change them since:
    the line still has the version that was handed in, or was not open to the ward from then on."""
    judged = Verdict.objects.filter(entry=OuterRef("pk")).order_by("-pk").values("kind")[:1]
    rows = Entry.objects.select_related("indicator", "option").annotate(last_verdict=Subquery(judged))
    lines = Prefetch("assessment__entries", rows)
    last = HandIn.objects.order_by("assessment_id", "-round").distinct("assessment_id").prefetch_related(lines)
    for hand_in in last.select_related("assessment__ward", "assessment__period").iterator(chunk_size=100):
        told = _told(hand_in)
        for entry in hand_in.assessment.entries.all():
            line = told.pop(entry.pk, None)
            if not _holds(entry, line, hand_in.assessment):
                yield entry
        if told:  # lines that are gone
            yield hand_in


def _told(hand_in: HandIn) -> dict[int, dict[str, Any]]:
    """By its line what the text says; nothing where somebody altered it, which `unproven_records` tells."""
    try:
        return {line["id"]: line for line in json.loads(hand_in.text)["entries"]}
    except (ValueError, TypeError, LookupError):
        return {}


def _holds(entry: Entry, line: dict[str, Any] | None, assessment: Assessment) -> bool:
    if line is None:
        return False
    said = {
        "code": entry.indicator.code, "year": entry.year, "version": entry.version,
        "value": {**entry.shape, "option": entry.option.name if entry.option else None},
        "explanation": entry.explanation, "no_data_reason": entry.no_data_reason, "by": entry.updated_by_id,
    }  # fmt: skip
    if _is_open(entry, assessment) and entry.version > line.get("version", 0):
        return True
    return bool(json.loads(canonical(said)) == {name: line.get(name) for name in said})


def _is_open(entry: Entry, assessment: Assessment) -> bool:
    """Whether the ward may have written here since: while it completes, only what it was asked to complete."""
    is_asked = not assessment.is_completing or entry.last_verdict == Verdict.Kind.TO_COMPLETE  # type: ignore[attr-defined]  # annotated
    return assessment.state in OPEN and is_asked
