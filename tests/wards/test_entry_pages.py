"""A criterion's page with its cards: how a line is saved, by whom, and with how many questions to the database."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.wards.library import HTMX, as_, criterion_url, save, save_url, text
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Entry, Indicator

# Saving -------------------------------------------------------------------------------------------------------------


def test_saved_line_answers_with_its_card_and_points(as_official, entry):
    response = as_official.post(save_url(entry("5.2")), {"met": "7", "of": "8", "version": "0"}, headers=HTMX)

    assert response.status_code == 200
    assert response.content.decode().strip().startswith(f'<article class="entry" id="entry-{entry("5.2").pk}"')
    assert "<b>4</b> / 4 điểm" in response.content.decode()
    assert f"Đã lưu lúc {timezone.localtime():%H:}" in text(response)
    assert '<ul class="stats" id="criterion-stats" hx-swap-oob="true">' in response.content.decode()


@pytest.mark.parametrize(
    ("code", "posted", "column", "value"),
    [
        ("1.2", {"number": "95,7"}, "number", Decimal("95.7")),
        ("1.2", {"number": "95.7"}, "number", Decimal("95.7")),
        ("1.2", {"number": "1.234,5"}, "number", Decimal("1234.5")),
        ("1.2", {"number": "1 234,5"}, "number", Decimal("1234.5")),
        ("5.2", {"met": "1.000", "of": "1.234"}, "of", 1234),
        ("4.1", {"yes": "true"}, "yes", True),
        ("4.1", {"yes": "false"}, "yes", False),
        ("4.1", {"yes": ""}, "yes", None),
    ],
)
def test_figures_are_read_as_vietnamese_offices_write_them(as_official, entry, code, posted, column, value):
    response = as_official.post(save_url(entry(code)), {**posted, "version": "0"}, headers=HTMX)

    assert response.status_code == 200
    assert getattr(entry(code), column) == value


def test_level_is_chosen_and_cleared(as_official, entry):
    level = entry("8.3").indicator.options.first()
    as_official.post(save_url(entry("8.3")), {"option_id": level.pk, "version": "0"}, headers=HTMX)
    assert entry("8.3").option == level

    as_official.post(save_url(entry("8.3")), {"option_id": "", "version": "1"}, headers=HTMX)
    assert entry("8.3").option is None


def test_reason_for_no_figure_and_explanation_are_kept(as_official, entry):
    words = {"no_data_reason": "Chưa có\r\nbáo cáo", "version": "0"}
    assert as_official.post(save_url(entry("5.4")), words, headers=HTMX).status_code == 200
    assert entry("5.4").no_data_reason == "Chưa có\nbáo cáo"

    as_official.post(
        save_url(entry("5.2")), {"met": "7", "of": "8", "explanation": "7 tổ", "version": "0"}, headers=HTMX
    )
    assert entry("5.2").explanation == "7 tổ"


@pytest.mark.parametrize(
    ("code", "posted", "told"),
    [
        ("5.2", {"met": "9", "of": "8"}, "Số đạt (9) không thể lớn hơn tổng số (8). Số cũ 7/8 vẫn được giữ."),
        ("5.2", {"met": "9"}, "Đề nghị nhập cả số đạt và tổng số."),
        ("5.2", {"met": "-1", "of": "8"}, "-1 nhỏ hơn 0."),
        ("5.2", {"met": "bảy", "of": "8"}, "“bảy”"),
        ("5.4", {"number": "101"}, "101 nằm ngoài khoảng cho phép, từ 0 đến 100."),
        ("1.2", {"number": "1.234"}, "“1.234”"),
        ("5.4", {"number": "9" * 60}, "Số này quá dài."),
        ("4.1", {"yes": "true", "no_data_reason": "Không có"}, "đề nghị xóa một trong hai"),
    ],
)
def test_refused_figure_stays_in_its_field_while_the_old_one_counts(as_official, entry, official, code, posted, told):
    save(entry("5.2"), official, met=7, of=8)

    response = as_official.post(save_url(entry(code)), {**posted, "version": "1"}, headers=HTMX)

    assert response.status_code == 422
    assert told in text(response)
    assert all(f'value="{value}"' in response.content.decode() or value in text(response) for value in posted.values())
    assert "Chưa lưu" in text(response)
    assert (entry("5.2").met, entry("5.2").version) == (7, 1)


def test_refused_figure_names_the_points_that_still_count(as_official, entry, official):
    save(entry("5.2"), official, met=7, of=8)

    response = as_official.post(save_url(entry("5.2")), {"met": "9", "of": "8", "version": "1"}, headers=HTMX)

    assert "4 / 4 điểm Chưa lưu theo số đã lưu 7/8" in text(response)
    assert 'aria-invalid="true" aria-describedby="entry-' in response.content.decode()


@pytest.mark.parametrize(
    ("code", "told", "next_try"),
    [
        (
            "1.2",
            "“1.234” có thể hiểu theo hai cách. Đề nghị ghi 1234 nếu là hàng nghìn; "
            "nếu là số lẻ, chỉ ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 1,23.",
            "1234",
        ),
        ("2.1", "“1.234”: chỉ ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 1,23.", "1,23"),
    ],
)
def test_ambiguous_number_is_asked_back_with_what_the_line_takes(as_official, entry, code, told, next_try):
    response = as_official.post(save_url(entry(code)), {"number": "1.234", "version": "0"}, headers=HTMX)

    assert response.status_code == 422
    assert told in text(response)
    assert not entry(code).is_provided

    again = as_official.post(save_url(entry(code)), {"number": next_try, "version": "0"}, headers=HTMX)

    assert again.status_code == 200


def test_saving_answers_although_the_broker_is_away(
    as_official, entry, dead_broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = as_official.post(save_url(entry("5.2")), {"met": "7", "of": "8", "version": "0"}, headers=HTMX)

    assert response.status_code == 200
    assert "4 / 4 điểm" in text(response)
    assert scoring.stale_assessments() == [entry("5.2").assessment_id]


def test_post_without_its_fields_empties_nothing(as_official, entry, official):
    line = entry("5.2")
    save(line, official, met=7, of=8)
    for headers in ({}, HTMX):
        assert as_official.post(save_url(line), {}, headers=headers).status_code == 422
    line.refresh_from_db()
    assert (line.met, line.of, line.version) == (7, 8, 1)


# Who ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "status"), [("stranger", 404), ("other_reviewer", 404), ("reviewer", 403), ("head", 403)]
)
def test_line_is_saved_by_its_ward_only(request, entry, person, status):
    client = as_(request.getfixturevalue(person))

    assert client.post(save_url(entry("5.2")), {"met": "7", "of": "8"}).status_code == status
    assert not entry("5.2").is_provided


@pytest.mark.parametrize("name", ["task_list", "score_summary", "assignments"])
def test_pages_are_unknown_to_strangers(assessment, stranger, name):
    assert as_(stranger).get(reverse(f"wards:{name}", args=[assessment.pk])).status_code == 404


def test_office_reads_the_same_pages(assessment, entry, official, reviewer):
    save(entry("5.2"), official, met=7, of=8)
    client = as_(reviewer)

    assert "Phường Điện Biên" in text(client.get(reverse("wards:task_list", args=[assessment.pk])))
    body = client.get(criterion_url(entry("5.2"))).content.decode()
    assert "7/8 tổ dân phố" in body
    assert "<form id=" not in body


def test_unknown_criterion_is_not_found(as_official, assessment):
    assert as_official.get(reverse("wards:criterion", args=[assessment.pk, "99"])).status_code == 404


# How much is asked of the database -----------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.fixture
def decade(assessment, model_ward_set, ward):
    """The same ward and set over ten years: criterion 5 has 40 lines instead of 4."""
    period = factories.period(model_ward_set, first_year=2011, last_year=2020, title="Mười năm")
    return assessments.open_assessments(period=period, wards=[ward])[0]


@pytest.mark.parametrize("url", ["wards:task_list", "wards:criterion"])
def test_pages_ask_as_much_for_ten_years_as_for_one(as_official, assessment, decade, official, url):
    more = ["5"] if url == "wards:criterion" else []
    for line in decade.entries.filter(indicator__value=Indicator.Value.SHARE).select_related("assessment"):
        save(line, official, met=1, of=2)

    one, ten = (queries(as_official, reverse(url, args=[each.pk, *more])) for each in (assessment, decade))
    assert one == ten


@pytest.mark.parametrize(
    ("code", "posted"),
    [("1.1", {"number": "12,50"}), ("5.2", {"met": "7", "of": "8"}), ("1.1", {"no_data_reason": "Chưa thống kê"})],
)
def test_answer_to_a_save_is_the_card_of_the_page(as_official, entry, code, posted):
    """It is made from what was just written, the page from what the database holds."""
    line = entry(code)

    with CaptureQueriesContext(connection) as asked:
        answer = as_official.post(save_url(line), {"version": 0, **posted}, headers=HTMX)

    assert card(answer, line) == card(as_official.get(criterion_url(line)), line)
    assert len(asked) <= 18, asked.captured_queries  # a save once read everything twice


def card(response, line: Entry) -> str:
    """Its HTML without the token that differs each time and without what makes the news heard."""
    html = re.search(rf'<article[^>]*id="entry-{line.pk}".*?</article>', response.content.decode(), re.DOTALL)[0]
    return re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", html).replace(" data-say>", ">")
