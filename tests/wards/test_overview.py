"""The office's overview: who sees it, what stands in it, how it is filtered, what it costs."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.wards import road
from wards.domain.appraisal import review
from wards.domain.overviews import overview
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, CriteriaSet, Office, Officer, Period, Side, Verdict, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(assessment: Assessment, entry, official: Officer) -> Assessment:
    """Điện Biên with two of the three figures of criterion 2, and the required one of criterion 6 missing."""
    for code, figure in (
        ("2.1", {"number": Decimal(0)}),
        ("2.2", {"number": Decimal(4)}),
        ("6.1", {"met": 4, "of": 4}),
    ):
        assessments.record(entry=entry(code), figure=figure, seen=0, by=official)
    scoring.recompute(assessments=[assessment.pk])
    return assessment


def rows(officer: Officer, period: Period, side: str = Side.SELF) -> list[overview.Row]:
    return overview.read(officer=officer, period=period, columns=overview.columns(period), side=side)


def page(client: Client, officer: Officer, period: Period, query: str = "", **headers: str) -> str:
    client.force_login(officer)
    response = client.get(reverse("wards:dashboard", args=[period.pk]) + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_overview_has_a_column_for_each_criterion(period: Period) -> None:
    assert [(c.number, c.max_points) for c in overview.columns(period)] == [
        ("1", 12), ("2", 13), ("3", 13), ("4", 12), ("5", 13), ("6", 12), ("7", 12), ("8", 13),
    ]  # fmt: skip


def test_overview_shows_points_shade_and_whether_the_criterion_is_met(figures: Assessment, reviewer: Officer) -> None:
    (row,) = rows(reviewer, figures.period)
    cells = {column.number: row.cells[column.pk] for column in overview.columns(figures.period)}
    assert cells["2"] == overview.Cell(points=Decimal(6), met=True, provided=2, of=3, shade=2)
    assert cells["6"] == overview.Cell(points=Decimal(4), met=False, provided=1, of=3, shade=1)
    assert cells["1"] == overview.Cell(points=Decimal(0), met=False, provided=0, of=3, shade=0)
    assert row.sides["self"] == overview.Whole(points=Decimal(10), met=1, criteria=8, provided=3, of=26)


def test_overview_keeps_the_sides_apart(
    figures: Assessment,
    entry,
    official: Officer,
    leader: Officer,
    reviewer: Officer,
) -> None:
    for line in review.holes(figures):
        assessments.record(entry=line, figure={}, no_data_reason="chưa có", seen=0, by=official)
    review.hand_in(assessment=figures, by=leader)
    review.start_review(assessment=figures, by=reviewer)
    review.judge(entry=entry("2.1"), kind=Verdict.Kind.CONFIRMED, seen=None, by=reviewer)
    review.judge(entry=entry("2.2"), kind=Verdict.Kind.TO_COMPLETE, reason="thiếu", seen=None, by=reviewer)
    (row,) = rows(reviewer, figures.period)
    assert row.is_stale
    scoring.recompute(assessments=[figures.pk])

    (row,) = rows(reviewer, figures.period, Side.OFFICE)

    assert (row.judged, row.to_complete, row.is_stale) == (2, 1, False)
    assert row.sides["office"] == overview.Whole(points=Decimal(6), met=1, criteria=8, provided=1, of=26)
    assert row.sides["self"].points == 10


def test_overview_counts_states_and_what_is_overdue(assessment: Assessment, other_ward: Ward, head: Officer) -> None:
    assessments.open_assessments(period=assessment.period, wards=[other_ward])
    Assessment.objects.filter(ward=other_ward).update(
        state="to_complete", completion_due=timezone.now() - dt.timedelta(minutes=1)
    )
    counts = overview.count_states(rows(head, assessment.period))
    assert counts == {"drafting": 1, "to_complete": 1, "overdue": 1}


def test_overview_finds_without_diacritics_and_sorts_as_vietnamese_does(
    period: Period, office: Office, head: Officer
) -> None:
    wards = [
        factories.WardFactory(name=f"Phường {name}", office=office) for name in ("Đông Thọ", "Ba Đình", "Điện Biên")
    ]
    assessments.open_assessments(period=period, wards=wards)
    found = rows(head, period)
    assert [row.ward for row in found] == ["Phường Ba Đình", "Phường Điện Biên", "Phường Đông Thọ"]
    assert [row.ward for row in overview.choose(found, words="dien BIEN")] == ["Phường Điện Biên"]
    assert overview.choose(found, state="reviewed") == []
    found[2].sides["self"] = overview.Whole(points=Decimal(5), met=0, criteria=8, provided=1, of=26)
    assert next(row.ward for row in overview.choose(found, by_points="self")) == "Phường Đông Thọ"


def test_dashboard_belongs_to_the_office_of_the_wards(
    client: Client, assessment: Assessment, official: Officer, stranger: Officer, reviewer: Officer, head: Officer,
    other_reviewer: Officer, province: Officer, admin: Officer,
) -> None:  # fmt: skip
    url = reverse("wards:dashboard", args=[assessment.period_id])
    assert client.get(url).headers["Location"].startswith("/dang-nhap/")
    answers = {}
    for person in (official, stranger, reviewer, head, other_reviewer, province, admin):
        client.force_login(person)
        answers[person.username] = client.get(url).status_code
    assert answers == {
        "canbo.dienbien": 403, "canbo.dongson": 404, "noivu.thanhhoa": 200, "truongphong.thanhhoa": 200,
        "noivu.samson": 404, "bantdkt.thanhhoa": 404, "admin": 404,
    }  # fmt: skip


def test_overview_leads_to_the_latest_period(
    client: Client, assessment: Assessment, model_ward_set: CriteriaSet, head: Officer
) -> None:
    later = factories.period(model_ward_set, title="Phường kiểu mẫu năm 2020", first_year=2020, last_year=2020)
    assessments.open_assessments(period=later, wards=[assessment.ward])
    client.force_login(head)
    assert client.get("/tong-quan/").headers["Location"] == f"/tong-quan/{later.pk}/"
    assert f'<a href="/tong-quan/{assessment.period_id}/">' in page(client, head, later)


def test_overview_tells_the_province_that_nothing_was_forwarded(
    client: Client, assessment: Assessment, province: Officer, official: Officer
) -> None:
    client.force_login(province)
    assert "Chưa có hồ sơ nào được trình lên tỉnh." in client.get("/tong-quan/").content.decode()
    client.force_login(official)
    assert client.get("/tong-quan/").status_code == 403


def test_dashboard_leads_from_ward_and_cell_to_the_work(client: Client, figures: Assessment, head: Officer) -> None:
    text = page(client, head, figures.period)
    assert f'<a id="w{figures.pk}" href="/tong-quan/ban/{figures.pk}/">Điện Biên</a>' in text
    assert f'<a href="/ban-tu-danh-gia/{figures.pk}/tieu-chi/2/" id="l{figures.pk}-1"' in text
    assert f'<a id="c1" href="/tong-quan/{figures.period_id}/tieu-chi/2/">' in text
    Assessment.objects.filter(pk=figures.pk).update(state="under_review")
    line = figures.entries.get(indicator__code="2.1")
    text = page(client, head, figures.period)
    assert f'<a href="/tham-dinh/{figures.pk}/?dong={line.pk}#dong" id="l{figures.pk}-1"' in text
    assert f'aria-labelledby="c1 w{figures.pk} l{figures.pk}-1"' in text


def test_dashboard_says_what_is_illustrative_stale_and_provisional(
    client: Client, figures: Assessment, head: Officer
) -> None:
    text = page(client, head, figures.period)
    assert "Bộ tiêu chí tạm thời" in text
    assert "Số liệu minh họa" not in text
    Assessment.objects.update(illustrative=True, revision=99)
    text = page(client, head, figures.period)
    assert "1 xã, phường có số liệu minh họa" in text
    assert text.count("Số liệu minh họa") == 1
    assert "1 xã, phường đang tính lại điểm" in text
    assert 'class="cell l2 stale"' in text
    assert "số liệu minh họa" not in page(client, head, figures.period, "?q=khong-co").lower()


def test_dashboard_says_for_how_many_lines_the_points_of_the_office_stand(
    client: Client, figures: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    road.handed_in(figures, official=official, leader=leader)
    review.start_review(assessment=figures, by=reviewer)
    road.judge(figures, "2.1", "confirmed", by=reviewer)
    road.judge(figures, "2.2", "to_complete", by=reviewer, reason="thiếu")
    scoring.recompute(assessments=[figures.pk])
    assert "mới thẩm định 1/26" in page(client, head, figures.period)
    assert "1/26 đã thẩm định" in page(client, head, figures.period, "?side=office")

    road.judge(figures, "2.2", "confirmed", by=reviewer)
    road.confirm_all(figures, by=reviewer)
    review.complete(assessment=figures, by=head)

    assert "mới thẩm định" not in page(client, head, figures.period)
    assert "26/26 đã thẩm định" in page(client, head, figures.period, "?side=office")


def test_dashboard_gathers_wards_without_a_figure_for_narrow_screens(
    client: Client, figures: Assessment, other_ward: Ward, head: Officer
) -> None:
    (empty,) = assessments.open_assessments(period=figures.period, wards=[other_ward])
    text = page(client, head, figures.period)
    gathered = text[text.index('<section class="bare"') :]
    assert "Chưa có số liệu (1)" in gathered
    assert f'<a id="n{empty.pk}" href="/tong-quan/ban/{empty.pk}/">Đông Sơn</a>' in gathered
    assert "Điện Biên</a>" not in gathered


def test_dashboard_never_shows_nothing_as_zero(client: Client, assessment: Assessment, head: Officer) -> None:
    scoring.recompute(assessments=[assessment.pk])
    for query, words in (("", "Chưa có số liệu"), ("?side=office", "Chưa thẩm định")):
        text = page(client, head, assessment.period, query)
        assert words in text
        assert '<td class="cell' not in text


def test_dashboard_answers_htmx_with_the_table_and_the_counts(
    client: Client, figures: Assessment, head: Officer
) -> None:
    text = page(client, head, figures.period, "?state=drafting&q=dien", **{"HX-Request": "true"})
    assert text.lstrip().startswith('<div id="wards" ')
    assert 'id="states" hx-swap-oob="true"' in text
    assert "<html" not in text
    assert '<a href="?state=drafting" id="state-6" aria-current="true">' in text


@pytest.mark.parametrize("query", ["?state=nonsense", "?side=x&sort=y", "?state=overdue&side=office&sort=points"])
def test_dashboard_takes_any_address(client: Client, figures: Assessment, head: Officer, query: str) -> None:
    page(client, head, figures.period, query)
