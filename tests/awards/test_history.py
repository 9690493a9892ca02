"""Award history: each grant once, and never quietly."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError

from awards.domain import history
from awards.models import Grant
from emulation.text import canonical
from wards.domain import ledger
from wards.models import LedgerEntry, Ward

grants_told = import_module("awards.migrations.0011_grants_told")


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


def test_grant_told_by_an_earlier_version_is_told_anew_once_it_is_updated(ward: Ward) -> None:
    """Its entry named no row, so that one taken away was not missed; one altered before stays unproven."""
    given = {"ward": ward, "recipient": "Phường", "authority": "UBND tỉnh", "form": "reward", "year": 2018}
    kept, altered = (Grant.objects.create(title=title, **given) for title in ("Bằng khen", "Giấy khen"))
    for grant in (kept, altered):
        says = {"ward": ward.code} | {name: getattr(grant, name) for name in grants_told.SAID}
        ledger.append(kind="grant", subject="", text=canonical(says), by=None)
    Grant.objects.filter(pk=altered.pk).update(year=2001)
    assert set(history.unproven_grants()) == {kept, Grant.objects.get(pk=altered.pk)}

    grants_told.tell_anew(apps, None)

    assert [found.pk for found in history.unproven_grants()] == [altered.pk]
    assert list(ledger.broken_links()) == []


def test_grant_corrected_and_told_is_proved_and_one_taken_away_is_missed(ward: Ward) -> None:
    grant = record(ward)
    Grant.objects.filter(pk=grant.pk).update(title="Bằng khen của Thủ tướng")
    history.enter_in_ledger(grant=Grant.objects.select_related("ward").get(pk=grant.pk), by=None)
    assert list(history.unproven_grants()) == []

    grant.delete()
    assert [entry.kind for entry in history.unproven_grants()] == ["grant"]
