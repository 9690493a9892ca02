"""Figures and their points: what is recorded, who may, what the engine makes of it."""

import threading
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.cast import CATALOGUES
from wards.domain import assessment as assessments
from wards.domain import catalogue, review, scoring
from wards.models import Assessment, Band, CriteriaSet, Entry, Indicator, LineScore, Officer, Score, Side

# What the articles say of phường Điện Biên in figures; nothing else is known, so nothing else is entered.
NINE = {
    "2.1": {"number": Decimal(0)}, "2.2": {"number": Decimal(0)}, "4.1": {"yes": True}, "5.1": {"met": 8, "of": 8},
    "5.2": {"met": 7, "of": 8}, "5.3": {"met": 21, "of": 25}, "6.1": {"met": 4, "of": 4}, "7.1": {"yes": True},
    "8.2": {"number": Decimal(50)},
}  # fmt: skip


def save(line: Entry, by: Officer, seen: int | None = None, **figure: object) -> Entry:
    words = {name: figure.pop(name) for name in ("explanation", "no_data_reason") if name in figure}
    return assessments.record(
        entry=line,
        figure=figure,
        seen=line.version if seen is None else seen,
        by=by,
        **words,
    )


def points(assessment: Assessment, side: str = Side.SELF) -> dict[str, Decimal]:
    """Points of criteria that have any."""
    scoring.recompute(assessments=[assessment.pk])
    rows = Score.objects.filter(assessment=assessment, side=side).select_related("criterion")
    return {row.criterion.number: row.points for row in rows if row.points}


def line(entry: Entry) -> LineScore:
    return LineScore.objects.get(entry=entry, side=Side.SELF)


@pytest.fixture
def nine(assessment, entry, official):
    for code, figure in NINE.items():
        save(entry(code), official, **figure)
    return assessment


# Points ------------------------------------------------------------------------------------------------------------


def test_nine_figures_of_dien_bien_give_37_points(nine):
    expected = {"2": 10, "4": 4, "5": 11, "6": 4, "7": 5, "8": 3}

    assert points(nine) == {number: Decimal(value) for number, value in expected.items()}

    total = scoring.total(scores=list(nine.scores.filter(side=Side.SELF)), period=nine.period)
    assert (total.points, total.provided, total.of, total.passed) == (37, 9, 26, False)


def test_nine_figures_line_by_line(nine, entry):
    expected = {"2.1": 6, "2.2": 4, "4.1": 4, "5.1": 4, "5.2": 4, "5.3": 3, "6.1": 4, "7.1": 5, "8.2": 3}

    assert {code: line(entry(code)).points for code in NINE} == expected


def test_missing_figure_has_no_points_while_zero_is_a_value(assessment, entry, official):
    save(entry("2.1"), official, number=Decimal(0))

    zero, missing = line(entry("2.1")), line(entry("2.2"))
    assert (zero.provided, zero.points, zero.met) == (True, 6, True)
    assert (missing.provided, missing.points, missing.met) == (False, None, None)


def test_share_of_none_met_is_zero_points_and_provided(assessment, entry, official):
    save(entry("5.1"), official, met=0, of=8)

    assert (line(entry("5.1")).provided, line(entry("5.1")).points) == (True, 0)


def test_points_are_rounded_half_up_at_the_line(assessment, entry, official):
    save(entry("1.1"), official, number=Decimal("0.01"))  # 4 × 0.01 / 12 = 0.0033…
    save(entry("8.2"), official, number=Decimal("0.05"))  # 3 × 0.05 / 30 = 0.005 exactly

    assert line(entry("1.1")).points == Decimal("0.00")
    assert line(entry("8.2")).points == Decimal("0.01")


def test_criterion_adds_up_what_its_lines_show(assessment, entry, official):
    for code in ("5.1", "5.2", "5.3"):
        save(entry(code), official, met=2, of=3)

    lines = LineScore.objects.filter(assessment=assessment, side=Side.SELF, points__isnull=False)
    assert points(assessment)["5"] == sum(row.points for row in lines)


