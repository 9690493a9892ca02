"""Two people at one line: what each of them is shown and may choose."""

import re

import pytest

from tests.wards.library import HTMX, save, save_url, text
from wards.domain.appraisal import review


@pytest.fixture
def conflict(as_official, entry, colleague):
    save(entry("5.2"), colleague, met=7, of=8)
    return lambda **options: as_official.post(
        save_url(entry("5.2")), {"met": "8", "of": "8", "explanation": "đủ", "version": "0"}, **options
    )


def test_conflict_shows_both_figures_with_who_and_when(conflict, entry, colleague):
    response = conflict(headers=HTMX)

    assert response.status_code == 409
    told = text(response)
    assert f"{colleague} đã sửa thành 7/8 lúc" in told
    assert "Số Ông/Bà vừa nhập: 8/8. Đề nghị chọn số đúng." in told
    assert f"Giữ số của {colleague.full_name}" in told
    assert "Dùng số của tôi" in told
    assert entry("5.2").met == 7


def test_conflict_is_a_page_without_javascript(conflict):
    response = conflict()

    assert response.status_code == 409
    assert "<title>Lỗi:" in response.content.decode()
    assert "Dùng số của tôi" in text(response)


def test_own_figure_chosen_after_a_conflict_is_saved(conflict, as_official, entry, official):
    form = re.search(r'<form id="entry-\d+-conflict".*?</form>', conflict().content.decode(), re.DOTALL).group()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))

    response = as_official.post(save_url(entry("5.2")), fields)

    assert response.status_code == 302
    assert (entry("5.2").met, entry("5.2").explanation, entry("5.2").updated_by) == (8, "đủ", official)


def test_other_figure_kept_after_a_conflict(conflict, as_official, entry, colleague):
    conflict()

    response = as_official.post(
        save_url(entry("5.2")), {"met": "8", "of": "8", "version": "1", "keep": "1"}, headers=HTMX
    )

    assert response.status_code == 200
    assert 'value="7"' in response.content.decode()
    assert entry("5.2").updated_by == colleague


def test_line_closed_while_typing_shows_what_was_typed(as_official, entry, official, colleague):
    review.submit(assessment=entry("5.2").assessment, by=colleague)

    response = as_official.post(save_url(entry("5.2")), {"met": "7", "of": "8", "version": "0"}, headers=HTMX)

    assert response.status_code == 409
    assert "Số Ông/Bà vừa nhập: 7/8" in text(response)
    assert not entry("5.2").is_provided
