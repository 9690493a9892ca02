"""Points: what the one engine makes of figures, and when they are stale."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wards import road
from tests.wards.library import points, save
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Band, Entry, Indicator, LineScore, Side


def line(entry: Entry) -> LineScore:
    return LineScore.objects.get(entry=entry, side=Side.SELF)


@pytest.fixture
def nine(assessment, entry, official):
    for code, figure in road.FIGURES.items():
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

    assert {code: line(entry(code)).points for code in road.FIGURES} == expected


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
