"""Questions that documents raise: the same one under two wards, one of another time, none of the kind asked for."""

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.templatetags.vietnamese import day
from emulation.text import search_key
from wards.domain.doubts.plausibility_facts import Facts, Found, Line, provided
from wards.domain.sheet.sealed import HandedEvidence
from wards.models import Answer, Citation, Evidence, EvidenceFile, Ward

Kind = Answer.Kind
NAMES = 3  # wards told by name, the rest are counted

# The one place where the Vietnamese title of a required document ("Quyết định công nhận …") meets a kind: by the first
# words of its parts. A title of several parts ("Kế hoạch, hình ảnh …") is served by any of them.
FIRST_WORDS = {
    "quyết định": Evidence.Kind.DECISION, "báo cáo": Evidence.Kind.REPORT, "biên bản": Evidence.Kind.MINUTES,
    "danh sách": Evidence.Kind.LIST, "bảng tổng hợp": Evidence.Kind.LIST, "kế hoạch": Evidence.Kind.PLAN,
    "thông báo": Evidence.Kind.ANNOUNCEMENT, "giấy xác nhận": Evidence.Kind.CONFIRMATION,
    "xác nhận": Evidence.Kind.CONFIRMATION, "hình ảnh": Evidence.Kind.PICTURES, "ảnh": Evidence.Kind.PICTURES,
}  # fmt: skip


@dataclass(frozen=True)
class Twin:
    """Where another ward uses the same file or decision."""

    ward: str
    code: str


def kinds_of(title: str) -> set[str]:
    """The kinds of document that a title asks for; none where its words are not known."""
    plain = unicodedata.normalize("NFC", title).lower()
    parts = [" ".join(part.split()) for part in plain.replace(";", ",").split(",")]
    return {str(kind) for part in parts for words, kind in FIRST_WORDS.items() if f"{part} ".startswith(f"{words} ")}


def kind_of(paper: HandedEvidence) -> str:
    """A document's kind; of one laid down without a kind what the first words of its abstract say."""
    if paper.kind not in ("", Evidence.Kind.OTHER):
        return paper.kind
    return next(iter(sorted(kinds_of(paper.abstract.partition(",")[0]))), "")


def missing_kind(facts: Facts) -> Iterator[Found]:
    """A figure without a document of a kind its indicator asks for. What was not achieved needs no proof."""
    for line in provided(facts):
        if line.figure.yes is False or line.figure.met == 0:
            continue
        has = {kind_of(paper) for paper in line.figure.evidence}
        for title in line.indicator.evidence_kinds:
            wanted = kinds_of(title)
            if not wanted or wanted & has:
                continue
            cited = len(line.figure.evidence)
            yield Found(
                kind=Kind.MISSING_KIND,
                entry=line.entry,
                ref=search_key(title)[:40],
                sentence=_lacking(title, cited),
                rests_on={"title": title, "papers": sorted(paper.id for paper in line.figure.evidence)},
            )


def _lacking(title: str, cited: int) -> str:
    if not cited:
        words = _("There is a figure but no “%(title)s” yet. Please say when it can be added, or why there is none.")
        return words % {"title": title}
    words = ngettext(
        "“%(title)s” is needed; the %(n)d document cited is another one. Please say when it is added, or why not.",
        "“%(title)s” is needed; the %(n)d documents cited are others. Please say when it is added, or why not.",
        cited,
    )
    return words % {"title": title, "n": cited}


def other_year(facts: Facts) -> Iterator[Found]:
    """A document dated outside the line's year; not one that says itself that it still holds."""
    for line in provided(facts):
        for paper in line.figure.evidence:
            if paper.issued_on is None or _is_of_the_year(paper, line.entry.year, facts.relations.months_after):
                continue
            words = {"exhibit": paper.exhibit, "day": day(paper.issued_on), "year": line.entry.year}
            yield Found(
                kind=Kind.OTHER_YEAR, entry=line.entry, ref=str(paper.id),
                sentence=_("%(exhibit)s is dated %(day)s, the figure is of %(year)d. Does it still prove this figure?")
                % words,
                rests_on={"issued_on": paper.issued_on, "year": line.entry.year},
            )  # fmt: skip


def _is_of_the_year(paper: HandedEvidence, year: int, months_after: int) -> bool:
    """Dated in the year or, being a report on it, within so many months after it; or valid to the end of the year."""
    issued = paper.issued_on
    if issued is None or issued.year == year:
        return True
    if issued.year < year:
        return paper.valid_until is not None and paper.valid_until >= dt.date(year, 12, 31)
    return (issued.year - year - 1) * 12 + issued.month <= months_after