def test_share_is_compared_by_multiplication(assessment, entry, official):
    """79,9999…% reads as 80% after any rounding, yet is not 80%; 2/3 has no exact percentage at all."""
    save(entry("5.1"), official, met=2, of=3)
    save(entry("5.3"), official, met=7_999_999_999, of=10_000_000_000)

    assert line(entry("5.1")).points == Decimal("0.67")  # (66,66… - 60) / 40 × 4
    assert (line(entry("5.3")).points, line(entry("5.3")).met) == (3, False)


def test_share_at_its_target_exactly_is_met(assessment, entry, official):
    save(entry("5.2"), official, met=3, of=4)

    assert (line(entry("5.2")).met, line(entry("5.2")).points) == (True, 4)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("84.99", 0), ("85", 1), ("89.99", 1), ("90", 2), ("94.99", 2), ("95", 3), ("100", 3), ("0", 0)],
)
def test_steps_begin_at_their_value(assessment, entry, official, value, expected):
    save(entry("2.3"), official, number=Decimal(value))

    assert line(entry("2.3")).points == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("0", 6), ("0.5", 6), ("0.51", "5.98"), ("2.99", "0.02"), ("3", 0), ("100", 0)]
)
def test_falling_scale_is_flat_outside_its_pairs(assessment, entry, official, value, expected):
    save(entry("2.1"), official, number=Decimal(value))

    assert line(entry("2.1")).points == Decimal(expected)


def test_choice_gives_the_points_of_its_level(assessment, entry, official):
    for level in entry("8.3").indicator.options.all():
        save(entry("8.3"), official, option_id=level.pk)
        assert (line(entry("8.3")).points, line(entry("8.3")).met) == (level.points, level.met)


def test_no_gives_no_points_but_is_an_answer(assessment, entry, official):
    save(entry("4.1"), official, yes=False)

    assert (line(entry("4.1")).points, line(entry("4.1")).met, line(entry("4.1")).provided) == (0, False, True)


def test_emptied_criterion_falls_back_to_zero(nine, entry, official):
    assert points(nine)["6"] == 4

    save(entry("6.1"), official)

    assert "6" not in points(nine)
    assert nine.scores.get(criterion__number="6", side=Side.SELF).provided == 0


def test_criterion_is_met_when_its_required_figures_are(assessment, entry, official):
    save(entry("2.1"), official, number=Decimal("0.5"))
    scoring.recompute(assessments=[assessment.pk])
    assert assessment.scores.get(criterion__number="2", side=Side.SELF).met

    save(entry("2.1"), official, number=Decimal("0.51"))
    scoring.recompute(assessments=[assessment.pk])
    assert not assessment.scores.get(criterion__number="2", side=Side.SELF).met


def test_criterion_without_figures_is_not_met(assessment):
    scoring.recompute(assessments=[assessment.pk])

    assert not assessment.scores.filter(met=True).exists()


def test_every_full_figure_passes(assessment, official):
    best = {"share": {"met": 10, "of": 10}, "yes_no": {"yes": True}}
    for row in assessment.entries.select_related("indicator", "assessment"):
        if row.indicator.value == "choice":
            figure = {"option_id": row.indicator.options.first().pk}
        else:
            falling = row.indicator.target_op == "<="
            figure = best.get(row.indicator.value) or {"number": Decimal(0 if falling else 100)}
        save(row, official, **figure)
    scoring.recompute(assessments=[assessment.pk])

    total = scoring.total(scores=list(assessment.scores.filter(side=Side.SELF)), period=assessment.period)
    assert (total.points, total.criteria_met, total.passed) == (100, 8, True)


def test_recompute_of_one_assessment_leaves_another_alone(nine, period, other_ward):
    other = assessments.open_assessments(period=period, wards=[other_ward])[0]

    scoring.recompute(assessments=[nine.pk])

    assert not other.scores.exists()


# The engine against exact arithmetic --------------------------------------------------------------------------------


