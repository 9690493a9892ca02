"""Councils: as many members as one may have, so many replaced ones, meetings, votes and recorded provisions."""

import datetime as dt
from typing import Any

from django.utils import timezone

from awards.domain.councils.membership import LARGEST
from awards.models import Attendance, Ballot, Council, Count, Meeting, Member, Provision, ProvisionConfirmation, Recusal
from wards.models import Assessment, Officer

RULES: dict[str, Any] = {"share": 70, "quorum": 70}
CITED: dict[str, Any] = {f"{name}_{what}": "provisional" for name in RULES for what in ("citation", "confidence")}
DAY = dt.date(2019, 1, 1)


def councils(count: int, assessment: Assessment, people: dict[str, Officer]) -> dict[str, int]:
    """Of the ward and of its office; ids of what the pages open."""
    by, ward = people["leader"], assessment.ward
    Council.objects.bulk_create(_council(n, by, ward=ward, ended_on=DAY) for n in range(count))
    own = _seated(count, _council(count, by, ward=ward))
    known = {"office": ward.office, "title": "model-ward", "level": "ward", "citation": "x", "confidence": "reported"}
    numbers = Provision.objects.bulk_create(Provision(**known, key="quorum", value=70, by=by) for _n in range(count))
    ProvisionConfirmation.objects.bulk_create(
        ProvisionConfirmation(provision=row, by=people["head"]) for row in numbers[:-1]
    )
    meetings = Meeting.objects.bulk_create(_meeting(own, by) for _n in range(count))
    votes = Ballot.objects.bulk_create(Ballot(meeting=one, assessment=assessment) for one in meetings)
    _filled(meetings[0], [votes[0]], count, by)
    former = _seated(count, _council(count + 1, by, ward=ward, ended_on=DAY))
    closed = _meeting(former, by)
    closed.save()
    sealed = Ballot(meeting=closed, assessment=assessment, in_favour=1, against=0, blank=0)  # as closing freezes it
    sealed.save()
    _filled(closed, [sealed], count, by)
    Meeting.objects.filter(pk=closed.pk).update(closed_by=by, closed_at=timezone.now())
    return {"council": own.pk, "meeting": meetings[0].pk, "vote": votes[0].pk, "closed_meeting": closed.pk,
            "provision": numbers[-1].pk}  # fmt: skip


def city(count: int, assessment: Assessment, people: dict[str, Officer]) -> dict[str, int]:
    """The city's council voting on so many wards."""
    by = people["head"]
    own = _seated(count, _council(0, by, office=assessment.ward.office))
    meeting = _meeting(own, by)
    meeting.save()
    wards = Assessment.objects.filter(ward__office=assessment.ward.office, period=assessment.period)[:count]
    votes = Ballot.objects.bulk_create(Ballot(meeting=meeting, assessment=one) for one in wards)
    _filled(meeting, votes, count, by)
    return {"city_council": own.pk, "city_meeting": meeting.pk}


def _council(number: int, by: Officer, **place: Any) -> Council:
    return Council(
        name=f"Hội đồng {number}", decision_number=f"{number}/QĐ", decision_date=DAY, decision_issuer="Chủ tịch",
        by=by, **place,
    )  # fmt: skip


def _seated(count: int, council: Council) -> Council:
    council.save()
    Member.objects.bulk_create(
        Member(council=council, position=n, full_name=f"Người {n}", job="Ủy viên", role="member" if n else "chair")
        for n in range(min(count, LARGEST))
    )
    return council


def _meeting(council: Council, by: Officer) -> Meeting:
    return Meeting(council=council, held_at=timezone.now(), place="x", agenda="x", by=by, **RULES, **CITED)


def _filled(meeting: Meeting, votes: list[Ballot], count: int, by: Officer) -> None:
    """Who came, who does not vote, and what was counted again and again."""
    members = list(meeting.council.members.all())
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member) for member in members)
    Recusal.objects.bulk_create(
        Recusal(ballot=vote, member=member, reason="x") for vote in votes for member in members[1:]
    )
    Count.objects.bulk_create(Count(ballot=votes[0], in_favour=1, against=n % 2, blank=0, by=by) for n in range(count))
