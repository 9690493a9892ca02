"""As much of a paragraph or a cell of a Word file as there is room for. Loaded by `office_words`."""

from typing import Any

PARAGRAPH, CELL = 20_000, 10_000  # signs, about
ASIDE = 10  # signs that a run takes besides its text
CUT = "…"  # the mark of a run that says: the rest is not here

Line = dict[str, Any]


def cut(runs: list[list[str]], room: int) -> list[list[str]]:
    """The first of the runs, and the mark where there is no room for all."""
    kept: list[list[str]] = []
    for text, marks in runs:
        if len(text) + ASIDE > room:
            return [*kept, [text[: max(0, room - ASIDE)], marks], ["", CUT]]
        kept.append([text, marks])
        room -= len(text) + ASIDE
    return kept


def first_lines(lines: list[Line]) -> list[Line]:
    """The first lines of a cell, and the mark where there is no room for all."""
    kept: list[Line] = []
    room = CELL
    for line in lines:
        runs = cut(line.get("runs", []), room)
        kept.append(line | {"runs": runs} if runs else line)
        room -= sum(len(text) + ASIDE for text, _marks in runs) + 4 * ASIDE
        if runs and runs[-1][1] == CUT:
            return kept
        if room <= 0 and len(kept) < len(lines):
            return [*kept, {"runs": [["", CUT]], "at": ""}]
    return kept
