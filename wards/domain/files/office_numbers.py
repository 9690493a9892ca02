"""Numbers, days and times as an Excel file shows them, in Vietnamese writing. Loaded by `office_words`.

A format is what openpyxl calls number_format: "#,##0.0", "0.00%", 'dd/mm/yyyy', '#,##0 "đồng";(#,##0)'.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

# What a format is made of; the first group is text, the second a currency, the third where digits go.
PARTS = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([#0?,.]+)|(.)')
SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
FREE = re.compile(r"general|@", re.IGNORECASE)
ODD = re.compile(r"/|E[+-]", re.IGNORECASE)  # fractions and powers of ten: shown as plain numbers
MOST = 15  # digits that a cell holds


class _Form(NamedTuple):
    before: str
    digits: str  # "#,##0.0"; "": none are shown
    after: str


def shown(value: Any, pattern: str) -> str:
    """The value of a cell as its reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return moment(value, pattern)
    if isinstance(value, int | float):
        return number(Decimal(repr(value)), pattern)
    return str(value).strip()


def number(value: Decimal, pattern: str) -> str:
    """A number in its format: 95.7 as "95,7", 0.875 in "0.0%" as "87,5%"."""
    if not value.is_finite():
        return str(value)
    sections = SECTIONS.split(pattern)
    negative = len(sections) > 1 and value < 0
    section = sections[1] if negative else sections[2] if len(sections) > 2 and not value else sections[0]
    form = _read(section)
    if FREE.search(re.sub(r'"[^"]*"', "", section)) or ODD.search(re.sub(r'"[^"]*"|\\.', "", section)):
        return _plain(value)
    if not form.digits or (not value and not set(form.digits) & {"0", "#"}):
        return (form.before + form.after).strip()
    worth = abs(value) * 100 ** (form.before + form.after).count("%")
    digits = _digits(worth, form.digits)
    is_below = value < 0 and not negative and bool(set(digits) - set("0.,"))
    return ("-" * is_below + form.before + digits + form.after).strip()


def _read(section: str) -> _Form:
    before, digits, after = "", "", ""
    for quoted, escaped, currency, places, other in PARTS.findall(section):
        text = quoted or escaped or currency or other
        if places and not (digits or places in {",", "."}):
            digits = places
        elif digits:
            after += text
        else:
            before += text
    return _Form(before, digits, after)


def _digits(value: Decimal, places: str) -> str:
    thousands = len(places) - len(places.rstrip(","))  # commas at the end: so many times a thousand
    whole, _point, part = places.rstrip(",").partition(".")
    least, most = part.count("0"), min(len(part), MOST)
    rounded = (value / 1000**thousands).quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    width = whole.count("0") + bool(most) + most  # 7 in "000" is 007
    said = f"{rounded:,f}" if "," in whole else f"{rounded:0{width}f}"
    if most > least:
        head, _point, tail = said.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        said = f"{head}.{tail}" if tail else head
    return said.translate(str.maketrans(".,", ",."))


def _plain(value: Decimal) -> str:
    if value == value.to_integral_value() and abs(value) < 10**MOST:
        return f"{value:.0f}"
    return f"{float(value):.10g}".replace(".", ",")


def moment(value: Any, pattern: str) -> str:
    """A day, a time or both, as much of it as the format shows: 31/12/2019, 12/2019, 2019, 14:03."""
    if isinstance(value, dt.timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    asked = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", pattern).casefold()
    said = []
    if isinstance(value, dt.date) and ("y" in asked or "d" in asked or "h" not in asked):
        day = "%d/%m" if "d" in asked and "m" in asked else "%m" if "m" in asked else "%d" if "d" in asked else ""
        year = "%Y" if "y" in asked else ""
        said.append("/".join(filter(None, [day, year])) or "%d/%m/%Y")
    if isinstance(value, dt.time) or (isinstance(value, dt.datetime) and "h" in asked):
        said.append("%H:%M:%S" if "s" in asked else "%H:%M")
    return value.strftime(" ".join(said))
