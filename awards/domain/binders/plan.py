"""The plan of a binder: everything that is bound, in order, as plain values from which it can be bound again.

A section is a dict: `kind` (group, divider, paper, exhibit, replaced), `level` among the bookmarks, `title`, and for
what is compared between two volumes its `key` and the digests it shows (`files`). Printed words are Vietnamese.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import timezone

from awards.domain import provisions
from awards.domain.binders import chosen_papers
from awards.domain.binders.chosen_papers import Bound
from awards.domain.binders.evidence_facts import CitedCriterion, Exhibit, Original, all_cited
from awards.domain.binders.lacking import OWN, bound_of, lacking_papers
from awards.domain.binders.replaced import last_forwarded, replaced
from awards.domain.writing.layouts import DRAFT, NOT_FOR_USE, period_in_words
from awards.models import Binder, Dossier, Provision
from awards.queries.places import ANNEXES
from awards.rules import Assessment, is_appraised
from wards.models.units import Office

Section = dict[str, Any]
Plan = dict[str, Any]
WITH_PAPERS = frozenset({Binder.Content.ALL, Binder.Content.PAPERS, Binder.Content.REPLACED})
WITH_EXHIBITS = frozenset({Binder.Content.ALL, Binder.Content.EXHIBITS, Binder.Content.REPLACED})
SUBTITLES = {
    Binder.Content.ALL: "Văn bản và tài liệu minh chứng", Binder.Content.PAPERS: "Phần văn bản",
    Binder.Content.EXHIBITS: "Phần tài liệu minh chứng", Binder.Content.REPLACED: "Phần thay thế, bổ sung",
}  # fmt: skip


def make(*, content: str, assessment: Assessment | None = None, dossier: Dossier | None = None) -> Plan:
    """What is bound now of a ward's dossier or of the city's."""
    place = dossier or assessment
    if place is None:
        raise ValueError("a binder is of an assessment or of a dossier")
    wards = [place] if not isinstance(place, Dossier) else wards_of(place)
    papers = bound_of(wards, dossier)
    is_draft = bool(lacking_papers(wards, dossier, papers)) or (
        dossier is not None and not all(map(is_appraised, wards))
    )
    order = chosen_papers.IN_DOSSIER if dossier else chosen_papers.WARD_ORDER
    sections = list(_own(dossier, papers[OWN], content)) if dossier else []
    cited = all_cited(wards) if content in WITH_EXHIBITS else {}
    for ward in wards:
        own = papers.get(ward.pk, []) if content in WITH_PAPERS else None
        sections += _ward(ward, own, cited.get(ward.pk, []), order, alone=dossier is None)
    if content == Binder.Content.REPLACED:
        sections = replaced(sections, last_forwarded(place))
    cover = _cover(dossier, wards, content, draft=is_draft)
    return {"cover": cover, "sections": sections, "convert": bool(settings.OFFICE_CONVERTER)}


def wards_of(dossier: Dossier) -> list[Assessment]:
    """With all their texts: of a handful of wards, and the criteria set is asked for its notice."""
    rows = dossier.wards.select_related("assessment__ward__office__parent", "assessment__period__criteria_set")
    return [row.assessment for row in rows]


def _own(dossier: Dossier, papers: Sequence[Bound], content: str) -> Iterator[Section]:
    if content in WITH_PAPERS:
        yield {"kind": "group", "level": 0, "title": "Văn bản của thành phố"}
        for bound in chosen_papers.in_order(papers, chosen_papers.DOSSIER_ORDER):
            yield _paper(bound, f"d{dossier.pk}", level=1)


def _ward(
    assessment: Assessment, papers: Sequence[Bound] | None, cited: Sequence[CitedCriterion], order: Sequence[Any],
    *, alone: bool,
) -> list[Section]:  # fmt: skip
    level, prefix = (0, f"{assessment.pk}") if alone else (1, f"{assessment.pk}")
    found: list[Section] = []
    if papers is not None:
        found.append({"kind": "group", "level": level, "title": "Văn bản của phường" if alone else "Văn bản"})
        found += _signed(chosen_papers.in_order(papers, order), prefix, level=level + 1)
    found += [{"kind": "group", "level": level, "title": "Tài liệu minh chứng"}] * bool(cited)
    for criterion in cited:
        found += _criterion(criterion, assessment, prefix, level=level + 1)
    if alone or not found:
        return found
    title = assessment.ward.name
    return [{"kind": "divider", "level": 0, "title": title, "over": "Hồ sơ của", "note": "", "rows": []}, *found]


def _paper(bound: Bound, prefix: str, *, level: int) -> Section:
    """What stands in the volume: the signed scan where there is one, else the paper as it was drawn."""
    paper, scan = bound.paper, bound.scan
    shown: Any = scan or paper
    return {
        "kind": "paper", "level": level, "title": bound.name, "key": _key(bound, prefix),
        "revision": paper.revision, "scan": scan is not None, "final": bound.is_final,
        "wants_scan": bound.wants_scan, "code": paper.code, "registered": bound.registered,
        "files": [{"sha256": shown.sha256, "path": str(shown.file), "media_type": "application/pdf",
                   "name": scan.name if scan else "", "size": scan.size if scan else None}],
        "drawn": {"sha256": paper.sha256, "path": str(paper.file)},
    }  # fmt: skip


def _signed(papers: Sequence[Bound], prefix: str, *, level: int) -> Iterator[Section]:
    """The papers; an annex that stands in the signed scan of its paper is bound there, and told beside it."""
    along = [annex for annex in papers if annex.is_scanned_along]
    for bound in papers:
        if bound not in along:
            mine = [annex for annex in along if ANNEXES[annex.kind] == bound.kind]
            told = [{"title": annex.name, "key": _key(annex, prefix)} for annex in mine]
            yield {**_paper(bound, prefix, level=level), **({"along": told} if told else {})}


def _key(bound: Bound, prefix: str) -> str:
    return f"{prefix}/{bound.paper.kind}/{bound.paper.subject}"


def _criterion(criterion: CitedCriterion, assessment: Assessment, prefix: str, *, level: int) -> list[Section]:
    rows = [
        {
            "number": exhibit.number, "title": exhibit.abstract, "document": exhibit.document, "copy": exhibit.copy,
            "pages": exhibit.pages, "first": exhibit.first, "key": f"{prefix}/{exhibit.first}",
        }
        for exhibit in criterion.exhibits
    ]  # fmt: skip
    divider = {
        "kind": "divider", "level": level, "over": f"Tiêu chí {criterion.number}", "title": criterion.name,
        "note": assessment.ward.name, "rows": rows,
    }  # fmt: skip
    bound = [_exhibit(exhibit, prefix, level=level + 1) for exhibit in _once(criterion.exhibits)]
    return [divider, *bound]


def _once(exhibits: Iterable[Exhibit]) -> Iterator[Exhibit]:
    """What other lines cite too is bound under its first number alone; a document without files not at all."""
    return (exhibit for exhibit in exhibits if exhibit.number == exhibit.first and exhibit.originals)


def _exhibit(exhibit: Exhibit, prefix: str, *, level: int) -> Section:
    return {
        "kind": "exhibit", "level": level, "title": f"{exhibit.number}. {exhibit.abstract}", "number": exhibit.number,
        "document": exhibit.document, "key": f"{prefix}/{exhibit.number}",
        "files": [_file(original) for original in exhibit.originals],
    }  # fmt: skip


def _file(original: Original) -> dict[str, Any]:
    return asdict(original)


def _cover(dossier: Dossier | None, wards: Sequence[Assessment], content: str, *, draft: bool) -> dict[str, Any]:
    period = dossier.period if dossier else wards[0].period
    criteria_set, ward = period.criteria_set, None if dossier else wards[0].ward
    office = dossier.office if dossier else (ward.office if ward else None)
    authority = office.authority if office else ""
    superior = office.parent.authority if dossier and office and office.parent else authority
    level = Provision.Level.CITY if dossier else Provision.Level.WARD
    illustrative = any(row.illustrative for row in wards)
    for_show = criteria_set.is_provisional or illustrative
    own_name = authority if ward is None else f"Ủy ban nhân dân {ward.name_in_text}"
    return {
        "superior": superior.replace("Ủy ban nhân dân", "UBND"), "issuer": own_name,
        "award": criteria_set.title, "period": period_in_words(period.first_year, period.last_year),
        "round": f"Đợt {dossier.number}" if dossier else "", "subtitle": SUBTITLES[Binder.Content(content)],
        "wards": [row.ward.name for row in wards] if dossier else [],
        "place": _place(own_name), "year": str(timezone.localtime(period.ward_deadline).year),
        "draft": DRAFT if draft else "", "watermark": NOT_FOR_USE if for_show else "",
        "notice": criteria_set.provisional_notice, "illustrative": illustrative,
        "site": settings.SITE_URL, **sets_to_print(title=criteria_set.kind, level=level, office=office),
    }  # fmt: skip


def sets_to_print(*, title: str, level: str, office: Office | None) -> dict[str, str]:
    """How many sets are printed, and by which rule of the office; nothing for a title no rule is known for."""
    try:
        rule = provisions.in_force(title=title, level=level, key=Provision.Key.COPIES, office=office)
    except KeyError:
        return {"sets": "", "sets_citation": "", "sets_caveat": ""}
    return {"sets": f"{int(rule.value):02d}", "sets_citation": rule.citation, "sets_caveat": rule.caveat}


def _place(authority: str) -> str:
    """Where a body sits, as letters are dated there: "Điện Biên", "Thanh Hóa"."""
    for kind in ("phường ", "xã ", "thị trấn ", "đặc khu ", "thành phố ", "thị xã ", "huyện ", "tỉnh "):
        if kind in authority:
            return authority.partition(kind)[2]
    return authority
