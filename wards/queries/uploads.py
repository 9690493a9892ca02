"""Files on their way as pages need them: everybody sees their own only."""

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from emulation.text import digest
from wards.models import Officer, Upload, Ward


def wards_sent_for(officer: Officer) -> QuerySet[Ward]:
    """The wards whose papers this person may add files to: one's own, and those the office appraises."""
    wards, offices = set(), set()
    for membership in officer.current_memberships:
        if membership.ward_id:
            wards.add(membership.ward_id)
        elif membership.role != "province":
            offices.add(membership.office_id)
    return Ward.objects.filter(Q(pk__in=wards) | Q(office__in=offices))


def get_upload(officer: Officer, pk: uuid.UUID) -> Upload:
    """One's own file on its way; anybody else's is a 404."""
    found = Upload.objects.filter(officer=officer, pk=pk).first()
    if found is None:
        raise Http404
    return found


def chosen_in(officer: Officer, ward: Ward, form: str) -> list[Upload]:
    """One's own files on their way that were chosen in the form with this address, the first one first."""
    return list(Upload.objects.filter(officer=officer, ward=ward, fingerprint__startswith=digest(form)))


def own_uploads(officer: Officer, ward: Ward, ids: Iterable[str]) -> dict[str, Upload]:
    """One's own files on their way to this ward's papers, by the id as a form writes it."""
    known = set()
    for text in ids:
        try:
            known.add(uuid.UUID(text))
        except ValueError:
            continue
    return {str(found.pk): found for found in Upload.objects.filter(officer=officer, ward=ward, pk__in=known)}
