"""What a reviewer had before them, and confirming together what they had: never a line they did not open."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.appraisal import desk as desks
from wards.domain.appraisal import review
from wards.domain.appraisal.desk import Desk, DeskLine
from wards.domain.sheet.assessment import locked, require
from wards.models import Assessment, Entry, Officer, Opening, State, Verdict

LOOKED_AT = frozenset({State.HANDED_IN, State.UNDER_REVIEW})


@dataclass(frozen=True)
class Sight:
    """A line as it stood before the reviewer: its version and its last verdict (None: none)."""

    entry: int
    version: int
    verdict: int | None


@dataclass(frozen=True)
class Together:
    """What came of confirming together: the lines confirmed, and those left out with the reason."""

    confirmed: Sequence[Entry]
    left_out: Sequence[tuple[Entry, str]]


def open_line(*, desk: Desk, line: DeskLine, by: Officer) -> None:
    """Note once that this reviewer had this line of the last hand-in before them."""
    if desk.assessment.state not in LOOKED_AT or line.handed is None or line.entry.pk in desk.opened:
        return
    opening = Opening(entry=line.entry, hand_in=desk.hand_ins[-1], officer=by)
    Opening.objects.bulk_create([opening], ignore_conflicts=True)  # two tabs at once: one of them is enough
    desk.opened.add(line.entry.pk)


def confirmable(desk: Desk, *, by: Officer) -> list[DeskLine]:
    """Lines this reviewer opened that have no verdict and are nobody else's; none that differs from its hand-in."""
    return [
        line
        for line in desk.lines
        if line.is_opened
        and line.is_unjudged
        and (line.charge is None or line.charge.officer_id == by.pk)
        and line.handed is not None
        and line.handed.version == line.entry.version
    ]


@transaction.atomic
def confirm_seen(*, assessment: Assessment, seen: Sequence[Sight], by: Officer) -> Together:
    """Confirm these lines, all in one; what was judged, given away or changed since is left out and named.

    Raises NotAllowed when the assessment is not under appraisal any more or the person does not appraise it.
    """
    now = locked(assessment)
    require(rules.may_review(by, now))
    desk = desks.lay(now, by=by)
    ready = {line.entry.pk for line in confirmable(desk, by=by)}
    by_id = {line.entry.pk: line for line in desk.lines}
    confirmed, left_out = [], []
    for sight in dict.fromkeys(seen):
        line = by_id.get(sight.entry)
        if line is None:
            continue
        reason = _why_not(line, sight, is_ready=sight.entry in ready)
        if reason:
            left_out.append((line.entry, reason))
            continue
        review.judge(
            entry=line.entry, kind=Verdict.Kind.CONFIRMED, seen=sight.verdict, version=sight.version, by=by
        )  # fmt: skip
        confirmed.append(line.entry)
    return Together(confirmed, left_out)


def _why_not(line: DeskLine, sight: Sight, *, is_ready: bool) -> str:
    """Why a line cannot be confirmed with the others; empty when it can."""
    if line.entry.version != sight.version or (line.handed and line.handed.version != line.entry.version):
        return _("changed meanwhile")
    if (line.verdict.pk if line.verdict else None) != sight.verdict or not line.is_unjudged:
        return _("judged meanwhile")
    if line.charge and not is_ready and line.is_opened:
        return _("given to %(name)s") % {"name": line.charge.officer.full_name}
    return "" if is_ready else _("not opened yet")
