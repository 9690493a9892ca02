"""Councils: set up by decision, corrected until they have met, replaced by another decision."""

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.domain.councils import meetings, membership
from awards.domain.councils.pasting import read_members
from awards.models import Council, Member
from tests.awards import sittings
from wards.models import Assessment, Office, Officer, Ward


def names(council: Council) -> list[tuple[str, str]]:
    return [(member.full_name, member.role) for member in council.members.all()]


def rows(council: Council) -> list[membership.Seat]:
    return [membership.Seat(m.full_name, m.job, m.role, m.officer, m.pk) for m in council.members.all()]


def test_council_keeps_its_members_in_the_order_of_the_decision(ward: Ward, official: Officer) -> None:
    council = sittings.council(ward, by=official)

    assert [name for name, _role in names(council)] == list(sittings.NAMES)
    assert [role for _name, role in names(council)] == ["chair", *["member"] * 7, "secretary"]
    assert membership.current_council(ward) == council


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("official", True), ("leader", True), ("clerk", True), ("stranger", False), ("reviewer", False), ("admin", False)],
)
def test_only_people_of_the_ward_set_its_council_up(
    role: str, allowed: bool, ward: Ward, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(role)
    if allowed:
        assert sittings.council(ward, by=by).by == by
    else:
        with pytest.raises(membership.NotAllowed):
            sittings.council(ward, by=by)


def test_citys_council_is_set_up_by_its_office(office: Office, reviewer: Officer, official: Officer) -> None:
    assert membership.usual_name(office) == "Hội đồng Thi đua - Khen thưởng thành phố Thanh Hóa"
    assert sittings.council(office, by=reviewer, name=membership.usual_name(office)).office == office
    with pytest.raises(membership.NotAllowed):
        sittings.council(office, by=official)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"role": "member"}, "members", "Đề nghị chọn ai là Chủ tịch Hội đồng."),
        ({"role": "chair", "at": 1}, "members", "Hội đồng chỉ có một Chủ tịch; đang chọn: Nguyễn Văn An, Lê Thị Bình."),
        ({"full_name": "NGUYỄN VĂN AN", "at": 1}, "members", "NGUYỄN VĂN AN: đã nhập hai lần."),
    ],
)
def test_members_that_cannot_be_are_told(
    change: dict[str, object], field: str, said: str, ward: Ward, official: Officer
) -> None:
    seats = sittings.seats()
    at = int(str(change.pop("at", 0)))
    seats[at] = dataclasses.replace(seats[at], **change)

    with pytest.raises(ValidationError) as refused:
        membership.set_up(place=ward, seats=seats, by=official, seen=None, **sittings.DECISION)

    assert refused.value.message_dict == {field: [said]}
    assert not Council.objects.exists()


def test_decision_of_tomorrow_is_refused(ward: Ward, official: Officer) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(ValidationError) as refused:
        sittings.council(ward, by=official, decision_date=tomorrow)

    assert list(refused.value.message_dict) == ["decision_date"]


def test_new_decision_ends_the_former_council_on_its_date(ward: Ward, official: Officer, leader: Officer) -> None:
    former = sittings.council(ward, by=official)
    new = {**sittings.DECISION, "decision_number": "20/QĐ-UBND", "decision_date": dt.date(2020, 6, 1)}

    made = membership.set_up(place=ward, seats=sittings.seats(5), by=leader, seen=former.pk, **new)

    former.refresh_from_db()
    assert (former.ended_on, former.members.count()) == (dt.date(2020, 6, 1), 9)
    assert membership.current_council(ward) == made
    with pytest.raises(membership.NotAllowed, match="thay bằng quyết định sau"):
        membership.correct(
            council=former, seats=rows(former), by=official, seen=membership.fingerprint(former), **sittings.DECISION
        )


def test_older_decision_replaces_nothing(ward: Ward, official: Officer) -> None:
    former = sittings.council(ward, by=official)
    older = {**sittings.DECISION, "decision_date": dt.date(2018, 1, 1)}

    with pytest.raises(ValidationError) as refused:
        membership.set_up(place=ward, seats=sittings.seats(), by=official, seen=former.pk, **older)

    assert refused.value.message_dict == {
        "decision_date": [
            "Hội đồng hiện tại được thành lập ngày 05/03/2019; quyết định thay thế không thể có ngày sớm hơn."
        ]
    }


def test_council_entered_by_somebody_else_meanwhile_is_shown(ward: Ward, official: Officer, leader: Officer) -> None:
    theirs = sittings.council(ward, by=official)

    with pytest.raises(membership.Rewritten) as conflict:
        sittings.council(ward, by=leader, decision_number="16/QĐ-UBND")

    assert conflict.value.current == theirs


def test_council_sent_twice_is_entered_once(ward: Ward, official: Officer) -> None:
    assert sittings.council(ward, by=official) == sittings.council(ward, by=official)
    assert Council.objects.count() == 1


def test_correction_changes_order_roles_and_members_and_open_meetings_follow(
    assessment: Assessment, official: Officer
) -> None:
    council = sittings.council(assessment.ward, by=official)
    meeting = sittings.begun(council, assessment, by=official)
    seats = rows(council)
    first, last = seats[0], seats[8]
    gone, kept = seats[1], seats[2:8]
    turned = [
        dataclasses.replace(last, role="chair"), *kept, dataclasses.replace(first, role="secretary"),
        membership.Seat("Bùi Văn Nam", "Trưởng Ban", "member"),
    ]  # fmt: skip

    seen = membership.fingerprint(council)
    membership.correct(council=council, seats=turned, by=official, seen=seen, **sittings.DECISION)

    assert names(council)[0] == ("Đặng Thị Mai", "chair")
    assert names(council)[-2:] == [("Nguyễn Văn An", "secretary"), ("Bùi Văn Nam", "member")]
    assert gone.full_name not in [name for name, _role in names(council)]
    came = [row.member.full_name for row in meeting.attendances.all()]
    assert sorted(came) == sorted(name for name, _role in names(council))


