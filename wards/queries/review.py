"""What an office reads of its work: the queue and the totals of a desk, each with a fixed number of queries."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from wards.models import Action, Assessment, Decision, Entry, HandIn, Officer, Score, Side, State, Verdict, Ward
from wards.queries.assessments import with_last_verdict
from wards.queries.charges import WAITING, held_by, offices_of, waiting_lines

# The first three wait for the office, the fourth for the ward.
STATES = (State.HANDED_IN, State.UNDER_REVIEW, State.RETURNED, State.TO_COMPLETE, State.REVIEWED)
FOR_OFFICE = WAITING | {State.RETURNED}
# A completion that the ward's officials have handed to their leader is, for the office, still with the ward.
DESK_STATE = Case(
    When(state=State.WITH_LEADER, completion_due__isnull=False, then=Value(State.TO_COMPLETE)), default=F("state")
)
# What waits for the office stands first, whether begun or not: who has waited longest is served first.
PLACES = {State.HANDED_IN: 0, State.UNDER_REVIEW: 0, State.RETURNED: 0, State.TO_COMPLETE: 1, State.REVIEWED: 2}


def is_of_an_office(officer: Officer) -> bool:
    """Whether this person appraises anywhere."""
    return bool(offices_of(officer))


def queue(officer: Officer, *, words: str = "", state: str = "", holder: int | None = None) -> QuerySet[Assessment]:
    """Assessments handed in to the person's offices; without a state, all that are not yet appraised.

    What the province returned carries its letter and the day it must be back by: `letter`, `letter_due`.
    With a `holder` (an officer's id; 0: nobody) those with lines waiting for that person, counted in `theirs`.
    """
    last = Verdict.objects.filter(entry=OuterRef("pk")).order_by("-id")
    lines = Entry.objects.filter(assessment=OuterRef("pk")).annotate(
        kind=Subquery(last.values("kind")[:1]), at_round=Subquery(last.values("hand_in__round")[:1])
    )
    judged = lines.filter(~Q(kind=Verdict.Kind.TO_COMPLETE) | Q(at_round=F("assessment__round")), kind__isnull=False)
    handed = HandIn.objects.filter(assessment=OuterRef("pk"), round=OuterRef("round"))
    wanted = [state] if state in STATES else [s for s in STATES if s != State.REVIEWED]
    letter = Decision.objects.filter(assessment=OuterRef("pk"), action=Action.RETURN).order_by("-id")
    found = Assessment.objects.alias(desk_state=DESK_STATE).filter(
        ward__office__in=offices_of(officer), desk_state__in=wanted, round__gt=0
    )
    if words.strip():
        found = found.filter(ward__in=Ward.objects.matching(words))
    if holder is not None:
        theirs = held_by(waiting_lines(), holder).filter(assessment=OuterRef("pk"))
        found = found.annotate(theirs=Subquery(_counted(theirs))).filter(theirs__gt=0)
    return (
        found.select_related("ward", "period__criteria_set")
        .annotate(
            handed_in_at=Subquery(handed.values("at")[:1]),
            letter=Subquery(letter.values("reason")[:1]), letter_due=Subquery(letter.values("due")[:1]),
            judged=Subquery(_counted(judged)), lines=Subquery(_counted(lines)),
            place=Case(*(When(desk_state=s, then=Value(n)) for s, n in PLACES.items()), output_field=IntegerField()),
        )
        .order_by("place", "handed_in_at", "ward__sort_key", "pk")
    )  # fmt: skip


def standing_return(assessment: Assessment) -> Decision | None:
    """By which letter the province returned it, and until when; None once it was forwarded anew, or never returned."""
    if assessment.state in (State.FORWARDED, State.CLOSED):
        return None
    return assessment.decisions.filter(action=Action.RETURN).order_by("-id").first()


def _counted(lines: QuerySet[Entry]) -> QuerySet[Entry, Any]:
    return lines.order_by().values("assessment").annotate(n=Count("pk")).values("n")


def queue_states(officer: Officer) -> list[dict[str, Any]]:
    """How many assessments stand in each state of the queue, and whether they wait for the office."""
    rows = Assessment.objects.filter(ward__office__in=offices_of(officer), round__gt=0)
    counts = Counter(rows.values_list(DESK_STATE, flat=True))
    return [{"value": s.value, "label": s.label, "count": counts[s.value], "waits": s in FOR_OFFICE} for s in STATES]


def side_points(assessment: Assessment) -> dict[str, Decimal]:
    """Points of each side as last computed; `assessment.is_stale` says whether they are still true."""
    rows = Score.objects.filter(assessment=assessment).values("side").annotate(points=Sum("points"))
    found = {row["side"]: row["points"] for row in rows}
    return {side.value: found.get(side, Decimal(0)) for side in (Side.SELF, Side.OFFICE)}


def desk_totals(assessment: Assessment) -> dict[str, Decimal | int]:
    """The points of both sides; `settled` of `lines` are confirmed or adjusted: the office's stand for no others."""
    lines = with_last_verdict(assessment)
    settled = Q(last_kind__in=[Verdict.Kind.CONFIRMED, Verdict.Kind.ADJUSTED])
    return {**side_points(assessment), **lines.aggregate(lines=Count("pk"), settled=Count("pk", filter=settled))}
