"""The records that facts of assessments are made of: each table is read once, for however many assessments."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from wards import rules as ward_rules
from wards.domain.appraisal.review import handed_in_text
from wards.models import Assessment, HandIn, LineScore, Score, Side, Verdict


def last_hand_ins(assessments: Iterable[Assessment]) -> dict[int, HandIn]:
    """What counts of each by its id: its last hand-in; none of those that are writing."""
    standing = [found.pk for found in assessments if found.state not in ward_rules.WRITING]
    rows = HandIn.objects.filter(assessment__in=standing).order_by("assessment_id", "-round").distinct("assessment_id")
    return {row.assessment_id: row for row in rows} if standing else {}


def handed_lines(assessment: Assessment, hand_in: HandIn | None) -> list[dict[str, Any]]:
    """The lines that count: those of its last hand-in, or as they stand while the ward is writing."""
    entries: list[dict[str, Any]] = json.loads(hand_in.text if hand_in else handed_in_text(assessment))["entries"]
    return entries


class Records:
    """The records that facts of several assessments are made of, each table read once."""

    def __init__(self, assessments: Sequence[Assessment]) -> None:
        every = [found.pk for found in assessments]
        appraised = [found.pk for found in assessments if is_appraised(found)]
        of_office = LineScore.objects.filter(assessment__in=appraised, side=Side.OFFICE)
        self.hand_ins = last_hand_ins(assessments)
        self.scores = _by(Score.objects.filter(assessment__in=every).order_by("criterion__position"))
        self._lines = {
            Side.SELF: _by(LineScore.objects.filter(assessment__in=every, side=Side.SELF)),
            Side.OFFICE: _by(of_office) if appraised else {},
        }
        self.verdicts = _last_verdicts(appraised)
        sets = {found.period.criteria_set_id: found.period.criteria_set for found in assessments}
        self.criteria = {pk: list(one.criteria.prefetch_related("indicators__options")) for pk, one in sets.items()}

    def line_scores(self, assessment: Assessment, side: Side) -> dict[int, LineScore]:
        """What each line is worth on one side, by entry id."""
        return {line.entry_id: line for line in self._lines[side].get(assessment.pk, [])}


def is_appraised(assessment: Assessment) -> bool:
    """The office's side counts."""
    return assessment.state in ward_rules.APPRAISED


def _by(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by their assessment's id."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.assessment_id, []).append(row)
    return found


def _last_verdicts(assessments: Sequence[int]) -> dict[int, Verdict]:
    """The verdicts that count, by entry id."""
    rows = Verdict.objects.filter(entry__assessment__in=assessments).order_by("entry_id", "-id").distinct("entry_id")
    return {row.entry_id: row for row in rows.select_related("option")} if assessments else {}
