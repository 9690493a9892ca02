"""The demonstration loaded over what an earlier version had laid down: what is there stays, what is new comes."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from awards.demo import doubts, journey, library, people, seed
from tests.cast import CATALOGUES
from tests.wards.library import save
from wards.domain import units
from wards.domain.criteria import catalogue
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Evidence, Inspection, Officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened_plainly(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Assessment:
    """Every ward's assessment of 2019 was opened like any other, phường Đông Sơn's too; returns that one.

    The wards on the whole way stay at home: drawing and binding for them is no subject here, and takes long.
    """
    settings.DEMO = True
    monkeypatch.setattr(journey, "play", lambda **_cast: iter(()))
    criteria_set = catalogue.load(path=CATALOGUES / f"{seed.MODEL_WARD}.toml").criteria_set
    units.import_units(listing=units.read_listing(district=seed.DISTRICT))
    wards = seed.take_wards(people.seat_offices())
    people.seat_accounts(wards=wards)
    people.seat_extras(ward=wards[doubts.ASKED])
    opened = assessments.open_assessments(period=seed.open_period(criteria_set), wards=list(wards.values()))
    return next(one for one in opened if one.ward.code == library.WARD)


def test_demo_is_loaded_over_an_older_one(opened_plainly: Assessment) -> None:
    call_command("load_demo", stdout=StringIO())

    opened_plainly.refresh_from_db()
    assert opened_plainly.illustrative
    assert Evidence.objects.filter(ward=opened_plainly.ward).count() == len(library.PAPERS) + 1
    assert not Inspection.objects.exists()


def test_demo_leaves_a_ward_that_somebody_tries_out_to_them(opened_plainly: Assessment) -> None:
    line = opened_plainly.entries.select_related("assessment__ward", "indicator__criterion").get(indicator__code="5.2")
    save(line, Officer.objects.get(username="canbo.dongson"), met=7, of=9)

    call_command("load_demo", stdout=StringIO())

    opened_plainly.refresh_from_db()
    assert not opened_plainly.illustrative
    assert not Evidence.objects.filter(ward=opened_plainly.ward).exists()
