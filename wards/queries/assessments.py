"""What can be read: scoped to the person, shaped for a page, with a fixed number of queries."""

from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404

from wards.models import Assessment, Band, Entry, Evidence, Officer, Option, Period, State, Verdict

# Kilobytes of a criteria set that no page of figures shows; read when asked for.
SET_TEXTS = tuple(f"criteria_set__{name}" for name in ("source_text", "notes", "succession"))
# What gives an entry's figure its points, without the joins that the models' own order asks for.
BANDS = Prefetch("indicator__bands", Band.objects.order_by("low"))
LEVELS = Prefetch("indicator__options", Option.objects.order_by("position"))


def visible_to(officer: Officer, to: str = "") -> Q:
    """A ward sees its own, an office those of its wards, the province what was forwarded; others nothing.

    `to` is the way from the records asked for to their assessment.
    """
    wards, offices, provinces, visible = set(), set(), set(), Q(pk__in=[])
    for membership in officer.current_memberships:
        if membership.ward_id:
            wards.add(membership.ward_id)
        elif membership.role == "province":
            provinces.add(membership.office_id)
        else:
            offices.add(membership.office_id)
    if wards:
        visible |= Q(**{f"{to}ward__in": wards})
    if offices:
        visible |= Q(**{f"{to}ward__office__in": offices})
    if provinces:
        forwarded = {f"{to}state__in": [State.FORWARDED, State.CLOSED]}
        visible |= Q(**{f"{to}ward__office__parent__in": provinces}, **forwarded)
    return visible


def visible_assessments(officer: Officer) -> QuerySet[Assessment]:
    """What this person may know of, with ward, office, period and criteria set."""
    found = Assessment.objects.filter(visible_to(officer)).select_related("ward__office", "period__criteria_set")
    return found.defer(*(f"period__{text}" for text in SET_TEXTS))


def get_assessment(officer: Officer, pk: int) -> Assessment:
    """The assessment if this person may know of it; a stranger's is a 404, like one that does not exist."""
    found = visible_assessments(officer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_entry(officer: Officer, pk: int) -> Entry:
    """The line with its assessment, period, indicator and criteria set, in the same scope.

    Two statements: over the seven tables together the database plans longer than it reads.
    """
    entries = Entry.objects.filter(visible_to(officer, "assessment__"), pk=pk)
    found = entries.select_related("assessment", "indicator__criterion").first()
    if found is None:
        raise Http404
    periods = Period.objects.select_related("criteria_set").defer(*SET_TEXTS)
    found.assessment.period = periods.get(pk=found.assessment.period_id)
    found.indicator.criterion.criteria_set = found.assessment.period.criteria_set
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


def with_last_verdict(assessment: Assessment) -> QuerySet[Any]:
    """Entries with `last_kind` and `last_round`."""
    last = Verdict.objects.filter(entry=OuterRef("pk")).order_by("-id")
    return assessment.entries.annotate(
        last_kind=Subquery(last.values("kind")[:1]), last_round=Subquery(last.values("hand_in__round")[:1])
    )


def lines_to_complete(assessment: Assessment) -> QuerySet[Entry]:
    """Lines the office asks to be completed: those the ward has open, or those marked so far in this round."""
    lines = with_last_verdict(assessment).filter(last_kind=Verdict.Kind.TO_COMPLETE)
    return lines if assessment.is_completing else lines.filter(last_round=assessment.round)


def unjudged_lines(assessment: Assessment) -> QuerySet[Entry]:
    """Lines the office still has to judge: never judged, or completed by the ward since."""
    return with_last_verdict(assessment).filter(
        Q(last_kind__isnull=True) | Q(last_kind=Verdict.Kind.TO_COMPLETE, last_round__lt=assessment.round)
    )