def two_wards(facts: Facts) -> Iterator[Found]:
    """The same file, or the same decision, that another ward of the office cites too. For the office alone."""
    lines = [line for line in facts.lines if line.figure.evidence]
    if not lines:
        return
    files, decisions = _files_elsewhere(facts, lines), _decisions_elsewhere(facts, lines)
    for line in lines:
        for paper in line.figure.evidence:
            same = next((files[sha] for _name, sha in paper.files if sha in files), None)
            twins = same or decisions.get(decision_key(paper.number, paper.issued_on, paper.issuer) or ())
            if twins:
                yield Found(
                    kind=Kind.TWO_WARDS, entry=line.entry, ref=str(paper.id),
                    sentence=_of_two_wards(paper, twins, is_file=same is not None),
                    rests_on={"wards": sorted({twin.ward for twin in twins}), "is_file": same is not None},
                )  # fmt: skip


def decision_key(number: str, issued_on: dt.date | None, issuer: str) -> tuple[Any, ...] | None:
    """Number, date and issuer as they are the same however they were typed; None where one is not known."""
    parts = ["".join(sign for sign in search_key(text) if sign.isalnum()) for text in (number, issuer)]
    return (parts[0], issued_on, parts[1]) if all(parts) and issued_on else None


def _files_elsewhere(facts: Facts, lines: list[Line]) -> Mapping[str, list[Twin]]:
    shas = {sha for line in lines for paper in line.figure.evidence for _name, sha in paper.files}
    ward: Ward = facts.assessment.ward
    rows = (
        EvidenceFile.objects.filter(content__sha256__in=shas, evidence__ward__office=ward.office_id)
        .exclude(evidence__ward=ward)
        .filter(evidence__citations__entry__assessment__round__gt=0)
        .values_list(
            "content__sha256", "evidence__ward__name", "evidence__citations__entry__indicator__code"
        )
        .order_by("evidence__ward__sort_key", "evidence__citations__entry__indicator__code")
    )  # fmt: skip
    found: dict[str, list[Twin]] = {}
    for sha, name, code in rows if ward.office_id else ():
        found.setdefault(sha, []).append(Twin(name, code))
    return found


def _decisions_elsewhere(facts: Facts, lines: list[Line]) -> Mapping[tuple[Any, ...], list[Twin]]:
    """Only documents of the same days are read; what was typed in other ways is told alike here."""
    papers = [paper for line in lines for paper in line.figure.evidence]
    wanted = {key for p in papers if (key := decision_key(p.number, p.issued_on, p.issuer))}
    ward: Ward = facts.assessment.ward
    rows = (
        Citation.objects.filter(
            evidence__issued_on__in={key[1] for key in wanted}, entry__assessment__round__gt=0,
            evidence__ward__office=ward.office_id,
        )
        .exclude(evidence__ward=ward)
        .order_by("evidence__ward__sort_key", "entry__indicator__code")
        .values_list(
            "evidence__number", "evidence__issued_on", "evidence__issuer", "entry__indicator__code",
            "evidence__ward__name",
        )
    )  # fmt: skip
    found: dict[tuple[Any, ...], list[Twin]] = {}
    for number, issued_on, issuer, code, name in rows if ward.office_id else ():
        key = decision_key(number, issued_on, issuer)
        if key in wanted:
            found.setdefault(key, []).append(Twin(name, code))
    return found


def _of_two_wards(paper: HandedEvidence, twins: list[Twin], *, is_file: bool) -> str:
    wards: dict[str, list[str]] = {}
    for twin in twins:
        codes = wards.setdefault(twin.ward, [])
        if twin.code not in codes:
            codes.append(twin.code)
    told = [
        _("%(ward)s (indicator %(codes)s)") % {"ward": ward, "codes": ", ".join(codes)}
        for ward, codes in list(wards.items())[:NAMES]
    ]
    more = len(wards) - NAMES
    if more > 0:
        told.append(ngettext("%(n)d other ward", "%(n)d other wards", more) % {"n": more})
    words = {"exhibit": paper.exhibit, "wards": ", ".join(told), "number": paper.number, "day": day(paper.issued_on)}
    if is_file:
        return (
            _("%(exhibit)s has the very same file as a document of %(wards)s. Whose is it, or does it concern both?")
            % words
        )
    return _(
        "%(exhibit)s, number %(number)s of %(day)s, is also cited by %(wards)s. Which part of it concerns this ward?"
    ) % words  # fmt: skip
