"""Criteria sets as officers read them: what is asked, on which legal basis, and how sure its wording is."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from wards.domain.appraisal.moving import may_decide
from wards.domain.criteria.drafts import may_begin, open_draft
from wards.domain.criteria.succession import compare
from wards.domain.sheet.explain import describe_scale, describe_target, points_in_words
from wards.models import Confirmation, CriteriaSet, Criterion, Indicator
from wards.queries.charges import offices_of
from wards.queries.criteria import visible_drafts
from wards.requests import OfficerRequest


@dataclass(frozen=True)
class SetRow:
    """A set in the list, with what it warns of today."""

    criteria_set: CriteriaSet
    wordings: list[tuple[str, int]]
    standing: str
    warning: str


@dataclass(frozen=True)
class IndicatorRow:
    indicator: Indicator
    target: str
    points: str
    scale: str


@dataclass(frozen=True)
class CriterionRow:
    criterion: Criterion
    indicators: list[IndicatorRow]
    points: Decimal


@login_required
def catalogue_list(request: OfficerRequest) -> HttpResponse:
    """All published sets, the newest of each kind first."""
    today = timezone.localdate()
    rows = []
    for found in CriteriaSet.objects.published().select_related("supersedes").prefetch_related("criteria"):
        counts = Counter(criterion.get_wording_display() for criterion in found.criteria.all())
        rows.append(SetRow(found, list(counts.items()), standing(found), found.review_warning(today)))
    drafts = visible_drafts(request.user)
    return render(request, "wards/catalogue_list.html", {"rows": rows, "drafts": drafts})


@login_required
def catalogue_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One set in full; a draft is nobody's to read yet."""
    indicators = Indicator.objects.order_by("position").prefetch_related("bands", "options")
    criteria = Criterion.objects.order_by("position").prefetch_related(Prefetch("indicators", indicators))
    sets = CriteriaSet.objects.published().select_related("supersedes__supersedes")
    found = get_object_or_404(
        sets.prefetch_related(Prefetch("criteria", criteria), "supersedes__criteria", "successors"), code=code
    )
    context = {
        "criteria_set": found,
        "standing": standing(found),
        "warning": found.review_warning(timezone.localdate()),
        "rows": [criterion_row(criterion) for criterion in found.criteria.all()],
        "comparisons": compare(found),
        "confirmations": _confirmations(found),
        **_ways(request, found),
    }
    return render(request, "wards/catalogue_detail.html", context)


def _confirmations(found: CriteriaSet) -> list[Confirmation]:
    """Those of the version that was published."""
    rows = list(found.confirmations.select_related("by"))
    return [row for row in rows if row.version == rows[-1].version]


def _ways(request: OfficerRequest, found: CriteriaSet) -> dict[str, object]:
    """What an office can do from here: replace the set, go on with its draft, move assessments to it."""
    if not offices_of(request.user):
        return {}
    return {
        "is_office": True, "own_draft": open_draft(request.user, found),
        "may_begin": may_begin(request.user, found), "may_move": may_decide(request.user, found),
    }  # fmt: skip


def standing(criteria_set: CriteriaSet) -> str:
    """Where the set stands today, as a word the template puts into the reader's language."""
    today = timezone.localdate()
    if criteria_set.status == CriteriaSet.Status.RETIRED:
        return "retired"
    if criteria_set.effective_from > today:
        return "ahead"
    return "past" if criteria_set.effective_to and criteria_set.effective_to < today else "in_force"


def criterion_row(criterion: Criterion) -> CriterionRow:
    """A criterion with what its indicators ask for, in words."""
    rows = [
        IndicatorRow(item, describe_target(item), points_in_words(item.points), describe_scale(item))
        for item in criterion.indicators.all()
    ]
    return CriterionRow(criterion, rows, sum((row.indicator.points for row in rows), Decimal(0)))
