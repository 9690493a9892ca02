"""What the office sent back to the ward: which lines, why, and whether the ward has been at them since."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from wards import rules
from wards.domain.appraisal import remarks
from wards.models import Assessment, Entry, Officer, Remark, State, Verdict
from wards.queries.assessments import last_verdicts


@dataclass(frozen=True)
class Returned:
    """A line to be completed, with what the office said of it."""

    entry: Entry
    verdict: Verdict
    is_completed: bool
    comments: Sequence[Remark]


def read_returned(assessments: Iterable[Assessment]) -> dict[int, list[Returned]]:
    """The lines that the ward has open for completion, by assessment id, done ones last; a fixed number of queries."""
    completing = {a.pk for a in assessments if a.is_completing and a.state in rules.WRITING}
    if not completing:
        return {}
    last = Verdict.objects.filter(entry__assessment__in=completing).order_by("entry_id", "-id").distinct("entry_id")
    asked = {v.entry_id: v for v in last.select_related("by", "hand_in") if v.kind == Verdict.Kind.TO_COMPLETE}
    entries = Entry.objects.filter(pk__in=asked).select_related("indicator").annotate(last_cited=Max("citations__at"))
    comments = remarks.comments(asked)
    found: dict[int, list[Returned]] = {}
    for entry in entries.order_by("indicator__criterion__position", "indicator__position", "year"):
        verdict = asked[entry.pk]
        done = is_completed(entry, verdict, entry.last_cited)
        line = Returned(entry, verdict, done, comments.get(entry.pk, ()))
        found.setdefault(entry.assessment_id, []).append(line)
    return {pk: sorted(lines, key=lambda line: line.is_completed) for pk, lines in found.items()}


def is_returned(assessment: Assessment, verdict: Verdict | None) -> bool:
    asked = verdict is not None and verdict.kind == Verdict.Kind.TO_COMPLETE
    return asked and assessment.is_completing and assessment.state in rules.WRITING


def is_completed(entry: Entry, verdict: Verdict, last_cited: dt.datetime | None) -> bool:
    """Something of the line, figure or evidence, is newer than the verdict."""
    return entry.version > verdict.entry_version or (last_cited is not None and last_cited > verdict.at)


def visible_verdicts(assessment: Assessment, officer: Officer) -> dict[int, Verdict]:
    """The verdicts that count, by entry; the ward does not see those of an appraisal still going on."""
    if not assessment.round:
        return {}
    verdicts = last_verdicts(assessment)
    if assessment.state != State.UNDER_REVIEW or not officer.roles_in_ward(assessment.ward_id):
        return verdicts
    return {pk: verdict for pk, verdict in verdicts.items() if verdict.hand_in.round < assessment.round}
