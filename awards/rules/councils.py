"""Who keeps a council's book: people of the ward or of the office it is of."""

from django.utils.translation import gettext as _

from awards.models import Council, Meeting
from awards.queries.councils import OFFICE_ROLES, WARD_ROLES
from wards.models import CriteriaSet, Office, Officer, Ward
from wards.rules import YES, Ruling

TITLES = dict(CriteriaSet.Kind.choices)  # the titles there are provisions for, by the kind of their criteria sets

__all__ = [
    "TITLES",
    "Ruling",
    "may_close_meeting",
    "may_keep_council",
    "may_record_provisions",
    "may_set_up_council",
    "may_write_meeting",
]


def may_set_up_council(officer: Officer, place: Ward | Office | None) -> Ruling:
    """Whether this person may enter the decision that sets up the council of this ward or office."""
    if isinstance(place, Ward) and officer.roles_in_ward(place.pk) & WARD_ROLES:
        return YES
    if isinstance(place, Office) and officer.roles_in_office(place.pk) & OFFICE_ROLES:
        return YES
    return Ruling(False, _("Only people of the ward or of the office it is of keep a council's records."))


def may_keep_council(officer: Officer, council: Council) -> Ruling:
    """Whether this person works on the records of this council."""
    return may_set_up_council(officer, council.ward or council.office)


def may_write_meeting(officer: Officer, meeting: Meeting) -> Ruling:
    """Whether this person may write, count or drop this meeting now."""
    ruling = may_keep_council(officer, meeting.council)
    if ruling and meeting.is_closed:
        return Ruling(False, _("The meeting is closed; nothing in it changes any more."))
    return ruling


def may_close_meeting(officer: Officer, meeting: Meeting) -> Ruling:
    """Whoever chaired it, by their account; else the leader of the ward or the head of the office."""
    ruling = may_write_meeting(officer, meeting)
    if not ruling:
        return ruling
    council = meeting.council
    roles = officer.roles_in_ward(council.ward_id) if council.ward_id else officer.roles_in_office(council.office_id)
    if roles & {"leader", "head"} or (meeting.chair and meeting.chair.officer_id == officer.pk):
        return YES
    return Ruling(False, _("Only the chairman of the meeting, the ward leader or the head of the office closes it."))


def may_record_provisions(officer: Officer) -> bool:
    """The head of an interior office."""
    return any(membership.role == "head" for membership in officer.current_memberships)
