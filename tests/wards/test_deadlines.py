"""Deadlines: told 7, 3 and 1 days before and when they have passed, once, by Vietnam's clock."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.wards import road
from wards.domain.appraisal import extensions, review
from wards.domain.notifying import deadlines, notices
from wards.domain.notifying.deadlines import threshold
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Notice, Office, Officer, Period, Ward

HANOI = dt.timezone(dt.timedelta(hours=7))
DUE = dt.datetime(2030, 6, 14, 17, 0, tzinfo=HANOI)
MOMENT = dt.timedelta(microseconds=1)


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0) -> dt.datetime:
    """A time of June 2030, Vietnam's."""
    return dt.datetime(2030, 6, day, hour, minute, second, tzinfo=HANOI)


@pytest.fixture
def due(assessment: Assessment, official: Officer, monkeypatch: pytest.MonkeyPatch) -> Assessment:
    """Điện Biên, to hand in by 17:00 on 14 June 2030, which may be set from today."""
    monkeypatch.setattr(deadlines, "FURTHEST", dt.timedelta(days=9999))
    Period.objects.update(ward_deadline=DUE, office_deadline=DUE + dt.timedelta(days=30))
    assessment.refresh_from_db()
    return assessment


def told(officer: Officer) -> list[tuple[str, str]]:
    """Kind and threshold of everything, in order."""
    rows = officer.notices.order_by("pk").values_list("kind", "key")
    return [(kind, key.rpartition(":")[2]) for kind, key in rows]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(6, 23, 59, 59), None),
        (at(7, 0), 7),  # a week as the calendar counts it
        (at(10, 23, 59), 7),
        (at(11, 0), 3),
        (at(12, 23, 59), 3),
        (at(13, 0), 1),
        (at(14, 16, 59, 59), 1),
        # the calendar is Vietnam's: 23:30 UTC of the 6th is 06:30 of the 7th
        (dt.datetime(2030, 6, 6, 16, 59, tzinfo=dt.UTC), None),
        (dt.datetime(2030, 6, 6, 17, 0, tzinfo=dt.UTC), 7),
        (dt.datetime(2030, 6, 6, 23, 30, tzinfo=dt.UTC), 7),
        (dt.datetime(2030, 6, 12, 16, 59, tzinfo=dt.UTC), 3),
        (dt.datetime(2030, 6, 12, 23, 30, tzinfo=dt.UTC), 1),
    ],
)
def test_nearest_threshold_counts_days_of_vietnam(now: dt.datetime, expected: int | None) -> None:
    assert threshold(when=DUE, now=now) == expected


def test_deadline_late_in_the_evening_keeps_its_day() -> None:
    end_of_day = at(14, 23, 59, 59)  # 16:59:59 UTC of the same day
    early = at(14, 0, 30)  # 17:30 UTC of the day before
    assert threshold(when=end_of_day, now=at(13, 0)) == 1
    assert threshold(when=early, now=at(7, 0)) == 7
    assert threshold(when=early, now=at(6, 23, 59)) is None


@pytest.mark.parametrize(
    ("set_on", "today", "expected"),
    [(4, 7, 7), (7, 7, None), (9, 9, None), (9, 11, 3), (11, 11, None), (11, 13, 1), (13, 13, None), (14, 14, None)],
)
def test_threshold_passed_when_the_deadline_was_set_is_not_told(set_on: int, today: int, expected: int | None) -> None:
    assert threshold(when=DUE, now=at(today), set_at=at(set_on)) == expected


def test_each_threshold_is_told_once_however_often_the_task_runs(due: Assessment, official: Officer) -> None:
    for day in range(1, 15):
        for hour in (0, 7, 8, 12, 16):
            deadlines.tell_due(now=at(day, hour))
    assert told(official) == [("deadline", "7"), ("deadline", "3"), ("deadline", "1")]


def test_a_worker_that_was_down_tells_only_the_nearest(due: Assessment, official: Officer) -> None:
    assert deadlines.tell_due(now=at(13, 10)) == 1
    assert told(official) == [("deadline", "1")]


def test_nobody_is_reminded_at_night(due: Assessment, official: Officer) -> None:
    assert deadlines.tell_due(now=at(7, 6, 59)) == 0
    assert deadlines.tell_due(now=at(7, 7)) == 1


def test_deadline_holds_until_its_last_instant(due: Assessment, official: Officer) -> None:
    deadlines.tell_due(now=DUE)
    assert told(official) == [("deadline", "1")]
    deadlines.tell_due(now=DUE + MOMENT)
    deadlines.tell_due(now=DUE + dt.timedelta(days=40))
    assert told(official) == [("deadline", "1"), ("overdue", "over")]


def test_deadline_given_as_a_day_holds_until_its_last_second(due: Assessment, official: Officer) -> None:
    Period.objects.update(ward_deadline=at(14, 23, 59, 59))
    deadlines.tell_due(now=at(14, 23, 59, 59))
    assert ("overdue", "over") not in told(official)
    deadlines.tell_due(now=at(15, 0))
    assert ("overdue", "over") in told(official)


