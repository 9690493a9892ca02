"""The marks of a Word file's lists ("1.", "a)", "–"), counted as Word counts them. Loaded by `office_words`."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

# Bullets of the symbol fonts Word uses, as letters everybody has.
BULLETS = {"-": "–", "–": "–", "—": "–", "+": "+", "*": "*", "o": "◦", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0d8": "➢"}
ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v",
    4: "iv", 1: "i",
}  # fmt: skip
LARGEST = 10_000  # what counts further shows digits


def value(element: Any, path: str) -> str | None:
    """The w:val of what lies at the path ("w:pPr/w:jc"); None if nothing does."""
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn("w:val"))


def count(text: str | None, else_: int = 0) -> int:
    """The number that an attribute tells; what tells none is passed over."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else else_


@dataclass(frozen=True)
class _List:
    of: str  # the abstract list, which lists share with their counting
    levels: dict[int, Any]  # depth → w:lvl
    starts: dict[int, int]  # depth → where this list begins anew


@dataclass
class Lists:
    """The lists of a document; `mark` is to be asked in the order of the text."""

    document: Document
    counted: dict[str, dict[int, int]] = field(default_factory=dict)  # abstract list → depth → number
    begun: set[tuple[str, int]] = field(default_factory=set)  # list and depth

    @cached_property
    def _lists(self) -> dict[str, _List]:
        try:
            root = self.document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]  # an XML part
        except KeyError:
            return {}
        abstract = {one.get(qn("w:abstractNumId")): _levels(one) for one in root.iter(qn("w:abstractNum"))}
        found = {}
        for one in root.iter(qn("w:num")):
            of = value(one, "w:abstractNumId") or ""
            anew = {_depth(place): value(place, "w:startOverride") for place in one.iter(qn("w:lvlOverride"))}
            starts = {depth: count(start) for depth, start in anew.items() if start}
            found[one.get(qn("w:numId"))] = _List(of, abstract.get(of, {}), starts)
        return found

    def mark(self, number: str, depth: int) -> str | None:
        """The mark of the next item at this depth (from 0) of a list (its w:numId); None: no such list."""
        found = self._lists.get(number)
        if found is None or depth not in found.levels:
            return None
        counted = self._count(number, depth, found)
        said = value(found.levels[depth], "w:lvlText") or ""
        if value(found.levels[depth], "w:numFmt") == "bullet":
            return BULLETS.get(said.strip(), "•")

        def counting(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            kind = value(found.levels[at], "w:numFmt") if at in found.levels else None
            return as_counted(counted.get(at, 1), kind or "decimal")

        return re.sub(r"%([1-9])", counting, said).strip()

    def _count(self, number: str, depth: int, found: _List) -> dict[int, int]:
        """One further at this depth; what is deeper begins anew."""
        counted = self.counted.setdefault(found.of, {})
        if depth in found.starts and (number, depth) not in self.begun:
            counted[depth] = found.starts[depth] - 1
        self.begun.add((number, depth))
        for at, level in found.levels.items():
            if at <= depth:
                counted.setdefault(at, count(value(level, "w:start"), 1) - (at == depth))
            else:
                counted.pop(at, None)
        counted[depth] += 1
        return counted


def _levels(abstract: Any) -> dict[int, Any]:
    return {_depth(level): level for level in abstract.iter(qn("w:lvl"))}


def _depth(element: Any) -> int:
    return count(element.get(qn("w:ilvl")))


def as_counted(number: int, kind: str) -> str:
    """4 as "4", "04", "d", "D", "iv" or "IV", by the kind of counting (w:numFmt)."""
    if not 0 < number < LARGEST:
        return str(number)
    if kind.endswith("Letter"):
        said = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif kind.endswith("Roman"):
        said = ""
        for worth, sign in ROMAN.items():
            said, number = said + sign * (number // worth), number % worth
    elif kind == "none":
        return ""
    else:
        return f"{number:02}" if kind == "decimalZero" else str(number)
    return said.upper() if kind.startswith("upper") else said
