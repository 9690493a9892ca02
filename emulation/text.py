"""
Text and numbers as Vietnamese offices write them, and the one canonical form that digests are made of.

No database extension is needed: what is searched or sorted carries its key in a column of its own.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MAX_DIGITS = 15
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries
# Letters of their own, each right after the one it is made of: ă â · đ · ê · ô ơ · ư
LETTERS = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}

_READABLE = (
    r"[0-9]+(?:[.,][0-9]+)?",  # 1234 · 95,7 · 95.7
    r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?",  # 1 234 567,5
    r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?",  # 1.234.567,5
    r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+",  # 1,234.5
)
_NUMBER = re.compile("|".join(_READABLE))
_TWO_READINGS = re.compile(r"([1-9][0-9]{0,2})\.([0-9]{3})")

TWO_READINGS = _(
    "“%(typed)s” can be read as %(thousand)s or as %(fraction)s. "
    "Write %(thousand)s for the former, %(fraction)s for the latter."
)
ONE_READING = _("“%(typed)s” can be read in two ways. Write %(reading)s if that is meant.")
TOO_FINE = ngettext_lazy(
    "“%(typed)s” can be read in two ways. Write %(thousand)s if thousands are meant; "
    "a fraction takes at most %(decimals)d digit after the comma, like %(fraction)s.",
    "“%(typed)s” can be read in two ways. Write %(thousand)s if thousands are meant; "
    "a fraction takes at most %(decimals)d digits after the comma, like %(fraction)s.",
    "decimals",
)
TOO_FINE_ONLY = ngettext_lazy(
    "“%(typed)s”: at most %(decimals)d digit after the comma, like %(fraction)s.",
    "“%(typed)s”: at most %(decimals)d digits after the comma, like %(fraction)s.",
    "decimals",
)


def search_key(text: str) -> str:
    """What people type when they search: no diacritics, đ as d, lower case, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(bare.replace("đ", "d").split())


def sort_key(text: str) -> str:
    """
    Vietnamese dictionary order as a plain byte-comparable ASCII string (about three times as long as the text).

    Syllable by syllable: first the letters, then the tone. Numbers count as numbers: phường 2 before phường 10.
    """
    return " ".join(_syllable_key(word) for word in re.findall(r"[0-9]+|[^\W\d_]+", unicodedata.normalize("NFC", text)))


def _syllable_key(word: str) -> str:
    if word[0].isdigit():
        digits = word.lstrip("0") or "0"
        return f"{len(digits):02}{digits}"
    letters, tone = "", 0
    for letter in word.lower():
        marks = unicodedata.normalize("NFD", letter)
        tone = next((TONES.index(mark) + 1 for mark in marks if mark in TONES), tone)
        toneless = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        letters += LETTERS.get(toneless) or (unicodedata.normalize("NFD", toneless)[0] + "0")
    return f"{letters}!{tone}"  # "!" sorts before every letter: ba, bà, ban


def canonical(data: Any) -> str:
    """
    The one text of some data: sorted keys, decimals as strings without idle zeros, dates as ISO 8601, times in UTC,
    UTF-8 without escapes. Equal data give equal text on every machine; a float has no such text and is refused.
    """
    return json.dumps(_plain(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal():
            return _write_decimal(value)
        case datetime():
            if value.tzinfo is None:
                raise TypeError("a time without time zone has no canonical text")
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("keys must be text")
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical text")


def digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_number(text: str, *, decimals: int, low: Decimal | None = None, high: Decimal | None = None) -> Decimal:
    """
    Read "95,7", "95.7", "1.234,5", "1 234": what officials type. Raises ValidationError, ready for a form to show.

    "1.234" is two numbers, a thousand and a bit more than one, and a wrong guess is a wrong figure: it is asked back,
    also where only one of them lies from `low` to `high`, for it may be the figure of another line. It has one reading
    where whole numbers are asked for (`decimals=0`). The range is used for the advice only; whoever asks checks it.
    """
    typed = re.sub(r"\s+", " ", text.replace("−", "-")).strip()  # \s covers the no-break spaces of Word and Excel
    sign, body = ("-", typed[1:].lstrip()) if typed.startswith("-") else ("", typed)
    ambiguous = _TWO_READINGS.fullmatch(body)
    if ambiguous and decimals:
        _ask_back(typed, sign + ambiguous[1], ambiguous[2], decimals=decimals, low=low, high=high)
    if not _NUMBER.fullmatch(body):
        raise ValidationError(
            _("“%(typed)s” is not a number. Write it like 95,7 or 1234,5."),
            code="not_a_number",
            params={"typed": typed},
        )
    number = Decimal(sign + (body.replace(".", "") if ambiguous else _with_point(body)))
    _refuse_excess(number, decimals)
    return number


def _ask_back(typed: str, whole: str, last: str, *, decimals: int, low: Decimal | None, high: Decimal | None) -> None:
    """Say how to write what may be meant, and nothing that would be refused then. Silent where either is outside."""
    too_fine = len(last.rstrip("0")) > decimals
    thousand, fraction = whole + last, f"{whole},{last[:decimals] if too_fine else last}"
    fits = [
        (low is None or low <= number) and (high is None or number <= high)
        for number in (Decimal(thousand), Decimal(fraction.replace(",", ".")))
    ]
    if not any(fits):
        return
    if fits[1] and too_fine:
        message = TOO_FINE if fits[0] else TOO_FINE_ONLY
    else:
        message = TWO_READINGS if all(fits) else ONE_READING
    raise ValidationError(
        message,
        code="ambiguous",
        params={
            "typed": typed,
            "thousand": thousand,
            "fraction": fraction,
            "reading": thousand if fits[0] else fraction,
            "decimals": decimals,
        },
    )


def _with_point(body: str) -> str:
    """Drop what groups the thousands, write the decimal sign as a point."""
    body = body.replace(" ", "")
    signs = [sign for sign in body if sign in ".,"]
    if not signs:
        return body
    if len(signs) > 1 and len(set(signs)) == 1:  # 1.234.567: all of them group
        return body.replace(signs[0], "")
    whole, _sign, fraction = body.rpartition(signs[-1])
    return re.sub("[.,]", "", whole) + "." + fraction


def _refuse_excess(number: Decimal, decimals: int) -> None:
    shown = _write_decimal(number)
    if len(shown.partition(".")[2]) > decimals:
        if decimals == 0:
            raise ValidationError(_("Write a whole number."), code="whole")
        raise ValidationError(
            ngettext_lazy(
                "At most %(decimals)d digit after the comma.",
                "At most %(decimals)d digits after the comma.",
                "decimals",
            ),
            code="decimals",
            params={"decimals": decimals},
        )
    if sum(sign.isdigit() for sign in shown) > MAX_DIGITS:
        raise ValidationError(_("This number is too long."), code="too_long")


def write_number(value: Decimal | int, *, grouped: bool = True) -> str:
    """
    "1.234,5", without idle zeros. `grouped=False` writes "1234,5", the form to put into an input field:
    `read_number` takes that back whatever the number is.
    """
    whole, _point, fraction = _write_decimal(Decimal(value)).partition(".")
    if grouped:
        whole = f"{int(whole):,}".replace(",", ".") if whole != "-0" else whole
    return f"{whole},{fraction}" if fraction else whole


def _write_decimal(value: Decimal) -> str:
    """Neither exponent nor idle zeros, and no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
