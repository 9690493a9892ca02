"""Award history as a person may read it: a ward its own, an office and a board those of their wards."""

from django.db.models import Q, QuerySet

from awards.models import Grant
from awards.queries.dossiers import offices_of, provinces_of
from emulation.text import search_key
from wards.models import Officer


def visible_grants(officer: Officer, *, words: str = "") -> QuerySet[Grant]:
    """Newest first, with their ward and the decision they come from; `words` find ward, title, number and year."""
    wards = {m.ward_id for m in officer.current_memberships if m.ward_id}
    known = Q(ward__in=wards) | Q(ward__office__in=offices_of(officer))
    known |= Q(ward__office__parent__in=provinces_of(officer))
    found = Grant.objects.filter(known).select_related("ward__office", "outcome__decision")
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
