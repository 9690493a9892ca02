"""One criterion in all wards: figures, both sides' points, who lacks a figure, who claims more, the middle."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.wards import road, spread
from tests.wards.library import as_, text
from wards.domain.appraisal import review
from wards.domain.overviews import overview, overview_criterion
from wards.domain.overviews.overview_criterion import WardLines
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Office, Officer, Period, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(
    assessment: Assessment, other_ward: Ward, official: Officer, leader: Officer, reviewer: Officer
) -> Assessment:
    """Điện Biên under appraisal: 5.1 confirmed, 5.3 adjusted downwards; Đông Sơn has nothing yet."""
    assessments.open_assessments(period=assessment.period, wards=[other_ward])
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "5.1", "confirmed", by=reviewer)
    road.judge(assessment, "5.3", "adjusted", by=reviewer, reason="Theo quyết định", figure={"met": 12, "of": 25})
    scoring.recompute(assessments=list(Assessment.objects.values_list("pk", flat=True)))
    return assessment


def read(period: Period, officer: Officer, number: str = "5") -> list[WardLines]:
    criterion = overview_criterion.get_criterion(period, number)
    assert criterion
    column = next(column for column in overview.columns(period) if column.pk == criterion.pk)
    found = overview.office_assessments(officer).filter(period=period)
    return overview_criterion.read(assessments=found, period=period, criterion=criterion, column=column)


def url(period: Period, query: str = "", number: str = "5") -> str:
    return reverse("wards:criterion_overview", args=[period.pk, number]) + query


def test_criterion_compares_settled_lines_only(judged: Assessment, head: Officer) -> None:
    ward = next(ward for ward in read(judged.period, head) if ward.row.pk == judged.pk)
    worth = {line.entry.indicator.code: (line.points, line.office_points, line.over) for line in ward.lines}

    assert worth["5.1"] == (Decimal(4), Decimal(4), Decimal(0))
    assert worth["5.2"] == (Decimal(4), None, None)
    assert worth["5.3"][0] == Decimal(3)
    assert worth["5.3"][2] == Decimal(3) - worth["5.3"][1] > 0
    assert ward.over == worth["5.3"][2]
    assert (ward.settled, ward.is_settled, ward.over_claims) == (2, False, True)
    assert [line.entry.indicator.code for line in ward.missing] == ["5.4"]


def test_criterion_has_no_difference_before_the_office_has_judged(assessment: Assessment, head: Officer) -> None:
    (ward,) = read(assessment.period, head)
    assert (ward.over, ward.over_claims, ward.settled, len(ward.missing)) == (None, False, 0, 4)


def test_criterion_finds_the_middle_and_the_spread(period: Period, office: Office, head: Officer) -> None:
    made = spread.many(period, office, 4)
    for one, met in zip(made, (8, 6, 4, 2), strict=True):
        one.entries.filter(indicator__code="5.1").update(met=met, version=2)
    scoring.recompute(assessments=[one.pk for one in made])
    wards = read(period, head)
    points = sorted(ward.own.points for ward in wards if ward.own)

    assert overview_criterion.middle(wards, "self") == (points[1] + points[2]) / 2
    assert overview_criterion.middle(wards, "office") is None
    assert sum(count for _level, count in overview_criterion.distribution(wards, "self")) == 4
    assert sum(count for _level, count in overview_criterion.distribution(wards, "office")) == 0
    criterion = overview_criterion.get_criterion(period, "5")
    assert criterion
    first = overview_criterion.totals(wards, criterion, 2019)[0]
    assert (first.indicator.code, first.provided, first.of, first.middle) == ("5.1", 4, 4, Decimal("62.5"))


def test_criterion_filters_and_sorts(judged: Assessment, head: Officer) -> None:
    wards = read(judged.period, head)
    choose = overview_criterion.choose

    def names(chosen: list[WardLines]) -> list[str]:
        return [ward.row.ward for ward in chosen]

    assert names(wards) == ["Phường Điện Biên", "Phường Đông Sơn"]
    assert names(choose(wards, only="over")) == ["Phường Điện Biên"]
    assert names(choose(wards, only="missing")) == ["Phường Điện Biên", "Phường Đông Sơn"]
    assert names(choose(wards, state="drafting")) == ["Phường Đông Sơn"]
    assert names(choose(wards, words="dong son", only="over")) == []
    assert names(choose(list(reversed(wards)), sort="over")) == ["Phường Điện Biên", "Phường Đông Sơn"]


def test_criterion_page_shows_both_sides_and_leads_to_the_desk(judged: Assessment, head: Officer) -> None:
    page = as_(head).get(url(judged.period)).content.decode()
    cells = next(row for row in spread.tables(page)[2] if row[0] == "Điện Biên")
    line = judged.entries.get(indicator__code="5.3")

    assert cells[4] == "21/25 (84%) thẩm định: 12/25 (48%)"
    assert "mới thẩm định 2/4" in cells[-2]
    assert spread.number(cells[-1]) > 0
    assert cells[-1].startswith("+")
    assert f'href="/tham-dinh/{judged.pk}/?dong={line.pk}#dong"' in page
    assert "Bộ tiêu chí tạm thời" in page


def test_criterion_page_counts_what_its_links_show(judged: Assessment, head: Officer) -> None:
    client = as_(head)
    page = client.get(url(judged.period))
    for _words, count, link, _current in page.context["stats"]:
        assert len(client.get(url(judged.period, link)).context["rows"]) == count
    assert [count for _words, count, _link, _current in page.context["stats"]] == [2, 2, 1]


def test_criterion_page_gathers_wards_without_a_figure(judged: Assessment, head: Officer) -> None:
    page = as_(head).get(url(judged.period)).content.decode()
    gathered = page[page.index('<section class="bare"') :]
    assert "Chưa có số liệu (1)" in gathered
    assert "Đông Sơn" in gathered
    assert "Điện Biên" not in gathered


def test_criterion_page_answers_htmx_with_what_changes(judged: Assessment, head: Officer) -> None:
    answer = as_(head).get(url(judged.period, "?only=over"), headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith('<div id="wards">')
    assert 'id="states" hx-swap-oob="true"' in answer
    assert "<html" not in answer


@pytest.mark.parametrize("query", ["?only=x&sort=y&year=1", "?year=2019&only=over&state=overdue&sort=office"])
def test_criterion_page_takes_any_address(judged: Assessment, head: Officer, query: str) -> None:
    assert as_(head).get(url(judged.period, query)).status_code == 200


def test_criterion_page_knows_only_criteria_of_the_set(assessment: Assessment, head: Officer) -> None:
    assert as_(head).get(url(assessment.period, number="9")).status_code == 404


def test_criterion_page_of_the_province_holds_what_was_forwarded(judged: Assessment, province: Officer) -> None:
    assert as_(province).get(url(judged.period)).status_code == 404
    Assessment.objects.filter(pk=judged.pk).update(state="forwarded")
    page = text(as_(province).get(url(judged.period)))
    assert "Điện Biên" in page
    assert "Đông Sơn" not in page


def test_criterion_page_says_the_unit_where_each_figure_stands(judged: Assessment, head: Officer) -> None:
    page = as_(head).get(reverse("wards:criterion_overview", args=[judged.period_id, "1"])).content.decode()

    assert [page.count(f'data-th="{code}"') for code in ("1.1", "1.2 (triệu đồng/người/năm)", "1.3")] == [1, 1, 1]
    assert "(%)" not in page
