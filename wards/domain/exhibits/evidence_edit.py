"""Correct a document's data: changes of different fields are joined, those of one field are asked about."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from wards.domain.exhibits import evidence_data
from wards.domain.exhibits.evidence import hold, may_change
from wards.domain.exhibits.evidence_data import FIELDS
from wards.domain.sheet.assessment import require
from wards.models import Evidence, Officer

UNKNOWN: Mapping[str, Any] = {}  # what the page had shown is not known: every difference is asked about


class Rewritten(Exception):
    """The data were corrected since the page was read. Carries the document as it is now, what both wrote joined
    (`merged`, by field), and the names of the fields to be chosen in (`asked`)."""

    def __init__(self, current: Evidence, merged: dict[str, Any], asked: list[str]) -> None:
        super().__init__(f"{current} corrected meanwhile")
        self.current, self.merged, self.asked = current, merged, asked


def values(evidence: Evidence) -> dict[str, Any]:
    """Its data by field (`FIELDS`)."""
    return {name: getattr(evidence, name) for name in FIELDS}


@transaction.atomic
def edit_evidence(
    *, evidence: Evidence, by: Officer, opened: Mapping[str, Any] | None = None, **fields: Any
) -> Evidence:
    """Correct a document's data while nothing handed in cites it.

    `opened` are the values the person had before them (UNKNOWN, or None: whatever stands there is replaced). A field
    left as opened keeps what stands now, whoever wrote it. What changes nothing is not written and replaces nobody's.
    Raises ValidationError (by field), NotAllowed or Rewritten.
    """
    now = hold(evidence)
    require(may_change(now, by=by))
    before = values(now)
    wanted = {name: fields.get(name, before[name]) for name in FIELDS}
    merged, asked = (wanted, []) if opened is None else _merge(opened, before, wanted)
    if asked:
        raise Rewritten(_current(now), merged, asked)
    for name in FIELDS:
        setattr(now, name, merged[name])
    try:
        evidence_data.check(now)
    except ValidationError:
        if merged == wanted:
            raise
        differing = [name for name in FIELDS if merged[name] != before[name]]
        raise Rewritten(_current(now), merged, differing) from None  # each holds alone, not both together
    if values(now) == before:
        return now
    now.changed_by, now.changed_at = by, timezone.now()
    now.save()
    return now


def _merge(opened: Mapping[str, Any], now: dict[str, Any], wanted: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What one person changed taken into what stands now; and the fields that were changed to two different values."""
    changed = [name for name in FIELDS if name not in opened or wanted[name] != opened[name]]
    asked = [
        name for name in changed
        if now[name] != wanted[name] and (name not in opened or now[name] != opened[name])
    ]  # fmt: skip
    return {**now, **{name: wanted[name] for name in changed}}, asked


def _current(evidence: Evidence) -> Evidence:
    return Evidence.objects.select_related("changed_by").get(pk=evidence.pk)


def differences(conflict: Rewritten) -> list[tuple[str, Any, Any]]:
    """Of each field to be chosen in what stands there and what somebody typed, in words: (field, theirs, mine).

    A day stays a day; what is empty stays empty.
    """
    mine = Evidence(**conflict.merged)
    return [(name, _shown(conflict.current, name), _shown(mine, name)) for name in conflict.asked]


def _shown(evidence: Evidence, name: str) -> Any:
    label = getattr(evidence, f"get_{name}_display", None)
    return label() if label else getattr(evidence, name)
