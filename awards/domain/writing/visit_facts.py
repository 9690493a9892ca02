"""The second crossing from wards: what a visit to a ward says, frozen into plain values for its minutes."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from awards.domain.facts import result_in_words
from wards.domain.files import page_pictures
from wards.models import Assessment, Content, CriteriaSet, Inspection, Office, Officer, Ward
from wards.queries.inspections import LINES, PHOTOS, get_inspection, visible_inspections

# How pictures are made small: another size makes other minutes.
PICTURES = f"{page_pictures.WIDTH} px, {page_pictures.LIMITS[page_pictures.WIDTH]}"
Visit = Inspection


class HandedEntry(TypedDict):
    """What is read here of a line in the sealed text of a hand-in."""

    id: int
    value: Mapping[str, Any]  # the figure: number, met, of, yes, option, text


@dataclass(frozen=True)
class VisitedLine:
    """A line the visit was about, as it had been handed in then."""

    code: str
    text: str
    unit: str
    result: str


@dataclass(frozen=True)
class Photo:
    """A photograph by the digest of its bytes."""

    sha256: str
    caption: str


@dataclass(frozen=True)
class VisitFacts:
    """Everything the minutes of one visit may know."""

    ward: Ward
    office: Office | None
    criteria_set: CriteriaSet
    first_year: int
    last_year: int
    illustrative: bool
    closed: bool
    round: int
    held_on: dt.date
    place: str
    office_people: str
    ward_people: str
    findings: str
    conclusion: str
    lines: tuple[VisitedLine, ...]
    photos: tuple[Photo, ...]


def readable_visits(officer: Officer, assessment: Assessment) -> list[Visit]:
    """Visits whose minutes this person may have drawn or read, oldest first; only the office those not closed."""
    found = visible_inspections(officer).filter(assessment=assessment).prefetch_related(LINES, PHOTOS)
    return sorted(found, key=lambda visit: (visit.held_on, visit.pk))


def all_visits(assessment: Assessment) -> list[Visit]:
    """Every closed visit, oldest first: whoever asks may read them."""
    found = Inspection.objects.filter(assessment=assessment, closed_at__isnull=False)
    return list(found.prefetch_related(LINES, PHOTOS).order_by("held_on", "pk"))


def get_visit(officer: Officer, pk: int) -> Visit:
    """One such visit; any other is a 404."""
    return get_inspection(officer, pk)


def visit_facts(assessment: Assessment, visits: Sequence[Visit]) -> dict[int, VisitFacts]:
    """Read visits of one assessment into facts, by id, with a fixed number of queries."""
    rounds = {visit.round for visit in visits}
    handed = {h.round: json.loads(h.text)["entries"] for h in assessment.hand_ins.filter(round__in=rounds)}
    return {visit.pk: _facts(assessment, visit, handed.get(visit.round, [])) for visit in visits}


def _facts(assessment: Assessment, visit: Visit, handed: Iterable[HandedEntry]) -> VisitFacts:
    period = assessment.period
    return VisitFacts(
        ward=assessment.ward, office=assessment.ward.office, criteria_set=period.criteria_set,
        first_year=period.first_year, last_year=period.last_year, illustrative=assessment.illustrative,
        closed=visit.is_closed, round=visit.round, held_on=visit.held_on, place=visit.place,
        office_people=visit.office_people, ward_people=visit.ward_people, findings=visit.findings,
        conclusion=visit.conclusion, lines=tuple(_lines(visit, handed, single=period.first_year == period.last_year)),
        photos=tuple(Photo(photo.content.sha256, photo.caption) for photo in visit.photos.all()),
    )  # fmt: skip


def _lines(visit: Visit, handed: Iterable[HandedEntry], *, single: bool) -> Iterable[VisitedLine]:
    by_id = {entry["id"]: entry for entry in handed}
    for line in visit.lines.all():
        entry, indicator = by_id.get(line.pk), line.indicator
        result = result_in_words(indicator, entry["value"]) if entry else ""
        text = indicator.text if single else f"{indicator.text} (năm {line.year})"
        yield VisitedLine(indicator.code, text, indicator.unit, result or "Không có số liệu")


def pictures(digests: Iterable[str]) -> dict[str, bytes]:
    """Photographs upright and small, by the digest of the whole ones. Raises page_pictures.Unshowable."""
    found = Content.objects.filter(sha256__in=set(digests))
    return {content.sha256: page_pictures.picture(content, 1) for content in found}
