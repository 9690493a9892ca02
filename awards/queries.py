"""What can be read of papers: scoped to the person, newest first."""

from django.db.models import QuerySet
from django.http import Http404

from awards.models import Paper
from wards.models import Assessment, Officer
from wards.queries import get_assessment


def papers_of(assessment: Assessment) -> QuerySet[Paper]:
    """All revisions, newest first within their kind; without the texts they were drawn from."""
    return Paper.objects.filter(assessment=assessment).defer("context", "failure").order_by("kind", "-revision")


def newest(papers: list[Paper]) -> list[Paper]:
    """The newest revision of each kind, in the order of the kinds."""
    first: dict[str, Paper] = {}
    for paper in papers:
        first.setdefault(paper.kind, paper)
    return [first[kind] for kind in Paper.Kind if kind in first]


def get_paper(officer: Officer, pk: int) -> Paper:
    """A finished paper of an assessment this person may know of; anything else is a 404."""
    paper = Paper.objects.filter(pk=pk, state=Paper.State.READY).defer("context").first()
    if paper is None:
        raise Http404
    paper.assessment = get_assessment(officer, paper.assessment_id)
    return paper
