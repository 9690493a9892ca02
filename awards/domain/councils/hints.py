"""What of a meeting does not fit the order of work: told, for a meeting may be written down long after it."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.models import Issue, Meeting, Paper
from awards.queries.staying import is_moved


def hints(meeting: Meeting) -> list[str]:
    """Of a ward's council: that what it votes on went on under another set, and takes no vote along. Of the city's:
    which wards' appraisal reports it could not have heard. One query, none for a ward's.
    """
    if meeting.council.ward_id:
        return [_moved()] if any(map(is_moved, meeting.ballots.all())) else []
    wards = {ballot.assessment_id: ballot.assessment.ward for ballot in meeting.ballots.all()}
    reported = _reported(wards)
    day, found = timezone.localdate(meeting.held_at), []
    for pk, ward in wards.items():
        if pk not in reported:
            said = _("%(ward)s: the appraisal report is not registered yet; the council hears it first.")
            found.append(said % {"ward": ward})
        elif reported[pk] > day:
            said = _("%(ward)s: the appraisal report is of %(report)s, after the meeting of %(meeting)s.")
            found.append(said % {"ward": ward, "report": f"{reported[pk]:%d/%m/%Y}", "meeting": f"{day:%d/%m/%Y}"})
    return found


def _moved() -> str:
    return _(
        "The self-assessment moved to another criteria set: nothing of this meeting goes along. Write down a new "
        "meeting on the self-assessment under the new set, and drop this one."
    )


def _reported(wards: Iterable[int]) -> dict[int, dt.date]:
    """By assessment the day of its first appraisal report."""
    issues = Issue.objects.filter(paper__assessment__in=wards, paper__kind=Paper.Kind.APPRAISAL, cancelled_at=None)
    return dict(issues.order_by("-issued_on").values_list("paper__assessment", "issued_on"))
