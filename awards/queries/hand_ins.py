"""Hand-ins that did not take all the signed papers along: their wards lay them down afterwards, until forwarded."""

from collections.abc import Iterable

from django.db.models import Exists, F, JSONField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from awards.queries.places import SIGNED_KINDS
from wards.models import Assessment, HandIn, State

LATER = frozenset({State.HANDED_IN, State.UNDER_REVIEW, State.REVIEWED})  # handed in, and not yet at the province
KNOWN = "_lays_papers_down_later"  # on a record that was asked already


def lays_papers_down_later(assessment: Assessment) -> bool:
    """Whether its ward still owes papers of what it handed in; asked once of each record."""
    if assessment.state not in LATER:
        return False
    if KNOWN not in vars(assessment):
        ask([assessment])
    return bool(vars(assessment)[KNOWN])


def ask(assessments: Iterable[Assessment]) -> None:
    """The same of several at once, with one query."""
    found = [one for one in assessments if one.state in LATER]
    brought = set(_brought().filter(assessment__in=found).values_list("assessment", flat=True)) if found else set()
    for one in found:
        setattr(one, KNOWN, one.pk not in brought)


def owing_papers() -> Q:
    """Of assessments: those that `lays_papers_down_later` is true of."""
    return Q(state__in=LATER) & ~Q(Exists(_brought().filter(assessment=OuterRef("pk"))))


def _brought() -> QuerySet[HandIn]:
    """Hand-ins of the round that stands whose sealed text names every paper that a ward signs.

    One that names some, for the others said something else by then, leaves all of them to be looked at again. Texts
    from before papers were handed in name none.
    """
    every = [{"kind": str(kind)} for kind in sorted(SIGNED_KINDS)]
    found = HandIn.objects.filter(round=F("assessment__round")).annotate(said=Cast("text", JSONField()))
    return found.filter(Q(said__papers__contains=every))
