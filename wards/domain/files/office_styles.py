"""How the paragraphs and words of a Word file look, by themselves or by their styles. Loaded by `office_words`."""

import re
import unicodedata
from typing import Any, NamedTuple

from docx.oxml.ns import qn
from docx.text.run import Run

from wards.domain.files.office_lists import count, value

BASES = 10  # of a style, at most: a file may name them in a circle
HEADING = re.compile(r"(?:heading|tiêu đề|đầu đề|đề mục) ?([1-9])")
TITLES = {"title": 1, "tiêu đề": 1, "tên": 1, "subtitle": 2, "tiêu đề phụ": 2}
OFF = {"0", "false", "off", "none"}
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
        element = one.element
        side, level = value(element, "w:pPr/w:jc"), value(element, "w:pPr/w:outlineLvl")
        look = Look(
            level=_level(level) if level else _named(one.name) or look.level,
            bold=_is(element, "b", look.bold),
            italic=_is(element, "i", look.italic),
            capitals=_is(element, "caps", look.capitals),
            at=SIDES.get(side, "") if side else look.at,
            numbered=_numbered(element, look.numbered),
        )
    return look


def _is(element: Any, name: str, else_: bool) -> bool:
    """Whether a run or a style says so in its properties; any word but the ones for "no" says yes."""
    said = element.find(f"{qn('w:rPr')}/{qn(f'w:{name}')}")
    return else_ if said is None else said.get(qn("w:val")) not in OFF


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
        return (else_[0], count(depth)) if else_ and depth else else_
    return None if number == "0" else (number, count(depth))


def with_own(look: Look, paragraph: Any) -> Look:
    """The look of a style with what the paragraph (w:p) says itself."""
    level, side = value(paragraph, "w:pPr/w:outlineLvl"), value(paragraph, "w:pPr/w:jc")
    return look._replace(
        level=_level(level) if level else look.level,
        at=SIDES.get(side, "") if side else look.at,
        numbered=_numbered(paragraph, look.numbered),
    )


def styled(run: Run, look: Look, style: Look) -> tuple[str, str]:
    """The text of a run in a paragraph of this look, and its marks, some of "b", "i" and "u"."""
    element = run._r
    if _is(element, "vanish", else_=False):
        return "", ""
    try:
        text = run.text.replace("\t", " ")
    except ValueError:  # python-docx knows no such kind of break
        text = "".join(part.text or "" for part in element.iter(qn("w:t")))
    capitals = _is(element, "caps", look.capitals or style.capitals)
    bold, italic = _is(element, "b", look.bold or style.bold), _is(element, "i", look.italic or style.italic)
    underlined = value(element, "w:rPr/w:u") not in {None, *OFF}
    return text.upper() if capitals else text, "b" * bold + "i" * italic + "u" * underlined
