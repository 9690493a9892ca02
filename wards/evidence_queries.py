"""Evidence as pages need it: scoped to the person, with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from emulation.text import search_key
from wards.models import Citation, Evidence, EvidenceFile, Officer
from wards.queries import own_evidence, visible_assessments

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
    """Every word must stand in number, issuer or abstract; diacritics and order do not matter."""
    for word in search_key(words).split():
        evidence = evidence.filter(search_key__contains=word)
    return evidence


LACKING = Q(number="") | Q(issued_on=None) | Q(issuer="")


def lacking(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Documents that lack what a register of exhibits needs, or have no file."""
    return evidence.filter(LACKING | ~Exists(EvidenceFile.objects.filter(evidence=OuterRef("pk"))))


def uncited(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return evidence.filter(~Exists(Citation.objects.filter(evidence=OuterRef("pk"))))


def twins(evidence: Evidence, contents: Iterable[int]) -> dict[int, list[Evidence]]:
    """Other documents of the same ward that hold the same content, by content id. Never another ward's."""
    same = EvidenceFile.objects.filter(content__in=list(contents), evidence__ward=evidence.ward_id)
    found: defaultdict[int, list[Evidence]] = defaultdict(list)
    for file in same.exclude(evidence=evidence).select_related("evidence"):
        found[file.content_id].append(file.evidence)
    return dict(found)
