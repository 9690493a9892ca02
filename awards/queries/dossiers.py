"""Dossiers as their office prepares them and as the province receives them, scoped to the person."""

from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace
from django.http import Http404
from django.utils.translation import gettext as _

from awards.models import AwardDecision, Dossier, DossierWard, Forwarding, Outcome, Return, ReturnedItem
from emulation.text import search_key
from wards.models import Assessment, Entry, Office, Officer, Period, Score, Side, State
from wards.queries.assessments import SET_TEXTS

OFFICE_ROLES = frozenset({"reviewer", "head"})
PROPOSED = (State.REVIEWED, State.RETURNED)  # an assessment may be put into a dossier

WARDS = Prefetch(
    "wards",
    DossierWard.objects.select_related("assessment__ward__office", "assessment__period__criteria_set")
    .defer(*(f"assessment__period__{text}" for text in SET_TEXTS))
    .order_by("position", "id"),
)
ITEMS = Prefetch(
    "items",
    ReturnedItem.objects.select_related(
        "entry__indicator__criterion", "entry__assessment__ward", "paper__assessment__ward"
    ).defer("paper__context"),
)


def offices_of(officer: Officer) -> set[int]:
    """The offices whose dossiers this person prepares."""
    return {m.office_id for m in officer.current_memberships if m.office_id and m.role in OFFICE_ROLES}


def provinces_of(officer: Officer) -> set[int]:
    """The provincial boards this person receives dossiers for."""
    return {m.office_id for m in officer.current_memberships if m.office_id and m.role == "province"}


def visible_dossiers(officer: Officer) -> QuerySet[Dossier]:
    """An office sees its own, the province those that were ever forwarded to it."""
    own = Q(office__in=offices_of(officer))
    sent = Q(office__parent__in=provinces_of(officer), pk__in=Forwarding.objects.values("dossier"))
    found = Dossier.objects.filter(own | sent).select_related("office__parent", "period__criteria_set", "meeting")
    return found.defer(*(f"period__{text}" for text in SET_TEXTS))


def get_dossier(officer: Officer, pk: int) -> Dossier:
    """One of them with its wards; any other is a 404."""
    found = visible_dossiers(officer).prefetch_related(WARDS).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_dossiers(officer: Officer) -> QuerySet[Dossier]:
    """Those of the person's office, newest first, with `ward_count` and the names of their wards at hand."""
    found = Dossier.objects.filter(office__in=offices_of(officer)).select_related("office", "period")
    return found.prefetch_related(WARDS).annotate(ward_count=Count("wards")).order_by("-period__last_year", "-pk")


def periods_to_propose(officer: Officer) -> QuerySet[Any]:
    """Periods in which wards of the person's office were appraised and stand in no dossier yet, with `free`."""
    ready = Q(assessments__ward__office__in=offices_of(officer), assessments__state__in=PROPOSED)
    named = DossierWard.objects.values("assessment")
    found = Period.objects.filter(ready).annotate(
        free=Count("assessments", filter=ready & ~Q(assessments__pk__in=named), distinct=True)
    )
    return found.select_related("criteria_set").order_by("-last_year", "-pk")


def get_period_to_propose(office: Office, pk: int) -> Period | None:
    """The period, if a ward of this office was appraised in it."""
    ready = Assessment.objects.filter(period=pk, ward__office=office.pk, state__in=PROPOSED)
    return Period.objects.filter(pk=pk, pk__in=ready.values("period")).first()


def candidates(dossier: Dossier) -> QuerySet[Assessment]:
    """Appraised assessments of the dossier's office and period that stand in no dossier."""
    named = DossierWard.objects.values("assessment")
    found = Assessment.objects.filter(ward__office=dossier.office_id, period=dossier.period_id, state__in=PROPOSED)
    return found.exclude(pk__in=named).select_related("ward").order_by("ward__sort_key")


def office_scores(assessments: list[int]) -> dict[int, list[Score]]:
    """The office's scores of several assessments by their id, in the order of the criteria; one query."""
    rows = Score.objects.filter(assessment__in=assessments, side=Side.OFFICE).select_related("criterion")
    found: dict[int, list[Score]] = {}
    for score in rows.order_by("criterion__position"):
        found.setdefault(score.assessment_id, []).append(score)
    return found


# What the province received ------------------------------------------------------------------------------------------


def received(officer: Officer, *, words: str = "", state: str = "") -> QuerySet[Dossier]:
    """Dossiers ever forwarded to the person's board, the last forwarded first.

    `words` find wards (without diacritics), numbers of receipts, letters, decisions and registered papers, and years.
    """
    sent = Forwarding.objects.filter(dossier=OuterRef("pk")).order_by("-revision")
    found = Dossier.objects.filter(office__parent__in=provinces_of(officer)).annotate(
        sent_at=Subquery(sent.values("at")[:1])
    )
    found = found.filter(sent_at__isnull=False).select_related("office", "period").prefetch_related(WARDS)
    if state in Dossier.State.values:
        found = found.filter(state=state)
    for word in words.split():
        found = found.filter(_matches(word))
    return found.order_by("-sent_at", "-pk")


