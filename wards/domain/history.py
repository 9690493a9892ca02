"""Lịch sử: every step, verdict and change of a figure or its evidence, newest first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.templatetags.vietnamese import moment
from wards.domain.explain import describe_figure
from wards.models import (
    Assessment,
    AssignmentEvent,
    ChargeEvent,
    Citation,
    CitationEvent,
    Decision,
    Entry,
    EntryEvent,
    Evidence,
    EvidenceEvent,
    HandIn,
    Officer,
    Verdict,
)

Event = Any  # a row of an event table: its class is made at run time


@dataclass(frozen=True)
class Happening:
    """One thing that happened: `what` by whom; a change also says from what to what, evidence which document."""

    at: dt.datetime
    order: int  # among things of the same instant
    kind: str  # decision | verdict | change | evidence
    what: str
    by: Officer | None
    reason: str = ""
    entry: Entry | None = None
    old: str = ""
    new: str = ""
    hand_in: HandIn | None = None
    paper: str = ""  # the document cited


def tell(assessment: Assessment, *, entry: Entry | None = None, for_office: bool = False) -> list[Happening]:
    """Everything, or what concerns one line; newest first, with a fixed number of queries.

    Who inside the office has which line is told to the office alone.
    """
    entries = assessment.entries.select_related("indicator__criterion", "option").prefetch_related("indicator__options")
    lines = {line.pk: line for line in (entries.filter(pk=entry.pk) if entry else entries)}
    told = [*_changes(lines), *_verdicts(lines), *_evidence(lines)]
    if for_office:
        told += _charges(lines)
    if entry is None:
        told += [*_decisions(assessment), *_extensions(assessment), *_assignments(assessment)]
    return sorted(told, key=lambda happening: (happening.at, happening.order), reverse=True)


def _decisions(assessment: Assessment) -> Sequence[Happening]:
    hand_ins = {handed.round: handed for handed in assessment.hand_ins.all()}
    return [
        Happening(
            at=step.at, order=3, kind="decision", what=step.get_action_display(), by=step.by, reason=step.reason,
            hand_in=hand_ins.get(step.round) if step.action == "hand_in" else None,
        )
        for step in Decision.objects.filter(assessment=assessment).select_related("by")
    ]  # fmt: skip


def _extensions(assessment: Assessment) -> Sequence[Happening]:
    """Each later deadline against the one it replaced."""
    return [
        Happening(
            at=row.at, order=3, kind="decision", what=pgettext("history", "Deadline extended"), by=row.by,
            reason=row.reason, old=moment(row.before), new=moment(row.due),
        )
        for row in assessment.extensions.select_related("by")
    ]  # fmt: skip


def _assignments(assessment: Assessment) -> Sequence[Happening]:
    """The database's own record of who was given which criterion."""
    events = AssignmentEvent.objects.filter(assessment=assessment).select_related("criterion", "officer", "by")
    everybody = _("All officials of the ward")
    told: list[Happening] = []
    holder: dict[int, str] = {}
    for event in events.order_by("pgh_id"):
        old = holder.get(event.criterion_id, everybody)
        new = everybody if event.pgh_label == "delete" else str(event.officer)
        holder[event.criterion_id] = new
        if old != new:
            what = _("Assignment of criterion %(number)s") % {"number": event.criterion.number}
            told.append(Happening(at=event.at, order=1, kind="change", what=what, by=event.by, old=old, new=new))
    return told


def _charges(lines: dict[int, Entry]) -> Sequence[Happening]:
    """The database's own record of which reviewer was given which line."""
    events = ChargeEvent.objects.filter(entry__in=lines).select_related("officer", "by").order_by("entry_id", "pgh_id")
    nobody, what = _("Nobody in particular"), pgettext("history", "Reviewer of the line")
    told: list[Happening] = []
    holder: dict[int, str] = {}
    signed: dict[int, dt.datetime] = {}
    for event in events:
        line = lines[event.entry_id]
        is_removal = event.pgh_label == "delete"
        old, new = holder.get(line.pk, nobody), nobody if is_removal else str(event.officer)
        # Whoever removes is written into the row just before; a row deleted past that names only who gave it.
        by, at = (event.by, event.at) if not is_removal or signed.get(line.pk) == event.at else (None, None)
        if event.pgh_label == "update" and old == new:
            signed[line.pk] = event.at
        holder[line.pk] = new
        if old != new:
            at = at or event.pgh_created_at
            told.append(Happening(at=at, order=1, kind="change", what=what, by=by, entry=line, old=old, new=new))
    return told