def test_chairman_of_an_open_meeting_who_leaves_the_council_leaves_the_chair(
    assessment: Assessment, official: Officer
) -> None:
    council = sittings.council(assessment.ward, by=official)
    meeting = sittings.begun(council, assessment, by=official)
    rest = rows(council)[1:]
    rest[0] = dataclasses.replace(rest[0], role="chair")

    membership.correct(
        council=council, seats=rest, by=official, seen=membership.fingerprint(council), **sittings.DECISION
    )

    meeting.refresh_from_db()
    assert (meeting.chair, meeting.version) == (None, 2)


def test_correction_of_what_somebody_else_corrected_is_asked_back(
    ward: Ward, official: Officer, leader: Officer
) -> None:
    council = sittings.council(ward, by=official)
    seen = membership.fingerprint(council)
    other = {**sittings.DECISION, "decision_number": "17/QĐ-UBND"}
    membership.correct(council=council, seats=rows(council), by=leader, seen=seen, **other)

    with pytest.raises(membership.Rewritten):
        membership.correct(council=council, seats=rows(council)[:5], by=official, seen=seen, **sittings.DECISION)

    council.refresh_from_db()
    assert (council.decision_number, council.members.count()) == ("17/QĐ-UBND", 9)


@pytest.fixture
def met(assessment: Assessment, official: Officer, leader: Officer) -> Council:
    council = sittings.council(assessment.ward, by=official)
    sittings.closed(council, assessment, by=leader, second=official)
    return council


def test_council_that_has_met_needs_a_new_decision(met: Council, official: Officer) -> None:
    assert membership.has_met(met)
    with pytest.raises(membership.NotAllowed, match="đề nghị nhập quyết định mới"):
        membership.correct(
            council=met, seats=rows(met)[:4], by=official, seen=membership.fingerprint(met), **sittings.DECISION
        )


@pytest.mark.parametrize(
    "alter",
    [
        lambda council: council.members.update(full_name="X"),
        lambda council: (rows := council.members.filter(position=3))._raw_delete(rows.db),
        lambda council: Member.objects.create(council=council, position=10, full_name="X", job="Y"),
        lambda council: Council.objects.filter(pk=council.pk).update(decision_number="99/QĐ-UBND"),
        lambda council: Council.objects.filter(pk=council.pk).update(name="Hội đồng khác"),
    ],
    ids=["rename", "delete", "add", "decision", "name"],
)
def test_database_keeps_who_sat_in_a_closed_meeting(alter, met: Council) -> None:
    with pytest.raises(IntegrityError, match="this council has met"), transaction.atomic():
        alter(met)


def test_council_that_has_met_still_ends(met: Council, official: Officer) -> None:
    new = {**sittings.DECISION, "decision_number": "20/QĐ-UBND", "decision_date": dt.date(2020, 6, 1)}

    membership.set_up(place=met.ward, seats=sittings.seats(), by=official, seen=met.pk, **new)

    met.refresh_from_db()
    assert met.ended_on == dt.date(2020, 6, 1)


@pytest.mark.parametrize(
    ("line", "seat"),
    [
        (
            "1. Ông Nguyễn Văn A, Chủ tịch UBND phường, Chủ tịch Hội đồng",
            ("Nguyễn Văn A", "Chủ tịch UBND phường", "chair"),
        ),
        ("2) Bà Lê Thị B; Phó Chủ tịch UBND; Phó Chủ tịch HĐ", ("Lê Thị B", "Phó Chủ tịch UBND", "deputy")),
        ("3\tTrần C\tChủ tịch UBMTTQ\tỦy viên", ("Trần C", "Chủ tịch UBMTTQ", "member")),
        ("- Đặng D - Công chức Văn phòng - Uỷ viên - Thư ký", ("Đặng D", "Công chức Văn phòng", "secretary")),
        (
            "Đỗ E, Phó Bí thư Đảng ủy, Chủ tịch UBND, Chủ tịch Hội đồng",
            ("Đỗ E", "Phó Bí thư Đảng ủy, Chủ tịch UBND", "chair"),
        ),
        ("Ngô G, Ủy viên BCH Đảng ủy", ("Ngô G", "Ủy viên BCH Đảng ủy", "member")),
        ("Vũ H, Công chức, Thư ký Hội đồng thi đua", ("Vũ H", "Công chức", "secretary")),
        ("Bùi K", ("Bùi K", "", "member")),
        ("4. Hà L, Trưởng Công an phường, thành viên.", ("Hà L", "Trưởng Công an phường", "member")),
    ],
)
def test_pasted_line_is_read(line: str, seat: tuple[str, str, str]) -> None:
    [found] = read_members(line)

    assert (found.full_name, found.job, found.role) == seat


def test_empty_lines_of_a_pasted_list_are_no_members() -> None:
    assert [seat.full_name for seat in read_members("\n 1. An, X \n\n...\n2. Bình, Y\n")] == ["An", "Bình"]


def test_meeting_before_the_decision_is_refused(assessment: Assessment, official: Officer) -> None:
    council = sittings.council(assessment.ward, by=official)
    before = dt.datetime(2019, 3, 4, 8, tzinfo=dt.UTC)

    with pytest.raises(ValidationError) as refused:
        meetings.begin(
            council=council, assessments=[assessment.pk], by=official, **sittings.text(council, held_at=before)
        )

    assert refused.value.message_dict == {
        "held_on": ["Hội đồng được thành lập ngày 05/03/2019 nên không thể họp trước ngày đó."]
    }
