"""What the pages of a scan look like, whatever they say: how many, how large, empty, pictures at all."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST = 14_400  # points a page of a PDF may have along a side (ISO 32000-1, annex C)
SHORTEST = 72
USUAL = (280, 1260)  # points along the sides of a sheet of paper, from A6 to A3
MILLIMETRES = 25.4 / 72
BESIDE = 4  # sheets that may lie around a paper: a cover, a letter, empty backs


@dataclass(frozen=True)
class Looks:
    """The pages of one file. `sizes` are in points; `blank` are pages on which nothing is seen."""

    sizes: tuple[tuple[float, float], ...]
    blank: int
    is_picture: bool  # somewhere on it: what was on paper comes back as one
    is_sealed: bool  # signed electronically

    @property
    def pages(self) -> int:
        return len(self.sizes)

    def refusals(self, *, drawn: int) -> Iterator[str]:
        """Why no reason makes it the scan of a paper of so many pages, in sentences."""
        odd = [number for number, size in enumerate(self.sizes, 1) if max(size) > LONGEST or min(size) < SHORTEST]
        if odd:
            yield _("Page %(page)d of the file is too large or too small to be printed.") % {"page": odd[0]}
        if self.blank == self.pages:
            yield _("All pages of the file are empty.")
        elif self.blank > self.pages - self.blank:
            yield _("Of the %(pages)d pages of the file %(blank)d are empty; take them out.") % {
                "pages": self.pages, "blank": self.blank,
            }  # fmt: skip
        if not drawn <= 2 * self.pages or self.pages > 2 * drawn + BESIDE:
            yield _("%(file)s; %(paper)s Choose the scan of this paper, all of it and nothing else.") % {
                "file": ngettext("The file has %(n)d page", "The file has %(n)d pages", self.pages) % {"n": self.pages},
                "paper": ngettext("the paper has %(n)d page.", "the paper has %(n)d pages.", drawn) % {"n": drawn},
            }  # fmt: skip

    def doubts(self) -> Iterator[str]:
        """What is odd of it, in sentences."""
        least, most = USUAL
        for number, size in enumerate(self.sizes, 1):
            if min(size) < least or max(size) > most:
                told = {"page": number, "wide": round(size[0] * MILLIMETRES), "high": round(size[1] * MILLIMETRES)}
                yield _("Page %(page)d measures %(wide)d × %(high)d mm, no usual size of paper.") % told
                break
        if not self.is_picture and not self.is_sealed:
            yield _("The file holds no picture and no electronic signature: it does not look like a signed paper.")
