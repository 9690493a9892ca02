"""Read a PDF back the way a strict clerk would: where each piece of text stands, in millimetres from the top left.

What was read once is remembered: many tests look at one paper.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO

import pikepdf
from pypdf import PdfReader
from pypdf.generic import ContentStream

MM = 72 / 25.4
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Piece:
    """A run of text on a page."""

    page: int  # from 1
    text: str
    left: float
    top: float  # of its baseline
    size: float  # points
    upright: bool


@lru_cache(maxsize=50)
def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


@lru_cache(maxsize=50)
def pieces(reader: PdfReader) -> tuple[Piece, ...]:
    """Every run of text with its place; runs that are turned (watermarks) are not upright."""
    found: list[Piece] = []
    for number, page in enumerate(reader.pages, start=1):
        height = float(page.mediabox.height)

        def visit(text, cm, tm, _font, size, n=number, h=height):
            if text.strip():
                _, b, c, d, x, y = _times(tm, cm)
                scale = (c * c + d * d) ** 0.5
                found.append(Piece(n, text.strip(), x / MM, (h - y) / MM, size * scale, abs(b) < 1e-6))

        page.extract_text(visitor_text=visit)
    return tuple(found)


def _times(m: Sequence[float], n: Sequence[float]) -> Matrix:
    a, b, c, d, e, f = m
    g, h, i, j, k, o = n
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + o)


@lru_cache(maxsize=50)
def words(reader: PdfReader) -> str:
    """All text, single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@lru_cache(maxsize=500)
def page_words(reader: PdfReader, page: int) -> str:
    """The text of one page (from 1), single spaces."""
    return " ".join(reader.pages[page - 1].extract_text().split())


def fonts(path: str | BinaryIO) -> dict[str, bool]:
    """Font families without their subset prefix, and whether each is embedded."""
    found = {}
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                for inner in font.DescendantFonts:
                    name = re.sub(r"^[A-Z]{6}\+", "", str(inner.BaseFont).lstrip("/"))
                    found[name] = "/FontFile2" in inner.FontDescriptor or "/FontFile3" in inner.FontDescriptor
    return found


def rules(reader: PdfReader, page: int) -> tuple[float, float]:
    """The leftmost and rightmost ends (mm) of the lines drawn on a page: the edges of its tables."""
    stream = ContentStream(reader.pages[page - 1].get_contents(), reader)
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    matrix, stack, ends = identity, [], []
    for operands, operator in stream.operations:
        if operator == b"q":
            stack.append(matrix)
        elif operator == b"Q":
            matrix = stack.pop()
        elif operator == b"cm":
            matrix = _times([float(o) for o in operands], matrix)
        elif operator in (b"m", b"l"):
            ends.append(float(operands[0]) * matrix[0] / MM)
    return min(ends), max(ends)
