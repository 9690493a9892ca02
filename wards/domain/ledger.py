"""Write and prove the ledger."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from emulation.text import canonical, digest
from wards.models import LedgerEntry, Officer


def append(*, kind: str, subject: str, text: str, by: Officer | None) -> LedgerEntry:
    """Chain one act to the last one; `text` is its canonical text. Inside the caller's transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # one writer at a time, or two rows would follow the same one
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger'))")
        last = LedgerEntry.objects.order_by("-id").values_list("hash", flat=True).first() or ""
        entry = LedgerEntry(
            at=timezone.now(), kind=kind, actor=by, subject=subject[:200], text=text, digest=digest(text), previous=last
        )
        entry.hash = expected_hash(entry)
        entry.save()
    return entry


def texts(*, kind: str) -> set[str]:
    """The canonical texts of all acts of one kind."""
    return set(LedgerEntry.objects.filter(kind=kind).values_list("text", flat=True))


def expected_hash(entry: LedgerEntry) -> str:
    """SHA-256 (hex) over the previous hash and everything the row says."""
    return digest(
        canonical(
            {
                "at": entry.at,
                "kind": entry.kind,
                "actor": entry.actor_id,
                "subject": entry.subject,
                "digest": entry.digest,
                "previous": entry.previous,
            }
        )
    )


def broken_links() -> Iterator[tuple[LedgerEntry, str]]:
    """Every row that is not what it was, with what is wrong with it; none when the ledger is whole."""
    previous = ""
    for entry in LedgerEntry.objects.order_by("id").iterator():
        if digest(entry.text) != entry.digest:
            yield entry, "text"
        elif entry.previous != previous:
            yield entry, "previous"
        elif expected_hash(entry) != entry.hash:
            yield entry, "hash"
        previous = entry.hash
