"""Số liệu cơ bản: the office's records of its wards, one page a year, one page a ward, and a sheet for all."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emulation import typed
from emulation.htmx import page_or_part
from wards.domain.doubts import plausibility_registry as registry
from wards.domain.doubts import plausibility_sheet as sheets
from wards.domain.files import workbook
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.registry import RegistryForm, SheetForm
from wards.models import RegistryFigure, Ward
from wards.queries.charges import offices_of
from wards.requests import OfficerRequest

PER_PAGE = 50
EARLIEST, AHEAD = 1990, 1  # years that have records


def _offices(request: OfficerRequest) -> set[int]:
    offices = offices_of(request.user)
    if not offices:
        raise PermissionDenied
    return offices


def _years(offices: set[int]) -> list[int]:
    """The years offered; without any, the one before this: a report on a year is written when it is over."""
    return registry.years_of(offices) or [timezone.localdate().year - 1]


def _year(request: OfficerRequest, years: list[int]) -> int:
    asked = request.GET.get("nam", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else years[0]


@login_required
@require_safe
def registry_list(request: OfficerRequest) -> HttpResponse:
    """Wards × subjects of a year."""
    offices = _offices(request)
    years = _years(offices)
    year, words = _year(request, years), request.GET.get("q", "").replace("\0", "")[:80]
    wards = registry.wards_of(offices, year, words)
    page = Paginator(wards, PER_PAGE).get_page(request.GET.get("page"))
    known = registry.records(page.object_list, year)
    subjects = list(RegistryFigure.Subject)
    rows = [(ward, [(s.label, known.get(ward.pk, {}).get(s)) for s in subjects]) for ward in page.object_list]
    context = {
        "page": page, "rows": rows, "subjects": [subject.label for subject in subjects], "year": year, "years": years,
        "q": words,
    }  # fmt: skip
    return page_or_part(request, "wards/registry.html", "wards", context)


@login_required
@require_safe
def registry_sheet(request: OfficerRequest) -> HttpResponse:
    """The sheet of a year to be filled in."""
    offices = _offices(request)
    year = _year(request, _years(offices))
    wards = list(registry.wards_of(offices, year))
    content = sheets.write(wards=wards, known=registry.records(wards, year), year=year)
    name = workbook.file_name("so lieu co ban", str(year))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=workbook.MEDIA_TYPE, headers=headers)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def registry_import(request: OfficerRequest) -> HttpResponse:
    """Take a filled-in sheet, all of it or nothing."""
    offices = _offices(request)
    years = _years(offices)
    if request.method != "POST":
        return _import_page(request, SheetForm(years, initial={"year": _year(request, years)}))
    form = SheetForm(years, request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, form, status=422)
    year = form.cleaned_data["year"]
    try:
        found = sheets.read(form.cleaned_data["file"], wards=registry.wards_of(offices, year))
        wards, numbers = sheets.keep(read=found, year=year, by=request.user)
    except sheets.Refused as refused:
        return _import_page(request, form, faults=refused.faults, status=422)
    told = _("The sheet was taken in: %(numbers)d numbers of %(wards)d wards changed.")
    messages.success(request, told % {"numbers": numbers, "wards": wards})
    return redirect(f"{reverse('wards:registry')}?nam={year}")


def _import_page(
    request: OfficerRequest, form: SheetForm, *, faults: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "faults": faults, "has_errors": status >= 400, "headings": sheets.COLUMNS.values()}
    return render(request, "wards/registry_import.html", context, status=status)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def registry_edit(request: OfficerRequest, pk: int, year: int) -> HttpResponse:
    """The records of one ward in one year, with their sources and history."""
    ward = _ward(request, pk, year)
    now = registry.records([ward], year).get(ward.pk, {})
    if request.method != "POST":
        left = typed.fields(request)
        return _edit_page(request, ward, year, RegistryForm(left, known=now, seen=registry.fingerprint(now)))
    form = RegistryForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, ward, year, form, status=422)
    try:
        registry.keep(ward=ward, year=year, given=form.given(), by=request.user, seen=form.cleaned_data["seen"])
    except registry.ChangedMeanwhile:
        now = registry.records([ward], year).get(ward.pk, {})
        again = {**{name: request.POST.get(name, "") for name in form.fields}, "seen": registry.fingerprint(now)}
        context = {"meanwhile": list(now.values())}
        return _edit_page(request, ward, year, RegistryForm(again), status=409, **context)
    except (ValidationError, NotAllowed) as error:
        form.add_error(None, str(error) if isinstance(error, NotAllowed) else error.messages)
        return _edit_page(request, ward, year, form, status=422)
    messages.success(request, _("The basic figures of %(ward)s are saved.") % {"ward": ward})
    return redirect(f"{reverse('wards:registry')}?nam={year}")


def _ward(request: OfficerRequest, pk: int, year: int) -> Ward:
    """A ward of the person's office that stood in the year; the ward's own people get 403, strangers 404."""
    if not EARLIEST <= year <= timezone.localdate().year + AHEAD:
        raise Http404
    ward = Ward.objects.on(dt.date(year, 12, 31)).filter(pk=pk).select_related("office").first()
    if ward is not None and request.user.roles_in_ward(ward.pk):
        raise PermissionDenied
    if ward is None or not registry.may_keep(request.user, ward):
        raise Http404
    return ward


def _edit_page(
    request: OfficerRequest, ward: Ward, year: int, form: RegistryForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    sources = RegistryFigure.objects.filter(ward__office=ward.office_id).values_list("source", flat=True)
    context = {
        "ward": ward, "year": year, "form": form, "history": registry.history(ward, year), "has_errors": status >= 400,
        "sources": sources.order_by("source").distinct()[:20],
    }  # fmt: skip
    return render(request, "wards/registry_edit.html", {**context, **more}, status=status)
