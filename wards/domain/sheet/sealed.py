"""The canonical texts that the ledger seals: what was handed in, judged and decided. Written and read back."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from emulation.text import canonical
from wards.domain.sheet import scoring
from wards.models import Answer, Assessment, Citation, Decision, Extension, HandIn, Inspection, Option, Verdict


@dataclass(frozen=True)
class HandedEvidence:
    """A document as it was cited at the hand-in; `files` holds (name, sha256)."""

    id: int
    exhibit: str  # "MC 5.2-01"
    pages: str
    number: str
    issued_on: dt.date | None
    issuer: str
    abstract: str
    copy: str
    files: tuple[tuple[str, str], ...]
    kind: str = ""  # hand-ins made before kinds and regions were kept say nothing of them
    body: str = ""
    valid_until: dt.date | None = None
    region: str = ""

    @property
    def position(self) -> int:
        """The place among the line's documents that its exhibit number tells."""
        return int(self.exhibit.rpartition("-")[2])


@dataclass(frozen=True)
class HandedLine:
    """A line as it was handed in; it can be described like any figure."""

    id: int
    code: str
    year: int
    version: int
    number: Decimal | None
    met: int | None
    of: int | None
    yes: bool | None
    option: Option | None
    text: str
    explanation: str
    no_data_reason: str
    points: Decimal | None = None  # what the ward gave itself; hand-ins made before points were kept say nothing of it
    evidence: tuple[HandedEvidence, ...] = field(default=())
    answers: tuple[tuple[str, str], ...] = field(default=())  # (question, what the ward said to it)

    @property
    def is_provided(self) -> bool:
        return any(value not in (None, "") for value in (self.number, self.met, self.yes, self.option, self.text))

    @property
    def figure(self) -> tuple[object, ...]:
        """What can be compared between two rounds: the value and the reason for having none."""
        option = self.option.name if self.option else None
        return (self.number, self.met, self.of, self.yes, option, self.text, self.no_data_reason)

    def differs_from(self, other: "HandedLine | None") -> bool:
        """Whether anything a reviewer looks at has changed: figure, words or evidence."""
        return other is None or (self.figure, self.explanation, _told_as(other.evidence, self.evidence)) != (
            other.figure, other.explanation, other.evidence,
        )  # fmt: skip


def _told_as(then: tuple[HandedEvidence, ...], papers: tuple[HandedEvidence, ...]) -> tuple[HandedEvidence, ...]:
    """The papers without what a text from before kinds were kept could not say of them: no change then."""
    mute = {paper.exhibit for paper in then if not paper.kind}
    return tuple(
        replace(paper, kind="", body="", valid_until=None, region="") if paper.exhibit in mute else paper
        for paper in papers
    )


def handed_in_text(
    assessment: Assessment, *, round: int | None = None, papers: Sequence[Mapping[str, Any]] = ()
) -> str:  # fmt: skip
    """Everything that is (or would be) handed in: each line's figure, words and evidence down to file digests.

    `papers` are the signed papers that go with it, as plain values; without any the text says nothing of them.
    """
    entries = assessment.entries.select_related("indicator", "option").order_by("indicator__code", "year")
    cited, answered = _cited(assessment), _answered(assessment)
    worth = scoring.line_scores(assessment)
    period = assessment.period
    return canonical(
        {
            "ward": assessment.ward.code, "set": period.criteria_set.code,
            "years": [period.first_year, period.last_year], "round": assessment.round if round is None else round,
            **({"papers": list(papers)} if papers else {}),
            "entries": [
                {
                    "id": entry.pk, "code": entry.indicator.code, "year": entry.year, "version": entry.version,
                    "value": {**entry.shape, "option": entry.option.name if entry.option else None},
                    "points": worth[entry.pk].points,
                    "explanation": entry.explanation, "no_data_reason": entry.no_data_reason,
                    "by": entry.updated_by_id, "evidence": cited.get(entry.pk, []), **answered.get(entry.pk, {}),
                }
                for entry in entries
            ],
        }
    )  # fmt: skip


def _cited(assessment: Assessment) -> dict[int, list[dict[str, Any]]]:
    cited: dict[int, list[dict[str, Any]]] = {}
    citations = Citation.objects.filter(entry__assessment=assessment).select_related("evidence")
    for citation in citations.prefetch_related("evidence__files__content").order_by("entry_id", "position"):
        paper = citation.evidence
        cited.setdefault(citation.entry_id, []).append(
            {
                "evidence": paper.pk, "position": citation.position, "pages": citation.pages, "number": paper.number,
                "issued_on": paper.issued_on, "issuer": paper.issuer, "abstract": paper.abstract, "copy": paper.copy,
                "kind": paper.kind, "body": paper.body, "valid_until": paper.valid_until, "region": citation.region,
                "files": [{"name": file.name, "sha256": file.content.sha256} for file in paper.files.all()],
            }
        )  # fmt: skip
    return cited


