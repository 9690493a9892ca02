"""Papers drawn to be signed that say something else than the records by now: one answer for all who ask."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Max, Q, QuerySet

from awards import rules
from awards.domain.papers.moved import differs, that_moved
from awards.domain.papers.present import Present
from awards.domain.papers.standings import outdated_finals
from awards.domain.papers.together import read_together
from awards.domain.writing import dossier_facts
from awards.domain.writing.appraisal_facts import last_moves
from awards.domain.writing.layouts import appraisal
from awards.models import Dossier, Paper, PaperText
from awards.queries import hand_ins

Kind = Paper.Kind
REPORT = (Kind.APPRAISAL, 0)


def outdated_papers(
    *, assessments: Sequence[rules.Assessment] = (), dossier: Dossier | None = None, thoroughly: bool = False
) -> set[int]:
    """Their ids: of these wards, and of the dossier itself; also those that a newer version is to replace.

    What can no longer be signed anew is left as it is. In a dossier a ward that is writing again is not looked into
    (it holds the dossier back by itself, and what it signed is compared once it has handed in), and of the others those
    alone that `that_moved` names; `thoroughly`: every one of them.
    """
    found = outdated_reports(assessments) | _replaced(assessments, dossier)
    hand_ins.ask(assessments)
    wards = [ward for ward in assessments if rules.is_open(ward, Kind.REPORT)]
    if dossier and not thoroughly:
        wards = that_moved([ward for ward in wards if not rules.is_writing(ward)], dossier.period)
    places = [*read_together(wards), *([Present(dossier)] if dossier else [])]
    return found | outdated_finals(places)


def _replaced(assessments: Iterable[rules.Assessment], dossier: Dossier | None) -> set[int]:
    """All but the newest of their kind: also while that one is still being drawn, they are not passed on."""
    there = Q(assessment__in=[ward.pk for ward in assessments]) | (Q(dossier=dossier) if dossier else Q())
    found = Paper.objects.filter(there, is_final=True).order_by("revision")
    rows = list(found.values_list("assessment", "dossier", "kind", "subject", "pk"))
    newest = {row[:-1]: row[-1] for row in rows}
    return {row[-1] for row in rows} - set(newest.values())


def outdated_reports(assessments: Iterable[rules.Assessment]) -> set[int]:
    """The office's reports among them. As many queries for 300 wards as for 3, whatever moved.

    Wards that were judged, asked or visited again since their report was settled are read whole, all of them together;
    of the others what could change without that, names and the criteria set, is compared from what is at hand.
    """
    wards = {ward.pk: ward for ward in assessments if rules.is_open(ward, Kind.APPRAISAL)}
    reports = list(_newest_reports(wards)) if wards else []
    if not reports:
        return set()
    moved = _moved(list(wards))
    period = wards[reports[0].assessment_id or 0].period  # of one dossier: its criteria set is read once
    found, asked = set(), {}
    for report in reports:
        ward = wards[report.assessment_id or 0]
        if _has_another_frame(report, ward, period):
            found.add(report.pk)
        elif ward.pk in moved and moved[ward.pk] >= report.requested_at:
            asked[ward.pk] = report
    places = read_together(wards[pk] for pk in asked)
    moving = [(present, asked[present.place.pk]) for present in places]
    return found | {report.pk for present, report in moving if not present.still_says(REPORT, report.context)}


def _newest_reports(wards: Iterable[int]) -> QuerySet[Paper]:
    found = Paper.objects.filter(assessment__in=list(wards), kind=Kind.APPRAISAL, is_final=True)
    return found.order_by("assessment_id", "-revision").distinct("assessment_id")


def _moved(wards: Sequence[int]) -> dict[int, dt.datetime]:
    """When something was last done that a report tells, by assessment."""
    moved = last_moves(wards)
    typed = PaperText.objects.filter(assessment__in=wards, kind=Kind.APPRAISAL).order_by()
    for ward, at in typed.values_list("assessment").annotate(last=Max("at")):
        moved[ward] = max(at, moved.get(ward, at))
    return moved


def _has_another_frame(report: Paper, ward: rules.Assessment, period: Any) -> bool:
    own = period if period.pk == ward.period_id else ward.period
    frame = appraisal.frame(ward.ward, dossier_facts.matter(own, [ward]))
    said = json.loads(report.context)
    return any(differs(said.get(name), value) for name, value in frame.items())
