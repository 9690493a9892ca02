"""Stars around words as bold and italic, read in one pass: a line of nothing but stars costs no more than any other."""

import html
import re

TAGS = {"**": "strong", "*": "em"}
ESCAPED = "\ue000"  # stands for a star with a backslash before it; nobody can type it
_RUN = re.compile(r"(\*+)")


def marked(line: str) -> str:
    """The line as markup: **two stars** bold, *one* italic, each next to its words; other stars and signs are text."""
    pieces = _RUN.split(html.escape(line.replace("\\*", ESCAPED), quote=False))
    reading = _Reading(last_double=_last_double(pieces))
    for at, piece in enumerate(pieces):
        if at % 2:
            before, after = pieces[at - 1][-1:], pieces[at + 1][:1]
            reading.stars(at, len(piece), ends=bool(before.strip()), begins=bool(after.strip()))
        else:
            reading.out.append(piece)
    return "".join(reading.out).replace(ESCAPED, "*")


def _last_double(pieces: list[str]) -> int:
    """Where the last stars stand that may end something bold; -1 for nowhere."""
    found = (at for at in range(len(pieces) - 2, 0, -2) if len(pieces[at]) > 1 and pieces[at - 1][-1:].strip())
    return next(found, -1)


class _Reading:
    """What was read of a line; `open` are marks not ended yet with where they stand, at most one of each."""

    def __init__(self, last_double: int) -> None:
        self.last_double = last_double
        self.out: list[str] = []
        self.open: list[tuple[str, int]] = []

    def stars(self, at: int, count: int, *, ends: bool, begins: bool) -> None:
        """So many stars in a row: they end what is open, then begin anew; what is left of them is text."""
        while ends and (mark := self._ended_by(count, may_begin=begins and at < self.last_double)):
            self._end(mark)
            count -= len(mark)
        for mark in TAGS:
            if begins and count >= len(mark) and mark not in self._marks():
                self.open.append((mark, len(self.out)))
                self.out.append(mark)  # stays text if nothing ends it
                count -= len(mark)
        self.out.append("*" * count)

    def _marks(self) -> list[str]:
        return [mark for mark, _place in self.open]

    def _ended_by(self, count: int, *, may_begin: bool) -> str:
        """Which open mark so many stars end; "" for none."""
        marks = self._marks()
        if not count or not marks:
            return ""
        if count == 1:
            return "*" if "*" in marks else ""
        if count == 2 and "**" in marks:
            return "**"
        is_bold_within = count == 2 and may_begin  # *as **here** it is*
        return "" if is_bold_within else marks[-1]

    def _end(self, mark: str) -> None:
        """End it; what was begun within and not ended is text."""
        while True:
            inner, place = self.open.pop()
            if inner == mark:
                self.out[place] = f"<{TAGS[mark]}>"
                self.out.append(f"</{TAGS[mark]}>")
                return
