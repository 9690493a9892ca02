"""Who may see and ask for binders. The province reads those that were forwarded and asks for none."""

from django.utils.translation import gettext as _

from awards.models import Dossier
from awards.queries.places import Place
from awards.rules.papers import may_read_papers
from wards.models import Officer
from wards.rules import YES, Ruling, is_reviewer


def may_request_binder(officer: Officer, place: Place) -> Ruling:
    """People of the ward for its own; its office once something was handed in; for a dossier its office."""
    if isinstance(place, Dossier):
        allowed = officer.roles_in_office(place.office_id) & {"reviewer", "head"}
        return YES if allowed else Ruling(False, _("Only the interior office binds the city's dossier."))
    if officer.roles_in_ward(place.ward_id):
        return YES
    if not is_reviewer(officer, place):
        return Ruling(False, _("Only the ward and its interior office bind its dossier."))
    return may_read_papers(officer, place)
