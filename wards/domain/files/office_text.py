"""The text of a Word file as it is seen: headings, lists and tables in their order. Loaded by `office_words`."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from wards.domain.files import office_margins
from wards.domain.files.office_lists import Lists, count, value
from wards.domain.files.office_room import CUT, PARAGRAPH, cut, first_lines
from wards.domain.files.office_styles import Look, of_style, styled, with_own

ROWS, COLUMNS, HEADS = 200, 20, 3  # of a table; rows of its head
P, TABLE, ROW, CELL, RUN, HEAD = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r", "hdr"))
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What only wraps a part of the text. What is not named here (a tracked removal, a fallback) is not the text.
WRAPPERS = {
    f"{CHOICE}AlternateContent", f"{CHOICE}Choice", *map(qn, (
        "w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:hyperlink", "w:fldSimple",
    )),
}  # fmt: skip
DRAWINGS = tuple(map(qn, ("w:drawing", "w:pict", "w:object")))
PICTURES = (qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata")

Block = dict[str, Any]


def inside(parent: Any, *tags: str) -> Iterator[Any]:
    """The elements with these tags among the children, whatever wraps them."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in WRAPPERS:
            yield from inside(child, *tags)


@dataclass
class Reader:
    """One Word file; `blocks` gives its parts in order, as office_words.py writes them down."""

    data: bytes
    pictures: int = 0  # met so far
    looks: dict[tuple[str, str | None], Look] = field(default_factory=dict)  # by "p" or "r" and style

    def __post_init__(self) -> None:
        self.document = docx.Document(io.BytesIO(self.data))
        self.lists = Lists(self.document)
        self.parts = list(inside(self.document.element.body, P, TABLE))
        self.head = office_margins.head(self.document)
        self.has_more = office_margins.has_more(self.document, self.head)

    def blocks(self) -> Iterator[tuple[int, Block]]:
        """Each block with the number of parts of the file that were read with it."""
        first = [] if self.head is None else [self.head]
        for at, part in enumerate([*first, *self.parts], 1 - len(first)):
            try:
                found = list(self.blocks_of(part))
            except Exception:  # strangers' bytes: a fault in one part costs that part
                found = [{"is": "left_out"}]
            yield from ((at, block) for block in found)

    def blocks_of(self, part: Any) -> Iterator[Block]:
        """What a paragraph or table becomes, with what stands in frames over it."""
        if part.tag == TABLE:
            yield self.table(part)
            return
        if part.tag == HEAD:
            lines = first_lines(self.lines(part))
            yield from [{"is": "head", "lines": lines}] if lines else []
            return
        block = self.paragraph(part)
        if block:
            yield block
        if self.pictures_in(part):
            yield {"is": "picture"}
        for box in self.boxes_in(part):
            for inner in inside(box, P, TABLE):
                yield from self.blocks_of(inner)

    def paragraph(self, element: Any) -> Block | None:
        """A heading, an item or a paragraph; None for an empty one."""
        paragraph = Paragraph(element, self.document._body)
        look = with_own(self.look("p", value(element, "w:pPr/w:pStyle")), element)
        mark = self.lists.mark(*look.numbered) if look.numbered else None
        runs = self.runs(paragraph, look)
        if not runs:
            return None
        if look.level:
            plain = [["".join(text for text, _marks in runs), ""], *(run for run in runs if run[1] == CUT)]
            return {"is": "heading", "level": look.level, "runs": [[f"{mark} ", ""], *plain] if mark else plain}
        if mark is not None and look.numbered:
            return {"is": "item", "mark": mark, "depth": min(look.numbered[1], 3), "runs": runs}
        return {"is": "text", "runs": runs, "at": look.at}

    def look(self, kind: str, name: str | None) -> Look:
        """What a style of paragraphs or runs says; the library searches all of them each time."""
        if (kind, name) not in self.looks:
            of = WD_STYLE_TYPE.PARAGRAPH if kind == "p" else WD_STYLE_TYPE.CHARACTER
            self.looks[kind, name] = of_style(self.document.part.get_style(name, of))
        return self.looks[kind, name]

    def runs(self, paragraph: Paragraph, look: Look) -> list[list[str]]:
        """[text, marks] of the paragraph, neighbours with equal marks as one, without what is hidden."""
        found = []
        for element in inside(paragraph._p, RUN, f"{FORMULA}oMath", f"{FORMULA}oMathPara"):
            if element.tag == RUN:
                own = value(element, "w:rPr/w:rStyle")
                found.append(styled(Run(element, paragraph), look, self.look("r", own) if own else Look()))
            else:
                found.append(("".join(part.text or "" for part in element.iter(f"{FORMULA}t")), ""))
        joined = [["".join(text for text, _ in same), marks] for marks, same in groupby(found, key=lambda run: run[1])]
        if not "".join(text for text, _ in joined).strip():
            return []
        joined[0][0], joined[-1][0] = joined[0][0].lstrip(), joined[-1][0].rstrip()
        return cut([run for run in joined if run[0]], PARAGRAPH)

    def pictures_in(self, part: Any) -> int:
        """How many stand in the paragraph; lines and frames that are drawn are none."""
        drawn = [one for run in inside(part, RUN) for one in inside(run, *DRAWINGS)]
        count = sum(1 for one in drawn if any(True for _ in one.iter(*PICTURES)))
        self.pictures += count
        return count

    def boxes_in(self, part: Any) -> list[Any]:
        """The texts that stand in a frame over the page."""
        return [box for run in inside(part, RUN) for one in inside(run, *DRAWINGS) for box in _boxes(one)]

    def table(self, element: Any) -> Block:
        """Its rows; a cell that goes on downwards or to the right is said once."""
        rows, going, widest = [], dict[int, Block](), 0
        own = list(inside(element, ROW))
        for row in own[:ROWS]:
            cells, width = self.cells(row, going)
            widest = max(widest, width)
            rows.append(cells)
        is_plain = not self.has_lines(element)
        heads = 0 if is_plain else _heads(rows, own)
        return {
            "is": "table", "is_plain": is_plain, "more_rows": max(0, len(own) - ROWS),
            "more_columns": max(0, widest - COLUMNS),
            "rows": [{"is_head": at < heads, "cells": cells} for at, cells in enumerate(rows)],
        }  # fmt: skip

    def cells(self, row: Any, going: dict[int, Block]) -> tuple[list[Block], int]:
        """The cells that begin in the row, and how wide it is. `going`: column → the cell that may go on downwards."""
        cells: list[Block] = []
        column = count(value(row, "w:trPr/w:gridBefore"))
        for cell in inside(row, CELL):
            span = count(value(cell, "w:tcPr/w:gridSpan")) or 1
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            begins = merge is not None and merge.get(qn("w:val")) == "restart"
            if merge is not None and not begins and column in going:
                going[column]["down"] = going[column].get("down", 1) + 1
            elif column < COLUMNS:
                found: Block = {"lines": first_lines(self.lines(cell))}
                if span > 1:
                    found["span"] = min(span, COLUMNS - column)
                cells.append(found)
                going.pop(column, None)
                if begins:
                    going[column] = found
            column += span
        return cells, column

    def lines(self, cell: Any) -> list[Block]:
        """The paragraphs of a cell; those of a table within it one after the other."""
        found: list[Block] = []
        for part in inside(cell, P, TABLE):
            if part.tag == TABLE:
                inner = [one for row in inside(part, ROW) for one in inside(row, CELL)]
                found.extend(line for one in inner for line in self.lines(one))
                continue
            block = self.paragraph(part)
            if block:
                found.append({"runs": _in_cell(block), "at": block.get("at", "")})
            if self.pictures_in(part):
                found.append({"picture": True})
            found.extend({"runs": box["runs"]} for boxes in self.boxes_in(part) for inner in inside(boxes, P)
                         for box in self.blocks_of(inner) if "runs" in box)  # fmt: skip
        return found

    def has_lines(self, table: Any) -> bool:
        """Whether one sees that it is a table: letterheads and signatures stand in tables without lines."""
        if any(_is_lined(borders) for name in ("w:tblBorders", "w:tcBorders") for borders in table.iter(qn(name))):
            return True
        if table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}") is not None:
            return False
        style = self.document.styles.element.get_by_id(value(table, "w:tblPr/w:tblStyle"))
        for _base in range(10):
            if style is None:
                return False
            if any(_is_lined(borders) for borders in style.iter(qn("w:tblBorders"))):
                return True
            style = style.base_style
        return False


def _in_cell(block: Block) -> list[list[str]]:
    """The runs of a block where only lines stand: its mark goes before them, a heading is bold."""
    if block["is"] == "heading":
        return [[text, marks or "b"] for text, marks in block["runs"]]
    return [[f"{block['mark']} ", ""], *block["runs"]] if "mark" in block else list(block["runs"])


def _boxes(drawing: Any) -> list[Any]:
    return list(drawing.iter(qn("w:txbxContent")))


def _is_lined(borders: Any) -> bool:
    return any(side.get(qn("w:val")) not in {None, "none", "nil"} for side in borders)


def _heads(rows: list[list[Block]], own: list[Any]) -> int:
    """How many rows are the head: those said to be, else the first ones if all they say is bold."""
    heads = 0
    for cells, row in zip(rows[:HEADS], own, strict=False):
        runs = [run for cell in cells for line in cell["lines"] for run in line.get("runs", ()) if run[0].strip()]
        is_bold = bool(runs) and all("b" in marks for _text, marks in runs) and len(rows) > heads + 1
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None and not is_bold:
            break
        heads += 1
    return heads
