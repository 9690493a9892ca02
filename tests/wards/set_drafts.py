"""The road of a new version of a set, for tests: begun, corrected, confirmed by two."""

import datetime as dt
from copy import deepcopy
from typing import Any

from wards.domain.criteria import confirming, drafts
from wards.domain.criteria.catalogue_file import Faults
from wards.models import CriteriaSet, Draft, Officer

SOURCE = {"document": "09/2019/QĐ-UBND", "issued_on": dt.date(2019, 4, 9), "place": "Công báo số 15, trang 3-9"}


def sound(data: dict[str, Any]) -> dict[str, Any]:
    """The data with no wording left provisional."""
    sure = deepcopy(data)
    for criterion in sure["criteria"]:
        criterion["wording"] = "reported"
    return sure


def begun(criteria_set: CriteriaSet, head: Officer) -> Draft:
    """A draft that could be confirmed as it is."""
    draft = drafts.begin(criteria_set=criteria_set, by=head)
    return drafts.replace(draft=draft, data=sound(drafts.data_of(draft.criteria_set)), faults=Faults(), by=head)


def change(draft: Draft, by: Officer, code: str, **values: Any) -> Draft:
    """Other values of an indicator; None takes one away."""
    data = drafts.data_of(draft.criteria_set)
    for criterion in data["criteria"]:
        for indicator in criterion["indicators"]:
            if indicator["code"] == code:
                indicator.update(values)
                for name in [name for name, value in values.items() if value is None]:
                    del indicator[name]
    return drafts.replace(draft=draft, data=data, faults=Faults(), by=by)


def confirm(draft: Draft, *people: Officer) -> CriteriaSet:
    """Each of them compares it with the official text."""
    for person in people:
        seen = drafts.reading_of(draft).digest
        confirming.confirm(draft=draft, seen=seen, by=person, **SOURCE)
    return CriteriaSet.objects.get(pk=draft.criteria_set_id)