def exact(indicator: Indicator, value: Fraction) -> Decimal:
    """The band's line, in whole fractions, rounded once."""
    bands = [band for band in indicator.bands.all() if _holds(band, value)]
    assert len(bands) == 1
    x0, p0, x1, p1 = (Fraction(getattr(bands[0], name)) for name in ("x0", "p0", "x1", "p1"))
    result = p0 if p0 == p1 else p0 + (p1 - p0) * (value - x0) / (x1 - x0)
    hundredths = (result * 100).__floor__() + (1 if result * 100 % 1 >= Fraction(1, 2) else 0)
    return Decimal(hundredths).scaleb(-2)


def _holds(band: Band, value: Fraction) -> bool:
    high = None if band.high is None else Fraction(band.high)
    return value >= Fraction(band.low) and (high is None or value < high or (band.closed and value == high))


ENGINE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ENGINE
@given(code=st.sampled_from(["3.1", "3.3", "4.3", "5.1", "5.2", "5.3", "6.1", "6.2", "8.4"]), data=st.data())
def test_engine_agrees_with_fractions_on_shares(entry, code, data):
    of = data.draw(st.integers(1, 10_000))
    met = data.draw(st.integers(0, of))
    row = entry(code)
    Entry.objects.filter(pk=row.pk).update(met=met, of=of)

    share = Fraction(100 * met, of)
    assert line(row).points == exact(row.indicator, share)
    assert line(row).met is (share >= Fraction(row.indicator.target_value))


@ENGINE
@given(
    code=st.sampled_from(["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "4.2", "5.4", "7.3", "8.1", "8.2"]), data=st.data()
)
def test_engine_agrees_with_fractions_on_numbers(entry, code, data):
    row = entry(code)
    low, high = (int(limit * 100) for limit in (row.indicator.minimum, row.indicator.maximum))
    number = Decimal(data.draw(st.integers(low, high))).scaleb(-2)
    Entry.objects.filter(pk=row.pk).update(number=number)

    assert line(row).points == exact(row.indicator, Fraction(number))


# Staleness ---------------------------------------------------------------------------------------------------------


def test_saving_makes_scores_stale_until_recomputed(assessment, entry, official):
    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()
    assert not assessment.is_stale

    save(entry("2.1"), official, number=Decimal(0))
    assessment.refresh_from_db()
    assert assessment.is_stale
    assert scoring.stale_assessments() == [assessment.pk]

    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()
    assert not assessment.is_stale
    assert scoring.stale_assessments() == []


def test_saving_what_stands_there_changes_nothing(assessment, entry, official, colleague):
    saved = save(entry("5.2"), official, met=7, of=8)
    assessment.refresh_from_db()
    revision = assessment.revision

    again = save(entry("5.2"), colleague, seen=0, met=7, of=8)

    assessment.refresh_from_db()
    assert (again.version, again.updated_by_id, assessment.revision) == (saved.version, official.pk, revision)


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
    row, start, outcomes = entry("5.2"), threading.Barrier(2), []

    def attempt(by: Officer, met: int) -> None:
        try:
            start.wait(timeout=10)
            save(Entry.objects.select_related("assessment").get(pk=row.pk), by, seen=0, met=met, of=8)
            outcomes.append(("saved", met))
        except assessments.ChangedMeanwhile as conflict:
            outcomes.append(("conflict", conflict.current.met))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=pair) for pair in ((official, 7), (colleague, 6))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    standing = entry("5.2")
    assert sorted(outcomes) == [("conflict", standing.met), ("saved", standing.met)]
    assert standing.version == 1


@pytest.mark.django_db(transaction=True)
def test_two_connections_saving_two_lines_count_both_revisions(assessment, entry, official, colleague):
    before, start = assessment.revision, threading.Barrier(2)

    def attempt(by: Officer, code: str) -> None:
        try:
            start.wait(timeout=10)
            save(entry(code), by, met=7, of=8)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=pair) for pair in ((official, "5.1"), (colleague, "5.2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

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
