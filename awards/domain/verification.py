"""What anybody may learn of a printed page by its code: what it is, whose, whether it still stands, and its digests."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from awards.domain.binders.chosen_papers import NAMES
from awards.domain.writing.layouts import NOT_FOR_USE
from awards.models import Binder, DrawingState, Issue, Paper, PaperKind
from awards.queries.places import ANNEXES


class Standing(StrEnum):
    """What the answer is."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    SETTLED = "settled"  # drawn to be signed, and in no register: nobody can say that it was signed
    WITHDRAWN = "withdrawn"  # its number was cancelled, and it has no other
    DRAFT = "draft"


@dataclass(frozen=True)
class File:
    """A file this code stands for; `what` is "drawn", "scan" or "part" (with its number)."""

    what: str
    sha256: str
    pages: int
    number: int = 0


@dataclass(frozen=True)
class Found:
    """The answer. `on` is the day it was registered under `number`, else the day it was drawn; an annex bears the
    number of its paper (`is_annex`)."""

    standing: Standing
    title: str
    unit: str
    number: str
    on: dt.date | None
    revision: int
    newest: int  # the revision that stands in its place; its own if none
    is_binder: bool
    for_show: bool  # made-up figures or an unconfirmed criteria set: not to be handed in
    files: tuple[File, ...] = field(default=())
    is_annex: bool = False


def look_up(code: str) -> Found | None:
    """What the code (in its one form, `codes.read_code`) stands for; None when nothing was made under it."""
    paper = Paper.objects.filter(code=code, state=DrawingState.READY).first()
    if paper is not None:
        return _paper(paper)
    binder = Binder.objects.filter(code=code, state=DrawingState.READY).first()
    return _binder(binder) if binder is not None else None


def _paper(paper: Paper) -> Found:
    heading: Mapping[str, Any] = json.loads(paper.context).get("heading", {})
    same = Paper.objects.filter(
        assessment=paper.assessment_id, dossier=paper.dossier_id, kind=paper.kind, subject=paper.subject,
        is_final=True, state=DrawingState.READY, revision__gt=paper.revision,
    )  # fmt: skip
    newest = same.order_by("-revision").values_list("revision", flat=True).first()
    issue, was_cancelled = _registration(paper, has_newer=newest is not None)
    if newest and issue and not _is_issued(paper, newest):
        newest = None  # what was signed stands until the version after it has its number
    elif newest and paper.kind in ANNEXES:
        issue = None
    scan = issue.scans.filter(paper=paper).order_by("-id").first() if issue else None
    files = [File("drawn", paper.sha256, paper.pages or 0)]
    files += [File("scan", scan.sha256, scan.pages)] if scan else []
    return Found(
        standing=_of_paper(paper, issue, is_replaced=newest is not None, was_cancelled=was_cancelled),
        title=heading.get("document_title") or NAMES[PaperKind(paper.kind)], unit=heading.get("issuer", ""),
        number=str(issue) if issue else "", on=issue.issued_on if issue else _day(paper.drawn_at),
        revision=paper.revision, newest=newest or paper.revision, is_binder=False,
        for_show=NOT_FOR_USE in heading.get("watermark", ""), files=tuple(files),
        is_annex=paper.kind in ANNEXES,
    )  # fmt: skip


def _binder(binder: Binder) -> Found:
    cover: Mapping[str, Any] = json.loads(binder.plan)["cover"]
    same = Binder.objects.filter(
        assessment=binder.assessment_id, dossier=binder.dossier_id, content=binder.content, state=DrawingState.READY,
        revision__gt=binder.revision,
    ).exclude(plan=binder.plan)  # fmt: skip  # the same bound in another form replaces nothing
    newest = same.order_by("-revision").values_list("revision", flat=True).first()
    parts = binder.parts.order_by("position")
    return Found(
        standing=_standing(is_draft=bool(cover["draft"]), is_replaced=newest is not None),
        title=f"Hồ sơ đề nghị công nhận danh hiệu “{cover['award']}” {cover['period']}. {cover['subtitle']}",
        unit=cover["issuer"], number="", on=_day(binder.drawn_at), revision=binder.revision,
        newest=newest or binder.revision, is_binder=True, for_show=bool(cover["watermark"]),
        files=tuple(File("part", part.sha256, part.pages, part.position) for part in parts),
    )  # fmt: skip


def _is_issued(paper: Paper, revision: int) -> bool:
    """Whether this later version of the same paper has a number; an annex by the newest paper it can go with."""
    if bearer := ANNEXES.get(PaperKind(paper.kind)):
        last = _bearers(paper, bearer).values_list("pk", flat=True).first()
        return Issue.objects.filter(paper=last, cancelled_at=None).exists()
    of = {name: getattr(paper, name) for name in ("assessment_id", "dossier_id", "kind", "subject")}
    there = Paper.objects.filter(**of, is_final=True, revision__gt=paper.revision, revision__lte=revision)
    return Issue.objects.filter(paper__in=there, cancelled_at=None).exists()


def _bearers(paper: Paper, bearer: PaperKind) -> QuerySet[Paper]:
    found = Paper.objects.filter(assessment=paper.assessment_id, kind=bearer, is_final=True)
    return found.defer("context").order_by("-revision")


def _registration(paper: Paper, *, has_newer: bool) -> tuple[Issue | None, bool]:
    """The number that stands, an annex's being that of the paper it is signed with; and whether one was cancelled."""
    bearer = ANNEXES.get(PaperKind(paper.kind))
    papers = [paper]
    if bearer:
        found = _bearers(paper, bearer)
        papers = list(found.filter(issues__cancelled_at=None, issues__isnull=False)[:1] if has_newer else found[:1])
    issues = Issue.objects.filter(paper__in=papers).order_by("-id")
    return issues.filter(cancelled_at=None).first(), issues.filter(cancelled_at__isnull=False).exists()


def _of_paper(paper: Paper, issue: Issue | None, *, is_replaced: bool, was_cancelled: bool) -> Standing:
    if not paper.is_final or is_replaced or issue:
        return _standing(is_draft=not paper.is_final, is_replaced=is_replaced)
    return Standing.WITHDRAWN if was_cancelled else Standing.SETTLED


def _standing(*, is_draft: bool, is_replaced: bool) -> Standing:
    if is_replaced:
        return Standing.SUPERSEDED
    return Standing.DRAFT if is_draft else Standing.GENUINE


def _day(at: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(at).date() if at else None
