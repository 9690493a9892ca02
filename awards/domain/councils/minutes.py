"""Everything the minutes of a meeting print, as plain values."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.utils import timezone

from awards.domain.councils.results import percent, present, reaches, result, standing, voters
from awards.domain.provisions import CAVEATS
from awards.models import Ballot, Council, Meeting, Member
from awards.queries import councils as stored
from emulation.text import write_number
from wards.models.units import Ward

VOTES = {Meeting.Vote.SECRET: "bỏ phiếu kín", Meeting.Vote.OPEN: "biểu quyết giơ tay"}
ROLES = {
    Member.Role.CHAIR: "Chủ tịch Hội đồng", Member.Role.DEPUTY: "Phó Chủ tịch Hội đồng",
    Member.Role.MEMBER: "Ủy viên Hội đồng", Member.Role.SECRETARY: "Ủy viên - Thư ký Hội đồng",
}  # fmt: skip


def meeting_facts(meeting: Meeting) -> dict[str, Any]:
    """The meeting in printed words and exact numbers, with a fixed number of queries.

    Days are dates, moments "14 giờ 00 phút" in Vietnam's time, shares Decimals in percent of all members beside the
    same written out ("86,67%"); of a vote that is not counted yet the numbers are None and `counted` is False.
    """
    return all_meeting_facts([meeting.pk])[meeting.pk]


def all_meeting_facts(meetings: Collection[int]) -> dict[int, dict[str, Any]]:
    """The same of several meetings by their id, with as many queries for 300 as for one."""
    return {meeting.pk: _facts(meeting) for meeting in stored.whole().filter(pk__in=meetings)} if meetings else {}


def _facts(meeting: Meeting) -> dict[str, Any]:
    members = list(meeting.council.members.all())
    came = present(meeting)
    return {
        "id": meeting.pk,
        "closed": meeting.is_closed,
        "council": _council(meeting.council),
        "held_on": timezone.localdate(meeting.held_at),
        "began": clock(meeting.held_at),
        "ended": clock(meeting.ended_at) if meeting.ended_at else "",
        "place": meeting.place,
        "chair": _person(meeting.chair),
        "secretary": _person(meeting.secretary),
        "members": len(members),
        "present": [_person(member) for member in came],
        "absent": [
            {**_person(row.member), "reason": row.reason} for row in meeting.attendances.all() if not row.present
        ],
        "guests": lines(meeting.guests),
        "agenda": lines(meeting.agenda),
        "discussion": lines(meeting.discussion),
        "vote": meeting.vote,
        "vote_in_words": VOTES[Meeting.Vote(meeting.vote)],
        "required": _rule(meeting.share, meeting.share_citation, meeting.share_confidence),
        "quorum": {
            **_rule(meeting.quorum, meeting.quorum_citation, meeting.quorum_confidence),
            "share": percent(len(came), len(members)),
            "share_in_words": f"{write_number(percent(len(came), len(members)))}%",
            "reached": reaches(len(came), len(members), meeting.quorum),
        },
        "ballots": [_ballot(ballot, len(members)) for ballot in meeting.ballots.all()],
    }


def clock(moment: Any) -> str:
    """14 giờ 05 phút, in Vietnam's time."""
    return f"{timezone.localtime(moment):%H giờ %M phút}"


def lines(text: str) -> list[str]:
    """Lines that say something, without the dashes people put before them."""
    return [row for line in text.splitlines() if (row := line.strip().removeprefix("- ").strip())]


def _council(council: Council) -> dict[str, Any]:
    return {
        "name": council.name,
        "decision_number": council.decision_number,
        "decision_date": council.decision_date,
        "decision_issuer": council.decision_issuer,
        "level": "ward" if council.ward_id else "city",
        "authority": council.office.authority if council.office else authority_of(council.ward),
    }


def authority_of(ward: Ward | None) -> str:
    """Whose council it is: "Ủy ban nhân dân phường Điện Biên"."""
    return f"Ủy ban nhân dân {ward.name_in_text}" if ward else ""


def _person(member: Member | None) -> dict[str, str]:
    if member is None:
        return {"name": "", "job": "", "role": ""}
    return {"name": member.full_name, "job": member.job, "role": ROLES[Member.Role(member.role)]}


def _rule(value: Decimal, citation: str, confidence: str) -> dict[str, Any]:
    return {
        "value": value, "in_words": f"{write_number(value)}%", "citation": citation, "confidence": confidence,
        "caveat": CAVEATS[confidence],
    }  # fmt: skip


def _ballot(ballot: Ballot, members: int) -> dict[str, Any]:
    stands, period = standing(ballot), ballot.assessment.period
    years = {"first_year": period.first_year, "last_year": period.last_year, "title": period.criteria_set.title}
    says: dict[str, Any] = {
        "assessment": ballot.assessment_id, "ward": ballot.assessment.ward.name_in_text, **years,
        "recused": [{**_person(row.member), "reason": row.reason} for row in ballot.recusals.all()],
        "members": members, "voters": voters(ballot),
        "counted_by": [count.by.full_name for count in stands.counts] if stands.votes else [],
        "counted": stands.votes is not None, "basis": ballot.basis, "failed_rounds": stands.rounds,
    }  # fmt: skip
    if stands.votes is None:
        numbers = ("in_favour", "against", "blank", "share", "share_in_words", "reached")
        return {**says, **dict.fromkeys(numbers), "below_reason": "", "goes_on": False}
    came = result(ballot)
    return {
        **says, "in_favour": came.in_favour, "against": came.against, "blank": came.blank, "share": came.share,
        "share_in_words": f"{write_number(came.share)}%", "reached": came.reached, "below_reason": came.below_reason,
        "goes_on": came.goes_on,
    }  # fmt: skip
