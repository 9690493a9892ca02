"""Who keeps a council's book: people of the ward or of the office it is of."""

from django.utils.translation import gettext as _

from awards.models import Council, Meeting, Member, Provision
from awards.queries.councils import OFFICE_ROLES, WARD_ROLES
from wards.models import CriteriaSet, Office, Officer, Ward
from wards.rules import YES, Ruling

PRESIDING = frozenset({Member.Role.CHAIR, Member.Role.DEPUTY})  # whose account closes the meetings they chair
TITLES = dict(CriteriaSet.Kind.choices)  # the titles there are provisions for, by the kind of their criteria sets

__all__ = [
    "PRESIDING",
    "TITLES",
    "Ruling",
    "may_close_meeting",
    "may_confirm_provision",
    "may_count",
    "may_keep_council",
    "may_link_presiding",
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


def may_count(officer: Officer, meeting: Meeting) -> Ruling:
    """Whether this person may enter counts now: who votes is known only once somebody said who came."""
    ruling = may_write_meeting(officer, meeting)
    if ruling and meeting.attended_at is None:
        return Ruling(False, _("Say who came first: only those who are present vote."))
    return ruling


def may_link_presiding(officer: Officer, place: Ward | Office | None) -> Ruling:
    """The leader of the ward, the head of the office: the account of a chairman or deputy closes meetings."""
    roles = (
        officer.roles_in_ward(place.pk)
        if isinstance(place, Ward)
        else officer.roles_in_office(place.pk if place else 0)
    )
    if roles & {"leader", "head"}:
        return YES
    said = _("Only the ward leader or the head of the office says which account the chairman or a deputy has.")
    return Ruling(False, said)


def may_close_meeting(officer: Officer, meeting: Meeting) -> Ruling:
    """The leader of the ward or the head of the office; else the (deputy) chairman who chaired it, by their account."""
    ruling = may_write_meeting(officer, meeting)
    if not ruling:
        return ruling
    chair = meeting.chair
    chaired = chair and chair.role in PRESIDING and chair.linked_by_id and chair.officer_id == officer.pk
    if chaired or may_link_presiding(officer, meeting.council.ward or meeting.council.office):
        return YES
    return Ruling(False, _("Only the chairman of the meeting, the ward leader or the head of the office closes it."))


def may_record_provisions(officer: Officer, office: Office | None) -> Ruling:
    """Reviewers and the head of an interior office, for what binds it and its wards."""
    if office and officer.roles_in_office(office.pk) & OFFICE_ROLES:
        return YES
    return Ruling(False, _("Only people of an interior office record provisions."))


def may_confirm_provision(officer: Officer, row: Provision) -> Ruling:
    """Another person of the office; of the two one is its head. `row` with `office` and `by`."""
    ruling = may_record_provisions(officer, row.office)
    if not ruling or row.office is None:
        return ruling
    if row.by_id == officer.pk:
        return Ruling(False, _("You recorded this number; another person of the office confirms it."))
    if "head" not in officer.roles_in_office(row.office.pk) | row.by.roles_in_office(row.office.pk):
        return Ruling(False, _("One of the two people is the head of the office."))
    return YES
