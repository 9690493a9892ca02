"""Many wards with figures of all kinds: what the Excel files and the pages say is what the tables hold.

Points are worked out here a second time, from rows read with plain SQL, in fractions: nothing of the program is asked.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.wards import spread
from tests.wards.library import as_
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, HandIn, Office, Officer, Period, Verdict

pytestmark = pytest.mark.django_db

WARDS = 60
Told = dict[tuple[str, str], dict[str, Any]]  # by unit and side
# By chance, but the same in every run: each figure follows from the digest of its line; one in six is missing.
FIGURES = """
    UPDATE wards_entry e SET version = 2,
        number = CASE WHEN f.kind = 'number' AND f.there THEN round(f.low + f.share * (f.high - f.low), f.decimals) END,
        "of" = CASE WHEN f.kind = 'share' AND f.there THEN f.whole END,
        met = CASE WHEN f.kind = 'share' AND f.there THEN floor(f.share * f.whole) END,
        yes = CASE WHEN f.kind = 'yes_no' AND f.there THEN f.share < 0.7 END,
        option_id = CASE WHEN f.kind = 'choice' AND f.there THEN f.level END
    FROM (
        SELECT e.id, i.value AS kind, coalesce(i.decimals, 0)::int AS decimals, d.share, d.whole,
            d.whole % 6 <> 0 AS there,
            coalesce(i.minimum, 0) AS low, least(coalesce(i.maximum, 200), 200) AS high,
            (SELECT o.id FROM wards_option o WHERE o.indicator_id = i.id
                ORDER BY md5(o.id::text || e.id::text) LIMIT 1) AS level
        FROM wards_entry e JOIN wards_indicator i ON i.id = e.indicator_id
        JOIN wards_assessment a ON a.id = e.assessment_id JOIN wards_ward w ON w.id = a.ward_id
        CROSS JOIN LATERAL (SELECT md5(w.code || i.code) AS text) m
        CROSS JOIN LATERAL (
            SELECT ('x' || substr(m.text, 1, 6))::bit(24)::int / 16777216.0 AS share,
                ('x' || substr(m.text, 7, 2))::bit(8)::int % 30 + 1 AS whole
        ) d
    ) f WHERE f.id = e.id
"""
LINES = """
    SELECT w.name AS ward, c.number AS criterion, i.code, i.id AS indicator, i.value AS kind, i.required,
        i.target_op AS op, i.target_value AS target, s.side, f.number, f.met, f."of", f.yes, f.text,
        o.points AS level_points, o.met AS level_met
    FROM wards_assessment a
    JOIN wards_ward w ON w.id = a.ward_id
    JOIN wards_entry e ON e.assessment_id = a.id
    JOIN wards_indicator i ON i.id = e.indicator_id
    JOIN wards_criterion c ON c.id = i.criterion_id
    CROSS JOIN (VALUES ('self'), ('office')) AS s(side)
    LEFT JOIN LATERAL (
        SELECT number, met, "of", yes, text, option_id, 'x' AS kind FROM wards_entry WHERE id = e.id AND s.side = 'self'
        UNION ALL (
            SELECT number, met, "of", yes, text, option_id, kind FROM wards_verdict
            WHERE entry_id = e.id AND s.side = 'office' ORDER BY id DESC LIMIT 1
        )
    ) f ON f.kind <> 'to_complete'
    LEFT JOIN wards_option o ON o.id = f.option_id
    WHERE a.period_id = %s
    ORDER BY c.position
