"""The crossing from wards for votes: what an office's appraisal came to, as text that can be kept and compared."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum

from awards.domain.facts import Facts, all_facts
from emulation.text import canonical
from wards import rules as ward_rules
from wards.domain.sheet import scoring
from wards.models import Assessment, Score, Side


def appraisal_text(assessment: Assessment) -> str:
    """Points, criteria met and every line with its result, as canonical text; empty while it is not complete."""
    return appraisal_texts([assessment])[assessment.pk]


def appraisal_texts(assessments: Sequence[Assessment]) -> dict[int, str]:
    """The same of several by their id, with as many queries for 300 as for one."""
    stale = [found.pk for found in assessments if found.is_stale]
    if stale:
        scoring.recompute(assessments=stale)
    appraised = [found for found in assessments if found.state in ward_rules.APPRAISED]
    office = Score.objects.filter(assessment__in=appraised, side=Side.OFFICE).order_by()
    computed = set(office.values_list("assessment", flat=True).distinct())
    facts = all_facts([found for found in appraised if found.pk in computed])
    return {found.pk: _text(facts[found.pk]) if found.pk in facts else "" for found in assessments}


def _text(facts: Facts) -> str:
    total = facts.office_total
    if total is None:
        return ""
    return canonical(
        {
            "points": total.points, "met": total.criteria_met, "criteria": total.criteria, "passed": total.passed,
            "scored": bool(facts.criteria_set.max_points),
            "lines": [
                {"code": line.code, "text": line.text, "result": line.office_result or line.result,
                 "points": line.office_points}
                for criterion in facts.criteria for line in criterion.lines
            ],
        }
    )  # fmt: skip


def appraised_points(assessments: Sequence[int]) -> dict[int, Decimal]:
    """The office's points of each of these assessments (ids): one query."""
    office = Score.objects.filter(assessment__in=assessments, side=Side.OFFICE).order_by()
    return dict(office.values_list("assessment").annotate(points=Sum("points")))
