"""Which papers count: of each kind the newest that was settled for signing, drawn or not, else its newest draft; with
the signed scan of its number if any. What has no file yet is bound nowhere, and missing everywhere."""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, Q

from awards.domain.councils.results import deciding_meetings
from awards.domain.writing.wording import long_date
from awards.models import Dossier, Issue, Paper, PaperKind, Scan
from awards.queries.papers import FINAL, SIGNED
from awards.queries.places import ANNEXES

Order = tuple[PaperKind, ...]
WARD_ORDER: Order = (
    PaperKind.PROPOSAL, PaperKind.REPORT, PaperKind.SUMMARY, PaperKind.EXHIBITS, PaperKind.COUNCIL, PaperKind.MINUTES,
)  # fmt: skip
IN_DOSSIER: Order = (PaperKind.APPRAISAL, *WARD_ORDER)
DOSSIER_ORDER: Order = (PaperKind.CITY_PROPOSAL, PaperKind.CITY_COUNCIL)
UNASKED = frozenset({PaperKind.MINUTES, PaperKind.EXHIBITS})  # bound where they are, missed by nobody where not
NAMES = {
    PaperKind.PROPOSAL: "Tờ trình", PaperKind.REPORT: "Báo cáo thành tích",
    PaperKind.SUMMARY: "Bảng tổng hợp kết quả thực hiện tiêu chí", PaperKind.EXHIBITS: "Danh mục tài liệu minh chứng",
    PaperKind.COUNCIL: "Biên bản họp Hội đồng Thi đua - Khen thưởng", PaperKind.MINUTES: "Biên bản kiểm tra thực tế",
    PaperKind.APPRAISAL: "Báo cáo thẩm định", PaperKind.CITY_PROPOSAL: "Tờ trình của Ủy ban nhân dân thành phố",
    PaperKind.CITY_COUNCIL: "Biên bản họp Hội đồng Thi đua - Khen thưởng thành phố",
}  # fmt: skip


@dataclass(frozen=True)
class Bound:
    """A paper as it is bound: drawn, or scanned once it was signed."""

    paper: Paper
    issue: Issue | None
    scan: Scan | None
    is_scanned_along: bool = False  # an annex that stands in the signed scan of its paper: it is bound there
    bearer: Issue | None = None  # of an annex that is to be signed: the registration of the paper it goes with

    @property
    def registered(self) -> dict[str, str] | None:
        """What an annex says of the paper it goes with, once that has its number; as papers and as lists write it."""
        if self.bearer is None:
            return None
        day = self.bearer.issued_on
        return {"number": str(self.bearer), "day": long_date(day), "on": f"{day:%d/%m/%Y}"}

    @property
    def kind(self) -> PaperKind:
        return PaperKind(self.paper.kind)

    @property
    def name(self) -> str:
        """ "Tờ trình số 15/TTr-UBND ngày 05/01/2020"."""
        name = NAMES[self.kind]
        if self.kind == PaperKind.MINUTES:
            name += f" ngày {json.loads(self.paper.context)['day']}"
        if self.issue:
            name += f" số {self.issue} ngày {self.issue.issued_on:%d/%m/%Y}"
        return name

    @property
    def is_drawn(self) -> bool:
        """It has a file."""
        return bool(self.paper.state == Paper.State.READY)

    @property
    def is_final(self) -> bool:
        """Drawn to be signed; of inspections only closed ones are bound."""
        return self.paper.is_final or self.kind == PaperKind.MINUTES

    @property
    def wants_scan(self) -> bool:
        """Annexes are signed with their paper."""
        return self.kind not in ANNEXES and self.kind != PaperKind.MINUTES


