"""What people type for a paper's text parts: kept as versions, written down and read back as plain text.

In the browser a part is plain text with as few signs as an e-mail has: a blank line begins a paragraph, "- " or "1. "
a row of a list, **two stars** make bold and *one* italic; a backslash before a star leaves it a star. So it can be
typed on any phone without JavaScript, and what the editor makes of it is the same text.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db import transaction

from awards import rules
from awards.domain.facts import enter_in_ledger, require, unproven
from awards.domain.holding import held
from awards.domain.writing import flow, parts
from awards.domain.writing.stars import marked
from awards.models import PaperText
from awards.queries.places import Place, of_place
from emulation.text import canonical, digest
from wards.models.units import Officer

KIND = "paper_text"  # of its entries in the ledger
LONGEST = 16_000  # characters of one part as it is typed

_BULLET = re.compile(r"^\s*[-–•]\s+")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+")


@dataclass(frozen=True)
class Written:
    """The text of one part that counts now; version 0 and nobody: the usual one."""

    markup: str
    version: int = 0
    by: Officer | None = None


class WrittenMeanwhile(Exception):
    """Somebody else wrote parts since the page was read; carries theirs by part. Nothing was saved."""

    def __init__(self, theirs: Mapping[str, PaperText]) -> None:
        super().__init__(f"{len(theirs)} parts were written meanwhile")
        self.theirs = theirs


def newest(place: Place) -> dict[str, dict[str, PaperText]]:
    """The newest row of every part that was ever written: kind → part → row."""
    found: dict[str, dict[str, PaperText]] = {}
    rows = PaperText.objects.filter(**of_place(place)).select_related("by").order_by("kind", "part", "-version")
    for row in rows.distinct("kind", "part"):
        found.setdefault(row.kind, {})[row.part] = row
    return found


def standing_of(assessments: Iterable[int]) -> dict[int, dict[str, dict[str, str]]]:
    """What replaces the usual texts of several wards by assessment (id), as `standing` says it: one query."""
    rows = PaperText.objects.filter(assessment__in=assessments).order_by("assessment_id", "kind", "part", "-version")
    found: dict[int, dict[str, dict[str, str]]] = {}
    for row in rows.distinct("assessment_id", "kind", "part"):
        kinds = found.setdefault(row.assessment_id or 0, {})
        kinds.setdefault(row.kind, {}).update({row.part: row.markup} if row.markup else {})
    return found


def standing(place: Place) -> dict[str, dict[str, str]]:
    """What replaces the usual texts now: kind → part → markup."""
    return {
        kind: {part: row.markup for part, row in rows.items() if row.markup} for kind, rows in newest(place).items()
    }


@transaction.atomic
def write(
    *, place: Place, kind: str, typed: Mapping[str, str], seen: Mapping[str, int], by: Officer
) -> list[PaperText]:
    """Save parts (part → markup; empty: the usual text again) that say something else than what counts now.

    `seen` are the versions the person had before them: a part that somebody else wrote since is asked about. Raises
    NotAllowed, WrittenMeanwhile, or ValidationError under a part. Each version goes into the ledger.
    """
    require(rules.may_edit_text(by, held(place), kind))
    current = newest(place).get(kind, {})
    cleaned = {part: parts.cleaned(markup) for part, markup in typed.items()}
    changed = {part: text for part, text in cleaned.items() if text != _markup(current.get(part))}
    parts.check_signer(" ".join(flow.rows(changed.get(parts.SIGNER.key, ""))))
    there = {part: current[part] for part in changed if part in current}
    theirs = {part: row for part, row in there.items() if row.version != seen.get(part, 0) and row.by_id != by.pk}
    if theirs:
        raise WrittenMeanwhile(theirs)
    written = [
        PaperText.objects.create(
            **of_place(place), kind=kind, part=part, markup=text, by=by,
            version=current[part].version + 1 if part in current else 1,
        )
        for part, text in changed.items()
    ]  # fmt: skip
    for row in written:
        enter_in_ledger(kind=KIND, subject=f"{place}, {row}", text=_sealed(row), by=by)
    return written


def _sealed(row: PaperText) -> str:
    """What the ledger is told of it: who wrote what, by its digest."""
    return canonical(
        {
            "id": row.pk, "assessment": row.assessment_id, "dossier": row.dossier_id, "kind": row.kind,
            "part": row.part, "version": row.version, "markup": digest(row.markup), "by": row.by_id, "at": row.at,
        }
    )  # fmt: skip


def unproven_texts() -> Iterator[Any]:
    """Texts that are not what the ledger was told of them, and entries whose text is gone."""
    rows = PaperText.objects.order_by("id")
    return unproven(kind=KIND, records=((row, _sealed(row)) for row in rows.iterator()))


def _markup(row: PaperText | None) -> str:
    return row.markup if row else ""


def to_markup(typed: str, *, is_list: bool = False) -> str:
    """Markup (p, ul, ol, li, strong, em, br) of what was typed; empty for nothing. Of a list each line is a row."""
    typed = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if is_list:
        rows = [_BULLET.sub("", line).strip() for line in typed.split("\n")]
        return parts.cleaned("".join(f"<p>{html.escape(row, quote=False)}</p>" for row in rows if row))
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", typed) if typed else []:
        blocks += _blocks(paragraph.split("\n"))
    return parts.cleaned("".join(blocks))


def _blocks(lines: list[str]) -> list[str]:
    """A paragraph's lines as paragraphs and lists, in their order."""
    blocks: list[str] = []
    group: list[str] = []
    kind = "p"
    for line in [*lines, None]:
        now = "" if line is None else "ul" if _BULLET.match(line) else "ol" if _NUMBERED.match(line) else "p"
        if group and now != kind:
            blocks.append(_block(kind, group))
            group = []
        if line is not None and line.strip():
            kind = now
            group.append((_BULLET if now == "ul" else _NUMBERED).sub("", line) if now != "p" else line)
    return blocks


