"""Bring in the country's commune-level units: the former ones, those since 01/07/2025, and who took over whom."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from wards.models import Succession, Ward

FOLDER = Path(__file__).resolve().parent.parent / "data"
LAST_DAY = dt.date(2025, 6, 30)  # of the units before the reorganisation
FIRST_DAY = dt.date(2025, 7, 1)
# Each new unit takes a lock on its code until its transaction ends (trigger `dates_apart`): the lock table is finite.
BATCH = 1000


@dataclass(frozen=True)
class Listing:
    """What the lists say, nothing of it saved yet. Successions: (former code, new code, whole)."""

    former: list[Ward]
    current: list[Ward]
    successions: list[tuple[str, str, bool]]

    def __len__(self) -> int:
        return len(self.former) + len(self.current) + len(self.successions)


@dataclass(frozen=True)
class Imported:
    """How many of each were new."""

    former: int
    current: int
    successions: int


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_listing(*, district: str | None = None) -> Listing:
    """The whole country, or one former district (three digits) with the units that took its units over."""
    successions = [row for row in _rows("succession-2025.csv") if district in (None, row["district_code"])]
    heirs = {row["new_code"] for row in successions}
    former = {
        row["old_code"]: Ward(
            code=row["old_code"], name=row["old_name"], kind=row["old_kind"], district_code=row["district_code"],
            area=row["district_name"], valid_to=LAST_DAY,
        )
        for row in successions
    }  # fmt: skip
    current = [
        Ward(code=row["code"], name=row["name"], kind=row["kind"], area=row["province_name"], valid_from=FIRST_DAY)
        for row in _rows("units-2025.csv")
        if district is None or row["code"] in heirs
    ]
    return Listing(
        former=list(former.values()),
        current=current,
        successions=[(row["old_code"], row["new_code"], row["part"] == "whole") for row in successions],
    )


def import_units(*, listing: Listing, done: Callable[[int], object] = lambda rows: None) -> Imported:
    """Save what is not there yet; a unit that is there stays as it stands. `done` hears of every batch's rows.

    A unit is there when its code stands on the day the list speaks of, so codes used again stay apart.
    """
    former = _add_units(listing.former, on=LAST_DAY, done=done)
    current = _add_units(listing.current, on=FIRST_DAY, done=done)
    old, new = _ids(LAST_DAY), _ids(FIRST_DAY)
    there = set(Succession.objects.values_list("old_id", "new_id"))
    missing = [
        Succession(old_id=old[before], new_id=new[after], whole=whole)
        for before, after, whole in listing.successions
        if (old[before], new[after]) not in there
    ]
    Succession.objects.bulk_create(missing, batch_size=BATCH, ignore_conflicts=True)
    done(len(listing.successions))
    return Imported(former=former, current=current, successions=len(missing))


def _ids(day: dt.date) -> dict[str, int]:
    return dict(Ward.objects.on(day).values_list("code", "pk"))


def _add_units(units: list[Ward], *, on: dt.date, done: Callable[[int], object]) -> int:
    there, added = _ids(on), 0
    for start in range(0, len(units), BATCH):
        some = units[start : start + BATCH]
        missing = [unit for unit in some if unit.code not in there]
        for unit in missing:
            unit.set_keys()
        with transaction.atomic():
            Ward.objects.bulk_create(missing)
        added += len(missing)
        done(len(some))
    return added
