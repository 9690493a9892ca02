"""Tập hồ sơ: what lacks, how it is to be bound, how far it has come, and what can be opened or downloaded."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards import tasks
from awards.documents import binder_archive
from awards.domain.binders import binding, due, plan, replaced
from awards.forms.binders import BinderForm
from awards.models import Binder, Dossier
from awards.queries.binders import binders_of, get_binder, get_finished, sendings_of
from awards.queries.papers import get_own_dossier
from awards.queries.places import Place
from awards.rules.binders import may_request_binder
from awards.rules.dossiers import may_forward
from awards.views import binder_words, paper_rows
from awards.views.papers import private_file, readable
from emulation import typed
from emulation.htmx import go, page_or_part, stop_polling, wants_part
from emulation.queue import enqueue
from emulation.text import search_key
from wards.requests import OfficerRequest


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def ward_binders(request: OfficerRequest, pk: int) -> HttpResponse:
    """The volumes of a ward's dossier; by POST another one is asked for."""
    assessment = readable(request, pk)
    ruling = may_request_binder(request.user, assessment)
    if not ruling:
        raise PermissionDenied(ruling.reason)
    return _answer(request, assessment)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_binders(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same of the city's dossier."""
    return _answer(request, get_own_dossier(request.user, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def binder_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Stop binding. By GET (a refusal reloaded) it leads to the page."""
    place = binding.place_of(get_binder(request.user, pk))
    if request.method == "POST":
        try:
            binding.cancel(binder=get_binder(request.user, pk), by=request.user)
        except binding.NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        if wants_part(request):
            return _page(request, place, _form(place))
    return go(request, url_of(place))


@login_required
@require_safe
def binder_part(request: OfficerRequest, pk: int, position: int) -> FileResponse:
    """One PDF of a volume, shown in the browser; `?tai=1` saves it."""
    binder = get_finished(request.user, pk)
    part = binder.parts.filter(position=position).first()
    if part is None:
        raise Http404
    name = f"{file_name(binder)}-tap-{position}.pdf"
    return private_file(part, name=name, saved="tai" in request.GET)


@login_required
@require_safe
def binder_zip(request: OfficerRequest, pk: int) -> StreamingHttpResponse:
    """Everything in one archive, written while it is sent: parts, papers, originals, and the digests of them all."""
    binder = get_finished(request.user, pk)
    name = file_name(binder)
    archive = binder_archive.archive(binder, folder=name)
    response = StreamingHttpResponse(iter(archive), content_type="application/zip")
    response["Content-Length"] = len(archive)
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def url_of(place: Place) -> str:
    """The page of a place's volumes."""
    name = "awards:dossier_binders" if isinstance(place, Dossier) else "awards:binders"
    return reverse(name, args=[place.pk])


def _answer(request: OfficerRequest, place: Place) -> HttpResponse:
    form = _form(place, typed.fields(request))
    if request.method != "POST":
        return _page(request, place, form)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    of = {"dossier": place} if isinstance(place, Dossier) else {"assessment": place}
    try:
        binder = binding.request_binder(by=request.user, **of, **form.choice())
    except binding.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except binding.NothingReplaced:
        form.add_error("content", _("Nothing differs from what was forwarded; there is nothing to replace."))
        return _page(request, place, form, status=422)
    if binder.state == Binder.State.QUEUED:
        enqueue(tasks.draw_binder, binder.pk)
    if wants_part(request):
        return _page(request, place, _form(place))
    return go(request, url_of(place))


def _form(place: Place, data: Any = None) -> BinderForm:
    return BinderForm(data, forwarded=replaced.last_forwarded(place) is not None)


def _page(request: OfficerRequest, place: Place, form: BinderForm, *, status: int = 200) -> HttpResponse:
    found = list(binders_of(place))
    unfinished = [binder for binder in found if binder.is_unfinished]
    dossier, lacking = place if isinstance(place, Dossier) else None, [] if unfinished else _lacking(place)
    volumes = due.due(dossier) if dossier and not unfinished else []
    form.initial["content"] = next((one.content for one in volumes if one.volume is None), Binder.Content.ALL)
    sendings, is_due = sendings_of(dossier) if dossier else {}, any(one.volume is None for one in volumes)
    context = {
        "place": place, "is_dossier": dossier is not None, "form": form, "has_errors": status >= 400,
        "rows": [binder_words.row(binder, sendings) for binder in found], "unfinished": unfinished,
        "here": url_of(place), "lacking": lacking, "sets": _sets(place), "due": volumes, "is_due": is_due,
        "binds_now": is_due and not lacking, "may_forward": dossier and may_forward(request.user, dossier),
    }  # fmt: skip
    response = page_or_part(request, "awards/binders.html", "binders", context, status=status)
    over = wants_part(request) and request.method == "GET" and not unfinished
    return stop_polling(response) if over and status == 200 else response


def _lacking(place: Place) -> list[tuple[str, list[tuple[str, str]], str]]:
    """What is missing: of whom, which papers, and where they are."""
    return [(name, binder_words.lacks(rows), paper_rows.url_of(of)) for of, name, rows in binding.lacking(place)]


def _sets(place: Place) -> dict[str, str]:
    level, office = ("city", place.office) if isinstance(place, Dossier) else ("ward", place.ward.office)
    return plan.sets_to_print(title=place.period.criteria_set.kind, level=level, office=office)


def file_name(binder: Binder) -> str:
    """No diacritics, for drives and mail programs: "ho-so-phuong-dien-bien-2019-ban-2"."""
    place = binding.place_of(binder)
    unit = place.office.authority.removeprefix("Ủy ban nhân dân ") if isinstance(place, Dossier) else place.ward.name
    return f"ho-so-{slugify(search_key(unit))}-{place.period.last_year}-ban-{binder.revision}"
