"""One line on the desk: its rounds side by side, its documents, what it is worth."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from emulation.text import write_number
from wards.domain.appraisal.desk import Desk, DeskLine, brief
from wards.domain.sheet.changes import figure_or_reason
from wards.domain.sheet.explain import describe_figure, percentage
from wards.domain.sheet.sealed import HandedEvidence, HandedLine
from wards.models import Indicator, LineScore, Side, Verdict


@dataclass(frozen=True)
class ShownEvidence:
    """A cited document of the last hand-in, and what is new about it since the office last looked."""

    paper: HandedEvidence
    is_new: bool
    is_changed: bool


@dataclass(frozen=True)
class Round:
    """One hand-in's word on a line, beside what the office said to it."""

    number: int
    at: dt.datetime
    figure: str
    line: HandedLine
    verdict: Verdict | None
    figure_changed: bool
    words_changed: bool
    evidence_added: int
    evidence_removed: int


def verdicts(line: DeskLine) -> list[Verdict]:
    """Everything the office found on a line, oldest first."""
    return list(line.entry.verdicts.select_related("hand_in", "by", "option").order_by("id"))


def rounds(desk: Desk, line: DeskLine, verdicts: Sequence[Verdict]) -> list[Round]:
    """The line in every hand-in, each compared with the one before, with the last of its verdicts."""
    given = {verdict.hand_in.round: verdict for verdict in verdicts}
    told: list[Round] = []
    before: HandedLine | None = None
    for handed in desk.hand_ins:
        now = desk.texts[handed.round][line.entry.pk]
        now_papers = {paper_key(paper) for paper in now.evidence}
        had_papers = {paper_key(paper) for paper in before.evidence} if before else now_papers
        told.append(
            Round(
                number=handed.round, at=handed.at, figure=in_table(now, line.entry.indicator), line=now,
                verdict=given.get(handed.round), figure_changed=before is not None and now.figure != before.figure,
                words_changed=before is not None and now.explanation != before.explanation,
                evidence_added=len(now_papers - had_papers), evidence_removed=len(had_papers - now_papers),
            )
        )  # fmt: skip
        before = now
    return told


def paper_key(paper: HandedEvidence) -> tuple[object, ...]:
    """What makes a cited document the same in two rounds: the document, the pages and the very bytes."""
    return (paper.id, paper.pages, tuple(sha256 for _name, sha256 in paper.files))


def evidence(line: DeskLine) -> list[ShownEvidence]:
    """The documents cited at the last hand-in."""
    if line.handed is None:
        return []
    had = {paper.exhibit: paper_key(paper) for paper in line.before.evidence} if line.before else None
    return [
        ShownEvidence(
            paper=paper,
            is_new=had is not None and paper.exhibit not in had,
            is_changed=had is not None and had.get(paper.exhibit, paper_key(paper)) != paper_key(paper),
        )
        for paper in line.handed.evidence
    ]


def points(line: DeskLine) -> dict[str, LineScore]:
    """What the line is worth now on each side; the ward's only while its figure is the one handed in."""
    rows = {row.side: row for row in LineScore.objects.filter(entry=line.entry.pk)}
    if line.handed is None or line.handed.version != line.entry.version:
        rows.pop(Side.SELF, None)
    return rows


def in_table(figure: HandedLine | Verdict, indicator: Indicator) -> str:
    """The figure as a column of a table has room for: "21/25 (84%)"."""
    if isinstance(figure, HandedLine) and figure.no_data_reason:
        return figure_or_reason(figure, indicator)
    if not figure.is_provided or indicator.value == Indicator.Value.TEXT:
        return describe_figure(figure, indicator)
    share = f" ({write_number(percentage(figure))}%)" if indicator.value == Indicator.Value.SHARE else ""
    return brief(figure, indicator) + share
