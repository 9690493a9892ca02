"""Quy định áp dụng: the numbers in force with where they come from, what they were; recording and confirming others."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.domain import provisions
from awards.forms.provisions import ProvisionForm
from awards.models import Provision
from awards.queries import provisions as stored
from awards.rules.councils import TITLES, Ruling, may_record_provisions
from emulation import typed
from emulation.htmx import go, part
from wards.models.units import Office
from wards.requests import OfficerRequest

RECORDS = 50  # on one page


@login_required
@require_safe
def provision_list(request: OfficerRequest) -> HttpResponse:
    """What is in force for each title and level, what waits for a second person, and everything that was recorded."""
    offices: list[Office | None] = [*stored.offices_of(request.user)] or [None]
    page = Paginator(stored.recorded(request.user), RECORDS).get_page(request.GET.get("page"))
    context = {
        "offices": [_of_office(request, office) for office in offices], "several": len(offices) > 1, "titles": TITLES,
        "page": page, "records": [_record(row) for row in page],
    }  # fmt: skip
    return part(request, "awards/provisions.html", context)


def _of_office(request: OfficerRequest, office: Office | None) -> dict[str, Any]:
    every = provisions.every(office)
    groups = [
        (
            TITLES.get(title, title),
            [_row(office, where, *found) for where, found in _ordered(every) if where[0] == title],
        )
        for title in sorted({where[0] for where in every}, reverse=True)
    ]
    return {
        "office": office, "groups": groups, "may_record": may_record_provisions(request.user, office),
        "waiting": [_record(row) for row in provisions.waiting(office)],
    }  # fmt: skip


def _ordered(every: dict[tuple[str, str, str], Any]) -> list[tuple[tuple[str, str, str], Any]]:
    levels, keys = list(Provision.Level.values), list(Provision.Key.values)
    return sorted(every.items(), key=lambda item: (levels.index(item[0][1]), keys.index(item[0][2])))


def _row(
    office: Office | None, where: tuple[str, str, str], rule: provisions.Rule, record: Provision | None
) -> dict[str, Any]:
    title, level, key = where
    query = urlencode({"phong": office.pk if office else "", "danh-hieu": title, "cap": level, "muc": key})
    return {
        "level": Provision.Level(level).label, "key": Provision.Key(key).label, "rule": rule, "record": record,
        "confidence": Provision.Confidence(rule.confidence).label, "is_share": key != Provision.Key.COPIES,
        "change": f"{reverse('awards:provision_new')}?{query}",
        "lowers": provisions.lowers(record) if record else None,
    }  # fmt: skip


def _record(row: Provision) -> dict[str, Any]:
    return {
        "row": row, "title": TITLES.get(row.title, row.title), "is_share": row.key != Provision.Key.COPIES,
        "confirmed": row.confirmation if provisions.is_confirmed(row) else None, "lowers": provisions.lowers(row),
    }  # fmt: skip


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def provision_new(request: OfficerRequest) -> HttpResponse:
    """Record another number; `?phong=&danh-hieu=&cap=&muc=` name the office and the rule."""
    office = _office(request)
    where = (request.GET.get("danh-hieu", ""), request.GET.get("cap", ""), request.GET.get("muc", ""))
    every = provisions.every(office)
    if not any(where):
        return go(request, reverse("awards:provisions"))
    if where not in every:
        raise Http404
    form = ProvisionForm(typed.fields(request), key=where[2])
    context = {"form": form, "where": where, "office": office, "title": TITLES.get(where[0], where[0]),
               **_row(office, where, *every[where])}  # fmt: skip
    if request.method != "POST":
        return part(request, "awards/provision_new.html", context)
    context["has_errors"] = True
    if not form.is_valid():
        return part(request, "awards/provision_new.html", context, status=422)
    title, level, key = where
    try:
        made = provisions.record(office=office, title=title, level=level, key=key, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return part(request, "awards/provision_new.html", context, status=422)
    _tell(request, made)
    return go(request, reverse("awards:provisions"))


def _office(request: OfficerRequest) -> Office:
    """The one asked for among those the person records for, else the first of them."""
    offices = stored.recording_offices(request.user)
    if not offices:
        raise PermissionDenied(may_record_provisions(request.user, None).reason)
    asked = request.GET.get("phong", "")
    found = next((office for office in offices if str(office.pk) == asked or not asked), None)
    if found is None:
        raise Http404
    return found


def _tell(request: OfficerRequest, made: Provision) -> None:
    lowered = provisions.lowers(made)
    if provisions.is_confirmed(made):
        messages.info(request, _("This number is in force already."))
    elif made.by_id != request.user.pk:
        messages.info(request, _("This number was recorded by %(who)s; confirm it.") % {"who": made.by.full_name})
    elif lowered:
        messages.warning(request, _("Recorded. It is LOWER than what came with the system; a second person checks it."))
    else:
        messages.success(request, _("Recorded. It holds once a second person of the office has confirmed it."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def provision_confirm(request: OfficerRequest, pk: int) -> HttpResponse:
    """A second person compares the number with its document and puts it into force."""
    found = stored.get_provision(request.user, pk)
    if not may_record_provisions(request.user, found.office):
        raise PermissionDenied
    rule, _source = provisions.every(found.office)[found.title, found.level, found.key]
    context = {**_record(found), "now": rule, "ruling": provisions.may_confirm(request.user, found)}
    if request.method != "POST":
        return part(request, "awards/provision_confirm.html", context)
    try:
        provisions.confirm(row=found, by=request.user)
    except provisions.NotAllowed as refusal:
        context |= {"refused": str(refusal), "ruling": Ruling(False, str(refusal)), "has_errors": True}
        return part(request, "awards/provision_confirm.html", context, status=409)
    messages.success(request, _("Confirmed. It holds for meetings that begin and dossiers that are bound from now on."))
    return go(request, reverse("awards:provisions"))
