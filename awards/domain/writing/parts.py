"""The parts of papers that people may write themselves; figures, tables, votes and the head are drawn.

A part is plain rich text: paragraphs, bold, italic, lists. What an office has not written is the usual text, from
wording/papers.toml, filled from the same records the paper is drawn from.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Protocol

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from awards import rules
from awards.models import PaperKind as Kind

WORDING = Path(__file__).resolve().parents[2] / "wording" / "papers.toml"
TAGS = {"p", "strong", "em", "ul", "ol", "li", "br"}
# What browsers write for the same things.
SAME = {"b": "strong", "i": "em", "div": "p"}


class Source(Protocol):
    """What a kind of paper is drawn from (see `sources`), as far as usual texts need it."""

    @property
    def words(self) -> Mapping[str, str]: ...
    @property
    def laws_on(self) -> Any: ...


@dataclass(frozen=True)
class Part:
    """One part of one kind of paper: what it is called, what belongs into it, whether it is a list of single lines."""

    key: str
    label: Any
    help: Any
    is_list: bool = False


TO = Part("to", _("Recipients (Kính gửi)"), _("One recipient on each line."), is_list=True)
COPIES = Part("copies", _("Copies to (Nơi nhận)"), _("One recipient on each line, without a dash."), is_list=True)
BASIS = Part("basis", _("Legal grounds"), _("One document on each line, without “Căn cứ”."), is_list=True)
CONTENT = Part("content", _("Opening"), _("What stands before the results, which are drawn from the records."))
REQUEST = Part(
    "request", pgettext_lazy("part of a paper", "What is asked for"), _("The last paragraph: what is asked for.")
)
POWERS = Part(
    "powers", _("Office of the signer"),
    _("One line each, as it stands above the signature. A deputy signs with “KT. Chủ tịch” above “Phó Chủ tịch”."),
    is_list=True,
)  # fmt: skip
SIGNER = Part("signer", _("Full name of the signer"), _("Without academic titles."), is_list=True)
SIGNATURE = (POWERS, SIGNER)  # what stands there unless it is written comes from the records (`layouts.signed`)
CLOSING = Part("closing", _("Closing words"), _("What stands before the signatures; the time is drawn."))

PARTS: dict[str, tuple[Part, ...]] = {
    Kind.PROPOSAL: (TO, BASIS, CONTENT, REQUEST, COPIES, *SIGNATURE),
    Kind.REPORT: (
        Part("features", _("Features of the ward"), _("Area, people, households, economy: what a reader should know.")),
        Part("leadership", _("Leadership and measures"), _("How the ward led, organised and checked the work.")),
        Part("causes", _("Shortcomings and causes"), _("What is not reached yet, why, and what will be done.")),
        COPIES,
        *SIGNATURE,
    ),
    Kind.COUNCIL: (CLOSING, COPIES),
    Kind.APPRAISAL: (
        TO,
        Part(
            "remarks", pgettext_lazy("appraisal report", "Remarks"), _("What the office says of dossier and results.")
        ),
        REQUEST,
        COPIES,
        *SIGNATURE,
    ),
    Kind.CITY_COUNCIL: (CLOSING, COPIES),
    Kind.CITY_PROPOSAL: (TO, BASIS, CONTENT, REQUEST, COPIES, *SIGNATURE),
}


def of(kind: str) -> tuple[Part, ...]:
    """The parts of a kind, in the order of the paper; none where everything is drawn."""
    return PARTS.get(kind, ())


def check_signer(name: str) -> None:
    """Raises ValidationError under "signer" for a name with an academic title."""
    title = rules.academic_title(name)
    if title:
        said = gettext("“%(name)s”: leave out “%(title)s”; signers stand in papers without academic titles.")
        raise ValidationError({SIGNER.key: [said % {"name": name, "title": title}]})


def cleaned(markup: str) -> str:
    """The markup with nothing in it but paragraphs, bold, italic, lists and line breaks; "" when it says nothing."""
    for theirs, ours in SAME.items():
        markup = re.sub(rf"(</?){theirs}(?=[\s>/])", rf"\1{ours}", markup, flags=re.IGNORECASE)
    kept = nh3.clean(markup.replace("\xa0", " ").replace("&nbsp;", " "), tags=TAGS, attributes={})
    kept = re.sub(r"<p>\s*(?:<br>\s*)*</p>", "", kept).strip()
    return kept if re.sub(r"<[^>]*>", "", kept).strip() else ""


def usual(kind: str, key: str, source: Source, *, laws_on: dt.date | None = None) -> str:
    """The usual text of a part as markup; "" where there is none that would be true of every ward.

    Grounds name the laws in force on `laws_on`; without, on the day the source says.
    """
    if key == BASIS.key:
        day = laws_on or source.laws_on
        laws = [law["text"] for law in _wording()["law"] if law["from"] <= day <= law["until"]]
        return paragraphs(list(dict.fromkeys([*laws, source.words["basis"]])))
    if key in {part.key for part in SIGNATURE}:
        return ""  # the head of the paper knows
    texts = _wording()[str(kind)]
    verdict = f"{key}_{source.words.get('verdict', '')}"
    rows = texts[verdict if verdict in texts else key]
    filled = (_filled(row, source.words) for row in rows)
    return paragraphs([row for row in filled if row])


def laws_since(day: dt.date) -> dt.date:
    """Since when the laws that are named on this day have been the same: a later law began or an earlier one ended."""
    began = [law["from"] for law in _wording()["law"] if law["from"] <= day]
    ended = [law["until"] + dt.timedelta(days=1) for law in _wording()["law"] if law["until"] < day]
    return max([*began, *ended], default=dt.date.min)


def _filled(row: str, words: Mapping[str, str]) -> str:
    """The row with its words; empty when one it needs is not known."""
    needed = re.findall(r"{(\w+)}", row)
    return row.format_map(words) if all(words.get(name) for name in needed) else ""


def paragraphs(rows: list[str]) -> str:
    """Markup of plain rows; "" for none."""
    return "".join(f"<p>{escape(row, quote=False)}</p>" for row in rows if row)


@cache
def _wording() -> dict[str, Any]:
    return tomllib.loads(WORDING.read_text(encoding="utf-8"))
