"""Pages of a document: what people type, how many there are, and in which file a cited one stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wards.models import EvidenceFile

LENGTH = 40
_LABEL = re.compile(r"^(?:trang|tr\.?|pages?|pp?\.)\s*", re.IGNORECASE)
_RANGE = re.compile(r"([0-9]{1,5})(?:\s*[-–—]\s*([0-9]{1,5}))?")


@dataclass(frozen=True)
class Place:
    """Where a citation opens: a file, and the page within it."""

    file: EvidenceFile
    page: int


def read_pages(text: str, *, total: int | None) -> str:
    """ "2-3, 5" out of "trang 2 – 3; 5"; empty means the whole document. `total` is None where it is not known.

    Raises ValidationError under "pages".
    """
    typed = _LABEL.sub("", text.strip())
    written = []
    for piece in filter(None, (piece.strip() for piece in re.split("[,;]", typed))):
        found = _RANGE.fullmatch(piece)
        if not found:
            raise _wrong(_("“%(typed)s” is not a page number. Write it like 2 or 2-3."), typed=piece)
        first, last = int(found[1]), int(found[2] or found[1])
        if first < 1 or last < first:
            raise _wrong(_("“%(typed)s” does not run from a smaller to a larger page."), typed=piece)
        if total is not None and last > total:
            raise _wrong(_("Page %(page)d does not exist: the document has %(total)d pages."), page=last, total=total)
        written.append(str(first) if first == last else f"{first}-{last}")
    pages = ", ".join(written)
    if len(pages) > LENGTH:
        raise _wrong(_("At most %(length)d characters; leave it empty to cite the whole document."), length=LENGTH)
    return pages


def page_total(pages: Iterable[int | None]) -> int | None:
    """Pages of a document by those of its files; None as soon as one file has none, or there is no file."""
    counted = list(pages)
    return sum(count or 0 for count in counted) if counted and all(counted) else None


def fitting_pages(pages: str, of: Iterable[int | None]) -> str:
    """Cited pages for another version of the document, by the pages of its files; blank where it has not that many."""
    try:
        return read_pages(pages, total=page_total(of))
    except ValidationError:
        return ""


def place(files: Iterable[EvidenceFile], pages: str) -> Place | None:
    """The file and the page in it where the first cited page stands; None without files.

    Pages run through the files in order (three photographs are pages 1 to 3). Past what can be counted, the last
    file reached is opened.
    """
    first = re.match("[0-9]+", pages)
    found, page = None, int(first[0]) if first else 1
    for file in files:
        found = Place(file, page)
        if file.content.pages is None or page <= file.content.pages:
            return found
        page -= file.content.pages
    return Place(found.file, 1) if found else None


def _wrong(message: str, **parts: str | int) -> ValidationError:
    return ValidationError({"pages": [message % parts]})
