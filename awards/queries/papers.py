"""What can be read of papers: scoped to the person, newest first."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max, Q, QuerySet
from django.http import Http404

from awards.models import Dossier, Forwarding, Issue, Paper, ReturnedItem, Scan
from awards.queries.places import Place, of_place, place_of
from wards.models import Assessment, Officer
from wards.queries.assessments import get_assessment

# Canonical text marks closed minutes so; what people typed cannot, for its quotation marks are escaped there.
FINAL = ~Q(kind=Paper.Kind.MINUTES) | Q(context__contains='"closed":true')
# Of scans those that show a number that stands.
SIGNED = Q(issue__isnull=False, issue__cancelled_at=None)
# The office's report is the ward's to read once it has its number.
ISSUED = ~Q(kind=Paper.Kind.APPRAISAL) | Q(pk__in=Issue.objects.filter(cancelled_at=None).values("paper"))


def papers_of(officer: Officer, place: Place) -> QuerySet[Paper]:
    """All revisions this person may open, newest first within their kind; without the texts they were drawn from.

    The office reads everything, the province what was settled for signing when a dossier was sent with it, the ward
    all but minutes drawn before their visit was closed and reports of the office without a number. Whether papers of
    the place are read at all is for the caller to ask.
    """
    found = Paper.objects.filter(_open_to(officer, place), **of_place(place))
    return found.defer("context", "failure").order_by("kind", "subject", "-revision")


def _open_to(officer: Officer, place: Place) -> Q:
    office = place.office if isinstance(place, Dossier) else place.ward.office
    if office and officer.roles_in_office(office.pk) & {"reviewer", "head"}:
        return Q()
    if office and "province" in officer.roles_in_office(office.parent_id):
        of = {"dossier": place} if isinstance(place, Dossier) else {"dossier__wards__assessment": place}
        sent = Forwarding.objects.filter(**of).aggregate(last=Max("at"))["last"]
        return Q(is_final=True, requested_at__lte=sent) if sent else Q(pk__in=[])
    return Q(pk__in=[]) if isinstance(place, Dossier) else FINAL & ISSUED


def newest(papers: Iterable[Paper]) -> list[Paper]:
    """The newest revision of each kind and visit, in the order of the kinds."""
    first: dict[tuple[str, int], Paper] = {}
    for paper in papers:
        first.setdefault((paper.kind, paper.subject), paper)
    return [paper for kind in Paper.Kind for paper in first.values() if paper.kind == kind]


def current_papers(place: Place) -> QuerySet[Paper]:
    """Of each kind and subject the newest draft and the newest one to be signed, however many there were."""
    found = Paper.objects.filter(**of_place(place)).defer("context", "failure")
    return found.order_by("kind", "subject", "is_final", "-revision").distinct("kind", "subject", "is_final")


def newest_final(paper: Paper) -> int | None:
    """The id of the newest revision to be signed of the same paper."""
    same = Paper.objects.filter(
        assessment=paper.assessment_id, dossier=paper.dossier_id, kind=paper.kind, subject=paper.subject, is_final=True
    )
    return same.order_by("-revision").values_list("pk", flat=True).first()


def wanted_anew(papers: Iterable[Paper]) -> dict[int, str]:
    """What the province wrote of those of these versions that it sent back, by their id."""
    items = ReturnedItem.objects.filter(paper__in=[paper.pk for paper in papers]).order_by("id")
    return dict(items.values_list("paper", "note"))


def last_return(place: Place) -> dt.datetime | None:
    """When the province last sent back the dossier, or the one this assessment stands in; None: never."""
    of = {"dossier": place} if isinstance(place, Dossier) else {"dossier__wards__assessment": place}
    sent = Forwarding.objects.filter(**of, returned__isnull=False).order_by("-revision")
    return sent.values_list("returned__at", flat=True).first()


def get_paper(officer: Officer, pk: int) -> Paper:
    """A finished paper of a place this person may know of; anything else is a 404."""
    found = Paper.objects.filter(pk=pk, state=Paper.State.READY).defer("context")
    paper = found.select_related("dossier__office", "dossier__period").first()
    if paper is None:
        raise Http404
    if paper.dossier is None:
        paper.assessment = get_assessment(officer, paper.assessment_id or 0)
    if not papers_of(officer, place_of(paper)).filter(pk=pk).exists():
        raise Http404
    return paper


def get_final(officer: Officer, pk: int) -> Paper:
    """A drawn paper to be signed, with its context."""
    paper = get_paper(officer, pk)
    if not paper.is_final:
        raise Http404
    return paper


def get_issue(officer: Officer, pk: int) -> Issue:
    """A registration of such a paper."""
    issue = Issue.objects.filter(pk=pk).select_related("by").first()
    if issue is None:
        raise Http404
    issue.paper = get_final(officer, issue.paper_id)
    return issue


def get_scan(officer: Officer, pk: int) -> Scan:
    """A signed scan of such a paper."""
    scan = Scan.objects.filter(pk=pk).select_related("by").first()
    if scan is None:
        raise Http404
    scan.paper = get_final(officer, scan.paper_id)
    return scan


def get_own_dossier(officer: Officer, pk: int) -> Dossier:
    """A dossier of the person's own office; any other is a 404."""
    dossier = Dossier.objects.filter(pk=pk).select_related("office__parent", "period__criteria_set", "meeting").first()
    if dossier is None or not officer.roles_in_office(dossier.office_id) & {"reviewer", "head"}:
        raise Http404
    return dossier


__all__ = [
    "Assessment", "current_papers", "get_final", "get_issue", "get_own_dossier", "get_paper", "get_scan", "last_return",
    "newest", "newest_final", "papers_of", "wanted_anew",
]  # fmt: skip
