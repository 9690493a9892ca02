"""Evidence as pages need it: scoped to the person, with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from emulation.text import search_key
from wards.models import Citation, Evidence, EvidenceFile, Officer
from wards.queries.assessments import own_evidence, visible_assessments

FILES = Prefetch("files", EvidenceFile.objects.select_related("content", "uploaded_by"))
CITED = Citation.objects.select_related("entry__indicator__criterion", "entry__assessment__period").order_by(
    "-entry__year", "entry__indicator__criterion__position", "entry__indicator__position", "position"
)
USES = Prefetch("citations", CITED)  # every use: for the ward's own people


def visible_evidence(officer: Officer) -> QuerySet[Evidence]:
    """A ward sees all of its own; an office and the province what the assessments they may read cite."""
    cited = Citation.objects.filter(
        evidence=OuterRef("pk"), entry__assessment__in=visible_assessments(officer).values("pk")
    )
    return Evidence.objects.filter(Q(pk__in=own_evidence(officer).values("pk")) | Exists(cited))


def get_evidence(officer: Officer, pk: int) -> Evidence:
    """One document with its files and those uses the person may know of; a stranger's is a 404."""
    found = visible_evidence(officer).filter(pk=pk).select_related("ward", "created_by")
    seen = CITED.filter(entry__assessment__in=visible_assessments(officer).values("pk"))
    evidence = found.prefetch_related(FILES, Prefetch("citations", seen)).first()
    if evidence is None:
        raise Http404
    return evidence


def get_file(officer: Officer, pk: int) -> EvidenceFile:
    """One file with its content, in the scope of its document."""
    found = EvidenceFile.objects.filter(pk=pk, evidence__in=visible_evidence(officer).values("pk"))
    file = found.select_related("content", "evidence__ward").first()
    if file is None:
        raise Http404
    return file


def get_citation(officer: Officer, pk: int) -> Citation:
    """One citation with its line and document, in the scope of its assessment."""
    found = Citation.objects.filter(pk=pk, entry__assessment__in=visible_assessments(officer).values("pk"))
    citation = (
        found.select_related(
            "entry__assessment__ward__office", "entry__assessment__period__criteria_set",
            "entry__indicator__criterion", "evidence",
        )
        .prefetch_related(Prefetch("evidence__files", FILES.queryset))
        .first()
    )  # fmt: skip
    if citation is None:
        raise Http404
    return citation


def search(evidence: QuerySet[Evidence], words: str) -> QuerySet[Evidence]:
    """Every word must stand in number, issuer, abstract or a file's name; diacritics and order do not matter."""
    for word in search_key(words).split():
        named = EvidenceFile.objects.filter(evidence=OuterRef("pk"), search_key__contains=word)
        evidence = evidence.filter(Q(search_key__contains=word) | Exists(named))
    return evidence


def shelf(evidence: QuerySet[Evidence], ids: Iterable[int]) -> list[Evidence]:
    """These documents in this order, with files, uses and whether a newer version replaces them."""
    wanted = list(ids)
    rows = evidence.filter(pk__in=wanted).prefetch_related(FILES, USES)
    rows = rows.annotate(is_replaced=Exists(Evidence.objects.filter(revises=OuterRef("pk"))))
    return sorted(rows, key=lambda row: wanted.index(row.pk))


def twins(evidence: Evidence, contents: Iterable[int]) -> dict[int, list[Evidence]]:
    """Other documents of the same ward that hold the same content, by content id. Never another ward's."""
    same = EvidenceFile.objects.filter(content__in=list(contents), evidence__ward=evidence.ward_id)
    found: defaultdict[int, list[Evidence]] = defaultdict(list)
    for file in same.exclude(evidence=evidence).select_related("evidence"):
        found[file.content_id].append(file.evidence)
    return dict(found)


def newest_versions(wards: Iterable[int]) -> dict[int, Evidence]:
    """What stands in place of a replaced document by now, by the id of the replaced one. One query."""
    found = Evidence.objects.filter(ward__in=list(wards), revises__isnull=False)
    after = {newer.revises_id: newer for newer in found}

    known: dict[int, Evidence] = {}
    for old in (pk for pk in after if pk):
        passed, at = [old], after[old]
        while at.pk in after and at.pk not in known:
            passed.append(at.pk)
            at = after[at.pk]
        known |= dict.fromkeys(passed, known.get(at.pk, at))
    return known


def versions(evidence: Evidence) -> list[Evidence]:
    """The document in all its versions, oldest first; itself alone if it was never replaced. Two queries at most."""
    found = Evidence.objects.filter(ward=evidence.ward_id, revises__isnull=False).select_related("revises")
    after = {newer.revises_id: newer for newer in found}
    before = {newer.pk: newer.revises for newer in found}
    chain = [evidence]
    while chain[-1].pk in before and (older := before[chain[-1].pk]):
        chain.append(older)
    chain.reverse()
    while chain[-1].pk in after:
        chain.append(after[chain[-1].pk])
    return chain


def tell_newest(citations: Iterable[Citation], ward: int) -> None:
    """Give each citation, as `newest`, what replaces its document by now, or None. At most one query."""
    cited = list(citations)
    newer = newest_versions([ward]) if cited else {}
    for citation in cited:
        citation.newest = newer.get(citation.evidence_id)  # type: ignore[attr-defined]  # for the page alone
