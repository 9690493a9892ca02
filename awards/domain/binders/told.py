"""What the ledger is told of a finished volume, and whether it still is that."""

from collections.abc import Iterator
from typing import Any

from awards.domain.facts import enter_in_ledger, entry_in_ledger, unproven
from awards.models import Binder, DrawingState
from emulation.text import canonical, digest

KIND = "binder"  # of its entries in the ledger


def enter(binder: Binder) -> None:
    """Write a volume that is finished into the ledger: its code is printed on it, and anybody may ask by it."""
    enter_in_ledger(kind=KIND, subject=str(binder), text=text_of(binder), by=None)


def entry_of(binder: Binder) -> tuple[int, str] | None:
    """Number and hash of its entry: the ledger's last one when it was bound, whenever and how often one asks."""
    return entry_in_ledger(kind=KIND, text=text_of(binder))


def text_of(binder: Binder) -> str:
    """The canonical text: what it was bound from and into which files, by their digests."""
    names = ("assessment_id", "dossier_id", "revision", "content", "duplex", "part_limit", "code", "digest",
             "requested_by_id", "requested_at", "drawn_at")  # fmt: skip
    parts = [
        [part.pk, part.position, str(part.file), part.sha256, part.size, part.pages, digest(part.contents)]
        for part in binder.parts.all()
    ]
    said = {name: getattr(binder, name) for name in names}
    return canonical({**said, "id": binder.pk, "plan": digest(binder.plan), "parts": parts})


def unproven_volumes() -> Iterator[Any]:
    """Finished volumes that are not what the ledger was told of them, and entries whose volume is gone."""
    ready = Binder.objects.filter(state=DrawingState.READY).prefetch_related("parts").order_by("id")
    return unproven(kind=KIND, records=((binder, text_of(binder)) for binder in ready.iterator(chunk_size=50)))
