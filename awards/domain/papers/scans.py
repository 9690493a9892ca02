"""Signed scans: whether a file shows the paper it is laid down for, and keeping it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards import rules
from awards.domain.codes import read_code
from awards.domain.facts import enter_in_ledger, require
from awards.domain.holding import held_paper
from awards.domain.papers import ledger_texts
from awards.domain.papers.paper_facts import CheckedScan, run_bounded
from awards.domain.papers.scan_looks import Looks
from awards.models import Issue, Paper, Scan
from awards.queries.papers import newest_final
from awards.queries.places import place_of
from emulation import shelf
from wards.models.units import Officer

READER = Path(__file__).with_name("scan_reading.py")
RUN = 5  # words in a row by which texts are compared: single words are the same in all papers of a ward
ALIKE = 0.5  # of the drawn paper's rows of words must be found in the scan's


@dataclass(frozen=True)
class Finding:
    """How a file agrees with what was drawn."""

    match: str  # Scan.Match
    pages: int
    drawn: int
    annexes: tuple[str, ...] = ()  # codes of the annexes it shows too
    annex_pages: int = 0  # as they were drawn
    odd: tuple[str, ...] = ()  # what is odd of its pages, in sentences

    @property
    def doubts(self) -> list[str]:
        """What does not agree, in sentences; with any of them the scan is kept only for a reason."""
        said, whole = [], self.drawn + self.annex_pages
        if self.pages != self.drawn + self.annex_pages:
            file = ngettext("The file has %(n)d page", "The file has %(n)d pages", self.pages) % {"n": self.pages}
            paper = ngettext("the paper has %(n)d page.", "the paper has %(n)d pages.", whole) % {"n": whole}
            said.append(f"{file}; {paper}")
        if self.match == Scan.Match.NOTHING:
            said.append(_("Neither the code nor the text of the paper could be read in the file."))
        return [*said, *self.odd]


def examine(*, paper: Paper, scan: CheckedScan) -> Finding:
    """Compare a scan with the drawn paper. Raises ValidationError under "files" when it shows another paper, is no scan
    but the drawn file itself, or cannot be one by its pages."""
    found = run_bounded(READER, "codes", data=scan.content)
    if found is None:
        said = _("%(file)s could not be read in time. Try once more, or scan the paper anew as plain pages.")
        raise ValidationError({"files": said % {"file": scan.name}})
    codes = codes_in(found)
    _refuse_others(paper, codes - {paper.code}, name=scan.name)
    if Paper.objects.filter(sha256=scan.sha256).exists():
        said = _("%(file)s is the file as this system drew it, unsigned. Choose the scan of the signed, stamped paper.")
        raise ValidationError({"files": said % {"file": scan.name}})
    match = Scan.Match.CODE
    if paper.code not in codes:
        match = Scan.Match.TEXT if _same_text(paper, found["text"]) else Scan.Match.NOTHING
    along = _along(paper, codes)
    looks, annex_pages = Looks(**found["looks"]), sum(annex.pages or 0 for annex in along)
    if refused := list(looks.refusals(drawn=(paper.pages or 0) + annex_pages)):
        raise ValidationError({"files": [f"{scan.name}: {said}" for said in refused]})
    return Finding(
        match=match, pages=scan.pages, drawn=paper.pages or 0, annexes=tuple(annex.code for annex in along),
        annex_pages=annex_pages, odd=tuple(looks.doubts()),
    )  # fmt: skip


def _along(paper: Paper, codes: Iterable[str]) -> list[Paper]:
    """The annexes of this paper, in their newest version to be signed, whose codes are in the file too."""
    same = Paper.objects.filter(assessment=paper.assessment_id, kind__in=_annexes(paper), is_final=True)
    newest = same.order_by("kind", "-revision").distinct("kind").defer("context")
    return [annex for annex in newest if annex.code in set(codes)] if paper.assessment_id else []


def codes_in(found: Mapping[str, Any]) -> set[str]:
    """The codes of papers and volumes in what the reader found in a file."""
    return {code for text in found["codes"] if (code := _code(text))}


def _code(text: str) -> str:
    """The code in what a QR code says: the last part of an address."""
    return read_code(urlsplit(text).path.rstrip("/").rpartition("/")[2])


def _refuse_others(paper: Paper, codes: Iterable[str], *, name: str) -> None:
    others = Paper.objects.filter(code__in=codes).defer("context").select_related("assessment__ward", "dossier__office")
    other = others.exclude(kind__in=_annexes(paper)).order_by("pk").first() if codes else None
    if other is None:
        return
    told = {"file": name, "paper": other.get_kind_display(), "revision": other.revision, "unit": _unit(other)}
    if (other.kind, other.subject) == (paper.kind, paper.subject) and place_of(other) == place_of(paper):
        said = _("%(file)s shows version %(revision)d of this paper, not version %(mine)d.")
        raise ValidationError({"files": said % {**told, "mine": paper.revision}})
    raise ValidationError(
        {"files": _("%(file)s shows another paper: %(paper)s, version %(revision)d, %(unit)s.") % told}
    )


def _annexes(paper: Paper) -> list[str]:
    """Kinds that may be scanned together with this paper."""
    return [Paper.Kind.SUMMARY, Paper.Kind.EXHIBITS] if paper.kind == Paper.Kind.REPORT else []


def _unit(paper: Paper) -> str:
    return str(paper.assessment.ward if paper.assessment else place_of(paper))


def _same_text(paper: Paper, text: str) -> bool:
    scanned = _runs(text)
    if not scanned:
        return False
    try:
        with shelf.opened(str(paper.file), paper.sha256) as file:
            drawn = _runs((run_bounded(READER, "text", data=file.read()) or {"text": ""})["text"])
    except shelf.NotWhole:
        return False  # nothing to compare with
    return bool(drawn) and len(drawn & scanned) >= ALIKE * len(drawn)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


@transaction.atomic
def keep(*, paper: Paper, scan: CheckedScan, finding: Finding, reason: str = "", by: Officer) -> Scan:
    """Lay a scan down for a registered paper and the number it has now; the newest counts. Goes into the ledger.

    Raises NotAllowed, or ValidationError: not registered, replaced by a newer version, doubtful without a reason.
    """
    place, now = held_paper(paper)
    issue = Issue.objects.filter(paper=now, cancelled_at=None).first()
    require(rules.may_scan(by, place, now.kind, has_scan=bool(issue and issue.scans.exists())))
    if issue is None:
        raise ValidationError(_("Register number and date of this paper first."))
    if newest_final(now) != now.pk:
        raise ValidationError(_("This version was replaced by a newer one; scan that one."))
    if finding.doubts and not reason.strip():
        raise ValidationError({"reason": _("Say why this is the right scan all the same.")})
    name = f"scans/{scan.sha256[:2]}/{scan.sha256}.pdf"
    shelf.put(name, scan.content)
    kept = Scan.objects.create(
        paper=now, issue=issue, file=name, name=scan.name, sha256=scan.sha256, size=len(scan.content), pages=scan.pages,
        match=finding.match, annexes=" ".join(finding.annexes), reason=reason.strip(), by=by,
    )  # fmt: skip
    subject = f"{now}, {issue.written}/{issue.sign}"
    enter_in_ledger(kind=ledger_texts.SCAN, subject=subject, text=ledger_texts.of_scan(kept), by=by)
    return kept
