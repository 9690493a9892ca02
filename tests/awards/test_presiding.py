"""Whose account is the chairman's: said by the leader or the head, kept with who said it; only it closes meetings."""

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from awards.domain.councils import membership
from awards.models import Council, Member
from tests import factories
from tests.awards import sittings
from tests.wards.library import as_
from wards.models import Assessment, Office, Officer, Ward

REFUSED = (
    "Nguyễn Văn An: chỉ lãnh đạo phường hoặc Trưởng phòng mới được gắn tài khoản cho Chủ tịch, Phó Chủ tịch Hội đồng."
)


def linked(officer: Officer, *, at: int = 0, **other: object) -> list[membership.Seat]:
    seats = sittings.seats()
    seats[at] = dataclasses.replace(seats[at], officer=officer, **other)
    return seats


def rows(council: Council) -> list[membership.Seat]:
    return [membership.Seat(m.full_name, m.job, m.role, m.officer, m.pk) for m in council.members.all()]


def set_up(ward: Ward, seats: list[membership.Seat], *, by: Officer, seen: int | None = None) -> Council:
    return membership.set_up(place=ward, seats=seats, by=by, seen=seen, **sittings.DECISION)


def correct(council: Council, seats: list[membership.Seat], *, by: Officer) -> Council:
    seen = membership.fingerprint(council)
    return membership.correct(council=council, seats=seats, by=by, seen=seen, **sittings.DECISION)


@pytest.mark.parametrize("role", ["chair", "deputy"])
def test_official_links_nobody_who_presides(role: str, ward: Ward, official: Officer, colleague: Officer) -> None:
    seats = linked(official, role=role)
    seats[1] = dataclasses.replace(seats[1], role="member" if role == "chair" else "chair")

    for who in (official, colleague):
        with pytest.raises(ValidationError) as refused:
            set_up(ward, seats, by=who)
        assert refused.value.message_dict == {"members": [REFUSED]}
    assert not Council.objects.exists()


def test_official_gives_themselves_no_chair_by_a_correction(ward: Ward, official: Officer, leader: Officer) -> None:
    council = set_up(ward, linked(official, at=2), by=official)
    seats = rows(council)
    unlinked = dataclasses.replace(seats[2], officer=None)
    chaired = [dataclasses.replace(seats[0], officer=official), seats[1], unlinked, *seats[3:]]
    promoted = [*seats[:2], dataclasses.replace(seats[2], role="deputy"), *seats[3:]]

    for change in (chaired, promoted):
        with pytest.raises(ValidationError):
            correct(council, change, by=official)
    correct(council, promoted, by=leader)

    deputy = council.members.get(role="deputy")
    assert (deputy.officer, deputy.linked_by) == (official, leader)


def test_account_another_name_bears_is_linked_anew(ward: Ward, official: Officer, leader: Officer) -> None:
    council = set_up(ward, linked(leader), by=leader)
    seats = rows(council)
    renamed = [dataclasses.replace(seats[0], full_name="Bùi Văn Nam"), *seats[1:]]

    with pytest.raises(ValidationError, match="Bùi Văn Nam"):
        correct(council, renamed, by=official)


def test_who_linked_the_account_is_kept_through_corrections_and_the_next_decision(
    ward: Ward, official: Officer, leader: Officer
) -> None:
    council = set_up(ward, linked(leader), by=leader)
    first = council.members.get(role="chair")
    correct(council, rows(council)[:8], by=official)
    again = council.members.get(role="chair")
    new = {**sittings.DECISION, "decision_number": "20/QĐ-UBND", "decision_date": dt.date(2020, 6, 1)}
    copied = [dataclasses.replace(seat, pk=None) for seat in rows(council)]
    made = membership.set_up(place=ward, seats=copied, by=official, seen=council.pk, **new)
    third = made.members.get(role="chair")

    assert {(m.linked_by, m.linked_at) for m in (first, again, third)} == {(leader, first.linked_at)}
    page = as_(official).get(reverse("awards:council", args=[made.pk])).content.decode()
    assert "Lãnh đạo phường Điện Biên gắn ngày" in page


def test_link_taken_away_leaves_no_name(ward: Ward, leader: Officer, official: Officer) -> None:
    council = set_up(ward, linked(leader), by=leader)
    seats = rows(council)
    correct(council, [dataclasses.replace(seats[0], officer=None), *seats[1:]], by=official)

    chair = council.members.get(role="chair")
    assert (chair.officer, chair.linked_by, chair.linked_at) == (None, None, None)


def test_head_links_the_chairman_of_the_citys_council(office: Office, reviewer: Officer, head: Officer) -> None:
    with pytest.raises(ValidationError):
        membership.set_up(place=office, seats=linked(reviewer), by=reviewer, seen=None, **sittings.DECISION)
    made = membership.set_up(place=office, seats=linked(reviewer), by=head, seen=None, **sittings.DECISION)

    assert made.members.get(role="chair").linked_by == head


@pytest.mark.parametrize(
    ("role", "by_leader", "closes"),
    [("chair", True, True), ("deputy", True, True), ("member", True, False), ("secretary", True, False)],
)
def test_meeting_is_closed_by_whoever_presides_with_a_linked_account(
    role: str, by_leader: bool, closes: bool, assessment: Assessment, official: Officer, leader: Officer, clerk: Officer
) -> None:
    seats = sittings.seats()
    at = {"chair": 0, "deputy": 1, "member": 2, "secretary": 8}[role]
    seats[at] = dataclasses.replace(seats[at], officer=official, role=role)
    council = set_up(assessment.ward, seats, by=leader)
    chair, other = list(council.members.all())[at], list(council.members.all())[5]
    meeting = sittings.begun(council, assessment, by=official, chair=chair, secretary=other)
    sittings.counted(sittings.only(meeting), (9, 0, 0), official, clerk)

    if closes:
        assert sittings.close(meeting, by=official).closed_by == official
    else:
        with pytest.raises(membership.NotAllowed):
            sittings.close(meeting, by=official)
        assert sittings.close(meeting, by=leader).closed_by == leader


def test_link_nobody_stands_for_closes_nothing(assessment: Assessment, official: Officer, leader: Officer) -> None:
    council = set_up(assessment.ward, sittings.seats(), by=official)
    Member.objects.filter(council=council, role="chair").update(officer=official)  # as before who linked was kept
    meeting = sittings.begun(council, assessment, by=official)
    sittings.counted(sittings.only(meeting), (9, 0, 0), official, leader)

    with pytest.raises(membership.NotAllowed):
        sittings.close(meeting, by=official)


def test_person_of_a_ward_and_of_the_citys_council_counts_and_closes_only_where_they_may(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, head: Officer, reviewer: Officer
) -> None:
    """An official of the ward who sits in the city's council has no part in the city's records by that."""
    seats = sittings.seats()
    seats[3] = dataclasses.replace(seats[3], officer=official)
    city = membership.set_up(place=office, seats=seats, by=head, seen=None, **sittings.DECISION)
    assert as_(official).get(reverse("awards:council", args=[city.pk])).status_code == 404

    factories.MembershipFactory(officer=official, office=office, ward=None, role="reviewer")
    both = Officer.objects.get(pk=official.pk)
    assert as_(both).get(reverse("awards:council", args=[city.pk])).status_code == 200
    ward = set_up(assessment.ward, sittings.seats(), by=both)
    meeting = sittings.begun(ward, assessment, by=both)
    sittings.counted(sittings.only(meeting), (9, 0, 0), both, leader)
    for who in (both, head, reviewer):
        with pytest.raises(membership.NotAllowed):
            sittings.close(meeting, by=who)
