"""What is known of a set's figures follows its indicators into the set that replaces it, under their new codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from wards.domain.criteria.pairing import is_same, pairs
from wards.domain.doubts.plausibility_file import Fit, Known, Relations, has_file, relations_of
from wards.models import CriteriaSet, Indicator, RegistryFigure


@dataclass(frozen=True)
class Followed:
    """The relations of a set, and those of the set before that name an indicator which is not the same any more."""

    relations: Relations
    lost_known: list[Known] = field(default_factory=list)
    lost_fits: list[Fit] = field(default_factory=list)


def relations_for(criteria_set: CriteriaSet) -> Relations:
    """What its own file says, else what is known of the set it replaced. Raises Refused."""
    return _followed(criteria_set).relations


def lost(criteria_set: CriteriaSet) -> list[str]:
    """Which comparisons of the set before end with it, in sentences with the old codes."""
    found, subjects = _followed(criteria_set), dict(RegistryFigure.Subject.choices)
    alone = _("Indicator %(code)s is no longer compared with the basic figures (%(subject)s).")
    both = _("Indicators %(code)s and %(other)s are no longer compared with each other.")
    told = [alone % {"code": one.indicator, "subject": subjects[one.subject].lower()} for one in found.lost_known]
    told += [both % {"code": one.line, "other": one.other} for one in found.lost_fits]
    return list(dict.fromkeys(told))


def _followed(criteria_set: CriteriaSet) -> Followed:
    old = None if has_file(criteria_set.code) else criteria_set.supersedes
    if old is None:
        return Followed(relations_of(criteria_set.code))
    before = relations_for(old)
    codes = _codes(old, criteria_set) if before.known or before.fits else {}
    known = {one: one.indicator in codes for one in before.known}
    fits = {one: one.line in codes and one.other in codes for one in before.fits}
    relations = replace(
        before, set=criteria_set.code,
        known=tuple(replace(one, indicator=codes[one.indicator]) for one, goes in known.items() if goes),
        fits=tuple(
            replace(one, line=codes[one.line], other=codes[one.other]) for one, goes in fits.items() if goes
        ),
    )  # fmt: skip
    return Followed(
        relations, [one for one, goes in known.items() if not goes], [one for one, goes in fits.items() if not goes]
    )


def _codes(old: CriteriaSet, new: CriteriaSet) -> Mapping[str, str]:
    """New codes by old ones, of the indicators that ask for the same, by words and kind of figure. One query."""
    texts: dict[int, dict[str, str]] = {old.pk: {}, new.pk: {}}
    kinds: dict[tuple[int, str], str] = {}
    rows = Indicator.objects.filter(criterion__criteria_set__in=texts).order_by("criterion__position", "position")
    for of, code, text, kind in rows.values_list("criterion__criteria_set", "code", "text", "value"):
        texts[of][code], kinds[of, code] = text, kind
    return {
        before: after
        for after, before in pairs(texts[old.pk], texts[new.pk]).items()
        if kinds[old.pk, before] == kinds[new.pk, after] and is_same(texts[old.pk][before], texts[new.pk][after])
    }
