"""Write and prove the ledger."""

import json
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
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


def last_text(*, kind: str, record: int) -> str:
    """What was told last of this record; empty when nothing was. Of kinds with a few entries."""
    texts = LedgerEntry.objects.filter(kind=kind).order_by("-id").values_list("text", flat=True)
    return next((text for text in texts.iterator() if _record_of(text) == record), "")


def unproven(*, kind: str, records: Iterable[tuple[Model, str]], corrected: bool = False) -> Iterator[Model]:
    """Records that say something else than the ledger was told of them, then entries whose record is gone.

    `records` is everything there must be an entry of this kind of, with its canonical text as it is now; "id" in a text
    is the primary key of its record. What may be `corrected` is told anew each time, and must say what was told last;
    all else is told once. Texts that name no row tell nothing here.
    """
    told = _told_once(kind, corrected=corrected)
    for record, text in records:
        if list(told.pop(record.pk, {})) != [digest(text)]:
            yield record
    left = [entry for said in told.values() for entry in said.values()]
    yield from LedgerEntry.objects.filter(pk__in=left).order_by("id")


NOTHING: tuple[int, int | None] = (0, None)  # no entry, by nobody


@dataclass(frozen=True)
class Said:
    """What a record says now, by its digest, and who said it; of the records of one `group` the order counts."""

    record: Model
    digest: str
    by: int | None
    group: Hashable


def unmatched(*, entries: QuerySet[LedgerEntry], records: Iterable[Said]) -> Iterator[Model]:
    """The same of acts whose texts name no row: each text proves one record, in the order in which they were told.

    `records` come in the order of their keys: which verdict is the last one must not be changed by another key.
    """
    told: dict[str, list[tuple[int, int | None]]] = {}
    for pk, text, actor in entries.order_by("-id").values_list("pk", "digest", "actor").iterator():
        told.setdefault(text, []).append((pk, actor))
    latest: dict[Hashable, int] = {}
    is_whole = True
    for said in records:
        entry, by = told[said.digest].pop() if told.get(said.digest) else NOTHING
        if not entry or by != said.by or entry < latest.get(said.group, 0):
            is_whole = False
            yield said.record
        latest[said.group] = max(entry, latest.get(said.group, 0))
    if is_whole:  # else what an altered record once said would be called gone
        left = [pk for rows in told.values() for pk, _actor in rows]
        yield from LedgerEntry.objects.filter(pk__in=left).order_by("id")


def _told_once(kind: str, *, corrected: bool) -> dict[Any, dict[str, int]]:
    """By record what was told of it: digest → entry."""
    found: dict[Any, dict[str, int]] = {}
    rows = LedgerEntry.objects.filter(kind=kind).order_by("id").values_list("pk", "text")
    for entry, text in rows.iterator():
        record = _record_of(text)
        if record is not None:
            said = found.setdefault(record, {})
            if corrected:
                said.clear()
            said[digest(text)] = entry
    return found


def _record_of(text: str) -> Any:
    try:
        said = json.loads(text)
    except ValueError:  # altered: `broken_links` tells
        return None
    record = said.get("id") if isinstance(said, dict) else None
    return record if isinstance(record, int) else None


def entry_of(*, kind: str, text: str) -> LedgerEntry | None:
    """The entry that was told exactly this; None when there is none."""
    return LedgerEntry.objects.filter(kind=kind, digest=digest(text)).order_by("id").first()


def entry_with(hash: str) -> LedgerEntry | None:
    """The entry that carries this hash: in a chain that is whole, everything up to it is as it was then."""
    return LedgerEntry.objects.filter(hash=hash.strip().lower()).first()


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
