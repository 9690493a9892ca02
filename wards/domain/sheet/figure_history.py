"""What happened to the figures of lines: saved, judged, given to reviewers, remarked upon."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wards.domain.sheet.changes import Change
from wards.domain.sheet.explain import describe_figure
from wards.domain.sheet.happenings import Event, Happening, clock_and_day, recorded
from wards.models import Assessment, ChargeEvent, Entry, EntryEvent, Remark, State, Verdict


def changes(lines: dict[int, Entry]) -> Sequence[Happening]:
    """The database's own record of every saved figure, each told against the one before it."""
    events = EntryEvent.objects.filter(pgh_obj__in=lines).select_related("updated_by", "option")
    told: list[Happening] = []
    before: Event | None = None
    for event in events.order_by("pgh_obj_id", "pgh_id"):
        if before is not None and before.pgh_obj_id != event.pgh_obj_id:
            before = None
        told.append(_change(event, before, lines[event.pgh_obj_id]))
        before = event
    return told


def _change(event: Event, before: Event | None, line: Entry) -> Happening:
    nothing = _("No figure yet")
    new, old = recorded(event, line.indicator), recorded(before, line.indicator) if before else nothing
    said, now = before.explanation if before else "", event.explanation
    what = pgettext("history", "Figure changed") if old != nothing else pgettext("history", "Figure entered")
    # A hand that writes past the pages leaves the signature of whoever saved last: it is not theirs.
    signed = event.updated_at is not None and (before is None or before.updated_at != event.updated_at)
    return Happening(
        at=event.updated_at if signed else event.pgh_created_at, order=1, kind="change", entry=line,
        what=pgettext("history", "Explanation changed") if old == new else what,
        by=event.updated_by if signed else None, old=old, new=new,
        reason=now if now != said and not said else "",
        details=[Change(_("Explanation"), said, now, is_text=True)] if said and now != said else (),
        note=_carried(event, before, line) or (_in_place_of(event, before) if signed and old != new else ""),
    )  # fmt: skip


def _carried(event: Event, before: Event | None, line: Entry) -> str:
    """That the figure was entered under the set before and moved here, with its author and time."""
    source = line.assessment.moved_from
    if source is None or before is not None or not event.updated_at or event.updated_at >= line.assessment.opened_at:
        return ""
    words = {"set": source.period.criteria_set.full_name, **clock_and_day(line.assessment.opened_at)}
    return _("Moved from the criteria set %(set)s at %(time)s on %(day)s.") % words


def _in_place_of(event: Event, before: Event | None) -> str:
    """Whose figure this one took the place of, where it was somebody else's."""
    if before is None or before.updated_by is None or before.updated_by_id == event.updated_by_id:
        return ""
    words = {"who": before.updated_by.full_name, **clock_and_day(before.updated_at)}
    return _("In place of the figure that %(who)s saved at %(time)s on %(day)s.") % words


def verdicts(assessment: Assessment, lines: dict[int, Entry], *, for_office: bool) -> Sequence[Happening]:
    """What the office found, line by line. The ward learns of a round's verdicts when the office takes its step."""
    rows = Verdict.objects.filter(entry__in=lines).select_related("by", "option").order_by("entry_id", "id")
    if not for_office and assessment.state == State.UNDER_REVIEW:
        rows = rows.exclude(hand_in__round=assessment.round)
    told: list[Happening] = []
    before: Verdict | None = None
    for row in rows:
        last = before if before and (before.entry_id, before.hand_in_id) == (row.entry_id, row.hand_in_id) else None
        told.append(
            Happening(
                at=row.at, order=2, kind="verdict", what=row.words, by=row.by, reason=row.reason,
                entry=lines[row.entry_id], new=found(row, lines[row.entry_id]),
                note=_overruled(last, lines[row.entry_id]) if last else "",
            )
        )  # fmt: skip
        before = row
    return told


def found(verdict: Verdict, line: Entry) -> str:
    """The figure a verdict says is right; empty for one that names none."""
    if verdict.kind == Verdict.Kind.TO_COMPLETE or verdict.confirms_nothing:
        return ""
    return describe_figure(verdict, line.indicator)


def _overruled(verdict: Verdict, line: Entry) -> str:
    said = ", ".join(filter(None, [verdict.words, found(verdict, line)]))
    words = {"who": verdict.by.full_name, "said": said, **clock_and_day(verdict.at)}
    return _("In place of “%(said)s” by %(who)s at %(time)s on %(day)s.") % words


def charges(lines: dict[int, Entry]) -> Sequence[Happening]:
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


def remarks(lines: dict[int, Entry], *, for_office: bool) -> Sequence[Happening]:
    """Comments of the office; its notes for its own people only."""
    rows = Remark.objects.filter(Q() if for_office else Q(is_internal=False), entry__in=lines).select_related("by")
    note, comment = pgettext("history", "Note inside the office"), _("Comment of the office")
    return [
        Happening(
            at=row.at, order=2, kind="remark", what=note if row.is_internal else comment, by=row.by, reason=row.text,
            entry=lines[row.entry_id],
        )
        for row in rows
    ]  # fmt: skip
