"""How the paragraphs and words of a Word file look, by themselves or by their styles. Loaded by `office_words`."""

import re
import unicodedata
from typing import Any, NamedTuple

from docx.text.run import Run

from wards.domain.files.office_lists import value

BASES = 10  # of a style, at most: a file may name them in a circle
HEADING = re.compile(r"(?:heading|tiêu đề|đầu đề|đề mục) ?([1-9])")
TITLES = {"title": 1, "tiêu đề": 1, "tên": 1, "subtitle": 2, "tiêu đề phụ": 2}
SIDES = {"center": "centre", "right": "right", "end": "right"}


class Look(NamedTuple):
    """What a style says of its paragraphs; what it leaves open its base says."""

    level: int = 0  # of a heading, from 1
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    at: str = ""
    numbered: tuple[str, int] | None = None  # list and depth


def of_style(style: Any) -> Look:
    """What a style says; its bases are asked for what it leaves open."""
    chain: list[Any] = []
    while style is not None and len(chain) < BASES:
        chain.append(style)
        style = style.base_style
    look = Look()
    for one in reversed(chain):
        font, element = one.font, one.element
        side, level = value(element, "w:pPr/w:jc"), value(element, "w:pPr/w:outlineLvl")
        look = Look(
            level=_level(level) if level else _named(one.name) or look.level,
            bold=look.bold if font.bold is None else font.bold,
            italic=look.italic if font.italic is None else font.italic,
            capitals=look.capitals if font.all_caps is None else font.all_caps,
            at=SIDES.get(side, "") if side else look.at,
            numbered=_numbered(element, look.numbered),
        )
    return look


def _level(outline: str) -> int:
    """Of the outline's 0 to 8; 9 is body text."""
    return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0


def _named(name: str | None) -> int:
    """The level that a style's name tells, in English or Vietnamese."""
    said = unicodedata.normalize("NFC", name or "").casefold().strip()
    found = HEADING.fullmatch(said)
    return int(found[1]) if found else TITLES.get(said, 0)


def _numbered(element: Any, else_: tuple[str, int] | None) -> tuple[str, int] | None:
    number = value(element, "w:pPr/w:numPr/w:numId")
    depth = value(element, "w:pPr/w:numPr/w:ilvl")
    if number is None:
        return (else_[0], int(depth)) if else_ and depth else else_
    return None if number == "0" else (number, int(depth or 0))


def with_own(look: Look, paragraph: Any) -> Look:
    """The look of a style with what the paragraph (w:p) says itself."""
    level, side = value(paragraph, "w:pPr/w:outlineLvl"), value(paragraph, "w:pPr/w:jc")
    return look._replace(
        level=_level(level) if level else look.level,
        at=SIDES.get(side, "") if side else look.at,
        numbered=_numbered(paragraph, look.numbered),
    )


def styled(run: Run, look: Look) -> tuple[str, str]:
    """The text of a run in a paragraph of this look, and its marks, some of "b", "i" and "u"."""
    style = of_style(run.style) if value(run._r, "w:rPr/w:rStyle") else Look()
    font = run.font
    if font.hidden:
        return "", ""
    bold = (look.bold or style.bold) if font.bold is None else font.bold
    italic = (look.italic or style.italic) if font.italic is None else font.italic
    capitals = (look.capitals or style.capitals) if font.all_caps is None else font.all_caps
    text = run.text.replace("\t", " ")
    marks = "b" * bool(bold) + "i" * bool(italic) + "u" * bool(font.underline)
    return text.upper() if capitals else text, marks
