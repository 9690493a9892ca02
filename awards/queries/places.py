"""Where papers belong: to a ward's assessment, or to the dossier of an office."""

from typing import Any, TypeAlias

from awards.models import Dossier, Paper, PaperKind
from wards.models import Assessment

Place: TypeAlias = Assessment | Dossier

# Kinds by who makes and signs them.
WARD_KINDS = frozenset({PaperKind.PROPOSAL, PaperKind.REPORT, PaperKind.COUNCIL, PaperKind.SUMMARY, PaperKind.EXHIBITS})
OFFICE_KINDS = frozenset({PaperKind.MINUTES, PaperKind.APPRAISAL})
DOSSIER_KINDS = frozenset({PaperKind.CITY_COUNCIL, PaperKind.CITY_PROPOSAL})
ANNEXES = {PaperKind.SUMMARY: PaperKind.REPORT, PaperKind.EXHIBITS: PaperKind.REPORT}  # signed with that paper
SIGNED_KINDS = WARD_KINDS - ANNEXES.keys()  # each by itself; a ward goes with all of them


def of_place(place: Place) -> dict[str, Any]:
    """The filter (and the columns) of everything that belongs there."""
    return {"dossier": place} if isinstance(place, Dossier) else {"assessment": place}


def place_of(paper: Paper) -> Place:
    """Where a paper belongs."""
    place = paper.dossier or paper.assessment
    if place is None:
        raise ValueError("a paper belongs to an assessment or a dossier")
    return place
