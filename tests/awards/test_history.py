"""Award history: each grant once, and never quietly."""

import pytest
from django.db import IntegrityError

from awards.domain import history
from awards.models import Grant
from wards.models import LedgerEntry, Ward


def record(ward: Ward, **fields: object) -> Grant:
    return history.record_grant(
        ward=ward, **{"title": "Bằng khen", "recipient": "Phường", "authority": "UBND tỉnh", "year": 2018, **fields}
    )


def test_grant_recorded_twice_stands_once_and_is_in_the_ledger(ward: Ward) -> None:
    assert record(ward) == record(ward)
    assert LedgerEntry.objects.filter(kind="grant").count() == 1


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Huân chương Lao động hạng Nhất", "reward"), ("Bằng khen", "reward"), ("Cờ thi đua của Chính phủ", "title"),
        ("Phường kiểu mẫu", "title"),
    ],
)  # fmt: skip
def test_grant_goes_to_its_table_by_its_name(title: str, form: str, ward: Ward) -> None:
    assert record(ward, title=title).form == form


def test_grant_without_any_time_is_refused(ward: Ward) -> None:
    with pytest.raises(IntegrityError):
        record(ward, year=None)


def test_grants_up_to_a_year_leave_out_later_ones(ward: Ward) -> None:
    old, undated = record(ward), record(ward, year=None, years_text="nhiều năm liên tục")
    record(ward, year=2020)

    assert list(history.grants_up_to(ward=ward, last_year=2019)) == [old, undated]


def test_grant_altered_past_the_pages_is_found(ward: Ward) -> None:
    grant = record(ward)
    assert list(history.unproven_grants()) == []

    Grant.objects.filter(pk=grant.pk).update(year=2019)

    assert list(history.unproven_grants()) == [grant]
