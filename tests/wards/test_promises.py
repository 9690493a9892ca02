"""What the database refuses, whoever asks: shell, SQL and future code obey it too."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests import factories
from tests.wards import road
from wards.domain import assessment as assessments
from wards.models import Assessment, Entry, Officer, Period, Verdict, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(assessment: Assessment, official: Officer, leader: Officer) -> Assessment:
    road.handed_in(assessment, official=official, leader=leader)
    return assessment


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError:
        return True
    return False


def test_a_handed_in_figure_cannot_be_changed_by_sql(handed: Assessment) -> None:
    line = handed.entries.get(indicator__code="5.2")
    assert refused("UPDATE wards_entry SET met = 8 WHERE id = %s", line.pk)
    assert Entry.objects.get(pk=line.pk).met == 7


def test_a_figure_being_written_can_be_changed(assessment: Assessment) -> None:
    line = assessment.entries.get(indicator__code="5.2")
    assert not refused('UPDATE wards_entry SET met = 7, "of" = 8 WHERE id = %s', line.pk)


def test_a_line_cannot_be_deleted(assessment: Assessment) -> None:
    assert refused("DELETE FROM wards_entry WHERE assessment_id = %s", assessment.pk)
    assert assessment.entries.count() == 26


def test_a_verdict_belongs_to_a_line_of_its_hand_in(
    handed: Assessment, other_ward: Ward, period: Period, reviewer: Officer
) -> None:
    elsewhere = assessments.open_assessments(period=period, wards=[other_ward])[0].entries.all()[0]
    hand_in = handed.hand_ins.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.create(entry=elsewhere, hand_in=hand_in, entry_version=0, kind="confirmed", by=reviewer)


def test_a_unit_does_not_stand_twice_on_one_day(ward: Ward) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.WardFactory(code=ward.code, name="Phường khác")
