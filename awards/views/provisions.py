"""Quy định áp dụng: the numbers in force with where they come from, what they were, and recording others."""

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
from awards.rules.councils import TITLES, may_record_provisions
from emulation import typed
from emulation.htmx import go, part
from wards.requests import OfficerRequest

RECORDS = 50  # on one page


@login_required
@require_safe
def provision_list(request: OfficerRequest) -> HttpResponse:
    """What is in force for each title and level, and everything that was recorded."""
    every = provisions.every()
    groups = [
        (TITLES.get(title, title), [_row(where, *found) for where, found in _ordered(every) if where[0] == title])
        for title in sorted({where[0] for where in every}, reverse=True)
    ]
    records = Provision.objects.select_related("by").order_by("-id")
    context = {
        "groups": groups, "may_record": may_record_provisions(request.user), "titles": TITLES,
        "page": Paginator(records, RECORDS).get_page(request.GET.get("page")),
    }  # fmt: skip
    return part(request, "awards/provisions.html", context)


def _ordered(every: dict[tuple[str, str, str], Any]) -> list[tuple[tuple[str, str, str], Any]]:
    levels, keys = list(Provision.Level.values), list(Provision.Key.values)
    return sorted(every.items(), key=lambda item: (levels.index(item[0][1]), keys.index(item[0][2])))


def _row(where: tuple[str, str, str], rule: provisions.Rule, record: Provision | None) -> dict[str, Any]:
    title, level, key = where
    query = urlencode({"danh-hieu": title, "cap": level, "muc": key})
    return {
        "level": Provision.Level(level).label, "key": Provision.Key(key).label, "rule": rule, "record": record,
        "confidence": Provision.Confidence(rule.confidence).label, "is_share": key != Provision.Key.COPIES,
        "change": f"{reverse('awards:provision_new')}?{query}",
    }  # fmt: skip


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def provision_new(request: OfficerRequest) -> HttpResponse:
    """Record another number; `?danh-hieu=&cap=&muc=` name the rule."""
    if not may_record_provisions(request.user):
        raise PermissionDenied(_("Only the head of an interior office records provisions."))
    where = (request.GET.get("danh-hieu", ""), request.GET.get("cap", ""), request.GET.get("muc", ""))
    every = provisions.every()
    if not any(where):
        return go(request, reverse("awards:provisions"))
    if where not in every:
        raise Http404
    form = ProvisionForm(typed.fields(request), key=where[2])
    context = {"form": form, "where": where, "title": TITLES.get(where[0], where[0]), **_row(where, *every[where])}
    if request.method != "POST":
        return part(request, "awards/provision_new.html", context)
    context["has_errors"] = True
    if not form.is_valid():
        return part(request, "awards/provision_new.html", context, status=422)
    title, level, key = where
    try:
        provisions.record(title=title, level=level, key=key, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return part(request, "awards/provision_new.html", context, status=422)
    messages.success(request, _("Recorded. It holds for meetings that begin from now on."))
    return go(request, reverse("awards:provisions"))
