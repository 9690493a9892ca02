"""Read a TOML file table by table and remember every fault with its place, so that one run reports them all."""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from emulation import signs

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+(?:\.[\w-]+){0,5})\s*\]")  # a set has two levels
LARGEST = 10**14  # numbers of a set stay below
SHOWN = 60  # characters of a value in the message about it
_KEY = re.compile(r"\s*([\w-]+)\s*=")


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: `place` is the path in the file, lists counted from 0; `line` is None when unknown."""

    place: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.line and _("line %(line)d") % {"line": self.line}, self.place) if part)
        return f"{where}: {self.message}" if where else self.message


@dataclass
class Faults:
    """Every fault found so far in one file, in the order of finding."""

    lines: dict[str, int] = field(default_factory=dict)
    found: list[Fault] = field(default_factory=list)

    def add(self, path: str, message: str, *, label: str = "") -> None:
        """Note a fault; a path inside an inline table stands on the line of the nearest key around it."""
        around = path
        while around and around not in self.lines:
            outer = re.sub(r"(^|\.)[^.\[\]]+$|\[\d+\]$", "", around)
            around = outer if outer != around else around[:-1]  # a quoted key may hold any sign, "a]" too
        self.found.append(Fault(f"{path} ({label})" if label else path, self.lines.get(around), message))

    def in_order(self) -> list[Fault]:
        return sorted(self.found, key=lambda fault: fault.line or 0)


def parse(text: str) -> tuple[dict[str, Any], Faults]:
    """The data of a file of ours, decimals kept exact, texts clean; empty with one fault when it is not TOML.

    For files of strangers see `set_toml_reading`.
    """
    text = text.replace("\r\n", "\n")
    faults = Faults(lines=dict(lines_of(text)))
    try:
        return signs.clean_all(tomllib.loads(text, parse_float=Decimal)), faults
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        shown = text.split("\n")[line - 1].strip()
        cause = re.sub(r" \(at .*\)$", "", str(error))
        message = _("this line is not valid TOML: %(text)s (%(cause)s)") % {"text": shown, "cause": cause}
        faults.found.append(Fault("", line, message))
        return {}, faults


def lines_of(text: str) -> Iterator[tuple[str, int]]:
    """The line of every table and of every key that starts one, by path: `criteria[2].indicators[0].scale`."""
    table, inside = "", ""
    counts: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if inside:  # within a text of several lines nothing is a key
            inside = "" if inside in line else inside
            continue
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = _path(header[2], counts, grows=header[1] == "[[")
            yield table, number
        elif key:
            yield f"{table}.{key[1]}".lstrip("."), number
            inside = next((mark for mark in ('"""', "'''") if line.count(mark) == 1), "")


def _path(header: str, counts: dict[str, int], *, grows: bool) -> str:
    """`criteria.indicators` as the path of the table it opens now; `counts` holds the last index of each list."""
    *parents, last = header.split(".")
    path = ""
    for name in parents:
        path = f"{path}.{name}".lstrip(".")
        path += f"[{counts[path]}]" if path in counts else ""
    path = f"{path}.{last}".lstrip(".")
    if not grows:
        return path
    counts[path] = counts.get(path, -1) + 1
    return f"{path}[{counts[path]}]"


