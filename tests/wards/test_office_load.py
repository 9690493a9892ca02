"""Who of the office has how much: each reviewer's part of the queue, its age, and what was done this week."""

import datetime as dt
import re
from collections.abc import Callable

from django.utils import timezone

from tests import factories
from tests.wards import road
from tests.wards.library import as_, text
from wards.domain.appraisal import charges
from wards.domain.appraisal.charges import Wish
from wards.models import Assessment, Charge, Entry, HandIn, Office, Officer, Period, Ward

Find = Callable[[str], Entry]
QUEUE = "/tham-dinh/"


def rows(officer: Officer) -> list[tuple[str, int, int, int | None]]:
    loads = as_(officer).get(QUEUE).context["loads"]
    return [(x.officer.full_name if x.officer else "", x.lines, x.assessments, x.done) for x in loads]


def give(assessment: Assessment, codes: tuple[str, ...], to: Officer, *, by: Officer) -> None:
    lines = assessment.entries.filter(indicator__code__in=codes)
    charges.give(assessment=assessment, wishes={line.pk: Wish(None, to.pk) for line in lines}, by=by)


def test_head_sees_everyones_part_and_a_reviewer_their_own(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer
) -> None:
    give(under_review, ("5.1", "5.2", "5.3"), second_reviewer, by=head)
    road.judge(under_review, "5.1", "confirmed", by=second_reviewer)
    road.judge(under_review, "1.1", "confirmed", by=reviewer)

    assert rows(head) == [
        ("Trưởng phòng Nội vụ", 0, 0, 0), ("Chuyên viên Phòng Nội vụ", 0, 0, 1), ("Chuyên viên thứ hai", 2, 1, 1),
        ("", 22, 1, None),
    ]  # fmt: skip
    assert rows(second_reviewer) == [("Chuyên viên thứ hai", 2, 1, 1), ("", 22, 1, None)]


def test_lines_of_somebody_who_left_are_seen_by_the_head(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer
) -> None:
    give(under_review, ("5.2",), second_reviewer, by=head)
    second_reviewer.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")

    assert ("Chuyên viên thứ hai", 1, 1, 0) in rows(head)


def test_what_was_judged_before_monday_is_not_this_weeks(under_review: Assessment, reviewer: Officer) -> None:
    verdict = road.judge(under_review, "5.2", "confirmed", by=reviewer)
    long_ago = timezone.now() - dt.timedelta(days=8)
    verdict.pk, verdict.at = None, long_ago
    verdict.save()
    line = road.judge(under_review, "5.3", "confirmed", by=reviewer)

    assert line.at > long_ago
    assert rows(reviewer)[0][3] == 2


def test_queue_says_how_long_a_ward_has_waited_and_the_oldest_comes_first(
    under_review: Assessment, period: Period, office: Office, reviewer: Officer
) -> None:
    fill(period, office, 1, days=5)

    page = as_(reviewer).get(QUEUE)

    assert [str(row.ward) for row in page.context["page_obj"]] == ["Phường Đông 0", "Phường Điện Biên"]
    assert "Đã chờ 5 ngày" in text(page)
    handed = re.findall(r"<time[^>]*>([^<]*)</time></small></span>", page.content.decode())
    assert [len(told.split()) for told in handed] == [2, 1]  # the day is said once: today's by its name


def test_own_lines_are_filtered(
    under_review: Assessment, period: Period, office: Office, head: Officer, reviewer: Officer, second_reviewer: Officer
) -> None:
    fill(period, office, 1, days=5)
    give(under_review, ("5.1", "5.2"), reviewer, by=head)

    def shown(by: Officer, choice: object) -> list[tuple[str, int]]:
        page = as_(by).get(QUEUE, {"nguoi": choice}).context["page_obj"]
        return [(str(row.ward), getattr(row, "theirs", 0)) for row in page]

    everything = [("Phường Đông 0", 0), ("Phường Điện Biên", 0)]
    assert shown(reviewer, "toi") == [("Phường Điện Biên", 2)]
    assert shown(reviewer, "chua-giao") == [("Phường Đông 0", 26), ("Phường Điện Biên", 24)]
    assert shown(head, reviewer.pk) == [("Phường Điện Biên", 2)]
    assert shown(second_reviewer, reviewer.pk) == everything  # another's part is the head's to see
    assert shown(head, "9" * 40) == everything


def fill(
    period: Period, office: Office, count: int, *, first: int = 0, days: int = 1, holder: Officer | None = None
) -> None:
    """So many wards whose hand-in waits since so many days."""
    numbers = range(first, first + count)
    wards = [factories.WardFactory.build(name=f"Phường Đông {n}", office=office, code=f"3{n:04}") for n in numbers]
    for ward in wards:
        ward.set_keys()
    made = Ward.objects.bulk_create(wards)
    opened = Assessment.objects.bulk_create(
        Assessment(ward=ward, period=period, state="under_review", round=1) for ward in made
    )
    indicators = [line for criterion in period.criteria_set.criteria.all() for line in criterion.indicators.all()]
    lines = Entry.objects.bulk_create(
        Entry(assessment=one, indicator=indicator, year=2019) for one in opened for indicator in indicators
    )
    someone = factories.officer("leader", ward=made[0], username=f"lanhdao{made[0].pk}")
    at = timezone.now() - dt.timedelta(days=days)
    HandIn.objects.bulk_create(
        HandIn(assessment=one, round=1, text="{}", digest="0" * 64, by=someone, at=at) for one in opened
    )
    if holder:
        Charge.objects.bulk_create(Charge(entry=line, officer=holder, by=holder) for line in lines)
