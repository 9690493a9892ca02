"""Councils and their meetings as a person may read them, each with everything it says in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from awards.models import Ballot, Council, Dossier, Meeting, Member
from awards.queries.hand_ins import lays_papers_down_later, owing_papers
from wards.models import Assessment, Membership, Office, Officer, State, Ward
from wards.queries.assessments import SET_TEXTS

WARD_ROLES, OFFICE_ROLES = frozenset({"official", "leader", "clerk"}), frozenset({"reviewer", "head"})
WRITING = (State.DRAFTING, State.WITH_LEADER, State.TO_COMPLETE)  # a ward's council votes before it hands in
PROPOSED = (State.REVIEWED, State.RETURNED)  # the city's council votes on what was appraised

MEMBERS = Prefetch("council__members", Member.objects.select_related("officer").order_by("position", "id"))
BALLOTS = Prefetch(
    "ballots",
    Ballot.objects.select_related("assessment__ward", "assessment__period__criteria_set")
    .defer(*(f"assessment__period__{text}" for text in SET_TEXTS))
    .prefetch_related("recusals__member", "counts__by")
    .order_by("position", "id"),
)


def places(officer: Officer) -> tuple[list[Ward], list[Office]]:
    """The wards and the offices whose council this person works for."""
    here = officer.current_memberships
    wards = {m.ward.pk: m.ward for m in here if m.ward and m.role in WARD_ROLES}
    offices = {m.office.pk: m.office for m in here if m.office and m.role in OFFICE_ROLES}
    return list(wards.values()), list(offices.values())


def _own(officer: Officer, to: str = "") -> Q:
    wards, offices = places(officer)
    return Q(**{f"{to}ward__in": wards}) | Q(**{f"{to}office__in": offices})


def visible_councils(officer: Officer) -> QuerySet[Council]:
    """Those of the person's own ward or office; an office knows its wards' too."""
    _wards, offices = places(officer)
    found = Council.objects.filter(_own(officer) | Q(ward__office__in=offices))
    return found.select_related("ward__office", "office", "by")


def councils_of(officer: Officer) -> QuerySet[Council]:
    """Those of the person's own ward or office, with `member_count`; the one in office first."""
    found = Council.objects.filter(_own(officer)).select_related("ward", "office")
    return found.annotate(member_count=Count("members")).order_by("-decision_date", "-id")


def accounts(place: Ward | Office) -> QuerySet[Officer]:
    """Who has a role there today and so may be a member with an account."""
    here = Q(ward=place) if isinstance(place, Ward) else Q(office=place)
    roles = Membership.objects.on(dt.date.today()).filter(here, officer=OuterRef("pk"))
    return Officer.objects.filter(Exists(roles), is_active=True).order_by("full_name", "pk")


def get_place(officer: Officer, *, ward: int | None = None, office: int | None = None) -> Ward | Office:
    """The person's own ward or office, or a ward of that office; any other is a 404."""
    wards, offices = places(officer)
    if office:
        return _only(one for one in offices if one.pk == office)
    own = [one for one in wards if one.pk == ward]
    return own[0] if own else _only(Ward.objects.filter(pk=ward or 0, office__in=offices).select_related("office"))


def _only(found: Iterable[Any]) -> Any:
    first = next(iter(found), None)
    if first is None:
        raise Http404
    return first


def get_council(officer: Officer, pk: int) -> Council:
    """One of them with its members; any other is a 404."""
    members = Prefetch("members", Member.objects.select_related("officer", "linked_by").order_by("position", "id"))
    found = visible_councils(officer).prefetch_related(members).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def visible_meetings(officer: Officer) -> QuerySet[Meeting]:
    """All of the person's own councils; of the wards of an office those that are closed."""
    _wards, offices = places(officer)
    closed = Q(council__ward__office__in=offices, closed_at__isnull=False)
    return whole().filter(_own(officer, "council__") | closed)


def listed(council: Council, officer: Officer) -> QuerySet[Meeting]:
    """The meetings of a council this person may read, newest first, with what they voted on and nothing else."""
    seen = visible_meetings(officer).filter(council=council).prefetch_related(None).select_related(None)
    ballots = Ballot.objects.select_related("assessment__ward").only(
        "meeting_id", "position", "assessment__ward__name", "assessment__ward__kind"
    )
    return seen.prefetch_related(Prefetch("ballots", ballots)).order_by("-held_at", "-id")


def open_meetings(officer: Officer) -> QuerySet[Meeting]:
    """Meetings of the person's own councils that are not closed yet."""
    found = Meeting.objects.filter(_own(officer, "council__"), closed_at=None)
    return found.select_related("council").order_by("-held_at", "-id")


def whole() -> QuerySet[Meeting]:
    """Meetings with their council and its members, who came, the votes, recusals and counts."""
    people = ("chair", "secretary", "by", "closed_by")
    found = Meeting.objects.select_related("council__ward__office", "council__office", *people)
    return found.prefetch_related(MEMBERS, "attendances__member", BALLOTS)


def get_meeting(officer: Officer, pk: int) -> Meeting:
    """One meeting with everything; one this person may not read is a 404."""
    found = visible_meetings(officer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_ballot(officer: Officer, pk: int) -> Ballot:
    """One vote, its meeting whole; one this person may not read is a 404."""
    meeting = visible_meetings(officer).filter(ballots=pk).first()
    found = next((ballot for ballot in meeting.ballots.all() if ballot.pk == pk), None) if meeting else None
    if found is None:
        raise Http404
    return found


def dossiers_of(meeting: Meeting) -> QuerySet[Dossier]:
    """The rounds of proposals this meeting of a city's council belongs to."""
    return Dossier.objects.filter(meeting=meeting).order_by("-number", "-id")


def open_to_vote(council: Council) -> QuerySet[Assessment]:
    """What this council may vote on now: of its ward while it writes or still owes its papers, or of its office's wards
    once appraised."""
    found = Assessment.objects.select_related("ward", "period__criteria_set")
    found = found.defer(*(f"period__{text}" for text in SET_TEXTS)).order_by("-period__last_year", "ward__sort_key")
    if council.ward_id:
        return found.filter(Q(state__in=WRITING) | owing_papers(), ward=council.ward_id)
    return found.filter(ward__office=council.office_id, state__in=PROPOSED)


def may_be_voted_on(ballot: Ballot) -> bool:
    """Whether its assessment still stands where its council votes on it: see `open_to_vote`."""
    assessment = ballot.assessment
    if ballot.meeting.council.ward_id:
        return assessment.state in WRITING or lays_papers_down_later(assessment)
    return assessment.state in PROPOSED