class Table:
    """One table of the file. Each reader notes what it asks for; `close` reports the keys nobody asked for.

    Numbers and dates come as Any: they are None after a fault, and what holds a fault is never saved.
    """

    def __init__(self, data: dict[str, Any], faults: Faults, path: str = "", label: str = "") -> None:
        self.data, self.faults, self.path, self.label = data, faults, path, label
        self.asked: set[str] = set()

    def fault(self, key: str, message: str) -> None:
        self.faults.add(f"{self.path}.{key}".strip("."), message, label=self.label)

    def _get(self, key: str, kinds: tuple[type, ...], wanted: str, *, required: bool) -> Any:
        self.asked.add(key)
        if key not in self.data:
            if required:
                self.fault(key, _("is missing"))
            return None
        value = self.data[key]
        if type(value) not in kinds:  # exactly: True is no number, a time is no date
            self.fault(key, _("must be %(wanted)s") % {"wanted": wanted})
            return None
        return value

    def text(self, key: str, *, required: bool = True, longest: int = 0, form: str = "", hint: str = "") -> str:
        """A text without blanks around it, "" when absent. `form` is a pattern, `hint` says it in words."""
        value = self._get(key, (str,), _("a text in quotation marks"), required=required)
        if value is None:
            return ""
        value = value.strip()
        if required and not value:
            self.fault(key, _("must not be empty"))
        elif longest and len(value) > longest:
            self.fault(
                key,
                _("is too long (%(length)d characters, at most %(longest)d)")
                % {"length": len(value), "longest": longest},
            )
        elif form and value and not re.fullmatch(form, value):
            self.fault(
                key, _("“%(value)s” is not in the right form: %(hint)s") % {"value": value[:SHOWN], "hint": hint}
            )
        return value

    def one_of(self, key: str, choices: list[str]) -> str:
        """One of these words; "" with a fault for anything else."""
        value = self.text(key)
        if value and value not in choices:
            near = difflib.get_close_matches(value, choices, 1)
            message = _("“%(value)s” is none of: %(choices)s") % {"value": value[:SHOWN], "choices": ", ".join(choices)}
            self.fault(key, message + (_("; did you mean “%(near)s”?") % {"near": near[0]} if near else ""))
            return ""
        return value

    def number(
        self, key: str, *, required: bool = True, places: int = 6, least: int | None = None, most: int | None = None
    ) -> Any:
        """An exact number with at most `places` decimals."""
        value = self._get(key, (int, Decimal), _("a number"), required=required)
        return None if value is None else self.exact(key, value, places=places, least=least, most=most)

    def exact(
        self, key: str, value: Any, *, places: int, least: int | None = None, most: int | None = None
    ) -> Decimal | None:
        """The number if it is finite, in range and not finer than `places` decimals; else None with a fault."""
        problem = ""
        is_number = type(value) in (int, Decimal) and Decimal(value).is_finite()
        if not is_number or not -LARGEST < value < LARGEST:  # compared, not computed: that would overflow
            problem = _("must be %(wanted)s") % {"wanted": _("a number")}
        elif value != round(Decimal(value), places):
            problem = _("%(value)s has more than %(places)d decimals")
        elif least is not None and value < least:
            problem = _("%(value)s is below %(least)d")
        elif most is not None and value > most:
            problem = _("%(value)s is above %(most)d")
        if not problem:
            return Decimal(value)
        self.fault(key, problem % {"value": value, "places": places, "least": least, "most": most})
        return None

    def whole(self, key: str, *, required: bool = True, least: int = 0, most: int = 99) -> Any:
        number = self.number(key, required=required, places=0, least=least, most=most)
        return None if number is None else int(number)

    def flag(self, key: str) -> bool:
        return bool(self._get(key, (bool,), _("true or false"), required=False))

    def date(self, key: str, *, required: bool = True) -> Any:
        return self._get(key, (dt.date,), _("a date like 2019-04-20"), required=required)

    def items(self, key: str, *, required: bool = False) -> list[Any]:
        return self._get(key, (list,), _("a list in square brackets"), required=required) or []

    def table(self, key: str, *, required: bool = False) -> "Table | None":
        value = self._get(key, (dict,), _("a table in braces or under a heading"), required=required)
        return None if value is None else Table(value, self.faults, f"{self.path}.{key}".lstrip("."), self.label)

    def tables(self, key: str) -> list["Table"]:
        """The tables of a list; an item that is none is a fault and left out."""
        tables = []
        for index, item in enumerate(self.items(key)):
            if isinstance(item, dict):
                tables.append(Table(item, self.faults, f"{self.path}.{key}[{index}]".lstrip("."), self.label))
            else:
                self.fault(
                    f"{key}[{index}]", _("must be %(wanted)s") % {"wanted": _("a table in braces or under a heading")}
                )
        return tables

    def refuse(self, key: str, message: str) -> None:
        """A known key that has no place here."""
        self.asked.add(key)
        if key in self.data:
            self.fault(key, message)

    def close(self) -> None:
        """Report unknown keys, with the known key that looks most like each."""
        for key in self.data.keys() - self.asked:
            near = difflib.get_close_matches(key, self.asked, 1)
            self.fault(key, _("unknown key") + (_("; did you mean “%(near)s”?") % {"near": near[0]} if near else ""))
