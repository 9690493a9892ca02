"""What to look at on a cited page: a rectangle, in thousandths of the page as it is seen."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wards.domain.exhibits.evidence_pages import place
from wards.models import EvidenceFile

WHOLE = 1000
LEAST = 10  # one per cent: smaller is a slip of the finger
_WRITTEN = re.compile(r"([1-9][0-9]{0,4}):([0-9]{1,4}),([0-9]{1,4}),([0-9]{1,4}),([0-9]{1,4})")


@dataclass(frozen=True)
class Region:
    """A rectangle on a page of the document (from 1); the page's width and height have 1000 parts each."""

    page: int
    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.page}:{self.left},{self.top},{self.width},{self.height}"


def parse(text: str) -> Region | None:
    """ "3:120,240,500,180" as a region; None for the whole page, and for what no region is written like."""
    found = _WRITTEN.fullmatch(text)
    return Region(*map(int, found.groups())) if found else None


def where(pages: str, mark: str) -> str:
    """Where one is to look, in words: the pages cited ("2-3"; "": all) and what is marked on one of them."""
    region = parse(mark)
    if region and pages in ("", str(region.page)):
        return _("see page %(page)d, the marked region") % {"page": region.page}
    told = _("see page %(pages)s") % {"pages": pages} if pages else _("whole document")
    return _("%(pages)s, marked on page %(page)s") % {"pages": told, "page": region.page} if region else told


def check(region: Region, *, pages: str, files: Iterable[EvidenceFile]) -> None:
    """Refuse what no reader could be shown: outside its page, too small, on a page not cited or without a picture.

    Raises ValidationError under "region".
    """
    if min(region.width, region.height) < LEAST:
        raise _wrong(_("The marked region is too small: at least 1%% of the page in width and height."))
    if region.left + region.width > WHOLE or region.top + region.height > WHOLE:
        raise _wrong(_("The marked region reaches beyond the page: left and width, top and height are at most 100%%."))
    if not is_cited(region.page, pages):
        raise _wrong(_("The marked region is on page %(page)d, which is not among the cited pages %(pages)s."),
                     page=region.page, pages=pages)  # fmt: skip
    found = place(files, str(region.page))
    if found is None or found.page > (found.file.content.pages or 0) or _stands_before(region, found.page):
        raise _wrong(_("A region can be marked on a page of a PDF or on a photograph only."))


def is_cited(page: int, pages: str) -> bool:
    """Whether the page is among those cited ("2-3, 5"; empty: all)."""
    if not pages:
        return True
    ends = [tuple(map(int, piece.split("-"))) for piece in pages.split(", ")]
    return any(end[0] <= page <= end[-1] for end in ends)


def _stands_before(region: Region, page: int) -> bool:
    """`place` opens the last file at its first page for whatever lies past the end."""
    return region.page < page


def _wrong(message: str, **parts: str | int) -> ValidationError:
    return ValidationError({"region": [message % parts]})
