"""Read a Word or Excel file as its reader sees it: run by `bounded`, away from the web server.

A small file can unpack to very much: what is read of it is bounded, too. `office_words.py KIND` reads the file from
standard input and writes JSON: {"blocks": […], "pictures": how many, "shown": percent of the file, 100 for all of it,
"has_more": whether something stands at the foot of its pages or in notes, which are not read}; exit 3: it cannot be
read. No blocks: nothing is written in it. Text is text, nothing in it is markup. Blocks have their kind under "is":

    heading  level (from 1), runs        text   runs, at ("", "centre", "right")
    item     mark ("a)"), depth, runs    table  rows, is_plain (drawn without lines), more_rows, more_columns;
    picture  one stands here                    of a sheet also goes_on, hidden_rows, hidden_columns
    sheet    title, is_hidden            nothing (an empty sheet)     sheets_left  titles of the first, count
    left_out (a part that cannot be read)     head  lines (the header of a Word file's first page)

A run is [text, marks], marks being some of "b", "i" and "u", or "…" where the rest of the text is cut off. A row is
{"is_head", "cells"}, a cell {"lines", "span", "down"} (the last two where it is larger than one), a line {"runs",
"at"}, {"picture": true} or, for a formula whose result is not kept in the file, {"no_result": true}. Whoever
changes this raises `page_pictures.WORDS_FORM`.
"""

import json
import math
import sys
import time
from collections.abc import Iterable
from typing import Any

from wards.domain.files import office_sheets, office_text

UNREADABLE = 3
READERS = {"word": office_text.Reader, "excel": office_sheets.Reader}
SIGNS, BLOCKS = 250_000, 600  # signs of everything as JSON
LEVELS = 4  # of headings
ENOUGH = 3.5  # seconds of the processor: then what has been read so far is given

Block = dict[str, Any]


def read(kind: str, data: bytes) -> dict[str, Any]:
    """The beginning of the file, and how much of it that is. Raises what a reader raises."""
    until = time.process_time() + ENOUGH
    reader = READERS[kind](data)
    blocks, parts = fitting(reader.blocks(), until)
    if all(block["is"] == "picture" for block in blocks):
        blocks = []
    levels = sorted({block["level"] for block in blocks if block["is"] == "heading"})
    for block in blocks:
        if block["is"] == "heading":
            block["level"] = min(levels.index(block["level"]) + 1, LEVELS)
    shown = 100 if parts is None else min(99, max(1, 100 * parts // len(reader.parts)))
    return {"blocks": blocks, "pictures": reader.pictures, "shown": shown, "has_more": reader.has_more}


def fitting(blocks: Iterable[tuple[int, Block]], until: float = math.inf) -> tuple[list[Block], int | None]:
    """The first of the blocks, and how many parts of the file they come from; None: all."""
    kept: list[Block] = []
    left, parts = SIGNS, 0
    for at, block in blocks:
        if kept and time.process_time() > until:
            return kept, parts
        size = _size(block)
        if size > left and block["is"] == "table":
            block = _first_rows(block, left)
            size = left if block["rows"] else size
        if size > left and not kept:
            block, size = {"is": "left_out"}, 0
        if size > left or len(kept) == BLOCKS:
            return kept, parts
        left, parts = left - size, at
        kept.append(block)
    return kept, None


def _size(thing: Any) -> int:
    return len(json.dumps(thing, ensure_ascii=False))


def _first_rows(table: Block, room: int) -> Block:
    """As many of its rows as there is room for."""
    rows = []
    for row in table["rows"]:
        room -= _size(row)
        if room < 0:
            break
        rows.append(row)
    return table | {"rows": rows, "more_rows": table["more_rows"] + len(table["rows"]) - len(rows)}


def main(kind: str) -> int:
    data = sys.stdin.buffer.read()
    try:
        found = json.dumps(read(kind, data), ensure_ascii=False).encode()
    except Exception as error:  # strangers' bytes: any fault of a reader means the same
        print(type(error).__name__, error, file=sys.stderr)
        return UNREADABLE
    sys.stdout.buffer.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
