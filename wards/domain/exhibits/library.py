"""Kho tài liệu: a ward's documents found by words and by what is chosen of each facet, with counts.

A ward has hundreds of documents, not millions: one light row of each is read, and everything is counted from that, so
that every number says what choosing it would show.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wards.domain.exhibits.evidence_data import is_expired, lacks
from wards.models import Citation, Criterion, Evidence, EvidenceFile
from wards.queries.assessments import SET_TEXTS
from wards.queries.evidence import search

FACETS = ("show", "year", "criterion", "kind", "body", "copy", "issuer")
LONGEST = 60  # characters of an issuer in a list of choices


@dataclass(frozen=True)
class Option:
    """One choice of a facet: what the address carries, what is read, how many documents it would show."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One list of choices; `everything` is what it says while nothing is chosen."""

    name: str
    label: str
    everything: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Found:
    """Documents by id, the newest first, with the facets that belong to what was asked."""

    ids: list[int]
    facets: tuple[Facet, ...]
    chosen: dict[str, str]  # facet → value, only where something is chosen


@dataclass(frozen=True)
class _Row:
    pk: int
    values: Mapping[str, frozenset[str]]  # by facet

    def fits(self, chosen: Mapping[str, str], but: str = "") -> bool:
        return all(value in self.values[name] for name, value in chosen.items() if name != but)


def find(evidence: QuerySet[Evidence], *, words: str, asked: Mapping[str, str]) -> Found:
    """The documents that hold every word and fit every choice; an unknown choice counts as none. Three queries."""
    chosen = {name: asked[name] for name in FACETS if asked.get(name)}
    rows = _rows(search(evidence, words))
    labels = _labels(rows)
    chosen = {name: value for name, value in chosen.items() if value in labels[name]}
    facets = tuple(facet for name in FACETS if (facet := _facet(name, rows, labels[name], chosen)).options)
    return Found([row.pk for row in rows if row.fits(chosen)], facets, chosen)


def _rows(evidence: QuerySet[Evidence]) -> list[_Row]:
    here = OuterRef("pk")
    light = evidence.annotate(
        has_file=Exists(EvidenceFile.objects.filter(evidence=here)),
        has_revision=Exists(Evidence.objects.filter(revises=here)),
    ).only("kind", "body", "copy", "issuer", "number", "issued_on", "valid_until")
    uses: dict[int, set[tuple[str, str]]] = {}
    cited = Citation.objects.filter(evidence__in=evidence.order_by().values("pk")).order_by()
    for pk, year, criterion in cited.values_list("evidence", "entry__year", "entry__indicator__criterion"):
        uses.setdefault(pk, set()).add((str(year), str(criterion)))
    return [_Row(one.pk, _values(one, uses.get(one.pk, set()))) for one in light.order_by("-created_at", "-pk")]


def _values(evidence: Evidence, uses: set[tuple[str, str]]) -> dict[str, frozenset[str]]:
    shows = {
        "lacking": bool(lacks(evidence, has_file=evidence.has_file)),  # type: ignore[attr-defined]  # annotated above
        "uncited": not uses,
        "expired": is_expired(evidence, timezone.localdate()),
        "revised": evidence.has_revision,  # type: ignore[attr-defined]  # annotated above
    }
    issued = {str(evidence.issued_on.year)} if evidence.issued_on else set()
    return {
        "show": frozenset(name for name, is_so in shows.items() if is_so),
        "year": frozenset({year for year, _criterion in uses} | issued),
        "criterion": frozenset(criterion for _year, criterion in uses),
        "kind": frozenset({evidence.kind}), "copy": frozenset({evidence.copy}),
        "body": frozenset({evidence.body} - {""}), "issuer": frozenset({evidence.issuer} - {""}),
    }  # fmt: skip


def _labels(rows: Iterable[_Row]) -> dict[str, dict[str, str]]:
    """What can be chosen of each facet, in order, as it is read."""
    seen = {name: {value for row in rows for value in row.values[name]} for name in FACETS}
    fixed: dict[str, dict[str, str]] = {
        "show": {"lacking": _("Missing data or file"), "uncited": _("Not used yet"), "expired": _("No longer valid"),
                 "revised": _("Replaced by a newer version")},
        "kind": {str(value): str(label) for value, label in Evidence.Kind.choices},
        "body": {str(value): str(label) for value, label in Evidence.Body.choices},
        "copy": {str(value): str(label) for value, label in Evidence.Copy.choices},
        "year": {year: year for year in sorted(seen["year"], reverse=True)},
        "issuer": {name: name if len(name) <= LONGEST else f"{name[:LONGEST]}…" for name in sorted(seen["issuer"])},
        "criterion": _criteria(seen["criterion"]),
    }  # fmt: skip
    return {name: {value: fixed[name][value] for value in fixed[name] if value in seen[name]} for name in FACETS}


def _criteria(ids: Iterable[str]) -> dict[str, str]:
    """Criteria by the number they bear; the set is named too where several are in use."""
    criteria = Criterion.objects.filter(pk__in=list(ids)).select_related("criteria_set").defer(*SET_TEXTS)
    found = list(criteria.order_by("-criteria_set__effective_from", "criteria_set", "position"))
    several = len({criterion.criteria_set_id for criterion in found}) > 1
    return {
        str(criterion.pk): f"{criterion} ({criterion.criteria_set.effective_from.year})" if several else str(criterion)
        for criterion in found
    }


def _facet(name: str, rows: Iterable[_Row], labels: Mapping[str, str], chosen: Mapping[str, str]) -> Facet:
    count = Counter(value for row in rows if row.fits(chosen, but=name) for value in row.values[name])
    options = tuple(
        Option(value, label, count[value], chosen.get(name) == value)
        for value, label in labels.items()
        if count[value] or chosen.get(name) == value
    )
    titles = {
        "show": (_("Show"), _("All documents")), "year": (_("Year"), _("All years")),
        "criterion": (_("Criterion"), _("All criteria")), "kind": (_("Kind of document"), _("All kinds")),
        "body": (_("Confirming body"), _("All bodies")), "copy": (_("Kind of copy"), _("All copies")),
        "issuer": (_("Issuing body"), _("All issuing bodies")),
    }  # fmt: skip
    return Facet(name, *titles[name], options)
