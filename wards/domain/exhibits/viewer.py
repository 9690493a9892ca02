"""The page before one's eyes: a page of a document with what was marked on it, live or as it was handed in."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image

from wards.domain.exhibits import regions
from wards.domain.exhibits.regions import Region
from wards.domain.files import page_pictures
from wards.domain.files.page_pictures import Unshowable
from wards.domain.sheet import sealed
from wards.domain.sheet.sealed import HandedEvidence, HandedLine
from wards.models import Citation, Content, Evidence, HandIn


@dataclass(frozen=True)
class Sheet:
    """One page of a document, its files laid one after the other; a file without pages is one sheet."""

    name: str  # of the file
    sha256: str
    page: int  # within the file, from 1
    content: Content | None  # None: no longer in the database
    file: int | None  # the live EvidenceFile


@dataclass(frozen=True)
class Tab:
    """An exhibit of the same line: its position at a hand-in, or its live citation."""

    exhibit: str
    abstract: str
    position: int
    citation: int | None
    is_current: bool


@dataclass(frozen=True)
class Pane:
    """What parts/page_pane.html shows. Pages count through the document from 1; 0 where it has no file.

    `hand_in`, `entry` and `position`, or `citation`, or `evidence` alone say what is looked at. `fault` is the sentence
    that stands in place of a picture or of words.
    """

    paper: HandedEvidence | Evidence  # number, issued_on, issuer, abstract, copy
    exhibit: str  # "MC 5.2-01"; "" for a document by itself
    cited: str  # "2-3"; "": the whole document
    cited_page: int  # where the citation opens
    page: int
    total: int
    sheet: Sheet | None
    looked_at: str  # in words: regions.where
    region: Region | None  # what is marked on the page shown
    size: tuple[int, int] | None  # of the picture, in pixels
    words: dict[str, Any] | None  # see page_pictures.words
    fault: str
    large: bool
    tabs: tuple[Tab, ...] = ()
    hand_in: int | None = None
    entry: int | None = None
    position: int | None = None
    citation: int | None = None
    evidence: int | None = None

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < self.total else None

    @property
    def is_away(self) -> bool:
        """Another page than the one cited or marked: there is a way back to lead."""
        return self.page != self.cited_page and bool(self.cited or self.cited_page > 1)


def handed_pane(
    *, hand_in: HandIn, line: HandedLine, position: int | None, page: int | None, large: bool = False
) -> Pane | None:
    """A document as it was handed in, whatever has become of it since; None when the line cites nothing.

    `position` is that of the exhibit number (None or one that is not there: the first), `page` that of the document
    (None: what was marked, else the first one cited).
    """
    if not line.evidence:
        return None
    paper = next((paper for paper in line.evidence if paper.position == position), line.evidence[0])
    known = Content.objects.in_bulk([sha256 for _name, sha256 in paper.files], field_name="sha256")
    files = [Sheet(name, sha256, 1, known.get(sha256), None) for name, sha256 in paper.files]
    tabs = tuple(Tab(one.exhibit, one.abstract, one.position, None, one is paper) for one in line.evidence)
    return _pane(
        paper, files, page, large, exhibit=paper.exhibit, cited=paper.pages, mark=paper.region,
        tabs=tabs, hand_in=hand_in.pk, entry=line.id, position=paper.position,
    )  # fmt: skip


def handed_files(hand_in: HandIn) -> dict[str, str]:
    """Every file of a hand-in: sha256 → the name it was handed in under."""
    papers = chain.from_iterable(line.evidence for line in sealed.read(hand_in).values())
    return {sha256: name for paper in papers for name, sha256 in paper.files}


def citation_pane(*, citation: Citation, page: int | None, large: bool = False) -> Pane:
    """A document as the line cites it now. Wants the citation's entry with indicator, and its document's files."""
    others = citation.entry.citations.select_related("entry__indicator", "evidence").order_by("position")
    tabs = tuple(Tab(o.exhibit, o.evidence.abstract, o.position, o.pk, o.pk == citation.pk) for o in others)
    return _pane(
        citation.evidence, _live(citation.evidence), page, large, exhibit=citation.exhibit, cited=citation.pages,
        mark=citation.region, tabs=tabs, entry=citation.entry_id, citation=citation.pk, evidence=citation.evidence_id,
    )  # fmt: skip


def evidence_pane(*, evidence: Evidence, page: int | None, large: bool = False) -> Pane:
    """A document by itself, from its first page."""
    return _pane(evidence, _live(evidence), page, large, evidence=evidence.pk)


def _live(evidence: Evidence) -> list[Sheet]:
    return [Sheet(file.name, file.content.sha256, 1, file.content, file.pk) for file in evidence.files.all()]


def _length(sheet: Sheet) -> int:
    return (sheet.content and sheet.content.pages) or 1


def _turned(files: Sequence[Sheet], page: int) -> Sheet | None:
    """The sheet at this page of the document, by the first sheets of its files."""
    for first in files:
        if page <= _length(first):
            return replace(first, page=page)
        page -= _length(first)
    return None


def _pane(
    paper: HandedEvidence | Evidence, files: Sequence[Sheet], page: int | None, large: bool, *,
    exhibit: str = "", cited: str = "", mark: str = "", **where: Any,
) -> Pane:  # fmt: skip
    marked, total = regions.parse(mark), sum(map(_length, files))
    opens = _inside(marked.page if marked else _first(cited), total)
    shown = _inside(opens if page is None else page, total)
    sheet = _turned(files, shown)
    size, words, fault = _look(sheet, large)
    return Pane(
        paper=paper, exhibit=exhibit, cited=cited, cited_page=opens, page=shown, total=total, sheet=sheet, size=size,
        looked_at=regions.where(cited, mark),
        region=marked if marked and marked.page == shown and size else None, words=words, fault=fault, large=large,
        **where,
    )  # fmt: skip


def _first(cited: str) -> int:
    """The first of the cited pages; 1 for the whole document."""
    digits = cited.partition(",")[0].partition("-")[0]
    return int(digits) if digits.isdecimal() else 1


def _inside(page: int, total: int) -> int:
    return min(max(page, 1), total)


def _look(sheet: Sheet | None, large: bool) -> tuple[tuple[int, int] | None, dict[str, Any] | None, str]:
    """The size of the sheet's picture, or its words, or why it can be neither seen nor read here."""
    if sheet is None:
        return None, None, _("No file with this document.")
    if sheet.content is None:
        return None, None, _("The file is not in the store. Tell the administrator.")
    try:
        if sheet.content.media_type in page_pictures.WORDS:
            return None, page_pictures.words(sheet.content), ""
        drawn = page_pictures.picture(sheet.content, sheet.page, large=large)
        with Image.open(io.BytesIO(drawn)) as picture:
            return picture.size, None, ""
    except Unshowable as fault:
        return None, None, str(fault)
