"""Wards of the same competition that go on under an earlier criteria set, told where they would seem lost."""

from collections import Counter

from wards.domain.criteria.lineage import replaced
from wards.domain.overviews.overview import office_assessments
from wards.models import Officer, Period, State


def under_earlier_sets(officer: Officer, period: Period) -> list[tuple[Period, int]]:
    """Periods of the same years under the sets this one's replaced, each with how many wards go on there.

    No query for a set that replaced none.
    """
    before = replaced(period.criteria_set)
    if not before:
        return []
    there = office_assessments(officer).filter(period__criteria_set__in=before, period__last_year=period.last_year)
    counts = Counter(there.exclude(state=State.MOVED).order_by().values_list("period", flat=True))
    return [(one, counts[one.pk]) for one in Period.objects.filter(pk__in=counts)] if counts else []
