"""One ward through its hand-ins and years, for its office and for itself."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.wards import road, spread
from tests.wards.library import as_, text
from wards.domain.appraisal import review
from wards.domain.overviews import overview_ward
from wards.domain.overviews.overview_ward import WardStory
from wards.domain.sheet import scoring
from wards.models import Assessment, Office, Officer, Period, Score, Succession, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """Handed in, 5.2 and 5.3 sent back; 5.2 changed, both handed in again and the appraisal begun again."""
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "5.1", "adjusted", by=reviewer, reason="Theo quyết định", figure={"met": 7, "of": 8})
    road.to_complete(assessment, "5.2", "5.3", reviewer=reviewer)
    road.record(assessment, "5.2", {"met": 6, "of": 8}, by=official)
    review.hand_in(assessment=assessment, by=leader)
    assessment.refresh_from_db()
    review.start_review(assessment=assessment, by=reviewer)
    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()
    return assessment


def line(story: WardStory, code: str) -> overview_ward.Line:
    lines = (line for criterion in story.criteria for line in criterion.lines)
    return next(line for line in lines if line.entry.indicator.code == code)


def page(officer: Officer, assessment: Assessment) -> str:
    return text(as_(officer).get(reverse("wards:ward_overview", args=[assessment.pk])))


def test_ward_page_tells_each_round_with_its_points(twice: Assessment) -> None:
    story = overview_ward.read(assessment=twice, is_ward=False)
    changed, kept = line(story, "5.2"), line(story, "5.3")

    assert [(step.figure, step.points) for step in changed.steps] == [("7/8 (87,5%)", 4), ("6/8 (75%)", changed.points)]
    assert [sorted(step.moved) for step in changed.steps] == [[], ["figure"]]
    assert [(step.figure, step.points) for step in kept.steps] == [("21/25 (84%)", Decimal(3))] * 2
    assert [step.verdict and step.verdict.kind for step in kept.steps] == ["to_complete", None]
    adjusted = line(story, "5.1").steps[0]
    assert (adjusted.verdict_figure, adjusted.verdict and adjusted.verdict.reason) == ("7/8 (87,5%)", "Theo quyết định")
    assert [handed.number for handed in story.rounds] == [1, 2]
    assert not story.is_changing


def test_ward_page_tells_the_ward_nothing_of_an_appraisal_going_on(
    twice: Assessment, official: Officer, reviewer: Officer
) -> None:
    road.judge(twice, "5.2", "to_complete", by=reviewer, reason="Vẫn thiếu trang 3")
    own, theirs = page(official, twice), page(reviewer, twice)

    assert "Thiếu tài liệu cho 5.2" in own
    assert "Vẫn thiếu trang 3" not in own
    assert "Điểm thẩm định" not in own[: own.index("Điểm qua các năm")]
    assert "Vẫn thiếu trang 3" in theirs
    assert "mới thẩm định 24/26" in theirs


def test_ward_page_shows_what_is_not_handed_in_yet(twice: Assessment, official: Officer, reviewer: Officer) -> None:
    road.judge(twice, "5.2", "to_complete", by=reviewer, reason="Thiếu")
    road.judge(twice, "5.3", "confirmed", by=reviewer)
    review.ask_completion(assessment=twice, due=twice.period.office_deadline, by=reviewer)
    twice.refresh_from_db()
    road.record(twice, "5.2", {"met": 5, "of": 8}, by=official)

    story = overview_ward.read(assessment=twice, is_ward=True)

    assert (story.is_changing, line(story, "5.2").now, line(story, "5.2").is_new) == (True, "5/8 (62,5%)", True)
    assert [step.points for step in line(story, "5.2").steps] == [4, 4]  # as they were handed in
    assert "Hiện nay" in page(official, twice)


def test_ward_page_before_any_hand_in_holds_the_figures_so_far(assessment: Assessment, official: Officer) -> None:
    road.record(assessment, "5.2", {"met": 7, "of": 8}, by=official)
    told = page(official, assessment)
    assert "Chưa nộp lần nào: đây là số liệu đến nay." in told
    assert "7/8 (87,5%)" in told


def test_ward_page_lists_years_with_their_lineage(
    assessment: Assessment, office: Office, other_ward: Ward, head: Officer, official: Officer
) -> None:
    former = factories.WardFactory(code="14760", name="Phường Tân Sơn", office=office)
    oldest = factories.WardFactory(code="14761", name="Phường Phú Cũ", office=office)
    Succession.objects.create(old=former, new=assessment.ward, whole=True)
    Succession.objects.create(old=oldest, new=former, whole=False)
    last_year = spread.earlier(assessment, 2018)
    theirs = spread.earlier(assessment, 2017, ward=former)
    spread.earlier(assessment, 2017, ward=oldest, state="drafting")
    spread.earlier(assessment, 2018, ward=other_ward)
    criterion = assessment.period.criteria_set.criteria.get(number="5")
    for one, points in ((last_year, 12), (theirs, 9)):
        for side in ("self", "office"):
            Score.objects.create(
                assessment=one, criterion=criterion, side=side, points=points, met=True, provided=4, of=4
            )

    years = overview_ward.years(assessment=assessment, officer=official)

    assert [(year.assessment.pk, year.former and year.former.name) for year in years] == [
        (assessment.pk, None), (last_year.pk, None), (theirs.pk, "Phường Tân Sơn"),
    ]  # fmt: skip
    assert [year.office.points if year.office else None for year in years] == [None, 12, 9]
    assert [year.is_open for year in years] == [True, True, False]
    assert "phường Tân Sơn cũ" in page(official, assessment)
    assert "không cộng gộp" in page(official, assessment)
    assert f'href="/tong-quan/ban/{theirs.pk}/"' not in as_(official).get(
        reverse("wards:ward_overview", args=[assessment.pk])
    ).content.decode()  # fmt: skip


def test_ward_page_tells_the_province_only_what_was_forwarded(assessment: Assessment, province: Officer) -> None:
    spread.earlier(assessment, 2018)
    sent = spread.earlier(assessment, 2017, state="forwarded")
    Assessment.objects.filter(pk=assessment.pk).update(state="forwarded", round=1)
    years = overview_ward.years(assessment=assessment, officer=province)
    assert [year.assessment.pk for year in years] == [assessment.pk, sent.pk]


def test_ward_page_says_when_there_is_no_earlier_year(assessment: Assessment, head: Officer) -> None:
    assert "Chưa có bản tự đánh giá của năm trước trên hệ thống." in page(head, assessment)


@pytest.mark.parametrize("name", ["ward_overview", "ward_overview_export"])
def test_ward_queries_do_not_grow_with_wards_or_years(
    twice: Assessment, period: Period, office: Office, reviewer: Officer, name: str
) -> None:
    client, url = as_(reviewer), reverse(f"wards:{name}", args=[twice.pk])
    spread.earlier(twice, 2018)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    spread.many(period, office, 3)
    few = queries()
    spread.many(period, office, 297, first=31000)
    for year in (2010, 2011, 2012):
        spread.earlier(twice, year)
    assert queries() == few


def test_ward_page_says_the_unit_beside_the_line(twice: Assessment, reviewer: Officer) -> None:
    told = page(reviewer, twice)

    assert "1.2 Thu nhập bình quân đầu người (triệu đồng/người/năm)" in told
    assert "(%)" not in told