def bound_papers(*, assessments: Iterable[int] = (), dossier: Dossier | None = None) -> dict[int, list[Bound]]:
    """What counts for each assessment, by id; a dossier's own papers under 0. Seven queries."""
    wards = [] if dossier else list(assessments)
    found = Paper.objects.filter(Q(is_final=True) | Q(state=Paper.State.READY)).order_by("-is_final", "-revision")
    found = found.filter(dossier=dossier) if dossier else found.filter(assessment__in=wards)
    meetings = deciding_meetings(wards)
    issues = Prefetch("issues", Issue.objects.filter(cancelled_at=None), to_attr="standing_issues")
    scans = Prefetch("scans", Scan.objects.filter(SIGNED).order_by("-id"), to_attr="newest_scans")
    # Minutes alone are named by what they say; those of a visit still being written down are the office's own.
    minutes = found.filter(FINAL, kind=PaperKind.MINUTES)
    others = found.exclude(kind=PaperKind.MINUTES).defer("context")
    chosen: dict[tuple[int, str, int], Any] = {}
    for papers in (others, minutes):
        for paper in papers.prefetch_related(issues, scans):
            decides = meetings.get(paper.assessment_id or 0, paper.subject)
            if paper.kind != PaperKind.COUNCIL or paper.subject == decides:
                chosen.setdefault((paper.assessment_id or 0, paper.kind, paper.subject), paper)
    rows: dict[int, list[Bound]] = {}
    for (place, _kind, _subject), paper in chosen.items():
        rows.setdefault(place, []).append(_bound(paper))
    return {place: _borne(found) for place, found in rows.items()}


def _borne(rows: list[Bound]) -> list[Bound]:
    """Annexes with the registration of the paper they go with; both are to be signed."""
    signed: dict[PaperKind | None, Bound] = {row.kind: row for row in rows if row.paper.is_final}
    return [_beside(row, signed.get(ANNEXES.get(row.kind))) if row.paper.is_final else row for row in rows]


def _beside(row: Bound, bearer: Bound | None) -> Bound:
    if bearer is None:
        return row
    seen = bearer.scan.annexes.split() if bearer.scan else []
    return replace(row, bearer=bearer.issue, is_scanned_along=row.paper.code in seen)


def _bound(paper: Any) -> Bound:
    return Bound(paper, next(iter(paper.standing_issues), None), next(iter(paper.newest_scans), None))


def in_order(found: Sequence[Bound], order: Sequence[PaperKind]) -> list[Bound]:
    """Those with a file, sorted by kind and day; of the council's minutes those of its last meeting alone."""
    found = [bound for bound in found if bound.is_drawn]
    council = max(
        (bound for bound in found if bound.kind == PaperKind.COUNCIL),
        key=lambda bound: (bound.paper.is_final, bound.paper.subject), default=None,
    )  # fmt: skip
    kept = [bound for bound in found if bound.kind in order and bound.kind != PaperKind.COUNCIL]
    kept += [council] if council and PaperKind.COUNCIL in order else []
    return sorted(kept, key=lambda bound: (order.index(bound.kind), bound.paper.subject))


@dataclass(frozen=True)
class Lack:
    """What is still missing before the papers may go: `what` is a key of the page's sentences."""

    what: str  # "missing", "draft", "outdated", "undrawn", "failed", "unregistered", "unsigned"
    name: str
    kind: PaperKind


def lacks(found: Sequence[Bound], order: Sequence[PaperKind], *, outdated: Container[int] = ()) -> list[Lack]:
    """Papers that are not there, not settled for signing, not drawn, not registered, or whose signed scan is missing.

    `outdated` are those (ids) that say something else than the records by now: nothing else of them matters.
    """
    by_kind: Mapping[PaperKind, Bound] = {bound.kind: bound for bound in found}
    rows = []
    for kind in order:
        bound = by_kind.get(kind)
        if bound is None:
            rows += [] if kind in UNASKED else [Lack("missing", NAMES[kind], kind)]
        elif not bound.is_final:
            rows.append(Lack("draft", NAMES[kind], kind))
        elif bound.paper.pk in outdated:
            rows.append(Lack("outdated", NAMES[kind], kind))
        elif not bound.is_drawn:
            rows.append(Lack("failed" if bound.paper.state == Paper.State.FAILED else "undrawn", NAMES[kind], kind))
        elif bound.wants_scan and bound.issue is None:
            rows.append(Lack("unregistered", NAMES[kind], kind))
        elif bound.wants_scan and bound.scan is None:
            rows.append(Lack("unsigned", NAMES[kind], kind))
    return rows
