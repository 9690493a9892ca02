"""The crossing from wards: what a ward's assessment says, frozen into plain values that papers are made from.

Figures come from the last hand-in while it stands (handed in, under appraisal, appraised, forwarded, closed), for
then nobody can change them; while the ward is writing, from what is entered now. `Facts.handed_in_at` says which.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from awards.domain.fact_records import Records, handed_lines, is_appraised
from awards.domain.fact_words import exhibit_number, handed_value, result_in_words, target
from wards.domain import ledger
from wards.domain.sheet import scoring
from wards.domain.sheet.assessment import NotAllowed, locked, require
from wards.models import (
    Assessment,
    CriteriaSet,
    Criterion,
    Evidence,
    Indicator,
    LineScore,
    Officer,
    Score,
    Side,
    Verdict,
    Ward,
)

__all__ = [
    "Facts", "NotAllowed", "all_facts", "assessment_facts", "enter_in_ledger", "require", "result_in_words", "settled",
    "unproven",
]  # fmt: skip

COPIES = {Evidence.Copy.ORIGINAL: "Bản chính", Evidence.Copy.CERTIFIED: "Bản sao y", Evidence.Copy.PHOTO: "Bản chụp"}


@dataclass(frozen=True)
class Line:
    """One figure as a paper shows it. Points are None when there is no figure or no scale."""

    code: str
    text: str
    unit: str
    target: str
    result: str
    provided: bool
    numeric: bool
    required: bool
    points: Decimal | None
    max_points: Decimal
    met: bool | None
    office_points: Decimal | None
    office_result: str  # only where the office adjusted the figure
    office_reason: str
    explanation: str
    no_data_reason: str
    exhibits: tuple[str, ...]


@dataclass(frozen=True)
class Exhibit:
    """A cited document under its exhibit number."""

    number: str
    document: str  # "1234/QĐ-UBND, UBND thành phố"
    issued_on: dt.date | None
    abstract: str
    copy: str
    pages: str


@dataclass(frozen=True)
class CriterionFacts:
    """A criterion with its lines; office_points only once appraised."""

    number: str
    name: str
    points: Decimal
    max_points: Decimal
    provided: int
    of: int
    met: bool
    office_points: Decimal | None
    lines: tuple[Line, ...]
    office_met: bool | None = None  # likewise


@dataclass(frozen=True)
class Facts:
    """Everything papers may know of one assessment."""

    ward: Ward
    criteria_set: CriteriaSet
    first_year: int
    last_year: int
    reference_date: dt.date
    paper_year: int
    illustrative: bool
    round: int  # 0: never handed in
    handed_in_at: dt.datetime | None  # None: the figures are still being written
    appraised: bool
    criteria: tuple[CriterionFacts, ...]
    exhibits: tuple[Exhibit, ...]
    self_total: scoring.Total
    office_total: scoring.Total | None


def settled(assessment: Assessment) -> Assessment:
    """The assessment locked until the transaction ends, with scores that carry its last figure."""
    now = locked(assessment)
    if now.is_stale:
        scoring.recompute(assessments=[now.pk])
    return now


def enter_in_ledger(*, kind: str, subject: str, text: str, by: Officer | None) -> None:
    """Chain an act of awards into the one ledger."""
    ledger.append(kind=kind, subject=subject, text=text, by=by)


def unproven(*, kind: str, records: Iterable[tuple[Any, str]], corrected: bool = False) -> Iterator[Any]:
    """Records (each with its canonical text) that the ledger was told otherwise of, then entries whose record is gone;
    see `ledger.unproven`."""
    return ledger.unproven(kind=kind, records=records, corrected=corrected)


def entry_in_ledger(*, kind: str, text: str) -> tuple[int, str] | None:
    """Number and hash of the entry that was told this; None when there is none."""
    entry = ledger.entry_of(kind=kind, text=text)
    return (entry.pk, entry.hash) if entry else None


def told_to_ledger(*, kind: str) -> set[str]:
    """What the ledger was told of acts of one kind."""
    return ledger.texts(kind=kind)


def assessment_facts(assessment: Assessment) -> Facts:
    """Read an assessment into facts, with a fixed number of queries."""
    return all_facts([assessment])[assessment.pk]


def all_facts(assessments: Iterable[Assessment]) -> dict[int, Facts]:
    """The same of several by their id: as many queries for 300 as for one, of wards that are writing a few more each.

    Of those that share a criteria set one instance each would read its texts anew: give them one period.
    """
    found = list(assessments)
    read = Records(found)
    return {assessment.pk: _facts(assessment, read) for assessment in found}


def _facts(assessment: Assessment, read: Records) -> Facts:
    period, appraised = assessment.period, is_appraised(assessment)
    hand_in = read.hand_ins.get(assessment.pk)
    handed, scores = handed_lines(assessment, hand_in), read.scores.get(assessment.pk, [])
    own = [score for score in scores if score.side == Side.SELF]
    office = [score for score in scores if score.side == Side.OFFICE] if appraised else []
    lines = _Lines(assessment, handed, read, appraised=bool(office))
    criteria = tuple(_criteria(lines, read.criteria[period.criteria_set_id], own, office))
    return Facts(
        ward=assessment.ward, criteria_set=period.criteria_set, first_year=period.first_year,
        last_year=period.last_year, reference_date=period.reference_date,
        # The clerk writes day and month; the year a paper is due in is the period's deadline's.
        paper_year=timezone.localtime(period.ward_deadline).year,
        illustrative=assessment.illustrative, round=assessment.round, handed_in_at=hand_in.at if hand_in else None,
        appraised=appraised, criteria=criteria, exhibits=tuple(_exhibits(handed, criteria)),
        self_total=scoring.total(scores=own, period=period),
        office_total=scoring.total(scores=office, period=period) if appraised else None,
    )  # fmt: skip


def _criteria(
    lines: "_Lines", criteria: Sequence[Criterion], own: list[Score], office: list[Score]
) -> Iterable[CriterionFacts]:
    points = {score.criterion_id: score for score in own}
    of_office = {score.criterion_id: score for score in office}
    for criterion in criteria:
        score, judged = points[criterion.pk], of_office.get(criterion.pk)
        yield CriterionFacts(
            number=criterion.number, name=criterion.short, points=score.points,
            max_points=sum((indicator.points for indicator in criterion.indicators.all()), Decimal(0)),
            provided=score.provided, of=score.of, met=score.met,
            office_points=judged.points if judged else None, office_met=judged.met if judged else None,
            lines=tuple(lines.of(criterion)),
        )  # fmt: skip


class _Lines:
    """Joins what was handed in with what the figures are worth, line by line."""

    def __init__(
        self, assessment: Assessment, handed: list[dict[str, Any]], read: Records, *, appraised: bool
    ) -> None:  # fmt: skip
        self.handed: dict[str, list[dict[str, Any]]] = {}
        for entry in handed:
            self.handed.setdefault(entry["code"], []).append(entry)
        self.own, self.office = read.line_scores(assessment, Side.SELF), read.line_scores(assessment, Side.OFFICE)
        self.verdicts = read.verdicts if appraised else {}
        self.single_year = assessment.period.first_year == assessment.period.last_year

    def of(self, criterion: Criterion) -> Iterable[Line]:
        for indicator in criterion.indicators.all():
            for entry in sorted(self.handed.get(indicator.code, []), key=lambda entry: entry["year"]):
                yield self._line(indicator, entry)

    def _line(self, indicator: Indicator, entry: Mapping[str, Any]) -> Line:
        own, office = self.own.get(entry["id"]), self.office.get(entry["id"])
        verdict = self.verdicts.get(entry["id"])
        adjusted = verdict if verdict and verdict.kind == Verdict.Kind.ADJUSTED else None
        result = result_in_words(indicator, entry["value"])
        return Line(
            code=indicator.code, unit=indicator.unit, target=target(indicator), required=indicator.required,
            text=indicator.text if self.single_year else f"{indicator.text} (năm {entry['year']})",
            result=result or ("Không có số liệu" if entry["no_data_reason"] else "Chưa có số liệu"),
            provided=bool(result), numeric=bool(result) and indicator.value in {"number", "share"},
            points=_points(own, result), max_points=indicator.points, met=own.met if own and result else None,
            office_points=_points(office, office is not None),
            office_result=result_in_words(indicator, handed_value(adjusted)) if adjusted else "",
            office_reason=adjusted.reason if adjusted else "",
            explanation=entry["explanation"], no_data_reason=entry["no_data_reason"],
            exhibits=tuple(exhibit_number(indicator.code, cited) for cited in entry["evidence"]),
        )  # fmt: skip


def _points(line: LineScore | None, provided: object) -> Decimal | None:
    return line.points if line and provided else None


def _exhibits(handed: list[dict[str, Any]], criteria: tuple[CriterionFacts, ...]) -> Iterable[Exhibit]:
    order = {line.code: place for place, line in enumerate(line for criterion in criteria for line in criterion.lines)}
    for entry in sorted(handed, key=lambda entry: (order[entry["code"]], entry["year"])):
        for cited in entry["evidence"]:
            issued = cited["issued_on"]
            yield Exhibit(
                number=exhibit_number(entry["code"], cited),
                document=", ".join(part for part in (cited["number"], cited["issuer"]) if part),
                issued_on=dt.date.fromisoformat(issued) if issued else None,
                abstract=cited["abstract"], copy=COPIES[cited["copy"]], pages=cited["pages"] or "Toàn bộ",
            )  # fmt: skip
