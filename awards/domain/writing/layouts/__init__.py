"""What each kind of paper is drawn from: its context, its template, its stylesheet, and the digest of them all.

Printed words are Vietnamese by law (Nghị định 30/2020/NĐ-CP) and are not translated. Contexts hold what is printed:
numbers and dates already stand in their Vietnamese form. Sources are read by `sources`, texts come from `parts`.
"""

import re
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.template.loader import get_template, render_to_string

from awards.domain.writing import parts
from awards.domain.writing.layouts import appraisal, councils, proposals, ward
from awards.domain.writing.wording import DRAFT, NOT_FOR_USE, long_date, period_in_words, printed
from awards.models import Paper
from emulation import signs
from emulation.text import digest

__all__ = [
    "DRAFT", "ENGINE", "NOT_FOR_USE", "OF_ASSESSMENT", "TEMPLATES", "check_address", "context", "fingerprint", "html",
    "long_date", "period_in_words", "stylesheet",
]  # fmt: skip

Kind = Paper.Kind
OF_ASSESSMENT = (Kind.PROPOSAL, Kind.REPORT, Kind.SUMMARY, Kind.EXHIBITS)  # drawn from `sources.of_assessment`
TEMPLATES = {
    Kind.PROPOSAL: "documents/proposal.html", Kind.REPORT: "documents/report.html",
    Kind.COUNCIL: "documents/council.html", Kind.SUMMARY: "documents/summary.html",
    Kind.EXHIBITS: "documents/exhibits.html", Kind.MINUTES: "documents/minutes.html",
    Kind.APPRAISAL: "documents/appraisal.html", Kind.CITY_COUNCIL: "documents/council.html",
    Kind.CITY_PROPOSAL: "documents/city_proposal.html",
}  # fmt: skip
CONTEXTS: dict[str, Callable[..., dict[str, Any]]] = {
    Kind.PROPOSAL: proposals.of_ward, Kind.REPORT: ward.report, Kind.SUMMARY: ward.summary,
    Kind.EXHIBITS: ward.exhibits, Kind.COUNCIL: councils.minutes, Kind.CITY_COUNCIL: councils.minutes,
    Kind.APPRAISAL: appraisal.report, Kind.CITY_PROPOSAL: proposals.of_city,
}  # fmt: skip
STYLESHEET = "documents/paper.css"
ENGINE = f"WeasyPrint {version('weasyprint')}"

_USES = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")


def context(kind: str, source: Any, *, final: bool = False, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All that one kind of paper may see, ready for canonical text. Minutes of visits have their own (`minutes`).

    `source` is what `sources` reads for the kind; `texts` is what was typed for its parts, as markup. What is drawn to
    be signed (`final`) says nothing that changes when it is handed in or appraised afterwards.
    """
    written = {
        part.key: parts.cleaned((texts or {}).get(part.key, "")) or parts.usual(kind, part.key, source)
        for part in parts.of(kind)
    }
    return cast(dict[str, Any], printed(CONTEXTS[kind](source, final=final, texts=written)))


def html(kind: str, context: Mapping[str, Any], *, code: str = "") -> str:
    """The paper as HTML, from its frozen context alone; with a code, that and its picture "picture:code" at the end."""
    proof = {"code": code, "check_site": check_address("")} if code else {}
    return render_to_string(TEMPLATES[Kind(kind)], {**signs.clean_all(dict(context)), **proof})


def check_address(code: str) -> str:
    """Where anybody can ask whether the paper with this code is genuine: what the code's picture says."""
    return f"{settings.SITE_URL}/xac-minh/{code}/" if code else f"{settings.SITE_URL}/xac-minh/"


def stylesheet() -> str:
    """The stylesheet of all papers."""
    return _source_of(STYLESHEET)


def fingerprint(kind: str, text: str) -> str:
    """Digest of all a drawing depends on: context, templates, stylesheet, engine. Equal ones need no second drawing."""
    sources = [_source_of(name) for name in sorted(_templates(TEMPLATES[Kind(kind)]))]
    return digest("\n".join([text, *sources, stylesheet(), ENGINE]))


def _templates(name: str) -> set[str]:
    """A template and all it extends or includes; papers name them as plain strings."""
    return {name}.union(*(_templates(used) for used in _USES.findall(_source_of(name))))


def _source_of(name: str) -> str:
    return Path(cast(Any, get_template(name)).origin.name).read_text(encoding="utf-8")
