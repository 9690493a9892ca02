"""The councils of the wards on the whole way, and of their city, and how they met."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from awards.domain.councils import closing, counting, meetings, membership, usual
from awards.models import Council, Meeting, Member
from wards.models import Assessment, Office, Officer, Ward

Role = Member.Role
DISCUSSION = "Minh họa: các thành viên nhất trí với kết quả tự đánh giá và hồ sơ minh chứng kèm theo."
BEGINS, ENDS = dt.time(8), dt.time(10)
SEATS = (
    ("Chủ tịch Hội đồng (minh họa)", "Chủ tịch UBND", Role.CHAIR),
    ("Phó Chủ tịch Hội đồng (minh họa)", "Phó Chủ tịch UBND", Role.DEPUTY),
    ("Ủy viên thư ký (minh họa)", "Công chức Văn phòng", Role.SECRETARY),
    ("Ủy viên Mặt trận (minh họa)", "Chủ tịch Ủy ban Mặt trận Tổ quốc", Role.MEMBER),
    ("Ủy viên Công an (minh họa)", "Trưởng Công an", Role.MEMBER),
    ("Ủy viên Quân sự (minh họa)", "Chỉ huy trưởng Quân sự", Role.MEMBER),
    ("Ủy viên Hội Phụ nữ (minh họa)", "Chủ tịch Hội Liên hiệp Phụ nữ", Role.MEMBER),
    ("Ủy viên Đoàn Thanh niên (minh họa)", "Bí thư Đoàn Thanh niên", Role.MEMBER),
    ("Ủy viên Hội Cựu chiến binh (minh họa)", "Chủ tịch Hội Cựu chiến binh", Role.MEMBER),
)


def council(place: Ward | Office, *, by: Officer) -> Council:
    seats = [membership.Seat(name, job, role) for name, job, role in SEATS]
    return membership.current_council(place) or membership.set_up(
        place=place, seats=seats, by=by, seen=None, name=membership.usual_name(place), decision_number="15/QĐ-UBND",
        decision_date=dt.date(2019, 1, 15), decision_issuer=membership.usual_issuer(place),
    )  # fmt: skip


def meet(
    council: Council, going: Sequence[Assessment], *, counted_by: tuple[Officer, Officer], closed_by: Officer
) -> Meeting:
    """This morning: one is away, one votes blank, two count the secret ballots."""
    members = list(council.members.order_by("position"))
    began, ended = (timezone.make_aware(dt.datetime.combine(timezone.localdate(), hour)) for hour in (BEGINS, ENDS))
    meeting = meetings.begin(
        council=council, assessments=[assessment.pk for assessment in going], by=counted_by[0], held_at=began,
        ended_at=ended, place=usual.usual_place(council), chair=members[0],
        secretary=members[2], guests="", discussion=DISCUSSION, vote=Meeting.Vote.SECRET,
        agenda=usual.usual_agenda(council, going[0].period.criteria_set.title),
    )  # fmt: skip
    seen = meetings.fingerprint(meeting)
    away = {members[-1].pk: "Đi công tác (minh họa)"}
    meeting = meetings.attend(meeting=meeting, absent=away, seen=seen, by=counted_by[0])
    for ballot in meeting.ballots.all():
        for officer in counted_by:
            counting.count(ballot=ballot, in_favour=len(members) - 2, against=0, blank=1, by=officer)
    return closing.close(meeting=meeting, seen=_seen(meeting), below={}, by=closed_by)


def _seen(meeting: Meeting) -> str:
    return closing.fingerprint(closing.stored.whole().get(pk=meeting.pk))
