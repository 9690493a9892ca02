"""Correct a document's data, each person knowing what they replace."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from emulation.text import canonical, digest
from wards.domain.exhibits import evidence_data
from wards.domain.exhibits.evidence import hold, may_change
from wards.domain.exhibits.evidence_data import FIELDS
from wards.domain.sheet.assessment import require
from wards.models import Evidence, Officer


class Rewritten(Exception):
    """Somebody else corrected the data since the page was read; carries the document as it is now."""

    def __init__(self, current: Evidence) -> None:
        super().__init__(f"{current} corrected meanwhile")
        self.current = current


def values(evidence: Evidence) -> dict[str, Any]:
    """Its data by field (`FIELDS`)."""
    return {name: getattr(evidence, name) for name in FIELDS}


def fingerprint(evidence: Evidence) -> str:
    """What a page showed of the data: they are replaced only while they are still so."""
    return digest(canonical(values(evidence)))


@transaction.atomic
def edit_evidence(*, evidence: Evidence, by: Officer, seen: str | None = None, **fields: Any) -> Evidence:
    """Correct a document's data while nothing handed in cites it.

    `seen` is the fingerprint of what the person had before them (None: not checked). What differs in nothing is not
    written and replaces nobody's. Raises ValidationError (by field), NotAllowed or Rewritten.
    """
    now = hold(evidence)
    require(may_change(now, by=by))
    before = values(now)
    for name in FIELDS:
        setattr(now, name, fields.get(name, before[name]))
    evidence_data.check(now)
    if values(now) == before:
        return now
    if seen is not None and now.changed_by_id != by.pk:
        current = Evidence.objects.select_related("changed_by").get(pk=now.pk)
        if seen != fingerprint(current):
            raise Rewritten(current)
    now.changed_by, now.changed_at = by, timezone.now()
    now.save()
    return now


def differences(*, current: Evidence, wanted: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Field by field what stands there and what somebody typed, in words, where the two differ: (field, theirs, mine).

    A day stays a day; what is empty stays empty.
    """
    mine = Evidence(**{name: wanted[name] for name in FIELDS})
    return [
        (name, _shown(current, name), _shown(mine, name))
        for name in FIELDS
        if getattr(current, name) != getattr(mine, name)
    ]


def _shown(evidence: Evidence, name: str) -> Any:
    label = getattr(evidence, f"get_{name}_display", None)
    return label() if label else getattr(evidence, name)
