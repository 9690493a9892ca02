"""Who usually signs the papers of a ward, of an office and of the city it serves, by the records."""

import datetime as dt

from awards.models import Dossier, Issue, Paper
from awards.queries.places import WARD_KINDS, Place
from wards.models.units import Membership


def usual_signer(kind: str, place: Place) -> str:
    """The full name of who leads the unit today; of a city's proposal, of who signed the last one. "" if unknown."""
    if isinstance(place, Dossier):
        last = Issue.objects.filter(paper__kind=Paper.Kind.CITY_PROPOSAL, office=place.office, cancelled_at=None)
        return last.order_by("-id").values_list("signer", flat=True).first() or ""
    of_ward = kind in WARD_KINDS
    unit = {"ward": place.ward} if of_ward else {"office": place.ward.office_id}
    leading = Membership.objects.on(dt.date.today()).filter(**unit, role="leader" if of_ward else "head")
    found = leading.select_related("officer").order_by("id").first()
    return found.officer.full_name if found else ""
