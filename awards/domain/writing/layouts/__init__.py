"""What each kind of paper is drawn from: its context, its template, its stylesheet, and the digest of them all.

Printed words are Vietnamese by law (Nghị định 30/2020/NĐ-CP) and are not translated. Contexts hold what is printed:
numbers and dates already stand in their Vietnamese form. Sources are read by `sources`, texts come from `parts`.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.template.loader import get_template, render_to_string

from awards.domain.writing import parts
from awards.domain.writing.flow import rows
from awards.domain.writing.layouts import appraisal, councils, proposals, ward
from awards.domain.writing.wording import DRAFT, NOT_FOR_USE, long_date, period_in_words, printed
from awards.models import Paper
from emulation import signs
from emulation.text import digest

__all__ = [
    "DRAFT", "ENGINE", "NOT_FOR_USE", "OF_ASSESSMENT", "TEMPLATES", "check_address", "context", "fingerprint", "html",
    "laws_of", "long_date", "period_in_words", "same", "stylesheet",
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


def context(
    kind: str, source: Any, *, final: bool = False, texts: Mapping[str, str] | None = None, signer: str = "",
    laws_on: dt.date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """All that one kind of paper may see, ready for canonical text. Minutes of visits have their own (`minutes`).

    `source` is what `sources` reads for the kind; `texts` is what was typed for its parts, as markup. What is drawn to
    be signed (`final`) says nothing that changes when it is handed in or appraised afterwards. `signer` is who usually
    signs it; `laws_on` is the day whose laws it cites, if not the one it is drawn on.
    """
    day = laws_on or source.laws_on
    written = {
        part.key: parts.cleaned((texts or {}).get(part.key, "")) or parts.usual(kind, part.key, source, laws_on=day)
        for part in parts.of(kind)
    }
    said = CONTEXTS[kind](source, final=final, texts=written)
    if parts.BASIS in parts.of(kind):
        said["laws_since"] = parts.laws_since(day).isoformat()
    if parts.SIGNER in parts.of(kind):
        said["heading"] = {**said["heading"], **_signed(written, signer)}
    return cast(dict[str, Any], printed(said))


def _signed(written: Mapping[str, str], usual: str) -> dict[str, Any]:
    """Office and name below the text, as far as they were written; a name nobody wrote stands apart, see `same`."""
    office, name = rows(written[parts.POWERS.key]), " ".join(rows(written[parts.SIGNER.key]))
    return {**({"signer": office} if office else {}), **({"signer_name": name} if name else {"usual_signer": usual})}


def same(said: str, now: str) -> bool:
    """Whether two contexts say the same of the records: no signed paper is less true because others lead by now."""
    return said == now or _unnamed(said) == _unnamed(now)


def laws_of(said: str, source: Any) -> dt.date:
    """The day whose laws a context cites: a law that comes later makes no signed paper untrue. Contexts of earlier
    versions, which do not say it, cited those of the period's last day."""
    since = json.loads(said).get("laws_since")
    return dt.date.fromisoformat(since) if since else source.reference_date


def _unnamed(said: str) -> Any:
    found = json.loads(said)
    found.get("heading", {}).pop("usual_signer", None)
    found.pop("laws_since", None)
    return found


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
