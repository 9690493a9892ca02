"""What the publication of a criteria set seals, and whether a published set still says it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from emulation.text import canonical
from wards.models import Band, CriteriaSet, Criterion, Indicator, LedgerEntry, Option

# Not part of what a digest seals: the row's own life, and remarks that neither score nor are cited.
UNSEALED = {"id", "status", "digest", "source_text", "published_at", "notes", "review_notice", "supersedes_id"}
PARENTS = {"criteria_set_id", "criterion_id", "indicator_id"}

# One criterion with its indicators, each with its bands and its options.
Branch = tuple[Criterion, Iterable[tuple[Indicator, Iterable[Band], Iterable[Option]]]]


def content(record: CriteriaSet, supersedes: str, criteria: Iterable[Branch]) -> dict[str, Any]:
    """Everything a published set seals, as plain data for the canonical text."""
    return {
        **_columns(record),
        "supersedes": supersedes,
        "criteria": [
            {
                **_columns(criterion),
                "indicators": [
                    {
                        **_columns(indicator),
                        "bands": [_columns(band) for band in bands],
                        "options": [_columns(option) for option in options],
                    }
                    for indicator, bands, options in indicators
                ],
            }
            for criterion, indicators in criteria
        ],
    }


def _columns(record: models.Model) -> dict[str, Any]:
    names = {field.attname for field in record._meta.concrete_fields} - UNSEALED - PARENTS
    return {name: getattr(record, name) for name in names}


def unproven_sets() -> Iterator[models.Model]:
    """Published sets that no longer say what the ledger keeps of their publication, or stand otherwise than it was told
    since; then entries whose set is gone."""
    kept = dict(LedgerEntry.objects.filter(kind="criteria_set_published").values_list("subject", "text"))
    status = _status()
    for criteria_set in CriteriaSet.objects.exclude(status=CriteriaSet.Status.DRAFT).select_related("supersedes"):
        told, said = kept.pop(criteria_set.code, ""), canonical(_content_of(criteria_set))
        stands = criteria_set.status == status.get(criteria_set.code, CriteriaSet.Status.PUBLISHED)
        if not stands or _sealed(told) != _sealed(said):
            yield criteria_set
    yield from LedgerEntry.objects.filter(kind="criteria_set_published", subject__in=kept).order_by("id")


def _status() -> dict[str, str]:
    """By its code what became of a set after it was published, as the ledger was told last."""
    kinds = {f"criteria_set_{to}": str(to) for to in (CriteriaSet.Status.CONFIRMED, CriteriaSet.Status.RETIRED)}
    told = LedgerEntry.objects.filter(kind__in=kinds).order_by("id").values_list("subject", "kind")
    return {code: kinds[kind] for code, kind in told}


def _sealed(text: str) -> dict[str, Any]:
    """Without the one date that moves after publication, when a successor ends the set; nothing where somebody altered
    the text, which the chain tells."""
    try:
        return {name: value for name, value in json.loads(text).items() if name != "effective_to"}
    except (ValueError, AttributeError):
        return {}


def _content_of(criteria_set: CriteriaSet) -> dict[str, Any]:
    criteria = criteria_set.criteria.order_by("position").prefetch_related("indicators__bands", "indicators__options")
    branches = [
        (
            criterion,
            [
                (each, sorted(each.bands.all(), key=lambda band: band.low), each.options.all())
                for each in sorted(criterion.indicators.all(), key=lambda indicator: indicator.position)
            ],
        )
        for criterion in criteria
    ]
    return content(criteria_set, criteria_set.supersedes.code if criteria_set.supersedes else "", branches)