def _answered(assessment: Assessment) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """What the ward said to questions about its lines; nothing of a line without: so every older text reads on."""
    told: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for row in Answer.objects.filter(assessment=assessment, is_office=False).order_by("pk"):
        said = {"kind": row.kind, "question": row.question, "sentence": row.sentence, "by": row.by_id}
        told.setdefault(row.entry_id, {"answers": []})["answers"].append(said)
    return told


def read(hand_in: HandIn) -> dict[int, HandedLine]:
    """The lines of a hand-in by entry id, as they were then whatever has become of them."""
    return _lines(hand_in.text)


def signed_papers(hand_in: HandIn) -> list[dict[str, Any]]:
    """The signed papers that went with a hand-in, their dates read; none with those before papers were handed in."""
    rows = json.loads(hand_in.text).get("papers", [])
    return [{**row, "date": _day(row.get("date"))} for row in rows]


def as_it_stands(assessment: Assessment) -> dict[int, HandedLine]:
    """The lines by entry id as a hand-in would freeze them now: to be compared with one that was made."""
    return _lines(handed_in_text(assessment))


def _lines(text: str) -> dict[int, HandedLine]:
    return {row["id"]: _line(row) for row in json.loads(text)["entries"]}


def _line(row: dict[str, Any]) -> HandedLine:
    value = row["value"]
    return HandedLine(
        id=row["id"], code=row["code"], year=row["year"], version=row["version"],
        number=None if value["number"] is None else Decimal(value["number"]), met=value["met"], of=value["of"],
        yes=value["yes"], option=Option(pk=value["option_id"], name=value["option"]) if value["option_id"] else None,
        text=value["text"], explanation=row["explanation"], no_data_reason=row["no_data_reason"],
        points=None if row.get("points") is None else Decimal(row["points"]),
        evidence=tuple(_evidence(row["code"], paper) for paper in row["evidence"]),
        answers=tuple((said["question"], said["sentence"]) for said in row.get("answers", [])),
    )  # fmt: skip


def _evidence(code: str, paper: dict[str, Any]) -> HandedEvidence:
    return HandedEvidence(
        id=paper["evidence"], exhibit=f"MC {code}-{paper['position']:02d}", pages=paper["pages"],
        number=paper["number"], issued_on=_day(paper["issued_on"]), issuer=paper["issuer"],
        abstract=paper["abstract"], copy=paper["copy"],
        files=tuple((file["name"], file["sha256"]) for file in paper["files"]),
        kind=paper.get("kind", ""), body=paper.get("body", ""), valid_until=_day(paper.get("valid_until")),
        region=paper.get("region", ""),
    )  # fmt: skip


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def verdict_text(verdict: Verdict) -> str:
    """One verdict with the figure it gave and the version of the line it was given on."""
    return canonical(
        {
            "entry": verdict.entry_id, "version": verdict.entry_version, "hand_in": verdict.hand_in_id,
            "kind": str(verdict.kind), "value": verdict.shape, "reason": verdict.reason, "by": verdict.by_id,
            "at": verdict.at,
        }
    )  # fmt: skip


def decision_text(decision: Decision) -> str:
    """One step from state to state."""
    return canonical(
        {
            "assessment": decision.assessment_id, "round": decision.round, "action": str(decision.action),
            "from": str(decision.from_state), "to": str(decision.to_state), "reason": decision.reason,
            "by": decision.by_id, "at": decision.at, **({"due": decision.due} if decision.due else {}),
        }
    )  # fmt: skip


def extension_text(extension: Extension) -> str:
    """A later deadline for one ward: instead of which, and why."""
    return canonical(
        {
            "assessment": extension.assessment_id, "before": extension.before, "due": extension.due,
            "reason": extension.reason, "by": extension.by_id, "at": extension.at,
        }
    )  # fmt: skip


def inspection_text(inspection: Inspection) -> str:
    """All that one visit says, with its lines and photographs; closed ones also say when, and by whom."""
    photos = [
        {"sha256": photo.content.sha256, "name": photo.name, "caption": photo.caption}
        for photo in inspection.photos.select_related("content").order_by("id")
    ]
    closed = {"closed_by": inspection.closed_by_id, "closed_at": inspection.closed_at} if inspection.closed_at else {}
    return canonical(
        {
            "assessment": inspection.assessment_id, "round": inspection.round, "held_on": inspection.held_on,
            "place": inspection.place, "office_people": inspection.office_people,
            "ward_people": inspection.ward_people, "findings": inspection.findings,
            "conclusion": inspection.conclusion, "lines": sorted(line.pk for line in inspection.lines.all()),
            "photos": photos, **closed,
        }
    )  # fmt: skip
