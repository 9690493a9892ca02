"""What the ledger is told of dossiers: forwarded, received, returned, decided; and whether they still say so."""

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from django.db.models import Model, Prefetch, QuerySet

from awards.domain.councils.voted_on import KEPT, kept_text
from awards.domain.facts import enter_in_ledger, unproven
from awards.models import AwardDecision, Dossier, Forwarding, KeptVote, Receipt, Return
from emulation.text import canonical, digest

Act: TypeAlias = Forwarding | Receipt | Return | AwardDecision | KeptVote
KINDS: dict[type, str] = {
    Forwarding: "forwarding", Receipt: "receipt", Return: "returned_dossier", AwardDecision: "award_decision",
    KeptVote: KEPT,
}  # fmt: skip


def enter(act: Act) -> None:
    """Write one act into the ledger, with everything that belongs to it; call once it is whole."""
    enter_in_ledger(kind=KINDS[type(act)], subject=str(act), text=text_of(act), by=act.by)


def text_of(act: Act) -> str:
    """The canonical text of an act as its rows say it now."""
    if isinstance(act, KeptVote):
        return kept_text(act)
    says: dict[str, Any] = {"by": act.by_id, "at": act.at, "id": act.pk}
    match act:
        case Forwarding():
            says |= _of_forwarding(act)
        case Receipt():
            says |= _columns(act, "forwarding_id", "number", "received_on", "receiver", "note")
        case Return():
            says |= _columns(act, "forwarding_id", "letter_number", "letter_date", "reasons", "due")
            says["items"] = [[item.pk, item.place, item.entry_id, item.paper_id, item.note] for item in act.items.all()]
        case AwardDecision():
            says |= _columns(act, "dossier_id", "number", "decided_on", "authority", "name", "sha256", "size", "pages")
            says["file"] = str(act.file)
            says["outcomes"] = [
                [found.pk, found.assessment_id, found.recognised, found.reason, found.grant_id]
                for found in act.outcomes.all()
            ]
            correction = _columns(act, "corrects_id", "reason", "letter_number", "letter_date")
            if any(correction.values()):  # a first record says of corrections nothing, as it did before there were any
                says |= correction
    return canonical(says)


def _of_forwarding(act: Forwarding) -> dict[str, Any]:
    """With whose round it is; the volumes and papers it names are told by themselves, their digests are in its text."""
    dossier = _columns(act.dossier, "id", "office_id", "period_id", "number", "by_id", "at")
    own = _columns(act, "revision", "binder_id", "replaced_id")
    return {**own, "content": digest(act.text), "dossier": dossier}


def _columns(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def unproven_forwardings() -> Iterator[Any]:
    """Forwardings, receipts, returns, decisions and votes said to stand that are not what the ledger was told of them,
    and entries whose act is gone."""
    rows: tuple[QuerySet[Any], ...] = (
        Forwarding.objects.select_related("dossier"), Receipt.objects.all(), Return.objects.prefetch_related("items"),
        AwardDecision.objects.prefetch_related("outcomes"), KeptVote.objects.all(),
    )  # fmt: skip
    for acts in rows:
        found = acts.order_by("id").iterator(chunk_size=100)
        yield from unproven(kind=KINDS[acts.model], records=((act, text_of(act)) for act in found))


def misstated_dossiers() -> Iterator[Dossier]:
    """Dossiers in another state than their last act left them in, or at the province with other wards than they went
    with, or another meeting: somebody changed them past the pages."""
    sent = Prefetch("forwardings", Forwarding.objects.select_related("receipt", "returned").order_by("revision"))
    rows = Dossier.objects.prefetch_related(sent, "wards", "decisions__outcomes").order_by("id")
    for dossier in rows.iterator(chunk_size=50):
        if _stands(dossier) != (dossier.state, dossier.revision) or not _names_what_went(dossier):
            yield dossier


def _stands(dossier: Dossier) -> tuple[str, int]:
    """State and revision that its acts left it in."""
    forwardings = list(dossier.forwardings.all())
    if not forwardings:
        return Dossier.State.PREPARING, 1
    last = forwardings[-1]
    if hasattr(last, "returned"):
        return Dossier.State.RETURNED, last.revision + 1
    if {ward["assessment"] for ward in _went(last).get("wards", [])} <= _decided(dossier):
        return Dossier.State.DECIDED, last.revision
    return Dossier.State.RECEIVED if hasattr(last, "receipt") else Dossier.State.FORWARDED, last.revision


def _decided(dossier: Dossier) -> set[int]:
    """Wards (their assessments' ids) that the decisions name that stand."""
    decisions = list(dossier.decisions.all())
    corrected = {decision.corrects_id for decision in decisions}
    stand = (decision for decision in decisions if decision.pk not in corrected)
    return {found.assessment_id for decision in stand for found in decision.outcomes.all()}


def _names_what_went(dossier: Dossier) -> bool:
    """While it is open only the wards decided on must still be there; then all is as it went."""
    named = [[row.assessment_id, row.position] for row in dossier.wards.all()]
    forwardings = list(dossier.forwardings.all())
    if dossier.is_open or not forwardings:
        return _decided(dossier) <= {assessment for assessment, _position in named}
    went = _went(forwardings[-1])
    return bool(went.get("named") == named and went.get("meeting") == dossier.meeting_id)


def _went(forwarding: Forwarding) -> dict[str, Any]:
    """What its text says; nothing where somebody altered it, which `unproven_forwardings` tells."""
    try:
        return dict(json.loads(forwarding.text))
    except ValueError:
        return {}
