"""Whether the records that the ledger seals still say what was sealed."""

from collections.abc import Iterator

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from emulation.text import digest
from wards.domain.sheet.sealed import decision_text, extension_text, inspection_text, verdict_text
from wards.models import Assessment, Decision, Extension, HandIn, Inspection, LedgerEntry, State, Verdict


def unproven_records() -> Iterator[Model]:
    """Hand-ins, verdicts, decisions, extensions and closed visits that are not what the ledger says of them, or of
    which it says nothing; then entries of the ledger whose record is gone.

    With an unbroken chain this also shows rows taken off its end: the records they sealed remain.
    """
    kinds = ["hand_in", "verdict", "extension", "inspection"]
    kept = LedgerEntry.objects.filter(Q(kind__in=kinds) | Q(kind__startswith="decision_"))
    sealed = dict(kept.values_list("digest", "actor").iterator())
    gone, is_whole = set(sealed), True
    for record, text in _records():
        gone.discard(text)
        if text not in sealed or sealed[text] != record.by_id:
            is_whole = False
            yield record
    if is_whole:  # else what an altered record once said would be called gone
        yield from kept.filter(digest__in=gone)


def _records() -> Iterator[tuple[HandIn | Verdict | Decision | Extension | Inspection, str]]:
    """Every sealed record with the digest of what it says now; none where a hand-in contradicts itself."""
    for hand_in in HandIn.objects.select_related("assessment__ward", "assessment__period").iterator():
        yield hand_in, hand_in.digest if digest(hand_in.text) == hand_in.digest else ""
    for verdict in Verdict.objects.select_related("entry__indicator").iterator():
        yield verdict, digest(verdict_text(verdict))
    for decision in Decision.objects.select_related("assessment__ward", "assessment__period").iterator():
        yield decision, digest(decision_text(decision))
    for extension in Extension.objects.select_related("assessment__ward", "assessment__period").iterator():
        yield extension, digest(extension_text(extension))
    closed = Inspection.objects.filter(closed_at__isnull=False)
    for inspection in closed.select_related("assessment__ward", "assessment__period").iterator():
        yield inspection, digest(inspection_text(inspection))


def misstated_assessments() -> QuerySet[Assessment]:
    """Assessments in another state than their last sealed step left them in: somebody moved them past the pages."""
    steps = Decision.objects.filter(assessment=OuterRef("pk")).order_by("-id").values("to_state")
    told = Coalesce(Subquery(steps[:1]), Value(State.DRAFTING.value))
    return Assessment.objects.select_related("ward", "period").annotate(told=told).exclude(state=F("told"))
