"""Recorded provisions as a person may read them: those of their offices, and of the offices of their wards."""

from django.db.models import QuerySet
from django.http import Http404

from awards.models import Provision
from awards.queries.councils import OFFICE_ROLES
from wards.models.units import Office, Officer


def offices_of(officer: Officer) -> list[Office]:
    """Whose provisions bind this person's ward or office, in the order of their memberships."""
    bound = (m.office or (m.ward.office if m.ward else None) for m in officer.current_memberships)
    return list({office.pk: office for office in bound if office}.values())


def recording_offices(officer: Officer) -> list[Office]:
    """For which the person may record provisions."""
    return [office for office in offices_of(officer) if officer.roles_in_office(office.pk) & OFFICE_ROLES]


def recorded(officer: Officer) -> QuerySet[Provision]:
    """What was recorded there, newest first."""
    found = Provision.objects.filter(office__in=offices_of(officer))
    return found.select_related("by", "office", "confirmation__by").order_by("-id")


def get_provision(officer: Officer, pk: int) -> Provision:
    """One of them; any other is a 404."""
    found = recorded(officer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
