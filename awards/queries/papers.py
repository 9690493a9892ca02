"""What can be read of papers: scoped to the person, newest first."""

from django.db.models import Q, QuerySet
from django.http import Http404

from awards.models import Paper
from wards.models import Assessment, Officer
from wards.queries.assessments import get_assessment
from wards.rules import is_reviewer

# Canonical text marks closed minutes so; what people typed cannot, for its quotation marks are escaped there.
FINAL = ~Q(kind=Paper.Kind.MINUTES) | Q(context__contains='"closed":true')


def papers_of(assessment: Assessment, *, drafts: bool) -> QuerySet[Paper]:
    """All revisions, newest first within their kind; without the texts they were drawn from.

    Minutes that were drawn before their visit was closed are for the office alone (`drafts`).
    """
    found = (
        Paper.objects.filter(assessment=assessment) if drafts else Paper.objects.filter(FINAL, assessment=assessment)
    )
    return found.defer("context", "failure").order_by("kind", "subject", "-revision")


def newest(papers: list[Paper]) -> list[Paper]:
    """The newest revision of each kind and visit, in the order of the kinds."""
    first: dict[tuple[str, int], Paper] = {}
    for paper in papers:
        first.setdefault((paper.kind, paper.subject), paper)
    return [paper for kind in Paper.Kind for paper in first.values() if paper.kind == kind]


def get_paper(officer: Officer, pk: int) -> Paper:
    """A finished paper of an assessment this person may know of; anything else is a 404."""
    paper = Paper.objects.filter(pk=pk, state=Paper.State.READY).defer("context").annotate(final=FINAL).first()
    if paper is None or paper.assessment_id is None:
        raise Http404
    assessment = get_assessment(officer, paper.assessment_id)
    if not paper.final and not is_reviewer(officer, assessment):
        raise Http404
    paper.assessment = assessment
    return paper
