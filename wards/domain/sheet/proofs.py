"""Whether the records that the ledger seals still say what was sealed."""

from collections.abc import Iterator

from django.db.models import Model, Q

from emulation.text import digest
from wards.domain import ledger
from wards.domain.ledger import Said
from wards.domain.sheet.sealed import decision_text, extension_text, inspection_text, verdict_text
from wards.models import Decision, Extension, HandIn, Inspection, LedgerEntry, Verdict


def unproven_records() -> Iterator[Model]:
    """Texts handed in, verdicts, decisions, extensions and closed visits that are not what the ledger says of them, or
    of which it says nothing; then entries of the ledger whose record is gone.

    With an unbroken chain this also shows rows taken off its end: the records they sealed remain.
    """
    kinds = ["hand_in", "verdict", "extension", "inspection"]
    kept = LedgerEntry.objects.filter(Q(kind__in=kinds) | Q(kind__startswith="decision_"))
    return ledger.unmatched(entries=kept, records=_records())


def _records() -> Iterator[Said]:
    """Every sealed record with the digest of what it says now; none where a hand-in contradicts itself."""
    for hand_in in HandIn.objects.order_by("pk").iterator(chunk_size=100):
        said = hand_in.digest if digest(hand_in.text) == hand_in.digest else ""
        yield Said(hand_in, said, hand_in.by_id, ("handed in", hand_in.assessment_id))
    for verdict in Verdict.objects.select_related("entry__indicator").order_by("pk").iterator():
        yield Said(verdict, digest(verdict_text(verdict)), verdict.by_id, ("judged", verdict.entry_id))
    of_assessments = ("assessment__ward", "assessment__period")
    for decision in Decision.objects.select_related(*of_assessments).order_by("pk").iterator():
        yield Said(decision, digest(decision_text(decision)), decision.by_id, ("moved", decision.assessment_id))
    for extension in Extension.objects.select_related(*of_assessments).order_by("pk").iterator():
        yield Said(extension, digest(extension_text(extension)), extension.by_id, ("extended", extension.assessment_id))
    closed = Inspection.objects.filter(closed_at__isnull=False)
    for visit in closed.select_related(*of_assessments).order_by("pk").iterator():
        yield Said(visit, digest(inspection_text(visit)), visit.by_id, ("visited", visit.pk))
