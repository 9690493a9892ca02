"""The crossing from wards for votes: what an office's appraisal came to, as text that can be kept and compared."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum

from awards.domain.facts import assessment_facts
from emulation.text import canonical
from wards import rules as ward_rules
from wards.domain.sheet import scoring
from wards.models import Assessment, Score, Side


def appraisal_text(assessment: Assessment) -> str:
    """Points, criteria met and every line with its result, as canonical text; empty while it is not complete."""
    if assessment.is_stale:
        scoring.recompute(assessments=[assessment.pk])
    is_computed = Score.objects.filter(assessment=assessment, side=Side.OFFICE).exists()
    facts = assessment_facts(assessment) if is_computed and assessment.state in ward_rules.APPRAISED else None
    if facts is None or facts.office_total is None:
        return ""
    total = facts.office_total
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
