"""What happened to the documents that lines cite: cited, pointed elsewhere, marked, replaced, removed, files added."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wards.domain.exhibits import regions
from wards.domain.sheet.happenings import Event, Happening
from wards.models import Citation, CitationEvent, Entry, Evidence, EvidenceEvent, EvidenceFile


@dataclass(frozen=True)
class Paper:
    """A document as one reads it in a list; of one deleted since, what it was called last."""

    name: str
    revises: int | None = None


def tell(lines: dict[int, Entry]) -> Sequence[Happening]:
    """The database's own record of every citation, and the files added to what is cited."""
    events = list(CitationEvent.objects.filter(entry__in=lines).select_related("by").order_by("pgh_obj_id", "pgh_id"))
    papers = _papers({event.evidence_id for event in events})
    told: list[Happening] = []
    before: Event | None = None
    for event in events:
        if before is not None and before.pgh_obj_id != event.pgh_obj_id:
            before = None
        happening = _happening(event, before, lines[event.entry_id], papers)
        told += [happening] if happening else []
        before = event
    return [*told, *_files(events, lines, papers)]


def _happening(event: Event, before: Event | None, entry: Entry, papers: dict[int, Paper]) -> Happening | None:
    paper = papers.get(event.evidence_id, Paper(""))
    common: dict[str, Any] = {"order": 1, "kind": "evidence", "entry": entry, "paper": _named(event, entry, paper)}
    if event.pgh_label == "insert":
        older = papers.get(paper.revises or 0)
        note = _("New version of: %(paper)s") % {"paper": older.name} if older else ""
        cited = pgettext("history", "Evidence cited")
        return Happening(at=event.at, what=cited, by=event.by, new=_place(event), note=note, **common)
    if event.pgh_label == "delete":
        # Whoever removes is written into the row just before; a row deleted past that names only who cited.
        signed = before is not None and before.pgh_label == "update" and before.at == event.at
        at, by = _signature(event, signed)
        return Happening(at=at, what=pgettext("history", "Citation removed"), by=by, **common)
    if before is None or (event.pages, event.region) == (before.pages, before.region):
        return None
    at, by = _signature(event, before.at != event.at)
    old, new = _place(before), _place(event)
    if old == new:
        new = _("at another place on the same page")
    changed = pgettext("history", "Cited pages changed")
    what = changed if event.pages != before.pages else pgettext("history", "Marked part of the page changed")
    return Happening(at=at, what=what, by=by, old=old, new=new, **common)


def _signature(event: Event, signed: bool) -> tuple[dt.datetime, Any]:
    return (event.at, event.by) if signed else (event.pgh_created_at, None)


def _named(event: Event, entry: Entry, paper: Paper) -> str:
    exhibit = Citation(entry=entry, position=event.position).exhibit
    return f"{exhibit}: {paper.name}".removesuffix(": ")


def _place(event: Event) -> str:
    """Where one is to look: the pages, and what is marked on one of them."""
    return regions.where(event.pages, event.region)


def _files(events: Iterable[Event], lines: dict[int, Entry], papers: dict[int, Paper]) -> list[Happening]:
    """Files that came to a document while a line cited it, told at that line."""
    began: dict[int, list[Event]] = {}
    ended = {event.pgh_obj_id: event.pgh_created_at for event in events if event.pgh_label == "delete"}
    for event in events:
        if event.pgh_label == "insert":
            began.setdefault(event.evidence_id, []).append(event)
    files = EvidenceFile.objects.filter(evidence__in=began).select_related("uploaded_by")
    return [
        Happening(
            at=file.uploaded_at, order=1, kind="evidence", what=pgettext("history", "File added"),
            by=file.uploaded_by, entry=lines[event.entry_id], new=file.name,
            paper=_named(event, lines[event.entry_id], papers.get(file.evidence_id, Paper(""))),
        )
        for file in files
        for event in began[file.evidence_id]
        if event.at < file.uploaded_at and file.uploaded_at < ended.get(event.pgh_obj_id, file.uploaded_at + SECOND)
    ]  # fmt: skip


SECOND = dt.timedelta(seconds=1)


def _papers(wanted: Iterable[int]) -> dict[int, Paper]:
    gone = EvidenceEvent.objects.filter(pgh_obj__in=wanted).values_list("pgh_obj_id", "number", "abstract")
    there = Evidence.objects.filter(pk__in=wanted).values_list("pk", "number", "abstract", "revises_id")
    rows: list[tuple[Any, ...]] = [*((*row, None) for row in gone), *there]
    return {pk: Paper(", ".join(filter(None, [abstract, number])), revises) for pk, number, abstract, revises in rows}
