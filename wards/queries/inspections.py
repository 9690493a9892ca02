"""Visits as pages need them: scoped to the person, with a fixed number of queries."""

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from wards.models import Assessment, Entry, Inspection, InspectionPhoto, Officer
from wards.queries.assessments import visible_to
from wards.queries.charges import offices_of

LINES = Prefetch(
    "lines",
    Entry.objects.select_related("indicator__criterion").order_by(
        "indicator__criterion__position", "indicator__position", "year"
    ),
)
PHOTOS = Prefetch("photos", InspectionPhoto.objects.select_related("content"))


def visible_inspections(officer: Officer) -> QuerySet[Inspection]:
    """The office sees every visit to its wards; the ward, and the province what was forwarded, only closed ones."""
    own = Q(assessment__ward__office__in=offices_of(officer))
    found = Inspection.objects.filter(visible_to(officer, "assessment__")).filter(own | Q(closed_at__isnull=False))
    return found.select_related("by", "closed_by")


def inspections_of(officer: Officer, assessment: Assessment) -> QuerySet[Inspection]:
    """Those of one assessment that this person may read, newest first, with `photo_count`."""
    found = visible_inspections(officer).filter(assessment=assessment).prefetch_related(LINES)
    return found.annotate(photo_count=Count("photos", distinct=True))


def inspections_of_line(officer: Officer, entry: Entry) -> QuerySet[Inspection]:
    """Visits that concern one line, for the part wards/parts/inspections_of_line.html."""
    return visible_inspections(officer).filter(assessment=entry.assessment_id, lines=entry)


def get_inspection(officer: Officer, pk: int) -> Inspection:
    """A visit with everything it says; one this person may not read is a 404."""
    found = visible_inspections(officer).filter(pk=pk).prefetch_related(LINES, PHOTOS).first()
    if found is None:
        raise Http404
    return found


def get_photo(officer: Officer, pk: int) -> InspectionPhoto:
    """A photograph of a visit this person may read; others are a 404."""
    found = InspectionPhoto.objects.filter(pk=pk, inspection__in=visible_inspections(officer).values("pk"))
    photo = found.select_related("content", "inspection__assessment__ward").first()
    if photo is None:
        raise Http404
    return photo


def open_inspections(assessment: Assessment) -> int:
    """How many visits are written down and not closed yet."""
    return assessment.inspections.filter(closed_at=None).count()
