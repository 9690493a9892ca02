"""The sets that a set replaced, one after the other, and what became of their indicators in it."""

from collections.abc import Mapping
from itertools import pairwise

from wards.domain.criteria.pairing import is_same, pairs
from wards.models import CriteriaSet, Indicator, Officer


def replaced(criteria_set: CriteriaSet) -> list[CriteriaSet]:
    """The sets before it, the nearest first. One query, none for a first set."""
    if criteria_set.supersedes_id is None:
        return []
    known = CriteriaSet.objects.filter(kind=criteria_set.kind).exclude(pk=criteria_set.pk).select_related("supersedes")
    sets = {one.pk: one for one in known}
    found: list[CriteriaSet] = []
    before = sets.pop(criteria_set.supersedes_id, None)
    while before is not None:  # what was taken is gone: the way ends in any case
        found.append(before)
        before = sets.pop(before.supersedes_id or 0, None)
    return found


def newest(criteria_set: CriteriaSet, officer: Officer) -> CriteriaSet:
    """The confirmed set that stands at the end of the way from this one: of several, what this person's office wrote.

    One that nobody has confirmed ends the way before it.
    """
    offices = {m.office_id for m in officer.current_memberships}
    known = CriteriaSet.objects.published().filter(kind=criteria_set.kind).select_related("draft", "supersedes")
    later: dict[int | None, list[CriteriaSet]] = {}
    for one in known.order_by("published_at", "pk"):
        later.setdefault(one.supersedes_id, []).append(one)

    def at_end(one: CriteriaSet) -> CriteriaSet | None:
        """Below this one, or itself."""
        ends = [end for after in later.pop(one.pk, []) if (end := at_end(after))]
        ends.sort(key=lambda end: hasattr(end, "draft") and end.draft.office_id in offices)
        return ends[-1] if ends else one if one.status == CriteriaSet.Status.CONFIRMED else None

    return at_end(criteria_set) or criteria_set


def descent(criteria_set: CriteriaSet, *, same: bool) -> dict[int, str]:
    """The code in this set of each indicator of those it replaced, by the id there; at most two queries.

    `same`: only of those that ask for the same, in words and kind of figure, all the way.
    """
    before = replaced(criteria_set)
    if not before:
        return {}
    indicators: dict[int, dict[str, Indicator]] = {}
    rows = Indicator.objects.filter(criterion__criteria_set__in=[criteria_set, *before]).select_related("criterion")
    for one in rows.order_by("criterion__position", "position"):
        indicators.setdefault(one.criterion.criteria_set_id, {})[one.code] = one
    found: dict[int, str] = {}
    codes = {code: code for code in indicators.get(criteria_set.pk, {})}  # of the later set: in this one
    for later, earlier in pairwise([criteria_set, *before]):
        olds, news = indicators.get(earlier.pk, {}), indicators.get(later.pk, {})
        codes = {
            old: codes[new]
            for new, old in pairs(_texts(olds), _texts(news)).items()
            if new in codes and (not same or _asks_the_same(olds[old], news[new]))
        }
        found |= {olds[old].pk: code for old, code in codes.items()}
    return found


def _texts(indicators: Mapping[str, Indicator]) -> dict[str, str]:
    return {code: one.text for code, one in indicators.items()}


def _asks_the_same(old: Indicator, new: Indicator) -> bool:
    return old.value == new.value and is_same(old.text, new.text)
