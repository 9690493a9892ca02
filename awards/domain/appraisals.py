"""The crossing from wards for votes: what a council votes on, as text that can be kept and compared.

The city's council votes on the office's appraisal of a ward, the ward's own on what the ward says of itself.
"""

from collections.abc import Mapping, Sequence
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
    facts = _fresh_facts([found for found in assessments if found.state in ward_rules.APPRAISED], Side.OFFICE)
    return {found.pk: _office_text(facts[found.pk]) if found.pk in facts else "" for found in assessments}


def own_texts(assessments: Sequence[Assessment]) -> dict[int, str]:
    """What wards say of themselves, in the same form, by their assessments' ids; empty before anything is computed."""
    facts = _fresh_facts(assessments, Side.SELF)
    return {found.pk: own_text(facts[found.pk]) if found.pk in facts else "" for found in assessments}


def _fresh_facts(assessments: Sequence[Assessment], side: Side) -> dict[int, Facts]:
    """Of those of which this side was computed; by id."""
    stale = [found.pk for found in assessments if found.is_stale]
    if stale:
        scoring.recompute(assessments=stale)
    scores = Score.objects.filter(assessment__in=assessments, side=side).order_by()
    computed = set(scores.values_list("assessment", flat=True).distinct()) if assessments else set()
    return all_facts([found for found in assessments if found.pk in computed])


def own_text(facts: Facts) -> str:
    """One ward's own account; see `own_texts`."""
    lines = [
        {"code": line.code, "text": line.text, "result": line.result, "points": line.points}
        for criterion in facts.criteria for line in criterion.lines
    ]  # fmt: skip
    return _text(facts.self_total, facts, lines)


def _office_text(facts: Facts) -> str:
    lines = [
        {"code": line.code, "text": line.text, "result": line.office_result or line.result,
         "points": line.office_points}
        for criterion in facts.criteria for line in criterion.lines
    ]  # fmt: skip
    return _text(facts.office_total, facts, lines) if facts.office_total else ""


def _text(total: scoring.Total, facts: Facts, lines: Sequence[Mapping[str, object]]) -> str:
    return canonical(
        {
            "points": total.points, "met": total.criteria_met, "criteria": total.criteria, "passed": total.passed,
            "scored": bool(facts.criteria_set.max_points), "lines": lines,
        }
    )  # fmt: skip


def appraised_points(assessments: Sequence[int]) -> dict[int, Decimal]:
    """The office's points of each of these assessments (ids): one query."""
    office = Score.objects.filter(assessment__in=assessments, side=Side.OFFICE).order_by()
    return dict(office.values_list("assessment").annotate(points=Sum("points")))