"""


def rows(sql: str, *given: object) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def value(line: dict[str, Any]) -> Fraction | None:
    match line["kind"]:
        case "number":
            return None if line["number"] is None else Fraction(line["number"])
        case "share":
            return None if line["met"] is None else Fraction(100 * line["met"], line["of"])
        case "yes_no":
            return None if line["yes"] is None else Fraction(int(line["yes"]))
    return None


def points(line: dict[str, Any], bands: list[dict[str, Any]]) -> Decimal:
    """Of one line, half up at two places."""
    if line["kind"] == "choice":
        return line["level_points"] or Decimal(0)
    at = value(line)
    for band in bands if at is not None else ():
        top = band["high"]
        if at >= band["low"] and (top is None or at < top or (band["closed"] and at == top)):
            if band["p0"] == band["p1"]:
                return band["p0"]
            way = (at - Fraction(band["x0"])) / (Fraction(band["x1"]) - Fraction(band["x0"]))
            exact = Fraction(band["p0"]) + way * (Fraction(band["p1"]) - Fraction(band["p0"]))
            return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Decimal(0)


def is_met(line: dict[str, Any]) -> bool:
    at, target = value(line), line["target"]
    if line["kind"] == "choice":
        return bool(line["level_met"])
    if line["kind"] == "yes_no":
        return bool(line["yes"])
    compare: dict[str, Callable[[Fraction, Any], bool]] = {
        ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, "<": lambda a, b: a < b,
        "=": lambda a, b: a == b,
    }  # fmt: skip
    return at is not None and line["op"] in compare and compare[line["op"]](at, target)


def provided(line: dict[str, Any]) -> bool:
    return value(line) is not None or line["level_points"] is not None or bool(line["text"])


def worked_out(period: Period) -> Told:
    """By unit and side: points of each criterion ("Chưa có" as None), their sum, criteria met, lines with a figure."""
    bands = defaultdict(list)
    for band in rows("SELECT * FROM wards_band"):
        bands[band["indicator_id"]].append(band)
    grouped: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for line in rows(LINES, period.pk):
        grouped[line["ward"], line["side"]][line["criterion"]].append(line)
    told = {}
    for key, criteria in grouped.items():
        cells = {
            number: sum((points(one, bands[one["indicator"]]) for one in lines), Decimal(0))
            if any(map(provided, lines)) else None
            for number, lines in criteria.items()
        }  # fmt: skip
        met = sum(
            any(map(provided, lines)) and all(is_met(one) for one in lines if one["required"])
            for lines in criteria.values()
        )
        told[key] = {
            "cells": cells, "met": met, "points": sum(filter(None, cells.values()), Decimal(0)),
            "provided": sum(provided(one) for lines in criteria.values() for one in lines),
        }  # fmt: skip
    return told


@pytest.fixture
def wards(period: Period, office: Office, reviewer: Officer) -> list[Assessment]:
    """Figures at random, one in six missing; every third ward is appraised, half of its lines adjusted or sent back."""
    made = spread.many(period, office, WARDS)
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
    appraised = {one.pk: one for one in made[::3]}
    Assessment.objects.filter(pk__in=appraised).update(round=1, state="under_review")
    handed = {
        hand_in.assessment_id: hand_in
        for hand_in in HandIn.objects.bulk_create(
            HandIn(assessment=one, round=1, text="{}", digest="0" * 64, by=reviewer) for one in appraised.values()
        )
    }
    dice, verdicts = random.Random(2019), []
    for entry in Entry.objects.filter(assessment__in=appraised).select_related("indicator").order_by("pk"):
        kind = dice.choice(["confirmed", "confirmed", "adjusted", "to_complete", ""])
        figure = {name: getattr(entry, name) for name in ("number", "met", "of", "yes", "option_id")}
        if kind == "to_complete":
            figure = {}
        elif kind == "adjusted" and entry.of is not None:
            figure |= {"met": dice.randint(0, entry.of)}
        elif kind == "adjusted" and entry.number is not None:
            figure |= {"number": entry.indicator.minimum or Decimal(1)}
        about = {"by": reviewer, "at": timezone.now(), "reason": "" if kind == "confirmed" else "Theo hồ sơ"}
        if kind:
            hand_in = handed[entry.assessment_id]
            verdicts.append(Verdict(entry=entry, hand_in=hand_in, entry_version=2, kind=kind, **about, **figure))
    Verdict.objects.bulk_create(verdicts)
    scoring.recompute(assessments=[one.pk for one in made])
    return made


def get(officer: Officer, name: str, *args: object, query: str = ""):
    return as_(officer).get(reverse(f"wards:{name}", args=args) + query)


def test_overview_and_criterion_say_what_the_tables_hold(
    wards: list[Assessment], period: Period, head: Officer
) -> None:
    told = worked_out(period)
    check_overview(told, period, head, "self", "?sort=points")
    check_overview(told, period, head, "office", "?side=office&state=under_review")
    check_criterion(told, period, head)


def check_overview(told: Told, period: Period, head: Officer, side: str, query: str) -> None:
    exported = spread.headed(spread.book(get(head, "dashboard_export", period.pk, query=query))[0])
    shown = spread.tables(get(head, "dashboard", period.pk, query=query).content.decode())[0]

    assert len(exported) == len(shown) == (WARDS if side == "self" else WARDS // 3)
    for line, row in zip(exported, shown, strict=True):
        values = list(line.values())
        name = str(values[0])
        assert row[0] == name.removeprefix("Phường ")
        own = told[name, side]
        figures = [None if isinstance(cell, str) else Decimal(str(cell)) for cell in values[8:16]]
        assert figures == list(own["cells"].values())
        assert Decimal(str(values[4])) == own["points"] == spread.number(row[2])
        assert values[7] == own["met"]
        assert values[5] == (own["provided"] if side == "self" else settled(name))
    if side == "self":
        totals = [float(line[next(iter(list(line)[4:5]))]) for line in exported]
        assert totals == sorted(totals, reverse=True)


def settled(name: str) -> int:
    """Lines whose last verdict gives them points, or says that they have none."""
    found = rows(
        """SELECT count(*) AS n FROM wards_verdict v JOIN wards_entry e ON e.id = v.entry_id
        JOIN wards_assessment a ON a.id = e.assessment_id JOIN wards_ward w ON w.id = a.ward_id
        WHERE v.kind <> 'to_complete' AND w.name = %s""",
        name,
    )
    return found[0]["n"]


def check_criterion(told: Told, period: Period, head: Officer) -> None:
    """Shares with part, whole and percentage, and the points of the ward."""
    exported = spread.headed(spread.book(get(head, "criterion_overview_export", period.pk, "5"))[0])
    found = rows(
        """SELECT w.name, i.code, e.met, e."of" FROM wards_entry e JOIN wards_indicator i ON i.id = e.indicator_id
        JOIN wards_assessment a ON a.id = e.assessment_id JOIN wards_ward w ON w.id = a.ward_id
        WHERE i.value = 'share' AND i.code LIKE '5.%%' AND a.period_id = %s""",
        period.pk,
    )
    shares = {(row["name"], row["code"]): (row["met"], row["of"]) for row in found}

    assert len(exported) == WARDS
    for line in exported:
        name = str(next(iter(line.values())))
        for code in ("5.1", "5.2", "5.3"):
            met, of, percent = (cell for heading, cell in line.items() if heading.startswith(f"{code} "))
            expected = shares[name, code]
            assert (met if of else None, of) == expected
            if of:
                exact = Decimal(100 * expected[0]) / expected[1]
                assert Decimal(str(percent)) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        own = next(cell for heading, cell in line.items() if heading.startswith("Điểm tự chấm"))
        expected = told[name, "self"]["cells"]["5"]
        assert (None if isinstance(own, str) else Decimal(str(own))) == expected
