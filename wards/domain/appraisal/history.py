"""Lịch sử: every step, verdict and change of a figure or its evidence, newest first."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.templatetags.vietnamese import moment
from wards.domain.exhibits import evidence_history
from wards.domain.sheet import figure_history
from wards.domain.sheet.happenings import Happening
from wards.models import Action, Assessment, AssignmentEvent, Decision, Entry


def tell(assessment: Assessment, *, entry: Entry | None = None, for_office: bool = False) -> list[Happening]:
    """Everything, or what concerns one line; newest first, with a fixed number of queries.

    Of a line also the steps the assessment went through meanwhile, with the figure each hand-in took along. Who inside
    the office has which line, its notes, and verdicts before its next step are told to the office alone.
    """
    entries = assessment.entries.select_related("indicator__criterion", "option").prefetch_related("indicator__options")
    lines = {line.pk: line for line in (entries.filter(pk=entry.pk) if entry else entries)}
    changes, steps = figure_history.changes(lines), _decisions(assessment)
    told = [
        *changes, *figure_history.verdicts(assessment, lines, for_office=for_office), *evidence_history.tell(lines),
        *figure_history.remarks(lines, for_office=for_office), *_extensions(assessment),
        *_moved_here(assessment),
        *(_with_figures(steps, changes) if entry else steps),
    ]  # fmt: skip
    if for_office:
        told += figure_history.charges(lines)
    if entry is None:
        told += _assignments(assessment)
    return sorted(told, key=lambda happening: (happening.at, happening.order), reverse=True)


def _with_figures(steps: Sequence[Happening], changes: Sequence[Happening]) -> list[Happening]:
    """Each hand-in with the figure that this one line had then."""
    ordered = sorted(changes, key=lambda change: change.at)
    told = []
    for step in steps:
        if step.hand_in is not None:
            figure = next((change.new for change in reversed(ordered) if change.at <= step.at), _("No figure yet"))
            step = replace(step, new=figure)
        told.append(step)
    return told


def _decisions(assessment: Assessment) -> Sequence[Happening]:
    hand_ins = {handed.round: handed for handed in assessment.hand_ins.defer("text")}
    return [
        Happening(
            at=step.at, order=3, kind="decision", what=step.get_action_display(), by=step.by, reason=step.reason,
            hand_in=hand_ins.get(step.round) if step.action == Action.HAND_IN else None,
        )
        for step in Decision.objects.filter(assessment=assessment).select_related("by")
    ]  # fmt: skip


def _moved_here(assessment: Assessment) -> Sequence[Happening]:
    """How an assessment began whose figures came from one under the set before."""
    steps = Decision.objects.filter(assessment__moved_to=assessment, action=Action.MOVE).select_related("by")
    what = pgettext("history", "Opened with the figures of the criteria set before")
    return [
        Happening(at=step.at, order=0, kind="decision", what=what, by=step.by, reason=step.reason)
        for step in (steps if assessment.moved_from_id else ())
    ]


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