def _verdicts(lines: dict[int, Entry]) -> Sequence[Happening]:
    rows = Verdict.objects.filter(entry__in=lines).select_related("by", "option").order_by("id")
    return [
        Happening(
            at=row.at, order=2, kind="verdict", what=row.words, by=row.by, reason=row.reason,
            entry=lines[row.entry_id],
            new="" if row.kind == Verdict.Kind.TO_COMPLETE or row.confirms_nothing
            else describe_figure(row, lines[row.entry_id].indicator),
        )
        for row in rows
    ]  # fmt: skip


def _changes(lines: dict[int, Entry]) -> Sequence[Happening]:
    """The database's own record of every saved figure, each told against the one before it."""
    events = EntryEvent.objects.filter(pgh_obj__in=lines).select_related("updated_by", "option")
    told, before, said = [], dict.fromkeys(lines, ""), dict.fromkeys(lines, "")
    nothing = _("No figure yet")
    first, figure = pgettext("history", "Figure entered"), pgettext("history", "Figure changed")
    words = pgettext("history", "Explanation changed")
    for event in events.order_by("pgh_obj_id", F("pgh_id").asc()):
        line = lines[event.pgh_obj_id]
        now = _words(event, line)
        old = before[line.pk] or nothing
        before[line.pk] = now
        explained = event.explanation if event.explanation != said[line.pk] else ""
        said[line.pk] = event.explanation
        told.append(
            Happening(
                at=event.updated_at or event.pgh_created_at, order=1, kind="change", by=event.updated_by, entry=line,
                what=words if old == now else figure if old != nothing else first,
                old=old, new=now, reason=explained,
            )
        )  # fmt: skip
    return told


def _words(event: Entry, line: Entry) -> str:
    """The figure of a recorded change; the event has the columns of a figure but is no Figure."""
    if event.no_data_reason:
        return _("No figure: %(reason)s") % {"reason": event.no_data_reason}
    figure = Verdict(**{name: getattr(event, name) for name in Verdict.SHAPE})
    return describe_figure(figure, line.indicator)


def _evidence(lines: dict[int, Entry]) -> Sequence[Happening]:
    """The database's own record of every citation: made, pointed at other pages, removed."""
    events = list(CitationEvent.objects.filter(entry__in=lines).select_related("by").order_by("pgh_obj_id", "pgh_id"))
    papers = _papers({event.evidence_id for event in events})
    cited, pages = pgettext("history", "Evidence cited"), pgettext("history", "Cited pages changed")
    removed = pgettext("history", "Citation removed")
    told: list[Happening] = []
    before: Event | None = None
    for event in events:
        entry, paper = lines[event.entry_id], papers.get(event.evidence_id, "")
        exhibit = Citation(entry=entry, position=event.position).exhibit
        named = f"{exhibit}: {paper}".removesuffix(": ")
        common: dict[str, Any] = {"order": 1, "kind": "evidence", "entry": entry, "paper": named}
        if event.pgh_label == "insert":
            told.append(Happening(at=event.at, what=cited, by=event.by, new=_pages(event), **common))
        elif event.pgh_label == "update" and before and event.pages != before.pages:
            told.append(
                Happening(at=event.at, what=pages, by=event.by, old=_pages(before), new=_pages(event), **common)
            )
        elif event.pgh_label == "delete":
            # Whoever removes is written into the row just before; a row deleted past that names only who cited.
            signed = before is not None and before.pgh_label == "update" and before.at == event.at
            at, by = (event.at, event.by) if signed else (event.pgh_created_at, None)
            told.append(Happening(at=at, what=removed, by=by, **common))
        before = event
    return told


def _pages(event: Event) -> str:
    return _("see page %(pages)s") % {"pages": event.pages} if event.pages else _("whole document")


def _papers(wanted: Iterable[int]) -> dict[int, str]:
    """Documents by id as one reads them in a list; of those deleted since, what they were called last."""
    gone = EvidenceEvent.objects.filter(pgh_obj__in=wanted).values_list("pgh_obj_id", "number", "abstract")
    there = Evidence.objects.filter(pk__in=wanted).values_list("pk", "number", "abstract")
    return {pk: ", ".join(filter(None, [abstract, number])) for pk, number, abstract in [*gone, *there]}
