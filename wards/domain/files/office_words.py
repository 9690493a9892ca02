"""Read the words of a Word or Excel file: run by `bounded`, away from the web server.

A small file can unpack to very much: what is read of it is bounded, too. `office_words.py KIND` reads the file from
standard input and writes JSON: {"blocks": [{"text": …}, {"title": …} or {"rows": [[…], …]}], "is_cut": …}; exit 3: it
cannot be read.
"""

import datetime as dt
import io
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import docx
import openpyxl
from docx.table import Table

UNREADABLE = 3
ROWS, COLUMNS, SHEETS = 200, 20, 10
CELL, SIGNS, BLOCKS = 300, 60_000, 600  # signs of a cell, of everything; paragraphs and tables

Block = dict[str, Any]


def word_blocks(data: bytes) -> Iterator[Block]:
    """Paragraphs and tables in their order."""
    for part in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Table):
            yield {"rows": [[cell.text[:CELL] for cell in row.cells[:COLUMNS]] for row in part.rows[:ROWS]]}
        elif part.text.strip():
            yield {"text": part.text.strip()}


def excel_blocks(data: bytes) -> Iterator[Block]:
    """Every sheet under its name, with the values last computed in it."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets[:SHEETS]:
        yield {"title": sheet.title}
        rows = [
            [cell_text(cell) for cell in row]
            for row in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True)
        ]
        yield {"rows": trimmed(rows)}


def cell_text(value: Any) -> str:
    """As a Vietnamese table has it: 31/12/2019, 95,7."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return str(value)[:CELL]


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Without the empty rows, and without the empty columns at the right."""
    filled = [row for row in rows if any(row)]
    width = max((at + 1 for row in filled for at, cell in enumerate(row) if cell), default=0)
    return [(row + [""] * width)[:width] for row in filled]


def bounded(blocks: Iterable[Block]) -> dict[str, Any]:
    """The beginning of it, and whether something was left out: {"blocks": […], "is_cut": …}."""
    kept: list[Block] = []
    signs = 0
    for block in blocks:
        signs += len(json.dumps(block, ensure_ascii=False))
        if signs > SIGNS or len(kept) == BLOCKS:
            return {"blocks": kept, "is_cut": True}
        if block.get("rows") != []:
            kept.append(block)
    full = any(len(block.get("rows", ())) == ROWS for block in kept)
    return {"blocks": kept, "is_cut": full}


def main(kind: str) -> int:
    data = sys.stdin.buffer.read()
    try:
        read = bounded(word_blocks(data) if kind == "word" else excel_blocks(data))
    except Exception as error:  # strangers' bytes: any fault of a reader means the same
        print(type(error).__name__, error, file=sys.stderr)
        return UNREADABLE
    sys.stdout.buffer.write(json.dumps(read, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
