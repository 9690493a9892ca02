"""What went to the province: written once when it is forwarded, read back by its pages, compared between revisions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from awards.domain.binders.chosen_papers import DOSSIER_ORDER, IN_DOSSIER, Bound, bound_papers, in_order
from awards.domain.councils.results import Result
from awards.domain.facts import Facts, Line, all_facts
from awards.domain.onward.onward_facts import Assessment
from awards.models import Binder, Dossier, Forwarding
from emulation.text import canonical


@dataclass(frozen=True)
class SentLine:
    """A line as the office settled it."""

    code: str
    text: str
    result: str
    points: Decimal | None
    unit: str = ""  # of a plain number; texts from before it was kept have none

    @property
    def figure(self) -> str:
        """The result with its unit: "14,2%", "62 triệu đồng"."""
        return f"{self.result}{'' if self.unit in {'', '%'} else ' '}{self.unit}"


@dataclass(frozen=True)
class SentWard:
    """A ward with its results, and the vote of the city's council on it."""

    assessment: int
    name: str
    points: Decimal
    max_points: Decimal
    met: int
    criteria: int
    passed: bool
    vote: dict[str, Any]  # in_favour, members, share, required, reached, reason; kept: why it stands though changed
    lines: tuple[SentLine, ...]

    @property
    def share(self) -> Decimal:
        """Votes in favour, percent of all members."""
        return Decimal(self.vote["share"])


@dataclass(frozen=True)
class SentPaper:
    """A paper as it went: by its number, with the signed scan where there was one."""

    paper: int
    ward: str  # blank: the city's own
    assessment: int | None
    kind: str
    subject: int
    name: str  # printed words: "Tờ trình số 15/TTr-UBND ngày 05/01/2020"
    number: str
    revision: int
    pages: int
    sha256: str
    scan: int | None

    @property
    def key(self) -> tuple[int | None, str]:
        """What takes its place in a later revision."""
        return self.assessment, f"{self.kind}:{self.subject if self.kind == 'minutes' else 0}"


@dataclass(frozen=True)
class Sent:
    """Everything of one forwarding."""

    wards: tuple[SentWard, ...]
    papers: tuple[SentPaper, ...]

    def papers_of(self, assessment: int | None) -> list[SentPaper]:
        return [paper for paper in self.papers if paper.assessment == assessment]


def written(
    *, dossier: Dossier, assessments: Sequence[Assessment], votes: dict[int, Result], kept: Mapping[int, str],
    binder: Binder, replaced: Binder | None,
) -> str:  # fmt: skip
    """The canonical text of what goes: wards with their lines, papers with their digests, the volumes."""
    bound = bound_papers(assessments=[assessment.pk for assessment in assessments])
    own = bound_papers(dossier=dossier).get(0, [])
    facts = all_facts(assessments)
    papers = [_paper(found, None) for found in in_order(own, DOSSIER_ORDER)]
    for assessment in assessments:
        papers += [_paper(found, assessment) for found in in_order(bound.get(assessment.pk, []), IN_DOSSIER)]
    return canonical(
        {
            "dossier": dossier.pk, "period": str(dossier.period), "office": str(dossier.office),
            "round": dossier.number, "revision": dossier.revision, "meeting": dossier.meeting_id,
            "named": [[row.assessment_id, row.position] for row in dossier.wards.all()],  # those decided before, too
            "wards": [_ward(found, facts[found.pk], votes[found.pk], kept.get(found.pk, "")) for found in assessments],
            "papers": papers, "binder": _volume(binder), "replaced": _volume(replaced) if replaced else None,
        }
    )  # fmt: skip


def _ward(assessment: Assessment, facts: Facts, vote: Result, kept: str) -> dict[str, Any]:
    total = facts.office_total or facts.self_total
    lines = [line for criterion in facts.criteria for line in criterion.lines]
    return {
        "assessment": assessment.pk, "name": str(assessment.ward), "code": assessment.ward.code,
        "points": total.points, "max_points": sum((c.max_points for c in facts.criteria), Decimal(0)),
        "met": total.criteria_met, "criteria": total.criteria, "passed": total.passed,
        "vote": {
            "in_favour": vote.in_favour, "members": vote.members, "share": vote.share, "required": vote.required,
            "reached": vote.reached, "reason": vote.below_reason, "kept": kept,
        },
        "lines": [
            {"code": line.code, "text": line.text, "result": line.office_result or line.result,
             "points": line.office_points, "unit": _unit(line)}
            for line in lines
        ],
    }  # fmt: skip


def _unit(line: Line) -> str:
    """Of a share both counts and the percentage stand in the result already."""
    return line.unit if line.numeric and "/" not in (line.office_result or line.result) else ""


def _paper(found: Bound, assessment: Assessment | None) -> dict[str, Any]:
    paper, scan = found.paper, found.scan
    return {
        "paper": paper.pk, "assessment": assessment.pk if assessment else None,
        "ward": str(assessment.ward) if assessment else "", "kind": str(paper.kind), "subject": paper.subject,
        "name": found.name, "number": str(found.issue) if found.issue else "", "revision": paper.revision,
        "pages": scan.pages if scan else paper.pages, "sha256": scan.sha256 if scan else paper.sha256,
        "scan": scan.pk if scan else None,
    }  # fmt: skip


def _volume(binder: Binder) -> dict[str, Any]:
    return {"binder": binder.pk, "code": binder.code, "parts": [part.sha256 for part in binder.parts.all()]}


def read(forwarding: Forwarding) -> Sent:
    """What was written, as pages show it."""
    kept = json.loads(forwarding.text)
    return Sent(
        wards=tuple(_read_ward(row) for row in kept["wards"]),
        papers=tuple(SentPaper(**row) for row in kept["papers"]),
    )


def _read_ward(row: dict[str, Any]) -> SentWard:
    lines = tuple(SentLine(**{**line, "points": _decimal(line["points"])}) for line in row["lines"])
    numbers = {name: Decimal(row[name]) for name in ("points", "max_points")}
    return SentWard(**{**{k: v for k, v in row.items() if k != "code"}, **numbers, "lines": lines})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
