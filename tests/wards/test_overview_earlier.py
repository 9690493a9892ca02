"""After some wards moved to a replacing set: two periods of one competition, told apart and linked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.wards.library import as_, text
from tests.wards.set_drafts import begun, confirm
from wards.domain.appraisal import moving
from wards.domain.overviews.overview_earlier import under_earlier_sets
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, CriteriaSet, Officer, Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_set(model_ward_set: CriteriaSet, reviewer: Officer, head: Officer) -> CriteriaSet:
    return confirm(begun(model_ward_set, head), reviewer, head)


@pytest.fixture
def moved(assessment: Assessment, new_set: CriteriaSet, head: Officer) -> Assessment:
    """One of three wards."""
    wards = [
        factories.WardFactory(code=f"1000{n}", name=f"Phường {n}", office=assessment.ward.office) for n in range(2)
    ]
    assessments.open_assessments(period=assessment.period, wards=wards)
    [new] = moving.move_all(assessments=[assessment], to=new_set, reason="Đã có văn bản", by=head).moved
    return new


def test_periods_of_one_competition_have_two_names(moved: Assessment, new_set: CriteriaSet) -> None:
    old = moved.moved_from.period

    assert moved.period.title == f"{old.title}, theo {new_set.version}"
    assert "bản thay thế lúc" in moved.period.title


def test_period_of_a_second_replacement_names_that_one_only(
    moved: Assessment, new_set: CriteriaSet, head: Officer, reviewer: Officer
) -> None:
    newest = confirm(begun(new_set, head), reviewer, head)

    [again] = moving.move_all(assessments=[moved], to=newest, reason="Đã có văn bản", by=head).moved

    assert again.period.title == f"{moved.moved_from.period.title}, theo {newest.version}"


def test_overview_tells_how_many_wards_stand_under_the_earlier_set(moved: Assessment, head: Officer) -> None:
    old, page = moved.moved_from.period, as_(head).get(reverse("wards:dashboard", args=[moved.period_id]))

    assert under_earlier_sets(head, moved.period) == [(old, 2)]
    assert f"Còn 2 đơn vị theo bộ tiêu chí trước, ở danh sách riêng: {old.title}" in text(page)
    assert f'href="{reverse("wards:dashboard", args=[old.pk])}"' in page.content.decode()


def test_overview_of_the_first_set_tells_nothing_and_asks_nothing(moved: Assessment, head: Officer) -> None:
    period = Period.objects.select_related("criteria_set").get(pk=moved.moved_from.period_id)

    with CaptureQueriesContext(connection) as asked:
        assert under_earlier_sets(head, period) == []

    assert len(asked) == 0


def test_wards_under_the_earlier_set_are_counted_with_as_many_queries_for_more(
    moved: Assessment, head: Officer
) -> None:
    def queries() -> int:
        person, period = (
            Officer.objects.get(pk=head.pk),
            Period.objects.select_related("criteria_set").get(pk=moved.period_id),
        )
        with CaptureQueriesContext(connection) as asked:
            under_earlier_sets(person, period)
        return len(asked)

    few = queries()
    wards = [factories.WardFactory(code=f"2{n:04}", name=f"Phường số {n}", office=moved.ward.office) for n in range(30)]
    assessments.open_assessments(period=moved.moved_from.period, wards=wards)

    assert (queries(), under_earlier_sets(head, moved.period)[0][1]) == (few, 32)
