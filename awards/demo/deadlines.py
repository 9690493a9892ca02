"""What can be seen of deadlines: an earlier period whose deadline has passed, and a ward that was given more time."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from wards import rules
from wards.domain.appraisal import extensions
from wards.domain.notifying import deadlines
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, CriteriaSet, Officer, Period, Ward

WARD = "14785"  # Phường Đông Sơn: its official has an account to look with
TITLE = "Phường kiểu mẫu năm 2018 (kỳ xét minh họa)"
YEAR, REFERENCE_DATE = 2018, dt.date(2018, 12, 31)
DAYS_LATE, OFFICE_DAYS, MORE_DAYS = 4, 20, 5
REASON = "Minh họa: phường đang chờ số liệu của cơ quan bảo hiểm xã hội."
CLOSING_HOUR = 17


@transaction.atomic
def open_past_period(*, criteria_set: CriteriaSet, wards: dict[str, Ward]) -> None:
    """A made-up period that one ward has missed, so that “Quá hạn” can be seen."""
    if Period.objects.filter(criteria_set=criteria_set, last_year=YEAR).exists():
        return
    today = timezone.localtime().replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0)
    missed = today - dt.timedelta(days=DAYS_LATE)
    period = assessments.open_period(
        criteria_set=criteria_set, title=TITLE, first_year=YEAR, last_year=YEAR, reference_date=REFERENCE_DATE,
        ward_deadline=missed, office_deadline=missed + dt.timedelta(days=OFFICE_DAYS), needs_papers=False,
    )  # fmt: skip
    assessments.open_assessments(period=period, wards=[wards[WARD]], illustrative=True)


def give_more_time(*, period: Period, by: Officer) -> None:
    """One extension by the head of the office."""
    assessment = Assessment.objects.get(period=period, ward__code=WARD)
    if rules.may_extend(by, assessment) and not assessment.extensions.exists():
        due = assessment.deadline + dt.timedelta(days=MORE_DAYS)
        extensions.extend(assessment=assessment, due=due, reason=REASON, by=by)


def tell() -> None:
    """What a worker would tell at its next look at the clock."""
    deadlines.tell_due()
