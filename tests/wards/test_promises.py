"""What the database refuses, whoever asks: shell, SQL and future code obey it too."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.wards import road
from tests.wards.library import text
from wards.domain.appraisal import history
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
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


def test_a_figure_changed_by_sql_is_signed_by_nobody_and_outdates_the_scores(
    assessment: Assessment, official: Officer
) -> None:
    saved = road.record(assessment, "5.2", {"met": 7, "of": 8}, by=official)
    scoring.recompute(assessments=[assessment.pk])

    assert not refused("UPDATE wards_entry SET met = 8 WHERE id = %s", saved.pk)

    now = Entry.objects.get(pk=saved.pk)
    assert (now.met, now.version, now.updated_by) == (8, saved.version + 1, None)
    assert scoring.stale_assessments() == [assessment.pk]
    told = history.tell(assessment, entry=now)
    assert [(h.new, h.by) for h in told] == [("8/8 tổ dân phố = 100%", None), ("7/8 tổ dân phố = 87,5%", official)]


def test_whoever_had_the_figure_before_it_was_changed_by_sql_sees_both(
    client: Client, assessment: Assessment, official: Officer
) -> None:
    saved = road.record(assessment, "5.2", {"met": 7, "of": 8}, by=official)
    assert not refused("UPDATE wards_entry SET met = 8 WHERE id = %s", saved.pk)
    client.force_login(official)

    typed = {"met": "6", "of": "8", "version": saved.version}
    answer = client.post(reverse("wards:entry_save", args=[saved.pk]), typed, headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert "Quản trị hệ thống (không qua các trang này) đã sửa thành 8/8" in text(answer)


def test_a_verdict_outdates_the_scores_however_it_comes(handed: Assessment, reviewer: Officer) -> None:
    scoring.recompute(assessments=[handed.pk])
    line = handed.entries.get(indicator__code="5.2")

    Verdict.objects.create(
        entry=line, hand_in=handed.hand_ins.get(), entry_version=line.version, kind="confirmed", by=reviewer
    )

    assert scoring.stale_assessments() == [handed.pk]
