"""Units: codes are used again, so a unit is known by its code and its dates."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from wards.domain import units
from wards.models import Succession, Ward

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.fixture
def thanh_hoa() -> units.Imported:
    return units.import_units(listing=units.read_listing(district="380"))


def test_listing_of_the_country_is_complete() -> None:
    listing = units.read_listing()
    assert (len(listing.former), len(listing.current), len(listing.successions)) == (10023, 3321, 10554)


def test_import_of_a_district_brings_its_units_and_those_that_took_over(thanh_hoa: units.Imported) -> None:
    assert thanh_hoa == units.Imported(former=47, current=7, successions=49)
    assert Ward.objects.on(BEFORE).filter(district_code="380", kind="phường").count() == 33
    assert Ward.objects.on(AFTER).count() == 7


def test_import_knows_a_code_used_again_by_its_dates(thanh_hoa: units.Imported) -> None:
    assert [ward.name for ward in Ward.objects.on(BEFORE).filter(code="14797")] == ["Phường Đông Hải"]
    assert [ward.name for ward in Ward.objects.on(AFTER).filter(code="14797")] == ["Phường Hạc Thành"]


def test_import_keeps_the_lineage(thanh_hoa: units.Imported) -> None:
    old = Ward.objects.get(code="14767")
    assert [(str(row.new), row.whole) for row in old.successions.all()] == [("Phường Hạc Thành", True)]
    split = Succession.objects.filter(old__name="Phường Đông Thọ").order_by("new__code")
    assert [(row.new.code, row.whole) for row in split] == [("14758", False), ("14797", False)]


def test_import_twice_changes_nothing(thanh_hoa: units.Imported) -> None:
    again = units.import_units(listing=units.read_listing(district="380"))
    assert again == units.Imported(former=0, current=0, successions=0)


def test_import_keeps_a_unit_as_an_office_corrected_it(thanh_hoa: units.Imported) -> None:
    Ward.objects.filter(code="14767").update(area="Thành phố Thanh Hoá")
    units.import_units(listing=units.read_listing(district="380"))
    assert Ward.objects.get(code="14767").area == "Thành phố Thanh Hoá"


def test_import_can_be_searched_and_sorted(thanh_hoa: units.Imported) -> None:
    assert [str(ward) for ward in Ward.objects.on(BEFORE).matching("dien bien")] == ["Phường Điện Biên"]
    names = [ward.name for ward in Ward.objects.on(BEFORE).filter(name__in=["Phường Điện Biên", "Phường Đông Thọ"])]
    assert names == ["Phường Điện Biên", "Phường Đông Thọ"]


@pytest.mark.parametrize("code", ["38", "abc", "999"])
def test_import_refuses_a_district_that_is_not(code: str) -> None:
    with pytest.raises(CommandError, match=code):
        call_command("import_units", district=code)
    assert not Ward.objects.exists()
