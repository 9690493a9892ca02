"""The third crossing from wards: the documents a ward cites, in the order and under the numbers it is bound in.

They are those of the last hand-in while it stands, else those cited now, as with `awards.domain.facts`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awards.domain.fact_records import handed_lines, last_hand_ins
from wards.domain.files import file_kinds, pictures
from wards.models import Assessment, Content, Evidence

PDF = file_kinds.PDF.media_type
PHOTOS = frozenset({file_kinds.JPEG.media_type, file_kinds.PNG.media_type})
COPIES = {Evidence.Copy.ORIGINAL: "Bản chính", Evidence.Copy.CERTIFIED: "Bản sao y", Evidence.Copy.PHOTO: "Bản chụp"}


@dataclass(frozen=True)
class Original:
    """A file as it was uploaded: its bytes lie in the storage under `path` and have this digest."""

    name: str
    sha256: str
    size: int
    media_type: str
    path: str


@dataclass(frozen=True)
class Exhibit:
    """A cited document under one of its numbers. `first` is the number its files are bound under."""

    number: str  # "MC 5.2-01"
    first: str
    abstract: str
    document: str  # "1234/QĐ-UBND ngày 15/11/2019, UBND thành phố"
    copy: str
    pages: str  # those that are cited; blank: all
    originals: tuple[Original, ...]


@dataclass(frozen=True)
class CitedCriterion:
    """A criterion and the documents its lines cite, in order of their numbers."""

    number: str
    name: str
    exhibits: tuple[Exhibit, ...]


def cited_criteria(assessment: Assessment) -> list[CitedCriterion]:
    """Every criterion that cites something. Five queries, however much is cited."""
    return all_cited([assessment])[assessment.pk]


def all_cited(assessments: Sequence[Assessment]) -> dict[int, list[CitedCriterion]]:
    """The same of several by their id: as many queries for 300 as for one; of wards that write, a few more each."""
    hand_ins = last_hand_ins(assessments)
    handed = {found.pk: handed_lines(found, hand_ins.get(found.pk)) for found in assessments}
    cited = (paper for lines in handed.values() for line in lines for paper in line["evidence"])
    digests = {file["sha256"] for paper in cited for file in paper["files"]}
    contents = {content.sha256: content for content in Content.objects.filter(sha256__in=digests)}
    sets = {found.period.criteria_set_id: found.period.criteria_set for found in assessments}
    criteria = {pk: list(one.criteria.prefetch_related("indicators")) for pk, one in sets.items()}
    return {
        found.pk: list(_cited(handed[found.pk], criteria[found.period.criteria_set_id], contents))
        for found in assessments
    }  # fmt: skip


def _cited(
    entries: list[dict[str, Any]], criteria: Sequence[Any], contents: Mapping[str, Content]
) -> Iterator[CitedCriterion]:
    lines: dict[str, list[dict[str, Any]]] = {}
    for entry in sorted(entries, key=lambda entry: entry["year"]):
        lines.setdefault(entry["code"], []).append(entry)
    first: dict[int, str] = {}
    for criterion in criteria:
        rows = [row for line in criterion.indicators.all() for row in _rows(lines.get(line.code, []), contents, first)]
        if rows:
            yield CitedCriterion(criterion.number, criterion.short, tuple(rows))


def _rows(entries: list[dict[str, Any]], contents: Mapping[str, Content], first: dict[int, str]) -> Iterator[Exhibit]:
    for entry in entries:
        for cited in entry["evidence"]:
            number = f"MC {entry['code']}-{cited['position']:02d}"
            yield Exhibit(
                number=number, first=first.setdefault(cited["evidence"], number), abstract=cited["abstract"],
                document=_document(cited), copy=COPIES[cited["copy"]], pages=cited["pages"],
                originals=tuple(_original(file, contents[file["sha256"]]) for file in cited["files"]),
            )  # fmt: skip


def _document(cited: Mapping[str, Any]) -> str:
    issued = cited["issued_on"]
    day = f"ngày {dt.date.fromisoformat(issued):%d/%m/%Y}" if issued else ""
    number = " ".join(part for part in (cited["number"], day) if part)
    return ", ".join(part for part in (number, cited["issuer"]) if part)


def _original(file: Mapping[str, str], content: Content) -> Original:
    return Original(file["name"], content.sha256, content.size, content.media_type, str(content.file))


def photo_page(picture: Path) -> bytes:
    """A photograph as one page of A4, as the camera was held. Raises file_kinds.Unfit."""
    with picture.open("rb") as file:
        return pictures.joined([file])
