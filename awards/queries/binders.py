"""Binders, scoped to the person: of the ward, of its office, and for the province those that were forwarded."""

from django.db.models import Q, QuerySet
from django.http import Http404

from awards.models import Binder, Dossier, DrawingState, Forwarding
from awards.queries.places import Place, of_place
from wards.models import Officer
from wards.queries.assessments import get_assessment
from wards.rules import is_reviewer

LISTED = 20


def binders_of(place: Place) -> QuerySet[Binder]:
    """The newest of a ward's dossier or the city's with their parts, without the plans they were bound from."""
    found = Binder.objects.filter(**of_place(place)).defer("plan").select_related("requested_by")
    return found.prefetch_related("parts").order_by("-id")[:LISTED]


def sendings_of(dossier: Dossier) -> dict[int, int]:
    """With which sending each volume (id) of a dossier went to the province last."""
    rows = Forwarding.objects.filter(dossier=dossier).order_by("revision").values_list("revision", "binder", "replaced")
    return {volume: revision for revision, *volumes in rows for volume in volumes if volume}


def get_binder(officer: Officer, pk: int) -> Binder:
    """A binder of a place whose people bind there; the province gets what it was sent; any other is a 404.

    Of a ward its office knows none before something was handed in, as of its papers.
    """
    found = Binder.objects.select_related("dossier__office__parent", "dossier__period", "assessment__ward__office")
    binder = found.filter(pk=pk).defer("plan").first()
    if binder is None or not (_of_dossier(officer, binder) if binder.dossier else _of_assessment(officer, binder)):
        raise Http404
    return binder


def get_finished(officer: Officer, pk: int) -> Binder:
    """One that is bound."""
    binder = get_binder(officer, pk)
    if binder.state != DrawingState.READY:
        raise Http404
    return binder


def _of_dossier(officer: Officer, binder: Binder) -> bool:
    dossier = binder.dossier
    if dossier is None:
        return False
    if officer.roles_in_office(dossier.office_id) & {"reviewer", "head"}:
        return True
    sent = Forwarding.objects.filter(Q(binder=binder) | Q(replaced=binder))
    return "province" in officer.roles_in_office(dossier.office.parent_id) and sent.exists()


def _of_assessment(officer: Officer, binder: Binder) -> bool:
    assessment = get_assessment(officer, binder.assessment_id or 0)
    binder.assessment = assessment
    was_handed_in = assessment.round > 0
    return bool(officer.roles_in_ward(assessment.ward_id)) or (was_handed_in and is_reviewer(officer, assessment))