def _matches(word: str) -> Q:
    key = search_key(word)
    found = Q(pk__in=DossierWard.objects.filter(assessment__ward__search_key__contains=key).values("dossier"))
    found |= Q(pk__in=_numbered(Forwarding.objects, "receipt__number", word).values("dossier"))
    found |= Q(pk__in=_numbered(Return.objects, "letter_number", word).values("forwarding__dossier"))
    found |= Q(pk__in=_numbered(Forwarding.objects, "dossier__decisions__number", word).values("dossier"))
    found |= Q(pk__in=Forwarding.objects.filter(text__icontains=f'"number":"{word}').values("dossier"))
    if word.isdecimal() and len(word) == 4:
        found |= Q(period__first_year__lte=int(word), period__last_year__gte=int(word))
    return found


def _numbered(rows: Any, field: str, word: str) -> QuerySet[Any]:
    """Rows whose number holds the word, "12/QD-UBND" finding "12/QĐ-UBND"."""
    plain = Replace(F(field), Value("Đ"), Value("D"), output_field=CharField())
    return rows.annotate(plain=plain).filter(plain__icontains=word.upper().replace("Đ", "D"))


def states_received(officer: Officer) -> list[dict[str, Any]]:
    """How many dossiers stand in each state: value, label, count."""
    rows = Dossier.objects.filter(
        office__parent__in=provinces_of(officer), pk__in=Forwarding.objects.values("dossier")
    ).values_list("state")
    counted = dict(rows.annotate(n=Count("pk")).order_by())
    shown = (Dossier.State.FORWARDED, Dossier.State.RECEIVED, Dossier.State.RETURNED, Dossier.State.DECIDED)
    labels = {Dossier.State.FORWARDED: _("Waiting to be received")}  # sent there, to be taken in here
    return [
        {"value": state.value, "label": labels.get(state, state.label), "count": counted.get(state.value, 0)}
        for state in shown
    ]


def forwardings_of(dossier: Dossier) -> list[Forwarding]:
    """Every revision that was sent, newest first, with its receipt, its return and what that names."""
    found = Forwarding.objects.filter(dossier=dossier).select_related(
        "binder", "replaced", "by", "receipt__by", "returned__by"
    )
    items = Prefetch("returned__items", ITEMS.queryset)
    return list(found.defer("binder__plan", "replaced__plan").prefetch_related(items).order_by("-revision"))


def decisions_of(dossier: Dossier) -> list[AwardDecision]:
    """Decisions on it, newest first, with what they say of each ward; corrected ones, too."""
    outcomes = Prefetch("outcomes", Outcome.objects.select_related("assessment__ward"))
    return list(dossier.decisions.select_related("by").prefetch_related(outcomes))


def get_decision(officer: Officer, pk: int) -> AwardDecision:
    """A decision on a dossier this person's board or office has, with its `dossier`; any other is a 404."""
    found = AwardDecision.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.dossier = get_dossier(officer, found.dossier_id)
    return found


def last_record(decisions: list[AwardDecision], pk: int) -> AwardDecision:
    """Of `decisions_of`: what stands by now of the one with this id."""
    later = {found.corrects_id: found for found in decisions if found.corrects_id}
    found = next(decision for decision in decisions if decision.pk == pk)
    while found.pk in later:
        found = later[found.pk]
    return found


def decisions_known_to(officer: Officer) -> Q:
    """Which decisions this person may open: of the board, of the office, and those that name their ward."""
    wards = {m.ward_id for m in officer.current_memberships if m.ward_id}
    known = Q(dossier__office__in=offices_of(officer)) | Q(dossier__office__parent__in=provinces_of(officer))
    return known | Q(outcomes__assessment__ward__in=wards)


def lines_of(assessments: list[int]) -> QuerySet[Entry]:
    """Every line of these assessments (ids), as the province names them."""
    found = Entry.objects.filter(assessment__in=assessments).select_related("assessment__ward", "indicator__criterion")
    return found.order_by("assessment", "indicator__criterion__position", "indicator__position", "year")


def get_forwarding(officer: Officer, pk: int) -> Forwarding:
    """A forwarding of a dossier this person may know of; any other is a 404."""
    found = Forwarding.objects.select_related("dossier__office", "binder", "replaced").filter(pk=pk).first()
    if found is None:
        raise Http404
    dossier = visible_dossiers(officer).filter(pk=found.dossier_id).first()
    if dossier is None:
        raise Http404
    found.dossier = dossier
    return found


def waiting_of(dossier: Dossier) -> list[Assessment]:
    """The wards of a dossier that the province has before it."""
    return [row.assessment for row in dossier.wards.all() if row.assessment.state == State.FORWARDED]
