"""Where most tests of the wards begin."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories, papers
from tests.cast import CATALOGUES
from tests.wards import road
from tests.wards.asked import put
from tests.wards.library import add, as_
from wards.domain.appraisal import review
from wards.domain.criteria import catalogue
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, CriteriaSet, Entry, Evidence, Officer, Ward


@pytest.fixture
def under_review(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """Handed in, the appraisal begun, nothing judged."""
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def cited(ward: Ward, official: Officer, entry: Callable[[str], Entry]) -> Evidence:
    return add(ward, official, "Quyết định công nhận", entry=entry("5.2"), files={"Quyết định.pdf": papers.pdf(2)})


@pytest.fixture
def uncited(ward: Ward, official: Officer, assessment: Assessment) -> Evidence:
    return add(ward, official, "Bản nháp chưa dùng", files={"nhap.pdf": papers.pdf(4)})


@pytest.fixture
def second_reviewer(office: object) -> Officer:
    return factories.officer("reviewer", office=office, username="noivu2.thanhhoa", full_name="Chuyên viên thứ hai")


@pytest.fixture
def as_official(official: Officer) -> Client:
    return as_(official)


@pytest.fixture
def filled(assessment: Assessment, official: Officer) -> Assessment:
    """Every required line is filled or explained."""
    road.fill(assessment, by=official)
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def unfit(assessment: Assessment) -> Assessment:
    """Three open questions: two missing documents, and lines 5.1 and 5.2 that do not fit."""
    put(assessment, c5_1=(8, 8), c5_2=(7, 9))
    return assessment


@pytest.fixture
def next_year(model_ward_set: CriteriaSet, ward: Ward) -> Assessment:
    """2020, just opened."""
    period = factories.period(
        model_ward_set, title="Phường kiểu mẫu năm 2020", first_year=2020, last_year=2020,
        reference_date=dt.date(2020, 12, 31),
    )  # fmt: skip
    return assessments.open_assessments(period=period, wards=[ward])[0]


@pytest.fixture
def sets(db: None) -> dict[str, CriteriaSet]:
    """The three sets that come with the system."""
    sources = [catalogue.Source(path.name, path.read_text()) for path in sorted(CATALOGUES.glob("*.toml"))]
    return {loaded.criteria_set.code: loaded.criteria_set for loaded in catalogue.load_all(sources=sources)}
