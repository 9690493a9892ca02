"""What a new version of a set says otherwise than the one it replaces, line by line."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.text import write_number
from wards.domain.criteria import set_sheets as layout
from wards.domain.criteria.pairing import pairs
from wards.domain.criteria.set_parts import Data
from wards.domain.criteria.set_sheets import Column, at

ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was: of which line, what of it, how it was told before and is now."""

    kind: str
    line: str  # "Chỉ tiêu 5.2"
    what: str
    old: str
    new: str

    @property
    def label(self) -> str:
        """What happened to the line, in a word."""
        return {
            ADDED: pgettext("difference", "Added"), REMOVED: pgettext("difference", "Removed"),
            MOVED: pgettext("difference", "Moved"), CHANGED: pgettext("difference", "Changed"),
        }[self.kind]  # fmt: skip


def differences(old: Data, new: Data) -> list[Difference]:
    """All of them in the order of the new set; last what it no longer has. Both are data as a set's file gives them."""
    olds, news = _criteria(old), _criteria(new)
    found = [*_changes(_("The set"), old, new, layout.HEAD)]
    same = pairs({n: one["short"] for n, one in olds.items()}, {n: one["short"] for n, one in news.items()})
    before, after = _indicators(old), _indicators(new)
    kept = pairs(_words(before), _words(after))
    for number, criterion in news.items():
        line = _("Criterion %(number)s") % {"number": number}
        found += _of_line(line, number, olds, criterion, same, layout.OF_CRITERION, "short")
        for indicator in criterion.get("indicators", []):
            line = _("Indicator %(code)s") % {"code": indicator["code"]}
            found += _of_line(line, indicator["code"], before, indicator, kept, layout.OF_INDICATOR, "text")
    found += _gone(_("Indicator %(number)s"), before, kept.values(), "text")
    return found + _gone(_("Criterion %(number)s"), olds, same.values(), "short")


def _criteria(data: Data) -> dict[str, Data]:
    return {one["number"]: one for one in data.get("criteria", [])}


def _indicators(data: Data) -> dict[str, Data]:
    return {
        one["code"]: {**one, "at": place}
        for criterion in data.get("criteria", [])
        for place, one in enumerate(criterion.get("indicators", []), 1)
    }


def _words(indicators: Mapping[str, Data]) -> dict[str, str]:
    return {code: one["text"] for code, one in indicators.items()}


def _of_line(
    line: str, number: str, olds: Mapping[str, Data], now: Data, same: Mapping[str, str], columns: Sequence[Column],
    name: str,
) -> Iterator[Difference]:  # fmt: skip
    before = same.get(number)
    if before is None:
        yield Difference(ADDED, line, "", "", _summary(now, columns, name))
        return
    if before != number:
        yield Difference(MOVED, line, pgettext("difference", "Number"), before, number)
    yield from _changes(line, olds[before], now, columns[1:])


def _summary(item: Data, columns: Sequence[Column], name: str) -> str:
    """What an added or a removed line is: its words, and of an indicator its points."""
    points = told(item, next((column for column in columns if column.path == "points"), None))
    return f"{item[name]} ({_('points')}: {points})" if points else item[name]


def _gone(line: str, olds: Mapping[str, Data], kept: Iterable[str], name: str) -> list[Difference]:
    columns = layout.OF_INDICATOR if name == "text" else layout.OF_CRITERION
    left = set(kept)
    return [
        Difference(REMOVED, line % {"number": number}, "", _summary(one, columns, name), "")
        for number, one in olds.items()
        if number not in left
    ]


def _changes(line: str, old: Data, new: Data, columns: Sequence[Column]) -> Iterator[Difference]:
    for column in columns:
        before, after = told(old, column), told(new, column)
        if before != after:
            yield Difference(CHANGED, line, column.heading, before, after)
    before, after = levels_told(old), levels_told(new)
    if before != after:
        yield Difference(CHANGED, line, layout.LEVELS, before, after)


def told(item: Data, column: Column | None) -> str:
    """A value as the sheet's column tells it; empty where nothing stands."""
    value = at(item, column.path) if column else None
    match value:
        case None | "" | False:
            return ""
        case True:
            return layout.YES
        case int() | Decimal():
            return write_number(value)
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case list():
            return "; ".join(map(str, value))
    return (column.words or {}).get(value, str(value)) if column else ""


def levels_told(item: Data) -> str:
    """The points of a line: "từ 0: 0 điểm; từ 12: 4 điểm"."""
    if "choices" in item:
        return "; ".join(_level(one) for one in item["choices"])
    found: list[Any] = at(item, "scale.pairs") or []
    return "; ".join(
        _("%(low)s → %(points)s points") % {"low": write_number(low), "points": write_number(points)}
        for low, points in found
    )


def _level(one: Data) -> str:
    told = _("%(low)s → %(points)s points") % {"low": one["name"], "points": write_number(one.get("points", 0))}
    return f"{told} ({_('met')})" if one.get("met") else told
