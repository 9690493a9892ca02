"""A made-up ward in the year before: appraised, and much worse than now."""

from collections.abc import Mapping

from django.db import transaction

from awards.demo import doubts, illustration
from wards.domain.sheet import assessment as assessments
from wards.models import Officer, Period, Ward

PLAN = illustration.Plan(doubts.ASKED, "0.30", (*illustration.STARTED, "judge", "complete"))


@transaction.atomic
def look_back(*, period: Period, ward: Ward, officers: Mapping[str, Officer]) -> None:
    """Play it once, by the people who act for the ward and its office this year."""
    for assessment in assessments.open_assessments(period=period, wards=[ward], illustrative=True):
        official, leader = (
            Officer.objects.get(username=f"minhhoa.{desk}.{ward.code}") for desk in ("canbo", "lanhdao")
        )
        office = (officers["noivu.thanhhoa"], officers["truongphong.thanhhoa"])
        illustration.Story(plan=PLAN, assessment=assessment, ward=(official, leader), office=office).play()
