"""Where most tests of the wards begin."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories, papers
from tests.wards import road
from tests.wards.library import add, as_
from wards.domain.appraisal import review
from wards.models import Assessment, Entry, Evidence, Officer, Ward


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
