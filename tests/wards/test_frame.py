"""The frame of the pages: which section is marked, in which order a page begins, where people without a ward land."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards import road
from tests.wards.library import as_, criterion_url, text
from wards.domain.appraisal import review
from wards.models import Assessment, Entry, Evidence, Officer


def marked(client: Client, url: str) -> list[tuple[str, str]]:
    """The marked items of the menu with their mark."""
    page = client.get(url).content.decode()
    menu = page[page.index('<ul class="nav">') : page.index("</ul>")]
    return [(name, mark) for mark, name in re.findall(r'aria-current="(\w+)">([^<]+)<', menu)]


@pytest.mark.parametrize(
    ("person", "name", "expected"),
    [
        ("official", "wards:task_list", ("Việc của tôi", "true")),
        ("official", "wards:check_answers", ("Việc của tôi", "true")),
        ("official", "wards:history", ("Việc của tôi", "true")),
        ("official", "awards:papers", ("Việc của tôi", "true")),
        ("reviewer", "wards:task_list", ("Tổng quan", "true")),
        ("reviewer", "wards:history", ("Thẩm định", "true")),
        ("reviewer", "wards:desk", ("Thẩm định", "true")),
        ("reviewer", "awards:papers", ("Thẩm định", "true")),
    ],
)
def test_inner_page_marks_its_section(
    under_review: Assessment, person: str, name: str, expected: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    client = as_(request.getfixturevalue(person))
    assert marked(client, reverse(name, args=[under_review.pk])) == [expected]


def test_page_of_the_menu_itself_is_marked_as_the_page(
    assessment: Assessment, official: Officer, head: Officer
) -> None:
    client = as_(official)
    assert marked(client, reverse("wards:evidence_list")) == [("Kho tài liệu", "page")]
    assert marked(client, reverse("wards:catalogue_list")) == [("Bộ tiêu chí", "page")]
    assert marked(client, reverse("wards:catalogue_detail", args=["model-ward-2019"])) == [("Bộ tiêu chí", "true")]
    assert marked(client, reverse("password_change")) == []
    client = as_(head)
    assert marked(client, reverse("wards:review_queue")) == [("Thẩm định", "page")]
    assert marked(client, reverse("wards:dashboard", args=[assessment.period_id])) == [("Tổng quan", "true")]


@pytest.mark.parametrize("name", ["task_list", "criterion", "check_answers", "history", "desk", "complete"])
def test_page_begins_with_its_name_and_then_says_what_is_provisional(
    under_review: Assessment, official: Officer, head: Officer, name: str
) -> None:
    Assessment.objects.update(illustrative=True)
    more = ["5"] if name == "criterion" else []
    client = as_(head if name in {"desk", "complete"} else official)

    page = client.get(reverse(f"wards:{name}", args=[under_review.pk, *more])).content.decode()

    for words in ('class="lead"', 'class="illustrative"'):
        places = [page.index(mark) for mark in ("<h1>", words, "Bộ tiêu chí tạm thời")]
        assert places == sorted(places)


def test_summary_of_errors_stands_before_the_name_of_the_page(
    assessment: Assessment, entry: Callable[[str], Entry], uncited: Evidence, official: Officer
) -> None:
    line, client = entry("5.2").pk, as_(official)
    answers = [
        client.post(reverse("wards:cite", args=[line]), {"evidence": uncited.pk, "pages": "hai"}),
        client.post(reverse("wards:evidence_new", args=[line]), {}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    told = [answer.content.decode() for answer in answers]
    assert all(page.index('class="error-summary"') < page.index("<h1>") for page in told)


def test_check_page_is_called_what_it_is_after_the_hand_in(
    assessment: Assessment, official: Officer, leader: Officer
) -> None:
    url = reverse("wards:check_answers", args=[assessment.pk])
    assert "<h1>Kiểm tra trước khi nộp</h1>" in as_(leader).get(url).content.decode()

    road.handed_in(assessment, official=official, leader=leader)

    page = as_(leader).get(url).content.decode()
    assert "<h1>Bản tự đánh giá đã nộp</h1>" in page
    assert "Kiểm tra trước khi nộp" not in page


@pytest.mark.parametrize("person", ["reviewer", "province", "admin"])
def test_work_of_a_ward_is_not_for_people_without_one(person: str, request: pytest.FixtureRequest) -> None:
    answer = as_(request.getfixturevalue(person)).get(reverse("wards:my_work"))
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_desk_can_be_entered_at_its_line(under_review: Assessment, reviewer: Officer) -> None:
    page = as_(reviewer).get(reverse("wards:desk", args=[under_review.pk])).content.decode()
    assert '<a class="skip" href="#dong">' in page
    assert 'id="dong" tabindex="-1"' in page


# What is missing before a hand-in ------------------------------------------------------------------------------------

HOLES = "Còn thiếu 8 chỉ tiêu bắt buộc; lãnh đạo chưa nộp được."
UNCHANGED = "1 chỉ tiêu cần bổ sung chưa có thay đổi."


def test_missing_lines_are_told_beside_the_step_and_do_not_stop_submitting(
    assessment: Assessment, official: Officer, leader: Officer
) -> None:
    road.record(assessment, "5.1", {"met": 8, "of": 8}, by=official)
    for name in ("task_list", "check_answers", "submit"):
        url = reverse(f"wards:{name}", args=[assessment.pk])
        assert HOLES in text(as_(official).get(url))
    for name in ("task_list", "check_answers"):
        assert HOLES in text(as_(leader).get(reverse(f"wards:{name}", args=[assessment.pk])))

    as_(official).post(reverse("wards:submit", args=[assessment.pk]))

    assessment.refresh_from_db()
    assert assessment.state == "with_leader"


def test_returned_lines_without_a_change_are_told(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    urls = [reverse(f"wards:{name}", args=[under_review.pk]) for name in ("task_list", "check_answers", "submit")]
    assert all(UNCHANGED in text(as_(official).get(url)) for url in urls)
    assert UNCHANGED in text(as_(leader).get(urls[1]))

    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=official)

    assert not any("chưa có thay đổi" in text(as_(official).get(url)) for url in urls)
    assert review.submit(assessment=under_review, by=official)


def test_exhibit_numbers_are_explained_once_a_page(
    assessment: Assessment, cited: Evidence, entry: Callable[[str], Entry], official: Officer
) -> None:
    page = text(as_(official).get(criterion_url(entry("5.2"))))
    assert page.count("MC: số minh chứng") == 1
