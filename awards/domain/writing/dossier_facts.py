"""The third crossing from wards: what papers say of a period, and of the results of several wards at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from awards.models import Dossier
from wards.domain.sheet import scoring
from wards.models import Assessment, CriteriaSet, Period, Score, Side, Ward


@dataclass(frozen=True)
class Matter:
    """What a paper is about: see `layouts.words.Matter`."""

    criteria_set: CriteriaSet
    first_year: int
    last_year: int
    reference_date: dt.date
    paper_year: int
    illustrative: bool


@dataclass(frozen=True)
class WardResult:
    """How one ward of a dossier did: by its own figures, and by the office's."""

    assessment_id: int
    ward: Ward
    self_total: scoring.Total
    office_total: scoring.Total


def matter(period: Period, assessments: Iterable[Assessment], *, of_office: bool = False) -> Matter:
    """What papers of a period are about; an office's are due by its own deadline."""
    due = period.office_deadline if of_office else period.ward_deadline
    return Matter(
        criteria_set=period.criteria_set, first_year=period.first_year, last_year=period.last_year,
        reference_date=period.reference_date, paper_year=timezone.localtime(due).year,
        illustrative=any(assessment.illustrative for assessment in assessments),
    )  # fmt: skip


def assessments_of(dossier: Dossier) -> list[Assessment]:
    """The assessments of a dossier in its order, their scores fresh."""
    named = dossier.wards.select_related("assessment__ward__office").order_by("position", "id")
    found = [row.assessment for row in named]
    stale = [assessment.pk for assessment in found if assessment.is_stale]
    if stale:
        scoring.recompute(assessments=stale)
    return found


def results(assessments: Sequence[Assessment], period: Period) -> Iterable[WardResult]:
    """How each did, in the order given; one query for all scores."""
    scores: dict[tuple[int, str], list[Score]] = {}
    for score in Score.objects.filter(assessment__in=[assessment.pk for assessment in assessments]):
        scores.setdefault((score.assessment_id, score.side), []).append(score)
    for assessment in assessments:
        own, office = (
            scoring.total(scores=scores.get((assessment.pk, side), []), period=period)
            for side in (Side.SELF, Side.OFFICE)
        )
        yield WardResult(assessment.pk, assessment.ward, own, office)
