"""What the minutes print of a meeting."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.domain.councils import closing, meetings, membership
from awards.models import Council, Meeting
from tests.awards import sittings
from tests.awards.sittings import only
from wards.models import Assessment, Office, Officer, State, Ward


def test_minutes_print_the_whole_meeting(
    council: Council, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    held_at = dt.datetime(2019, 12, 20, 7, 5, tzinfo=dt.UTC)
    meeting = sittings.begun(
        council, assessment, by=official, held_at=held_at, ended_at=held_at + dt.timedelta(hours=2)
    )
    sittings.absent(meeting, 1, by=official)
    member = council.members.all()[3]
    recused = {member.pk: "là người nhà"}
    meetings.recuse(ballot=only(meeting), recused=recused, seen=meetings.fingerprint(meeting), by=official)
    sittings.counted(only(meeting), (6, 1, 0), official, leader)
    sittings.close(meeting, by=leader, below={only(meeting).pk: closing.Below(True, "Có ý kiến bằng văn bản")})

    facts = membership.meeting_facts(meeting)

    assert facts["council"] == {
        "name": "Hội đồng Thi đua - Khen thưởng phường Điện Biên", "decision_number": "15/QĐ-UBND",
        "decision_date": dt.date(2019, 3, 5), "decision_issuer": "Chủ tịch Ủy ban nhân dân phường Điện Biên",
        "level": "ward", "authority": "Ủy ban nhân dân phường Điện Biên",
    }  # fmt: skip
    assert (facts["held_on"], facts["began"], facts["ended"]) == (
        dt.date(2019, 12, 20),
        "14 giờ 05 phút",
        "16 giờ 05 phút",
    )
    assert facts["chair"] == {"name": "Nguyễn Văn An", "job": "Ủy viên UBND", "role": "Chủ tịch Hội đồng"}
    assert [person["name"] for person in facts["absent"]] == ["Lê Thị Bình"]
    assert (facts["members"], len(facts["present"]), facts["quorum"]["share_in_words"]) == (9, 8, "88,89%")
    assert facts["required"]["caveat"] == ""
    assert facts["quorum"]["caveat"] == "tạm thời, chưa có văn bản"
    [ballot] = facts["ballots"]
    assert (ballot["in_favour"], ballot["against"], ballot["blank"], ballot["voters"]) == (6, 1, 0, 7)
    assert (ballot["share_in_words"], ballot["reached"], ballot["goes_on"]) == ("66,67%", False, True)
    assert ballot["below_reason"] == "Có ý kiến bằng văn bản"
    assert ballot["recused"][0]["reason"] == "là người nhà"
    assert ballot["counted_by"] == ["Cán bộ phường Điện Biên", "Lãnh đạo phường Điện Biên"]


def test_minutes_ask_the_database_as_often_for_thirty_wards_as_for_one(
    office: Office, assessment: Assessment, reviewer: Officer
) -> None:
    council = sittings.council(office, by=reviewer, count=30)
    Assessment.objects.update(state=State.REVIEWED)
    few = sittings.begun(council, assessment, by=reviewer)
    wards = [Ward(code=f"3{n:04}", name=f"Phường {n}", kind="phường", office=office) for n in range(30)]
    for ward in wards:
        ward.set_keys()
    Ward.objects.bulk_create(wards)
    Assessment.objects.bulk_create(
        Assessment(ward=ward, period=assessment.period, state=State.REVIEWED) for ward in wards
    )
    many = sittings.begun(council, *Assessment.objects.all(), by=reviewer, place="Hội trường lớn")

    def asked(meeting: Meeting) -> int:
        with CaptureQueriesContext(connection) as queries:
            membership.meeting_facts(meeting)
        return len(queries)

    assert len(membership.meeting_facts(many)["ballots"]) == 31
    assert asked(many) == asked(few)
