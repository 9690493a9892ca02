"""The days of the demonstration's story: in the order of work, in office hours, whenever it is loaded."""

import datetime as dt

import pytest
from django.utils import timezone

from awards.demo import days, journey, sittings

SUNDAY, MONDAY, NEW_YEAR = dt.date(2026, 11, 22), dt.date(2026, 11, 23), dt.date(2027, 1, 1)
COUNT = 8


def loaded_at(day: dt.date, hour: int, monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 5)))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("day", [SUNDAY, MONDAY, dt.date(2026, 11, 25), dt.date(2027, 1, 4), NEW_YEAR])
def test_story_lies_on_working_days_before_the_loading(
    day: dt.date, hour: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = loaded_at(day, hour, monkeypatch)

    found = days.working_days(COUNT)

    assert len(found) == COUNT
    assert found == sorted(found)
    assert [one for one in found if one.weekday() >= 5] == []
    assert max(timezone.make_aware(dt.datetime.combine(one, sittings.ENDS)) for one in found) < moment
    assert max(found) < timezone.localdate()


def test_story_takes_the_last_working_days(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded_at(SUNDAY, 0, monkeypatch)

    assert days.working_days(COUNT) == [dt.date(2026, 11, day) for day in (11, 12, 13, 16, 17, 18, 19, 20)]


def test_story_keeps_to_the_year_its_papers_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded_at(dt.date(2027, 1, 6), 9, monkeypatch)

    assert days.working_days(COUNT) == [*[dt.date(2027, 1, 1)] * 6, dt.date(2027, 1, 4), dt.date(2027, 1, 5)]


def test_steps_of_a_ward_and_of_its_city_follow_the_order_of_work() -> None:
    ward = [journey.HOURS[step] for step in ("fill", "attach_document", *journey.STEPS)]
    city = [journey.CITY_MEETS, journey.CITY_SIGNS, journey.FORWARDS, journey.RECEIVES, journey.ANSWERS]

    assert [*ward, *city] == sorted([*ward, *city])
    assert {day for day, _hour in [*ward, *city]} == set(range(journey.ROUND_DAYS))
    for day, hour in (journey.HOURS["vote"], journey.CITY_MEETS):
        assert (day, hour) > (day, sittings.ENDS)  # written down when it was over


def test_clock_stands_on_its_day_and_goes_on() -> None:
    now, before = timezone.now, timezone.now()  # as models name it: by reference

    with days.clock([SUNDAY, MONDAY], (0, dt.time(16, 30))):
        first, second = now(), timezone.now()
        day = timezone.localdate()

    assert timezone.localtime(first).strftime("%d/%m/%Y %H:%M") == "22/11/2026 16:30"
    assert first <= second
    assert day == SUNDAY
    assert before <= timezone.now() < before + dt.timedelta(days=1)
