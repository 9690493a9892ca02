"""Days and pages as people type them, and where a cited page is found."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tests import papers
from tests.wards.library import add
from wards.domain.exhibits.evidence_pages import Place, page_total, place, read_pages
from wards.forms.evidence import read_day
from wards.models import Officer, Ward


@pytest.mark.parametrize(
    "typed", ["15/11/2019", "15-11-2019", "15.11.2019", "15112019", "2019-11-15", "ngày 15 tháng 11 năm 2019"]
)
def test_day_is_read_as_people_write_it(typed: str) -> None:
    assert read_day(typed) == dt.date(2019, 11, 15)


@pytest.mark.parametrize("typed", ["31/02/2019", "15/11/19", "11/2019", "hôm qua", "01/01/0019", "15/13/2019"])
def test_day_outside_the_calendar_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match=typed):
        read_day(typed)


@pytest.mark.parametrize(
    ("typed", "pages"), [("", ""), ("2", "2"), ("trang 2-3", "2-3"), ("3-3,5", "3, 5"), ("9", "9")]
)
def test_pages_are_read(typed: str, pages: str) -> None:
    assert read_pages(typed, total=None) == pages


@pytest.mark.parametrize("typed", ["0", "3-2", "hai", "2-", "4", "1-4", "1,2,3," * 20])
def test_wrong_pages_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_pages(typed, total=3)

    assert list(refused.value.message_dict) == ["pages"]


def test_pages_run_through_the_files_of_a_document(ward: Ward, official: Officer) -> None:
    evidence = add(ward, official, "Hồ sơ", files={"a.pdf": papers.pdf(3), "anh.png": papers.picture("PNG")})
    report, photo = evidence.files.select_related("content")

    assert page_total([3, 1]) == 4
    assert place([report, photo], "4") == Place(photo, 1)
    assert place([report, photo], "2-3, 4") == Place(report, 2)
    assert place([report, photo], "") == Place(report, 1)
    assert place([report, photo], "9") == Place(photo, 1)
    assert place([], "2") is None
