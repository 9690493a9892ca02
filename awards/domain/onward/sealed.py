"""What the ledger is told of dossiers: forwarded, received, returned, decided."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from django.db.models import QuerySet

from awards.domain.facts import enter_in_ledger, told_to_ledger
from awards.models import AwardDecision, Forwarding, Receipt, Return
from emulation.text import canonical, digest

Act: TypeAlias = Forwarding | Receipt | Return | AwardDecision
KINDS: dict[type, str] = {
    Forwarding: "forwarding", Receipt: "receipt", Return: "returned_dossier", AwardDecision: "award_decision",
}  # fmt: skip


def enter(act: Act) -> None:
    """Write one act into the ledger, with everything that belongs to it; call once it is whole."""
    enter_in_ledger(kind=KINDS[type(act)], subject=str(act), text=text_of(act), by=act.by)


def text_of(act: Act) -> str:
    """The canonical text of an act as its rows say it now."""
    says = {"by": act.by_id, "at": act.at, "id": act.pk}
    match act:
        case Forwarding():
            says |= {
                "dossier": act.dossier_id,
                "revision": act.revision,
                "content": digest(act.text),
                "binder": act.binder_id,
                "replaced": act.replaced_id,
            }
        case Receipt():
            says |= {
                "forwarding": act.forwarding_id,
                "number": act.number,
                "received_on": act.received_on,
                "receiver": act.receiver,
                "note": act.note,
            }
        case Return():
            says |= {
                "forwarding": act.forwarding_id,
                "letter": act.letter_number,
                "date": act.letter_date,
                "reasons": act.reasons,
                "due": act.due,
                "items": [[item.place, item.entry_id, item.paper_id, item.note] for item in act.items.all()],
            }
        case AwardDecision():
            says |= {
                "dossier": act.dossier_id,
                "number": act.number,
                "date": act.decided_on,
                "authority": act.authority,
                "sha256": act.sha256,
                "outcomes": [
                    [found.assessment_id, found.recognised, found.reason, found.grant_id]
                    for found in act.outcomes.all()
                ],
            }
    return canonical(says)  # fmt: skip


def unproven_forwardings() -> Iterator[Act]:
    """Forwardings, receipts, returns and decisions that are not what the ledger was told of them."""
    rows: tuple[QuerySet[Any], ...] = (
        Forwarding.objects.all(), Receipt.objects.all(), Return.objects.prefetch_related("items"),
        AwardDecision.objects.prefetch_related("outcomes"),
    )  # fmt: skip
    for acts in rows:
        told = told_to_ledger(kind=KINDS[acts.model])
        for act in acts.order_by("id").iterator(chunk_size=500):
            if text_of(act) not in told:
                yield act
