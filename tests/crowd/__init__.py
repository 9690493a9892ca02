"""A ward and its office with so many rows of every kind, written at once: for tests that count queries."""

from dataclasses import dataclass

from django.db import connection

from tests import factories
from tests.crowd import council, office, place, ward
from tests.crowd.ward import LINE
from wards.domain.sheet import scoring
from wards.models import Assessment, CriteriaSet, Entry, Officer


@dataclass(frozen=True)
class Crowd:
    """`assessment` has 26 lines, one of them with many rows, and many neighbours; `wide` has many lines."""

    people: dict[str, Officer]
    assessment: Assessment
    wide: Assessment
    line: Entry
    first: dict[str, int]  # ids of one row of each kind, to be opened


def build(count: int, criteria_set: CriteriaSet, *, tag: int) -> Crowd:
    """Everything `count` times. `tag` tells two crowds apart: a digit."""
    province = factories.OfficeFactory(code=f"tinh-{tag}", level="province")
    city = factories.OfficeFactory(code=f"phong-{tag}", parent=province)
    home = factories.WardFactory(code=f"{tag}9999", office=city)
    people = place.people(count, province, city, home, tag)
    periods = place.periods(count, criteria_set)
    wide = Assessment.objects.create(ward=home, period=factories.period(place.wide_set(count, tag)))
    assessment = Assessment.objects.create(ward=home, period=periods[0])
    for one in (wide, assessment):
        place.lines([one])
    line = assessment.entries.get(indicator__code=LINE)
    ward.before_papers(count, assessment, line, people)
    first = ward.documents(count, line, people["official"], tag) | office.visits(count, line, people["reviewer"], tag)
    office.hand_ins(count, wide, assessment, people)
    first |= office.of_the_line(count, line, people)
    ward.told(count, assessment, people["official"])
    ward.drawn(count, assessment, people["leader"])
    ward.neighbours(count, periods, home, people)
    first |= council.councils(count, assessment, people) | council.city(count, assessment, people)
    for one in (wide, assessment):
        office.charged(one, people["reviewer"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else the database plans for the few rows it knew
    scoring.recompute(assessments=[wide.pk, assessment.pk])
    return Crowd(people, assessment, wide, line, first)