def test_only_those_who_can_still_act_are_told(
    due: Assessment, official: Officer, leader: Officer, stranger: Officer, reviewer: Officer
) -> None:
    deadlines.tell_due(now=at(13))
    assert set(Notice.objects.values_list("officer", flat=True)) == {official.pk, leader.pk}


def test_what_was_handed_in_has_no_deadline_for_the_ward(
    due: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(due, official=official, leader=leader)
    Notice.objects.all().delete()
    assert deadlines.tell_due(now=at(13)) == 0
    assert deadlines.tell_due(now=at(20)) == 0


def test_extension_is_told_anew(due: Assessment, official: Officer, head: Officer) -> None:
    deadlines.tell_due(now=DUE + MOMENT)
    extensions.extend(assessment=due, due=at(28, 17), reason="Chờ số liệu", by=head)
    assert official.notices.get(kind="overdue").read_at is not None  # moot

    for day in range(15, 30):
        deadlines.tell_due(now=at(day))

    assert told(official) == [
        ("overdue", "over"), ("extended", told(official)[1][1]), ("deadline", "7"), ("deadline", "3"),
        ("deadline", "1"), ("overdue", "over"),
    ]  # fmt: skip


def test_each_round_of_completion_is_told_anew(
    due: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(due, official=official, leader=leader)
    review.start_review(assessment=due, by=reviewer)
    road.judge(due, "5.2", "to_complete", reason="Thiếu", by=reviewer)
    road.confirm_all(due, by=reviewer)
    review.ask_completion(assessment=due, due=at(20, 17), by=reviewer)
    deadlines.tell_due(now=at(19))
    review.hand_in(assessment=due, by=leader)
    review.start_review(assessment=due, by=reviewer)
    road.judge(due, "5.2", "to_complete", reason="Vẫn thiếu", by=reviewer)
    review.ask_completion(assessment=due, due=at(25, 17), by=reviewer)
    deadlines.tell_due(now=at(24))

    kept = official.notices.filter(kind="deadline").order_by("pk")
    assert [(n.facts["of"], n.facts["due"][:10]) for n in kept] == [
        ("completion", "2030-06-20"), ("completion", "2030-06-25"),
    ]  # fmt: skip


def test_office_is_told_once_for_all_its_wards(
    due: Assessment, other_ward: Ward, official: Officer, leader: Officer, stranger: Officer, reviewer: Officer,
    head: Officer, other_reviewer: Officer,
) -> None:  # fmt: skip
    other = assessments.open_assessments(period=due.period, wards=[other_ward])[0]
    for assessment in (due, other):
        Assessment.objects.filter(pk=assessment.pk).update(state="handed_in", round=1)
    end = DUE + dt.timedelta(days=30)

    for days in (8, 7, 3, 3, 1, 0):
        deadlines.tell_due(now=end - dt.timedelta(days=days))
    deadlines.tell_due(now=end + MOMENT)

    expected = [("deadline", "7"), ("deadline", "3"), ("deadline", "1"), ("overdue", "over")]
    assert told(reviewer) == told(head) == expected
    assert told(other_reviewer) == told(official) == []
    assert {notice.facts["count"] for notice in reviewer.notices.all()} == {2}


def test_near_lists_what_one_person_has_to_meet(
    due: Assessment, official: Officer, reviewer: Officer, stranger: Officer
) -> None:
    assert deadlines.near(official, now=at(1)) == []
    assert [(d.of, d.when) for d in deadlines.near(official, now=at(10))] == [("hand_in", DUE)]
    assert deadlines.near(stranger, now=at(10)) == deadlines.near(reviewer, now=at(10)) == []


def test_queries_do_not_grow_with_the_wards(due: Assessment, office: Office, official: Officer) -> None:
    counts = []
    for number in (3, 300):
        wards = [factories.WardFactory.build(office=office, code=f"{number}{n:04}"[:5]) for n in range(number)]
        for n, ward in enumerate(wards):
            ward.code = f"{number % 10}{n:04}" if number == 3 else f"9{n:04}"
            ward.set_keys()
        Ward.objects.bulk_create(wards)
        Assessment.objects.bulk_create(
            Assessment(ward=ward, period=due.period, state="drafting" if n % 2 else "handed_in")
            for n, ward in enumerate(wards)
        )
        people = Officer.objects.bulk_create(Officer(username=f"{number}.{n}", full_name="X") for n in range(number))
        factories.MembershipFactory._meta.model.objects.bulk_create(
            factories.MembershipFactory._meta.model(officer=o, ward=w, role="official", valid_from="2019-01-01")
            for o, w in zip(people, wards, strict=True)
        )
        with CaptureQueriesContext(connection) as seen:
            deadlines.tell_due(now=at(7 if number == 3 else 11))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Notice.objects.count() > 150


def test_choice_not_to_be_told_is_respected(due: Assessment, official: Officer, leader: Officer) -> None:
    notices.choose(officer=official, email="", choices={"deadline": (False, False), "overdue": (True, True)})
    deadlines.tell_due(now=at(13))
    deadlines.tell_due(now=at(20))
    assert told(official) == [("overdue", "over")]
    assert told(leader) == [("deadline", "1"), ("overdue", "over")]
    assert timezone.now() < DUE  # the clock of these tests is handed in, not set
