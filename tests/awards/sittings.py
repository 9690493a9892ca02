"""Councils and their meetings in tests, made the short way: a council of nine, all of them there, all in favour."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from awards.domain import provisions
from awards.domain.councils import closing, counting, meetings, membership
from awards.models import Ballot, Council, Meeting, Member, Provision
from awards.queries import councils as stored
from awards.queries.places import SIGNED_KINDS
from emulation.text import digest
from wards.domain.sheet.sealed import handed_in_text
from wards.models import Assessment, HandIn, Office, Officer, Ward

NAMES = ("Nguyễn Văn An", "Lê Thị Bình", "Trần Thị Chi", "Phạm Văn Dũng", "Hoàng Văn Giang", "Vũ Thị Hạnh",
         "Đỗ Văn Khánh", "Ngô Thị Lan", "Đặng Thị Mai")  # fmt: skip
DECISION: dict[str, Any] = {
    "name": "Hội đồng Thi đua - Khen thưởng phường Điện Biên", "decision_number": "15/QĐ-UBND",
    "decision_date": dt.date(2019, 3, 5), "decision_issuer": "Chủ tịch Ủy ban nhân dân phường Điện Biên",
}  # fmt: skip
SAYS: dict[str, Any] = {
    "place": "Trụ sở UBND phường", "guests": "Bà Lê Thị X, Phòng Nội vụ",
    "agenda": "Nghe báo cáo.\nBỏ phiếu.", "discussion": "Các thành viên nhất trí.", "vote": "secret",
}  # fmt: skip


def seats(count: int = 9) -> list[membership.Seat]:
    """A chairman, members, and the last one secretary."""
    roles = [Member.Role.CHAIR, *[Member.Role.MEMBER] * (count - 2), Member.Role.SECRETARY]
    names = [NAMES[n % len(NAMES)] + ("" if n < len(NAMES) else f" {n}") for n in range(count)]
    return [membership.Seat(name, "Ủy viên UBND", role) for name, role in zip(names, roles, strict=True)]


def council(place: Ward | Office, *, by: Officer, count: int = 9, **decision: object) -> Council:
    """The first council of a ward or office."""
    return membership.set_up(place=place, seats=seats(count), by=by, seen=None, **{**DECISION, **decision})


def text(of: Council, **other: object) -> dict[str, Any]:
    """What is written of a meeting yesterday at nine."""
    members = list(of.members.all())
    held_at = timezone.now().replace(hour=2, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
    ended_at = other.get("held_at", held_at) + dt.timedelta(hours=1)  # type: ignore[operator]  # a moment where it is given
    return {**SAYS, "held_at": held_at, "ended_at": ended_at, "chair": members[0], "secretary": members[-1], **other}


def begun(of: Council, *about: Assessment, by: Officer, **other: object) -> Meeting:
    """A meeting written down, everyone there, nothing counted."""
    meeting = meetings.begin(council=of, assessments=[one.pk for one in about], by=by, **text(of, **other))
    return meetings.attend(meeting=meeting, absent={}, seen="", by=by)


def counted(ballot: Ballot, votes: tuple[int, int, int], *by: Officer) -> membership.Standing:
    """The same count by each of these people; how it stands then."""
    in_favour, against, blank = votes
    for officer in by:
        stands = counting.count(ballot=ballot, in_favour=in_favour, against=against, blank=blank, by=officer)
    return stands


def closed(
    of: Council, *about: Assessment, by: Officer, second: Officer, votes: tuple[int, int, int] = (9, 0, 0),
    below: dict[int, closing.Below] | None = None, **other: object,
) -> Meeting:  # fmt: skip
    """A meeting counted by two and closed."""
    meeting = begun(of, *about, by=by, **other)
    for ballot in meeting.ballots.all():
        counted(ballot, votes, by, second)
    reasons = below if below is not None else dict.fromkeys(pks(meeting), closing.Below(True, "Đã có ý kiến bổ sung."))
    return close(meeting, by=by, below=reasons)


def close(meeting: Meeting, *, by: Officer, below: dict[int, closing.Below] | None = None) -> Meeting:
    """Close what the person has just read."""
    seen = closing.fingerprint(stored.whole().get(pk=meeting.pk))
    return closing.close(meeting=meeting, seen=seen, below=below or {}, by=by)


def pks(meeting: Meeting) -> Sequence[int]:
    return list(meeting.ballots.values_list("pk", flat=True))


def ruled(office: Office, *, by: Officer, second: Officer, **rule: Any) -> Provision:
    """A number the office recorded and confirmed; of wards' votes in favour unless it is told otherwise."""
    usual = {"title": "model-ward", "level": "ward", "key": "vote_share", "citation": "Quy chế mới",
             "confidence": "verbatim"}  # fmt: skip
    row = provisions.record(office=office, by=by, **{**usual, **rule})
    return provisions.confirm(row=row, by=second)


def absent(meeting: Meeting, count: int, *, by: Officer) -> None:
    """So many of the members, neither chairman nor secretary, were not there."""
    members = list(meeting.council.members.all())[1 : count + 1]
    reasons = {member.pk: "đi công tác" for member in members}
    meetings.attend(meeting=meeting, absent=reasons, seen=meetings.fingerprint(meeting), by=by)


def scene(assessment: Assessment, *, official: Officer, leader: Officer) -> dict[str, list[object]]:
    """What the doors of councils open: a closed meeting of the ward's council and an open one."""
    of = council(assessment.ward, by=official)
    done = closed(of, assessment, by=leader, second=official)
    meeting = begun(of, assessment, by=official, place="Hội trường")
    return {
        "own_ward": [assessment.ward_id], "own_office": [assessment.ward.office_id], "council": [of.pk],
        "closed_meeting": [done.pk], "meeting": [meeting.pk], "ballot": [meeting.ballots.get().pk],
    }  # fmt: skip


def handed_in(assessment: Assessment, state: str, *, by: Officer, with_papers: bool = True) -> None:
    """It stands there after a first hand-in, by rows: with its signed papers, or with its figures alone."""
    said = handed_in_text(assessment, round=1, papers=brought(*SIGNED_KINDS) if with_papers else [])
    HandIn.objects.create(assessment=assessment, round=1, text=said, digest=digest(said), by=by)
    Assessment.objects.filter(pk=assessment.pk).update(state=state, round=1)


def brought(*kinds: str) -> list[dict[str, str]]:
    """Signed papers as a hand-in's text names them, as far as it matters which they are."""
    return [{"kind": kind} for kind in sorted(map(str, kinds))]


def only(meeting: Meeting) -> Ballot:
    """The ballot of a meeting that has one."""
    return stored.whole().get(pk=meeting.pk).ballots.all()[0]


def problems(meeting: Meeting) -> list[str]:
    """What still holds its closing, in words."""
    return [problem.said for problem in closing.problems(stored.whole().get(pk=meeting.pk))]
