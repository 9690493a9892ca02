"""Who prepares a dossier, sends it on, receives it, returns it, and records the decision."""

from django.utils.translation import gettext as _

from awards.models import Dossier
from awards.queries.dossiers import OFFICE_ROLES
from wards.models import Office, Officer
from wards.rules import YES, Ruling

__all__ = [
    "Ruling", "is_head", "is_of_office", "is_province", "may_correct", "may_decide", "may_forward", "may_make",
    "may_prepare", "may_receive", "may_send_back",
]  # fmt: skip

AT_PROVINCE = frozenset({Dossier.State.FORWARDED, Dossier.State.RECEIVED})


def is_of_office(officer: Officer, dossier: Dossier) -> bool:
    return bool(officer.roles_in_office(dossier.office_id) & OFFICE_ROLES)


def is_head(officer: Officer, dossier: Dossier) -> bool:
    return "head" in officer.roles_in_office(dossier.office_id)


def is_province(officer: Officer, dossier: Dossier) -> bool:
    """Of the board the dossier's office reports to."""
    return "province" in officer.roles_in_office(dossier.office.parent_id)


def _not_now(dossier: Dossier) -> Ruling:
    return Ruling(False, _("The dossier is now “%(state)s”.") % {"state": dossier.get_state_display()})


def may_make(officer: Officer, office: Office) -> Ruling:
    """Whether this person may begin a round of proposals of this office."""
    if officer.roles_in_office(office.pk) & OFFICE_ROLES:
        return YES
    return Ruling(False, _("Only the interior office of the city prepares dossiers."))


def may_prepare(officer: Officer, dossier: Dossier) -> Ruling:
    """Whether this person may change its wards and its meeting now."""
    if not is_of_office(officer, dossier):
        return Ruling(False, _("Only the interior office of the city prepares dossiers."))
    return YES if dossier.is_open else _not_now(dossier)


def may_forward(officer: Officer, dossier: Dossier) -> Ruling:
    """Whether this person may send it to the province now; what it still lacks is another question."""
    if not is_head(officer, dossier):
        return Ruling(False, _("Only the head of the interior office forwards to the province."))
    return YES if dossier.is_open else _not_now(dossier)


def may_receive(officer: Officer, dossier: Dossier) -> Ruling:
    """Whether this person may confirm now that it has arrived."""
    if not is_province(officer, dossier):
        return Ruling(False, _("Only the provincial board receives dossiers."))
    return YES if dossier.state == Dossier.State.FORWARDED else _not_now(dossier)


def may_send_back(officer: Officer, dossier: Dossier) -> Ruling:
    """Whether this person may return it now."""
    if not is_province(officer, dossier):
        return Ruling(False, _("Only the provincial board returns a dossier."))
    return YES if dossier.state in AT_PROVINCE else _not_now(dossier)


def may_decide(officer: Officer, dossier: Dossier) -> Ruling:
    """Whether this person may record a decision on it now: the board, or the head who got the paper."""
    if not (is_province(officer, dossier) or is_head(officer, dossier)):
        told = _("Only the provincial board or the head of the interior office records the decision.")
        return Ruling(False, told)
    if dossier.state == Dossier.State.FORWARDED:
        return Ruling(False, _("The province has not confirmed yet that it received the dossier: that comes first."))
    return YES if dossier.state == Dossier.State.RECEIVED else _not_now(dossier)


def may_correct(officer: Officer, dossier: Dossier) -> Ruling:
    """Whether this person may correct a decision on it: whoever may record one, whatever the dossier became since."""
    if is_province(officer, dossier) or is_head(officer, dossier):
        return YES
    return Ruling(False, _("Only the provincial board or the head of the interior office corrects the decision."))
