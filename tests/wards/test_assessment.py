"""Figures: what is recorded, who may, two people on one line; assignments and opening."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tests import factories
from tests.cast import CATALOGUES
from tests.wards.library import points, save
from tests.wards.races import together
from wards.domain.appraisal import review
from wards.domain.criteria import catalogue
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, CriteriaSet, Entry, Officer

# Who sees what before them ------------------------------------------------------------------------------------------


def test_second_person_on_an_old_version_writes_nothing(assessment, entry, official, colleague):
    save(entry("5.2"), official, met=7, of=8)

    with pytest.raises(assessments.ChangedMeanwhile) as conflict:
        save(entry("5.2"), colleague, seen=0, met=8, of=8)

    assert (conflict.value.current.met, conflict.value.current.updated_by) == (7, official)
    assert entry("5.2").met == 7


def test_second_person_who_has_seen_the_figure_replaces_it(assessment, entry, official, colleague):
    save(entry("5.2"), official, met=7, of=8)

    assert save(entry("5.2"), colleague, seen=1, met=8, of=8).version == 2


def test_same_person_never_conflicts_with_themselves(assessment, entry, official):
    save(entry("5.2"), official, met=7, of=8)

    assert save(entry("5.2"), official, seen=0, met=8, of=8).met == 8


@pytest.mark.django_db(transaction=True)
def test_two_connections_saving_one_line_leave_one_figure(assessment, entry, official, colleague):
    """Both saw version 0; the row lock lets one through, the other must be told."""
    row = entry("5.2")

    def attempt(by: Officer, met: int) -> tuple[str, int]:
        try:
            save(Entry.objects.select_related("assessment").get(pk=row.pk), by, seen=0, met=met, of=8)
        except assessments.ChangedMeanwhile as conflict:
            return "conflict", conflict.current.met
        return "saved", met

    outcomes = together(lambda: attempt(official, 7), lambda: attempt(colleague, 6))

    standing = entry("5.2")
    assert sorted(outcomes) == [("conflict", standing.met), ("saved", standing.met)]
    assert standing.version == 1


@pytest.mark.django_db(transaction=True)
def test_two_connections_saving_two_lines_count_both_revisions(assessment, entry, official, colleague):
    before = assessment.revision

    saved = together(
        lambda: save(entry("5.1"), official, met=7, of=8), lambda: save(entry("5.2"), colleague, met=7, of=8)
    )
    assert [line.met for line in saved] == [7, 7]

    assessment.refresh_from_db()
    assert assessment.revision == before + 2


# What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "figure", "field"),
    [
        ("5.2", {"met": 9, "of": 8}, "met"),
        ("5.2", {"met": 7}, "of"),
        ("5.2", {"of": 8}, "met"),
        ("5.2", {"met": 0, "of": 0}, "of"),
        ("2.1", {"number": Decimal("100.01")}, "number"),
        ("2.1", {"number": Decimal("-0.01")}, "number"),
        ("2.1", {"number": Decimal("0.123")}, "number"),
        ("8.3", {"option_id": 0}, "option_id"),
    ],
)
def test_figure_outside_the_indicator_is_refused_at_its_field(assessment, entry, official, code, figure, field):
    with pytest.raises(ValidationError) as refusal:
        save(entry(code), official, **figure)

    assert list(refusal.value.message_dict) == [field]
    assert entry(code).version == 0


def test_figure_of_another_kind_is_refused(assessment, entry, official):
    with pytest.raises(ValidationError):
        save(entry("5.2"), official, yes=True)


def test_figure_and_a_reason_for_none_exclude_each_other(assessment, entry, official):
    with pytest.raises(ValidationError) as refusal:
        save(entry("4.1"), official, yes=True, no_data_reason="Không có")

    assert list(refusal.value.message_dict) == ["no_data_reason"]


def test_reason_for_no_figure_is_an_answer_without_points(assessment, entry, official):
    saved = save(entry("4.1"), official, no_data_reason="Phường không có cơ quan nào")

    assert (saved.is_answered, saved.is_provided) == (True, False)
    assert "4.1" not in [hole.indicator.code for hole in review.holes(assessment)]
    assert points(assessment) == {}


@pytest.mark.parametrize("person", ["stranger", "reviewer", "head", "province", "admin"])
def test_only_the_ward_records(request, assessment, entry, person):
    with pytest.raises(assessments.NotAllowed):
        save(entry("5.2"), request.getfixturevalue(person), met=7, of=8)


def test_nobody_of_the_ward_but_the_leader_writes_while_the_leader_checks(assessment, entry, official, leader):
    review.submit(assessment=assessment, by=official)

    with pytest.raises(assessments.NotAllowed):
        save(entry("5.2"), official, met=7, of=8)
    assert save(entry("5.2"), leader, met=7, of=8).met == 7


# Assignments --------------------------------------------------------------------------------------------------------


def test_criterion_given_to_one_official_is_closed_to_another(assessment, entry, official, colleague, leader):
    criterion = entry("5.2").indicator.criterion
    assessments.assign(assessment=assessment, criterion=criterion, officer=official, by=leader)

    with pytest.raises(assessments.NotAllowed):
        save(entry("5.2"), colleague, met=7, of=8)
    assert save(entry("2.1"), colleague, number=Decimal(0)).version == 1
    assert save(entry("5.2"), leader, met=8, of=8).version == 1

    assessments.assign(assessment=assessment, criterion=criterion, officer=None, by=leader)
    assert save(entry("5.2"), colleague, met=7, of=8, seen=1).version == 2


def test_criterion_is_not_given_to_someone_of_another_ward(assessment, entry, stranger, leader):
    with pytest.raises(ValidationError):
        assessments.assign(
            assessment=assessment, criterion=entry("5.2").indicator.criterion, officer=stranger, by=leader
        )


def test_criterion_of_another_set_is_not_given(assessment, official, leader):
    other = catalogue.load(path=CATALOGUES / "labor-hero-2013.toml").criteria_set.criteria.first()

    with pytest.raises(ValidationError, match="không thuộc"):
        assessments.assign(assessment=assessment, criterion=other, officer=official, by=leader)
    assert not assessment.assignments.exists()


def test_only_the_leader_assigns(assessment, entry, official):
    with pytest.raises(assessments.NotAllowed):
        assessments.assign(
            assessment=assessment, criterion=entry("5.2").indicator.criterion, officer=official, by=official
        )


# Opening ------------------------------------------------------------------------------------------------------------


def test_opened_assessment_has_every_line_empty(assessment):
    assert assessment.entries.count() == 26
    assert not any(row.is_answered for row in assessment.entries.all())


def test_opening_again_changes_nothing(assessment, period, ward):
    assert assessments.open_assessments(period=period, wards=[ward]) == []
    assert Assessment.objects.get() == assessment


def test_dissolved_ward_starts_nothing_new(model_ward_set, ward):
    ward.valid_to = "2019-12-30"
    ward.save()

    with pytest.raises(ValidationError):
        assessments.open_assessments(period=factories.period(model_ward_set), wards=[ward])


def test_retired_set_opens_no_period(model_ward_set, period):
    CriteriaSet.objects.filter(pk=model_ward_set.pk).update(status="retired")
    model_ward_set.refresh_from_db()

    with pytest.raises(ValidationError):
        assessments.open_period(
            criteria_set=model_ward_set, title="Năm 2020", first_year=2020, last_year=2020,
            reference_date=period.reference_date, ward_deadline=period.ward_deadline,
            office_deadline=period.office_deadline,
        )  # fmt: skip
