"""Award history as a person may read it: a ward its own, an office and a board those of their wards."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from awards.models import Grant, Outcome
from awards.queries.dossiers import offices_of, provinces_of
from emulation.text import search_key
from wards.models import Officer


def standing() -> QuerySet[Grant]:
    """Grants that hold: of no decision recorded here, or of one that says so still, however often it was corrected."""
    conferring = Outcome.objects.filter(grant=OuterRef("pk"))
    return Grant.objects.filter(~Exists(conferring) | Exists(conferring.filter(decision__corrected_by=None)))


def outcomes_of(grants: Iterable[Grant]) -> list[Outcome]:
    """What was ever decided on the wards that these grants went to by a decision, oldest first."""
    conferred = Outcome.objects.filter(grant__in=[grant.pk for grant in grants]).values("assessment")
    found = Outcome.objects.filter(assessment__in=conferred).select_related(
        "decision__by", "decision__corrects", "decision__corrected_by__by"
    )
    return list(found.order_by("decision_id"))


def visible_grants(officer: Officer, *, words: str = "") -> QuerySet[Grant]:
    """Newest first, with their ward, also those a correction took back; `words` find ward, title, number and year."""
    wards = {m.ward_id for m in officer.current_memberships if m.ward_id}
    known = Q(ward__in=wards) | Q(ward__office__in=offices_of(officer))
    known |= Q(ward__office__parent__in=provinces_of(officer))
    found = Grant.objects.filter(known).select_related("ward__office")
    for word in words.split():
        named = Q(ward__search_key__contains=search_key(word)) | Q(title__icontains=word)
        named |= Q(decision_number__icontains=word) | Q(recipient__icontains=word) | Q(years_text__icontains=word)
        if word.isdecimal() and len(word) == 4:
            named |= Q(year=int(word))
        found = found.filter(named)
    return found.order_by("-year", "ward__sort_key", "pk")


def has_history(officer: Officer) -> bool:
    """Whether this person works anywhere: whoever belongs nowhere reads nothing."""
    return bool(officer.current_memberships)
