"""The members of a council as they are typed: pasted lists, empty rows, what a refusal shows again."""

import re

import pytest
from django.urls import reverse

from awards.domain.councils.pasting import read_members
from awards.models import Council
from tests.awards.test_council_pages import LIST, decision, rows, typed
from tests.wards.library import as_
from wards.models import Officer, Ward


def address(ward: Ward) -> str:
    return reverse("awards:council_new_ward", args=[ward.pk])


@pytest.mark.parametrize(
    ("line", "seat"),
    [
        ("Nguyễn Văn An, Chủ tịch UBND phường, Chủ tịch", ("Nguyễn Văn An", "Chủ tịch UBND phường", "chair")),
        ("Lê Thị B; Phó Chủ tịch UBND; Phó Chủ tịch", ("Lê Thị B", "Phó Chủ tịch UBND", "deputy")),
        ("Trần C, Chủ tịch", ("Trần C", "Chủ tịch", "member")),
        ("Trần C, Chủ tịch UBND phường", ("Trần C", "Chủ tịch UBND phường", "member")),
    ],
)
def test_role_of_a_pasted_line_may_stand_alone(line: str, seat: tuple[str, str, str]) -> None:
    [found] = read_members(line)

    assert (found.full_name, found.job, found.role) == seat


def test_list_pasted_and_saved_at_once_is_put_into_rows_first(ward: Ward, official: Officer) -> None:
    answer = as_(official).post(address(ward), {**decision(pasted=LIST), **rows(("", "", "chair"))})

    page = answer.content.decode()
    assert (answer.status_code, Council.objects.count()) == (422, 0)
    assert "Danh sách vừa dán đã được đưa vào 2 hàng dưới đây" in page
    assert typed(page, "full_name") == ["Nguyễn Văn A", "Lê Thị B"]
    assert re.findall(r'<textarea name="pasted"[^>]*>\s*([^<]*)', page) == [""]


def test_empty_form_keeps_its_rows_and_asks_for_members(ward: Ward, official: Officer) -> None:
    empty = rows(("", "", "chair"), ("", "", "member"), ("", "", "member"))

    page = as_(official).post(address(ward), {**decision(decision_number=""), **empty}).content.decode()

    assert "Đề nghị nhập thành viên" in page
    assert page.count('name="full_name"') == 3
    assert "Thành viên (0)" in page


def test_rows_left_empty_stay_where_they_were_and_are_no_members(ward: Ward, official: Officer) -> None:
    members = rows(("Nguyễn Văn A", "Chủ tịch", "chair"), ("", "", "member"), ("Lê Thị B", "", "member"))

    page = as_(official).post(address(ward), {**decision(), **members}).content.decode()

    assert page.count('name="full_name"') == 3
    assert 'href="#id_job_2"' in page
    assert 'href="#id_job_1"' not in page


def test_rows_typed_before_are_drawn_again_as_many_as_they_were(ward: Ward, official: Officer) -> None:
    members = rows(*((f"Người {n}", "Ủy viên", "member") for n in range(5)))

    page = as_(official).post(address(ward), {**decision(), **members, "redraw": "1"})

    assert page.status_code == 200
    assert typed(page.content.decode(), "full_name") == [f"Người {n}" for n in range(5)]
    assert not Council.objects.exists()
