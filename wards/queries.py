"""What can be read: scoped to the person, shaped for a page, with a fixed number of queries."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from wards.models import Assessment, Entry, Evidence, Officer, State, Verdict


def visible_assessments(officer: Officer) -> QuerySet[Assessment]:
    """A ward sees its own, an office those of its wards, the province what was forwarded; others nothing."""
    wards, offices, provinces = set(), set(), set()
    for membership in officer.current_memberships:
        if membership.ward_id:
            wards.add(membership.ward_id)
        elif membership.role == "province":
            provinces.add(membership.office_id)
        else:
            offices.add(membership.office_id)
    return Assessment.objects.filter(
        Q(ward__in=wards)
        | Q(ward__office__in=offices)
        | Q(ward__office__parent__in=provinces, state__in=[State.FORWARDED, State.CLOSED])
    ).select_related("ward__office", "period__criteria_set")


def get_assessment(officer: Officer, pk: int) -> Assessment:
    """The assessment if this person may know of it; a stranger's is a 404, like one that does not exist."""
    found = visible_assessments(officer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_entry(officer: Officer, pk: int) -> Entry:
    """The line with its assessment, indicator and criteria set, in the same scope."""
    found = (
        Entry.objects.filter(pk=pk, assessment__in=visible_assessments(officer).values("pk"))
        .select_related(
            "assessment__ward__office", "assessment__period__criteria_set", "indicator__criterion__criteria_set",
            "updated_by", "option",
        )
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


def own_evidence(officer: Officer) -> QuerySet[Evidence]:
    """The evidence of the wards this person works in."""
    wards = {m.ward_id for m in officer.current_memberships if m.ward_id}
    return Evidence.objects.filter(ward__in=wards)


def last_verdicts(assessment: Assessment) -> dict[int, Verdict]:
    """The verdict that counts, by entry id."""
    rows = (
        Verdict.objects.filter(entry__assessment=assessment)
        .order_by("entry_id", "-id")
        .distinct("entry_id")
        .select_related("by", "hand_in", "option")
    )
    return {verdict.entry_id: verdict for verdict in rows}


def _with_last_verdict(assessment: Assessment) -> QuerySet[Entry]:
    last = Verdict.objects.filter(entry=OuterRef("pk")).order_by("-id")
    return assessment.entries.annotate(
        last_kind=Subquery(last.values("kind")[:1]), last_round=Subquery(last.values("hand_in__round")[:1])
    )


def lines_to_complete(assessment: Assessment) -> QuerySet[Entry]:
    """Lines the office asks to be completed: those the ward has open, or those marked so far in this round."""
    lines = _with_last_verdict(assessment).filter(last_kind=Verdict.Kind.TO_COMPLETE)
    return lines if assessment.state == State.TO_COMPLETE else lines.filter(last_round=assessment.round)


def unjudged_lines(assessment: Assessment) -> QuerySet[Entry]:
    """Lines the office still has to judge: never judged, or completed by the ward since."""
    return _with_last_verdict(assessment).filter(
        Q(last_kind__isnull=True) | Q(last_kind=Verdict.Kind.TO_COMPLETE, last_round__lt=assessment.round)
    )
