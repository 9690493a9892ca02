"""Numbers, days and times as an Excel file shows them, in Vietnamese writing. Loaded by `office_words`.

A format is what openpyxl calls number_format: "#,##0.0", "0.00%", 'dd/mm/yyyy', '#,##0 "đồng";(#,##0)'. What is not
wholly understood of it is not followed: a plain number is better than a wrong one.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<digit>[#0?])|(?P<mark>[.,;%])'
    r"|(?P<unseen>[_*].|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
LITERAL = set(" -+():!&'~{}<>=$")  # need no quotes, like all that is not ASCII
# A section by its tokens (l text, d a digit's place): what is before, whole places, thousands, decimals, what follows.
SHAPE = re.compile(r"([l%]*)(?:(d(?:[d,l]*d)?)(,*)(?:\.(d*))?(,*))?([l%]*)")
MOST = 15  # digits that a cell holds
EXACT = 60  # digits to reckon with
LONGEST = 27  # digits of a whole number that are written out
UNSPOKEN = re.compile(
    r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|;.*|general|am/pm|a/p', re.DOTALL | re.IGNORECASE
)  # of a format of days and times
MOMENTS = re.compile("y+|m+|d+|h+|s+")

Tokens = list[tuple[str, str]]  # kind ("l", "d", "%", ".", ","; "x": not understood) and text


def shown(value: Any, pattern: str) -> str:
    """The value of a cell as its reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    try:
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            return moment(value, pattern)
        if isinstance(value, int | float):
            return number(Decimal(repr(value)), pattern)
    except (ArithmeticError, ValueError, IndexError):  # one odd cell is not to cost the others
        return str(value)
    return str(value).strip()


def number(value: Decimal, pattern: str) -> str:
    """A number in its format: 95.7 as "95,7", 0.875 in "0.0%" as "87,5%"."""
    if not value.is_finite():
        return str(value)
    sections = _sections(pattern)
    is_negative = len(sections) > 1 and value < 0
    tokens = sections[1] if is_negative else sections[2] if len(sections) > 2 and not value else sections[0]
    shape = SHAPE.fullmatch("".join(kind for kind, _text in tokens))
    percents = sum(kind == "%" for kind, _text in tokens)
    if not pattern or shape is None or len(sections) > 4 or percents > 1 or abs(value) >= 10**MOST:
        return _plain(value)
    before, after = (_text(tokens[slice(*shape.span(group))]) for group in (1, 6))
    digits = ""
    if shape[2]:
        whole = tokens[slice(*shape.span(2))]
        part = _text(tokens[slice(*shape.span(4))]) if shape[4] else ""
        thousands = len(shape[3]) + len(shape[5])
        if ("," in shape[2] and "l" in shape[2]) or len(part) > MOST or thousands > 4:
            return _plain(value)
        digits = _digits(abs(value).scaleb(2 * percents - 3 * thousands), whole, part)
    is_below = value < 0 and not is_negative and (not shape[2] or bool(set(digits) & set("123456789")))
    return ("-" * is_below + before + digits + after).strip()


def _text(tokens: Tokens) -> str:
    return "".join(text for _kind, text in tokens)


def _sections(pattern: str) -> list[Tokens]:
    """For what is above zero, below, zero, and for text."""
    sections: list[Tokens] = [[]]
    for found in TOKEN.finditer(pattern):
        kind, text = found.lastgroup, found[found.lastgroup or 0]
        if text == ";" and kind == "mark":
            sections.append([])
        elif kind == "mark":
            sections[-1].append((text, text))
        elif kind == "digit":
            sections[-1].append(("d", text))
        elif kind == "other" and text.isascii() and text not in LITERAL:
            sections[-1].append(("x", text))
        elif kind != "unseen":
            sections[-1].append(("l", text))
    return sections


def _digits(value: Decimal, whole: Tokens, part: str) -> str:
    with localcontext(prec=EXACT):
        rounded = value.quantize(Decimal(1).scaleb(-len(part)), rounding=ROUND_HALF_UP)
    head, _point, tail = f"{rounded:f}".partition(".")
    places = "".join(text for kind, text in whole if kind == "d")
    head = head.lstrip("0").rjust(len(places[places.find("0") :]) if "0" in places else 0, "0")  # 7 in "000" is 007
    least = part.rfind("0") + 1
    tail = tail[:least] + tail[least:].rstrip("0")
    head = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", head) if (",", ",") in whole else _parted(head, whole)
    return f"{head or 0},{tail}" if tail else head


def _parted(digits: str, whole: Tokens) -> str:
    """The digits with the text that stands between them, as in "0912 345 678"."""
    left, said = list(digits), []
    for kind, text in reversed(whole):
        if left:
            said.append(left.pop() if kind == "d" else text)
    return "".join(left) + "".join(reversed(said))


def _plain(value: Decimal) -> str:
    if abs(value) < 10**LONGEST and value == value.to_integral_value():
        return f"{value:.0f}"
    if Decimal("0.0001") <= abs(value) < 10**MOST:
        return f"{value:.9f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{float(value):.10g}".replace(".", ",")


def moment(value: Any, pattern: str) -> str:
    """A day, a time or both, as much of it as the format shows: 31/12/2019, 12/2019, 2019, 14:03."""
    if isinstance(value, dt.timedelta):
        return _length(value, has_seconds="s" in pattern.casefold())
    runs = MOMENTS.findall(UNSPOKEN.sub("", pattern).casefold())
    kinds = [run[0] for run in runs if not (run[0] == "d" and len(run) > 2)]  # the day of the week is left out
    asked = {
        "M" if kind == "m" and (kinds[at - 1 : at] == ["h"] or kinds[at + 1 : at + 2] == ["s"]) else kind
        for at, kind in enumerate(kinds)
    }
    said = []
    if isinstance(value, dt.date):
        day = "/".join(f"%{kind}" for kind in "dmy" if kind in asked).replace("y", "Y")
        said.append("%d/%m/%Y" if asked >= {"d", "y"} or not (day or asked & set("hMs")) else day)
    if isinstance(value, dt.time) or (isinstance(value, dt.datetime) and asked & set("hMs")):
        is_short = "h" not in asked and asked >= set("Ms")
        said.append("%M:%S" if is_short else "%H:%M:%S" if "s" in asked else "%H:%M")
    return value.strftime(" ".join(filter(None, said)) or "%d/%m/%Y")


def _length(value: dt.timedelta, *, has_seconds: bool) -> str:
    seconds = round(abs(value.total_seconds()))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    sign = "-" if value < dt.timedelta() else ""
    return f"{sign}{hours}:{minutes:02}" + (f":{seconds % 60:02}" if has_seconds else "")
