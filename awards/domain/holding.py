"""The one order in which acts on papers wait for each other, so that none goes past another and no two wait in a ring:

1. the dossier, 2. assessments, the lower id first, 3. the paper, 4. its registration, 5. the register the number is
taken from, 6. the ledger.

Whoever acts on a paper first holds the place where it stands: the dossier for the city's, the assessment for a ward's.
Forwarding and returning hold the dossier and then every assessment in it, a hand-in and a move the assessment: so what
becomes of a place and what becomes of its papers come one after the other, and the later of the two sees the earlier.
"""

from awards.domain.facts import locked
from awards.models import Dossier, Paper
from awards.queries.places import Place, place_of


def held(place: Place) -> Place:
    """The place as it is now, whatever the caller read before, kept still until the transaction ends."""
    return held_dossier(place) if isinstance(place, Dossier) else locked(place)


def held_dossier(dossier: Dossier) -> Dossier:
    """Likewise, with the office, the period and the meeting that are asked of a dossier."""
    found = Dossier.objects.select_for_update(of=("self",))
    return found.select_related("office__parent", "period__criteria_set", "meeting").get(pk=dossier.pk)


def held_paper(paper: Paper) -> tuple[Place, Paper]:
    """The place of a paper and the paper, as they are now, kept still in this order."""
    place = held(place_of(paper))
    return place, Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
