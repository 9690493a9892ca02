"""The ward's own pages and the office's overview say the same of a ward: points, criteria met, figures, state, days."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.wards import road, spread
from tests.wards.library import as_, text
from wards.domain.appraisal import review
from wards.domain.overviews import overview
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Officer, Side
from wards.views.worklist import read_worklist

pytestmark = pytest.mark.django_db


@pytest.fixture
def appraised(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> Assessment:
    """Handed in, one line adjusted downwards, completed, scored."""
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "5.3", "adjusted", by=reviewer, reason="Theo quyết định", figure={"met": 12, "of": 25})
    road.confirm_all(assessment, by=reviewer)
    assessment.refresh_from_db()
    review.complete(assessment=assessment, by=head)
    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()
    return assessment


def row_of(assessment: Assessment, officer: Officer) -> overview.Row:
    columns = overview.columns(assessment.period)
    (row,) = overview.read(officer=officer, period=assessment.period, columns=columns, side=Side.SELF)
    return row


def test_overview_and_task_list_add_up_to_the_same(appraised: Assessment, leader: Officer, head: Officer) -> None:
    row, worklist = row_of(appraised, head), read_worklist(appraised, leader)
    office = worklist.office_total
    assert office
    own, theirs = row.sides["self"], row.sides["office"]

    assert (own.points, own.met, own.criteria, own.provided, own.of) == (
        worklist.total.points, worklist.total.criteria_met, len(worklist.tasks), worklist.provided, len(worklist.lines),
    )  # fmt: skip
    assert (theirs.points, theirs.met) == (office.points, office.criteria_met)
    assert own.points > theirs.points > 0
    assert {cell: row.cells[cell].points for cell in row.cells} == {
        task.criterion.pk: task.score.points for task in worklist.tasks if task.score
    }
    assert sum(column.max_points for column in overview.columns(appraised.period)) == worklist.maximum
    assert (row.state, row.deadline, row.is_overdue, row.is_stale) == (
        appraised.state, appraised.deadline, appraised.is_overdue, appraised.is_stale,
    )  # fmt: skip


def test_overview_task_list_and_ward_page_print_the_same_numbers(
    appraised: Assessment, leader: Officer, head: Officer
) -> None:
    overview_page = as_(head).get(reverse("wards:dashboard", args=[appraised.period_id])).content.decode()
    ward_page = text(as_(leader).get(reverse("wards:ward_overview", args=[appraised.pk])))
    task_list = text(as_(leader).get(reverse("wards:task_list", args=[appraised.pk])))
    cells = spread.tables(overview_page)[0][0]
    found = re.fullmatch(r"(\S+) (\S+) có số liệu (\S+) tiêu chí đạt", cells[2])
    assert found
    points, figures, met, office = *found.groups(), cells[-1]

    assert f"{points} / 100 điểm tự chấm" in task_list
    assert f"{office} / 100 điểm thẩm định" in task_list
    assert f"{figures.replace('/', ' / ')} có số liệu" in task_list
    assert f"Đã đạt {met} tiêu chí." in task_list
    for words in (f"{points} / 100 điểm tự chấm", f"{office} / 100 điểm thẩm định", f"{met} tiêu chí đạt",
                  f"{figures} chỉ tiêu có số liệu", "Đã thẩm định"):  # fmt: skip
        assert words in ward_page


def test_overview_counts_the_points_of_all_years_of_a_period(assessment: Assessment) -> None:
    one = [column.max_points for column in overview.columns(assessment.period)]
    assessment.period.first_year = 2017
    assert [column.max_points for column in overview.columns(assessment.period)] == [3 * points for points in one]


def test_overview_and_criterion_page_hold_the_same_points(appraised: Assessment, head: Officer) -> None:
    row = row_of(appraised, head)
    for column in overview.columns(appraised.period):
        page = as_(head).get(reverse("wards:criterion_overview", args=[appraised.period_id, column.number]))
        cells = spread.tables(page.content.decode())[2][0]
        if row.cells[column.pk].provided:
            assert spread.number(cells[-3]) == row.cells[column.pk].points
        assert page.context["rows"][0]["pk"] == row.pk


def test_overview_tells_the_ward_s_own_deadline(assessment: Assessment, entry, head: Officer) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(extended_until="2019-12-31T10:00:00Z")
    assessment.refresh_from_db()
    row = row_of(assessment, head)
    assert (row.deadline, row.is_overdue) == (assessment.deadline, True)
    page = text(as_(head).get(reverse("wards:dashboard", args=[assessment.period_id])))
    assert "Đang nhập Quá hạn" in page
    assert "Hạn nộp (đã gia hạn) 17 giờ ngày 31/12/2019" in page


def test_ward_page_follows_a_change(assessment: Assessment, entry, official: Officer, head: Officer) -> None:
    line: Entry = entry("2.1")
    road.record(assessment, "2.1", {"number": Decimal(0)}, by=official)
    row = row_of(assessment, head)
    assert row.is_stale
    assert "Đang tính lại điểm" in text(as_(head).get(reverse("wards:ward_overview", args=[assessment.pk])))
    scoring.recompute(assessments=[assessment.pk])
    assert row_of(assessment, head).sides["self"].provided == 1
    assert line.pk
