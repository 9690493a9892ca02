"""When the story of the wards on the whole way happened: in office hours, on working days before the day of loading."""

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

from awards.domain import leases

FRIDAY = 4
Days = Sequence[dt.date]
Hour = tuple[int, dt.time]  # which of the days, and when


def working_days(count: int) -> list[dt.date]:
    """The last `count` before today, oldest first; of this year, which papers bear, as soon as it has one."""
    today = timezone.localdate()
    found = [day for back in range(1, 3 * count + 3) if (day := today - dt.timedelta(days=back)).weekday() <= FRIDAY]
    of_year = [day for day in found if day.year == today.year]
    days = (of_year or found)[:count]
    return [*days[-1:] * (count - len(days)), *reversed(days)]


@contextmanager
def clock(days: Days, when: Hour) -> Iterator[None]:
    """All that is done inside is done on one of these days, from an hour on: clocks go from there."""
    day, hour = when
    began, moment = time.monotonic(), timezone.make_aware(dt.datetime.combine(days[day], hour))

    class Clock(dt.datetime):
        """What `timezone.now` reads, by whatever name it was imported."""

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]  # plain ones are to be kept
            return (moment + dt.timedelta(seconds=time.monotonic() - began)).astimezone(tz)

    with mock.patch.object(timezone, "datetime", Clock), mock.patch.object(leases, "Now", timezone.now):
        yield
