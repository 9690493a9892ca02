"""Hội đồng Thi đua - Khen thưởng: which council sits, by which decision, who is in it, what it met about."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.domain.councils import membership
from awards.forms.councils import CouncilForm, empty_rows, rows_of
from awards.models import Council
from awards.queries import councils as stored
from awards.rules import councils as rules
from emulation import typed
from emulation.htmx import go, part
from wards.models.units import Office, Ward
from wards.requests import OfficerRequest

MEETINGS = 20  # on one page
FORMER = 50  # councils that were replaced, the newest


@login_required
@require_safe
def council_list(request: OfficerRequest) -> HttpResponse:
    """The councils of the person's wards and offices: in office, replaced, and their open meetings."""
    wards, offices = stored.places(request.user)
    if not (wards or offices):
        raise PermissionDenied(_("Only people of a ward or of an interior office keep a council's records."))
    every = list(stored.councils_of(request.user)[: FORMER + len(wards) + len(offices)])
    sitting = {(one.ward_id, one.office_id): one for one in every if one.ended_on is None}
    places: list[tuple[Ward | Office, Council | None, str]] = [
        *((one, sitting.get((one.pk, None)), reverse("awards:council_new_ward", args=[one.pk])) for one in wards),
        *((one, sitting.get((None, one.pk)), reverse("awards:council_new_office", args=[one.pk])) for one in offices),
    ]
    context = {
        "places": places, "former": [one for one in every if one.ended_on],
        "open_meetings": stored.open_meetings(request.user)[:MEETINGS],
    }  # fmt: skip
    return part(request, "awards/councils.html", context)


@login_required
@require_safe
def council(request: OfficerRequest, pk: int) -> HttpResponse:
    """One council: its decision, its members, its meetings."""
    found = stored.get_council(request.user, pk)
    context = {
        "council": found, "place": found.ward or found.office,
        "may_keep": rules.may_keep_council(request.user, found),
        "may_correct": membership.may_correct(request.user, found), "has_met": membership.has_met(found),
        "page": Paginator(stored.listed(found, request.user), MEETINGS).get_page(request.GET.get("page")),
    }  # fmt: skip
    return part(request, "awards/council.html", context)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def council_new_ward(request: OfficerRequest, ward: int) -> HttpResponse:
    """Enter the decision on a ward's council."""
    return _new(request, stored.get_place(request.user, ward=ward))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def council_new_office(request: OfficerRequest, office: int) -> HttpResponse:
    """Enter the decision on the council of the authority an office serves."""
    return _new(request, stored.get_place(request.user, office=office))


def _new(request: OfficerRequest, place: Ward | Office) -> HttpResponse:
    if not rules.may_set_up_council(request.user, place):
        raise PermissionDenied
    former = membership.current_council(place)
    initial = {
        "name": membership.usual_name(place), "decision_issuer": membership.usual_issuer(place),
        "seen": former.pk if former else "",
    }  # fmt: skip
    rows = rows_of(former, as_new=True) if former else empty_rows()
    form = CouncilForm(list(stored.accounts(place)), typed.fields(request), initial=initial, rows=rows)
    context = {"form": form, "place": place, "former": former, "people": _people(former)}
    if request.method != "POST" or form.rework(request.POST):
        return part(request, "awards/council_edit.html", context)
    if not form.is_valid():
        return part(request, "awards/council_edit.html", {**context, "has_errors": True}, status=422)
    seen = form.cleaned_data["seen"]
    try:
        values = form.values()
        made = membership.set_up(place=place, by=request.user, seen=int(seen) if seen.isdecimal() else None, **values)
    except ValidationError as error:
        form.refuse(error)
        return part(request, "awards/council_edit.html", {**context, "has_errors": True}, status=422)
    except membership.Rewritten as conflict:
        return _conflict(request, form, context, conflict.current, str(conflict.current.pk))
    messages.success(request, _("The council is entered. It can meet now."))
    return go(request, reverse("awards:council", args=[made.pk]))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def council_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct the decision and the members while the council has not met."""
    found = stored.get_council(request.user, pk)
    if not rules.may_keep_council(request.user, found):
        raise PermissionDenied
    place = found.ward or found.office
    assert place is not None  # a CHECK wants one of them
    initial = {**{name: getattr(found, name) for name in membership.FIELDS}, "seen": membership.fingerprint(found)}
    form = CouncilForm(list(stored.accounts(place)), typed.fields(request), initial=initial, rows=rows_of(found))
    ruling = membership.may_correct(request.user, found)
    context: dict[str, Any] = {"form": form, "place": place, "council": found, "ruling": ruling, "people": ""}
    if request.method != "POST" or form.rework(request.POST):
        return part(request, "awards/council_edit.html", context)
    if not form.is_valid():
        return part(request, "awards/council_edit.html", {**context, "has_errors": True}, status=422)
    try:
        values = form.values()
        membership.correct(council=found, by=request.user, seen=form.cleaned_data["seen"], **values)
    except membership.NotAllowed as refusal:
        context |= {"refused": str(refusal), "ruling": rules.Ruling(False, str(refusal)), "has_errors": True}
        return part(request, "awards/council_edit.html", context, status=409)
    except ValidationError as error:
        form.refuse(error)
        return part(request, "awards/council_edit.html", {**context, "has_errors": True}, status=422)
    except membership.Rewritten as conflict:
        current = stored.get_council(request.user, conflict.current.pk)
        return _conflict(request, form, context, current, membership.fingerprint(current))
    messages.success(request, _("The council is saved."))
    return go(request, reverse("awards:council", args=[pk]))


def _conflict(
    request: OfficerRequest, form: CouncilForm, context: dict[str, Any], current: Any, seen: str
) -> HttpResponse:
    """What stands there now beside what the person typed; sent once more, theirs is what they chose."""
    again = request.POST.copy()
    again["seen"] = seen
    form.data = again
    more = {"current": current, "people": _people(current), "has_errors": True}
    return part(request, "awards/council_edit.html", {**context, **more}, status=409)


def _people(council: Council | None) -> str:
    """The members as lines of text."""
    if council is None:
        return ""
    return "\n".join(f"{m.full_name}, {m.job}, {m.get_role_display()}" for m in council.members.all())
