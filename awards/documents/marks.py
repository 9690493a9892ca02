"""Small words set on bound pages: the page number of the volume, the number of an exhibit.

Their letters come from one page that the engine draws with all of them on it; its font is embedded in the volume.
"""

import io
import re
from dataclasses import dataclass
from typing import Any, Self

import pikepdf
from django.utils.html import escape

from awards.documents import kept

MM = 72 / 25.4
FONT = '"Times New Roman", "Liberation Serif", Tinos, serif'
_MAPPED = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>")


@dataclass(frozen=True)
class Page:
    """A page as its reader sees it: points, and how it is turned (0, 90, 180, 270, clockwise)."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int
    unit: float  # how many points one unit of its space is

    @property
    def width(self) -> float:
        """In points as seen."""
        return self.unit * ((self.top - self.bottom) if self.turned % 180 else (self.right - self.left))

    @property
    def height(self) -> float:
        """In points as seen."""
        return self.unit * ((self.right - self.left) if self.turned % 180 else (self.top - self.bottom))

    @property
    def matrix(self) -> str:
        """From points as seen, from the lower left corner, to the page's own space."""
        s = 1 / self.unit
        a, b, c, d, e, f = {
            0: (s, 0, 0, s, self.left, self.bottom),
            90: (0, s, -s, 0, self.right, self.bottom),
            180: (-s, 0, 0, -s, self.right, self.top),
            270: (0, -s, s, 0, self.left, self.top),
        }[self.turned]
        return f"{a:.5g} {b:.5g} {c:.5g} {d:.5g} {e:.5g} {f:.5g} cm"


class Letters:
    """A font with the letters of some words, and how wide each is."""

    def __init__(self, words: set[str]) -> None:
        letters = sorted(set("".join(words)) - {" "})
        sheet = kept.draw(
            html=f"<html lang='vi'><head><title>.</title></head><body><p>{escape(' '.join(letters))}</p></body></html>",
            stylesheet=f"@page {{ size: A4 }} p {{ font: 10pt {FONT}; font-variant-ligatures: none }}",
        )
        self.pdf = pikepdf.open(io.BytesIO(sheet))
        (self.font,) = self.pdf.pages[0].Resources.Font.values()
        mapped = _MAPPED.findall(self.font.ToUnicode.read_bytes())
        self.glyphs = {chr(int(letter, 16)): int(glyph, 16) for glyph, letter in mapped}
        self.widths = _widths(self.font.DescendantFonts[0].W)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.pdf.close()

    def shown(self, text: str) -> tuple[str, float]:
        """The text as glyphs in hexadecimal, and its width in thousandths of the size."""
        glyphs = [self.glyphs[letter] for letter in text]
        return "".join(f"{glyph:04x}" for glyph in glyphs), sum(self.widths.get(glyph, 0) for glyph in glyphs)

    def mark(self, page: Page, text: str, *, top: bool, size: float) -> bytes:
        """Drawing operators: the text at the right, 6 mm from the upper or lower edge, on white paper of its own."""
        scale = min(1.0, page.width / (120 * MM))  # on a page smaller than A6 everything shrinks with it
        size *= scale
        glyphs, thousandths = self.shown(text)
        width, pad = thousandths * size / 1000, 2.2 * scale
        left = page.width - 9 * MM * scale - width
        base = page.height - 6 * MM * scale - size if top else 6 * MM * scale
        box = f"{left - pad:.2f} {base - 0.32 * size:.2f} {width + 2 * pad:.2f} {1.32 * size:.2f} re"
        paper = f"1 g {box} f" + (f" 0 G 0.6 w {box} S" if top else "")
        return (
            f"q {page.matrix} {paper} 0 g BT /Marks {size:.2f} Tf {left:.2f} {base:.2f} Td <{glyphs}> Tj ET Q".encode()
        )


def _widths(row: Any) -> dict[int, float]:
    """The /W array of a font: a first glyph, then the widths from it on."""
    widths: dict[int, float] = {}
    for first, found in zip(list(row)[::2], list(row)[1::2], strict=True):
        for place, width in enumerate(found):
            widths[int(first) + place] = float(width)
    return widths