def _block(kind: str, lines: list[str]) -> str:
    rows = [marked(line.strip()) for line in lines]
    if kind == "p":
        return f"<p>{'<br>'.join(rows)}</p>"
    return f"<{kind}>{''.join(f'<li>{row}</li>' for row in rows)}</{kind}>"


def to_plain(markup: str, *, is_list: bool = False) -> str:
    """What a person edits of some markup; `to_markup` reads it back."""
    if is_list:
        return "\n".join(flow.rows(markup))
    reader = _Plain()
    reader.feed(markup)
    reader.close()
    return reader.text()


class _Plain(HTMLParser):
    """Writes cleaned markup down as plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.rows: list[str] | None = None  # of the list we are in
        self.numbered = False
        self.line = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self._end_paragraph()
            self.rows, self.numbered = [], tag == "ol"
        elif tag in {"p", "li"} and self.rows is None:
            self._end_paragraph()
        elif tag == "br":
            self.line += "\n" if self.rows is None else " "
        self.line += {"strong": "**", "em": "*"}.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        self.line += {"strong": "**", "em": "*"}.get(tag, "")
        if tag == "li" and self.rows is not None:
            row = " ".join(self.line.split())
            if row:
                self.rows.append(f"{len(self.rows) + 1}. {row}" if self.numbered else f"- {row}")
            self.line = ""
        elif tag in {"ul", "ol"}:
            if self.rows:
                self.blocks.append("\n".join(self.rows))
            self.rows = None
        elif tag == "p" and self.rows is None:
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        self.line += re.sub(r"\s+", " ", data).replace("*", "\\*")

    def _end_paragraph(self) -> None:
        text = "\n".join(line.strip() for line in self.line.split("\n")).strip()
        if text:
            self.blocks.append(text)
        self.line = ""

    def text(self) -> str:
        self._end_paragraph()
        return "\n\n".join(self.blocks)
