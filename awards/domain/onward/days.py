"""Days that contradict the order of work: told before a dossier goes, for a reader at the province sees them first."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.binders.lacking import OWN
from awards.domain.onward.onward_facts import Assessment
from awards.domain.onward.steps import Way
from awards.domain.writing.appraisal_facts import hand_ins_at
from awards.models import PaperKind


def contradictions(way: Way) -> list[str]:
    """Each in a sentence; nothing before the council's meeting is attached. A fixed number of queries.

    Of a second sending the first round alone was voted on: what was handed in and reported since is later than the
    vote by right. That a report follows the hand-in and the ward's papers it tells of holds for every sending.
    """
    if way.meeting is None:
        return []
    met = timezone.localdate(way.meeting.held_at)
    handed = hand_ins_at([ward.pk for ward in way.assessments])
    found = [said for ward in way.assessments for said in _of_ward(way, ward, met, handed.get(ward.pk))]
    proposal = _issued_on(way, OWN, PaperKind.CITY_PROPOSAL)
    if proposal and proposal < met:
        found.append(
            _("The city's proposal is of %(day)s, before the council's meeting of %(met)s.") % _days(proposal, met)
        )
    return found


def _of_ward(way: Way, ward: Assessment, met: dt.date, handed: dt.datetime | None) -> Iterator[str]:
    name, is_first = {"ward": ward.ward}, way.dossier.revision == 1
    day = timezone.localdate(handed) if handed else None
    if is_first and day and day > met:
        told = _("%(ward)s handed in on %(day)s, after the city's council had met on %(met)s.")
        yield told % {**name, **_days(day, met)}
    report, own = (_issued_on(way, ward.pk, kind) for kind in (PaperKind.APPRAISAL, PaperKind.PROPOSAL))
    if day and report and report < day:
        told = _("%(ward)s: the appraisal report is of %(day)s, but tells of what was handed in on %(met)s.")
        yield told % {**name, **_days(report, day)}
    if is_first and day and report and report > met:
        told = _("%(ward)s: the appraisal report is of %(day)s, but the city's council heard it on %(met)s.")
        yield told % {**name, **_days(report, met)}
    if day and own and report and own > report and (is_first or _is_new(way, ward.pk, PaperKind.APPRAISAL)):
        told = _("%(ward)s: the ward's proposal is of %(day)s, after the appraisal report of %(met)s.")
        yield told % {**name, **_days(own, report)}
    city = _issued_on(way, OWN, PaperKind.CITY_PROPOSAL)
    if report and city and report > city:
        told = _("%(ward)s: the appraisal report is of %(day)s, after the city's proposal of %(met)s.")
        yield told % {**name, **_days(report, city)}


def _is_new(way: Way, place: int, kind: PaperKind) -> bool:
    """Whether this paper was settled since the province had the dossier."""
    found = next((row for row in way.bound.get(place, []) if row.kind == kind), None)
    return bool(found and way.sent and found.paper.requested_at > way.sent.at)


def _issued_on(way: Way, place: int, kind: PaperKind) -> dt.date | None:
    found = next((row for row in way.bound.get(place, []) if row.kind == kind and row.issue), None)
    return found.issue.issued_on if found and found.issue else None


def _days(day: dt.date, met: dt.date) -> dict[str, str]:
    return {"day": f"{day:%d/%m/%Y}", "met": f"{met:%d/%m/%Y}"}
