"""The people of a ward and its office, their periods, a wide set, and figures."""

import datetime as dt
from typing import Any

from django.utils import timezone

from tests import factories
from wards.models import (
    Assessment,
    Band,
    CriteriaSet,
    Criterion,
    Entry,
    Indicator,
    Membership,
    Office,
    Officer,
    Option,
    Period,
    Ward,
)

DAY = dt.timedelta(days=1)


def people(count: int, province: Office, office: Office, ward: Ward, tag: int) -> dict[str, Officer]:
    """One of each role, and so many more officials and reviewers."""
    places = {
        "official": {"ward": ward}, "leader": {"ward": ward}, "reviewer": {"office": office},
        "head": {"office": office}, "province": {"office": province},
    }  # fmt: skip
    named = {
        role: factories.officer(role, username=f"{role}.{tag}", email=f"{role}.{tag}@example.vn", **place)
        for role, place in places.items()
    }
    named["admin"] = factories.OfficerFactory(username=f"admin.{tag}", is_staff=True, is_superuser=True)
    more = Officer.objects.bulk_create(
        Officer(username=f"{n}.{tag}", full_name=f"Cán bộ {n}") for n in range(2 * count)
    )
    since = dt.date(2019, 1, 1)
    Membership.objects.bulk_create(
        Membership(officer=one, ward=ward, role="official", valid_from=since)
        if n % 2
        else Membership(officer=one, office=office, role="reviewer", valid_from=since)
        for n, one in enumerate(more)
    )
    Membership.objects.bulk_create(  # of one person, in the administration
        Membership(
            officer=named["admin"], ward=ward, role="clerk", valid_from=since + n * DAY, valid_to=since + n * DAY
        )
        for n in range(count)
    )
    return named


def periods(count: int, criteria_set: CriteriaSet) -> list[Period]:
    """2019 and so many years before; those that are there already are the same for all."""
    have = {period.last_year: period for period in Period.objects.filter(criteria_set=criteria_set)}
    years = [2019 - n for n in range(count + 1)]
    return [
        have.get(year)
        or factories.period(criteria_set, title=f"Phường kiểu mẫu năm {year}", first_year=year, last_year=year)
        for year in years
    ]


def wide_set(count: int, tag: int) -> CriteriaSet:
    """So many criteria, the first with so many indicators, each with bands or levels; and so many sets after it."""
    basis: dict[str, Any] = {
        "kind": "model-ward", "effective_from": dt.date(2019, 1, 1), "basis_number": "1/QĐ-UBND", "basis_name": "x",
        "basis_issuer": "UBND tỉnh", "basis_issued": dt.date(2019, 1, 1), "scoring": "points", "max_points": 1000,
    }  # fmt: skip
    wide = CriteriaSet.objects.create(code=f"rong-{tag}", title="Bộ tiêu chí rộng", **basis)
    criteria = Criterion.objects.bulk_create(
        Criterion(criteria_set=wide, number=str(n), position=n, short=f"Tiêu chí {n}", wording="provisional")
        for n in range(1, count + 1)
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            criterion=criteria[0], code=f"1.{n}", position=n, text=f"Chỉ tiêu {n}", required=True, points=3,
            value="choice" if n % 2 else "share", evidence_kinds=["Quyết định công nhận", "Danh sách"],
            target_op="" if n % 2 else ">=", target_value=None if n % 2 else 80,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    Band.objects.bulk_create(
        Band(indicator=one, low=low, high=high, closed=low == 50, x0=low, p0=points, x1=high, p1=points)
        for one in indicators if one.value == "share"
        for low, high, points in ((0, 50, 1), (50, 100, 3))
    )  # fmt: skip
    Option.objects.bulk_create(
        Option(indicator=one, position=n, name=f"Mức {n}", points=n, met=n > 1)
        for one in indicators if one.value == "choice" for n in range(1, 4)
    )  # fmt: skip
    published = {"status": "published", "digest": "0" * 64, "published_at": timezone.now()}
    CriteriaSet.objects.filter(pk=wide.pk).update(**published)
    CriteriaSet.objects.bulk_create(
        CriteriaSet(code=f"sau-{tag}-{n}", title=f"Bộ tiêu chí {n}", supersedes=wide, **basis, **published)
        for n in range(count)
    )
    wide.refresh_from_db()
    return wide


def lines(opened: list[Assessment]) -> list[Entry]:
    """Every line with a figure."""
    indicators = Indicator.objects.filter(criterion__criteria_set=opened[0].period.criteria_set_id)
    levels = {option.indicator_id: option for option in Option.objects.filter(indicator__in=indicators)}
    return Entry.objects.bulk_create(
        Entry(
            assessment=one, indicator=asked, year=one.period.last_year, version=1,
            number=min(asked.maximum, 50) if asked.value == "number" else None,
            met=7 if asked.value == "share" else None, of=8 if asked.value == "share" else None,
            yes=True if asked.value == "yes_no" else None, option=levels.get(asked.pk),
            text="Đã có" if asked.value == "text" else "",
        )
        for one in opened for asked in indicators
    )  # fmt: skip
