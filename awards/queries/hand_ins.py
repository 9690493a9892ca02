"""Hand-ins that took no signed papers along: their wards lay them down afterwards, until the dossier is forwarded."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wards.models import Assessment, HandIn, State

LATER = frozenset({State.HANDED_IN, State.UNDER_REVIEW, State.REVIEWED})  # handed in, and not yet at the province
# Canonical text names papers so; what people typed cannot, for its quotation marks are escaped there.
BROUGHT = Q(round=F("assessment__round"), text__contains='"papers":[{')
KNOWN = "_lays_papers_down_later"  # on a record that was asked already


def lays_papers_down_later(assessment: Assessment) -> bool:
    """Whether its ward still owes the papers of what it handed in; asked once of each record."""
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
    return HandIn.objects.filter(BROUGHT)
