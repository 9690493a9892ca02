"""Criteria sets: what the loader publishes and refuses, and that nothing changes a published set."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from wards.domain import catalogue
from wards.models import Band, CriteriaSet, Criterion, Indicator, LedgerEntry, Option

CATALOGUES = Path(__file__).resolve().parents[2] / "wards" / "catalogues"
FILES = sorted(str(path) for path in CATALOGUES.glob("*.toml"))

pytestmark = pytest.mark.django_db


def test_catalogue_holds_the_three_sets(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_catalogue", *reversed(FILES))

    sets = {found.code: found for found in CriteriaSet.objects.published()}
    assert sets.keys() == {"labor-hero-2013", "labor-hero-2022", "model-ward-2019"}
    ward = sets["model-ward-2019"]
    assert (ward.criteria.count(), Indicator.objects.filter(criterion__criteria_set=ward).count()) == (8, 26)
    assert sum(Indicator.objects.values_list("points", flat=True)) == ward.max_points == 100
    assert sets["labor-hero-2022"].supersedes == sets["labor-hero-2013"]
    assert "".join(sets["labor-hero-2013"].criteria.values_list("number", flat=True)) == "abcdđe"
