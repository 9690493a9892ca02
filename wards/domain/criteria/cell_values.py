"""What a cell of a criteria set's sheet says: people type numbers, days and yes in their own ways."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from emulation.text import read_number, search_key
from wards.domain.criteria.set_sheets import Column

FLAGS = {"co": True, "x": True, "dung": True, "dat": True, "1": True, "khong": False, "sai": False, "0": False}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00)?")


def read(value: Any, column: Column) -> Any:
    """The value as a set's data holds it; None for an empty cell, also for "no". Raises ValidationError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    match column.kind:
        case "number" | "whole":
            return number(value)
        case "day":
            return _day(str(value).strip())
        case "flag":
            return _flag(value)
        case "word":
            return _word(str(value).strip(), column)
        case "lines":
            return [line.strip() for line in str(value).splitlines() if line.strip()]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)  # the "5" of a criterion that Excel took for a number
    return str(value).strip()


def number(value: Any) -> Decimal | int:
    """A number, or what was typed as words: "0,5". Raises ValidationError."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    typed = str(value)[:40]
    read = read_number(typed, decimals=6)
    return int(read) if read == read.to_integral_value() else read


def _day(typed: str) -> dt.date:
    iso, written = _ISO.fullmatch(typed), _DAY.fullmatch(typed)
    try:
        if iso:
            return dt.date(*map(int, iso.groups()))
        if written:
            return dt.date(*map(int, reversed(written.groups())))
    except ValueError:
        pass
    raise ValidationError(_("“%(typed)s” is no day. Write it like 20/4/2019.") % {"typed": typed[:40]})


def _flag(value: Any) -> bool | None:
    found = value if isinstance(value, bool) else FLAGS.get(search_key(str(value)))
    if found is None:
        raise ValidationError(_("“%(typed)s”: write Có or Không.") % {"typed": str(value)[:40]})
    return found or None


def _word(typed: str, column: Column) -> str:
    """The key of one of the column's words; the key itself is understood, too."""
    words = column.words or {}
    found = next((key for key, word in words.items() if search_key(word) == search_key(typed) or key == typed), None)
    if found is None:
        choices = ", ".join(f"“{word}”" for word in words.values())
        raise ValidationError(
            _("“%(typed)s” is none of: %(choices)s.") % {"typed": typed[:60], "choices": choices}
        )  # fmt: skip
    return found
