"""What a later sending says otherwise than the one before; what it replaces is read from the list bound with it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from awards.domain.onward import sent_text
from awards.domain.onward.sent_text import Sent
from awards.models import Binder, Forwarding


@dataclass(frozen=True)
class Replaced:
    """A row of the bound list of what stands in place of what, in its printed words."""

    unit: str  # whose it is; blank where the dossier names one alone
    title: str
    how: str  # "Thay thế", "Bổ sung", "Rút ra"
    old: str  # number and day of the paper before, blank where it has none
    new: str
    at: str  # the pages on which the province has it


@dataclass(frozen=True)
class LineChange:
    """A line whose result moved, figures with their unit."""

    ward: str
    code: str
    text: str
    was: str
    now: str


@dataclass(frozen=True)
class Changes:
    """Papers and exhibits that were replaced, lines that moved, wards that were taken out."""

    replaced: tuple[Replaced, ...]
    lines: tuple[LineChange, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.replaced or self.lines or self.gone)


def compared(before: Forwarding, after: Forwarding) -> Changes:
    """The later sending (`after`) beside the one before it."""
    was, now = sent_text.read(before), sent_text.read(after)
    still = {ward.assessment for ward in now.wards}
    gone = tuple(ward.name for ward in was.wards if ward.assessment not in still)
    return Changes(tuple(_replaced(after.replaced)) if after.replaced else (), tuple(_lines(was, now)), gone)


def _replaced(volume: Binder) -> Iterator[Replaced]:
    sections = json.loads(volume.plan)["sections"]
    unit = ""
    for row in (row for section in sections if section["kind"] == "replaced" for row in section["rows"]):
        unit = row["unit"] or unit  # printed once, before the first of its rows
        yield Replaced(unit, *(row.get(name, "") for name in ("title", "how", "old", "new", "at")))


def _lines(before: Sent, after: Sent) -> Iterator[LineChange]:
    had = {(ward.assessment, line.code, line.text): line for ward in before.wards for line in ward.lines}
    for ward in after.wards:
        for line in ward.lines:
            was = had.get((ward.assessment, line.code, line.text))
            if was and was.result != line.result:
                yield LineChange(ward.name, line.code, line.text, was.figure, line.figure)
