"""The editor of a paper's text parts: plain rich text, versions, nobody's words lost."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards import rules
from awards.domain.papers import drawing, editing
from awards.domain.writing import parts, texts
from awards.forms.texts import TextsForm
from awards.models import Dossier, Paper, PaperText
from awards.queries.papers import get_own_dossier
from awards.queries.places import DOSSIER_KINDS, Place
from awards.views.paper_rows import url_of
from awards.views.papers import readable, send_to_workers
from emulation import typed
from emulation.htmx import go, part
from wards.requests import OfficerRequest


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def paper_texts(request: OfficerRequest, pk: int, kind: str) -> HttpResponse:
    """The texts of one paper of an assessment."""
    return _texts(request, readable(request, pk), kind)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_texts(request: OfficerRequest, pk: int, kind: str) -> HttpResponse:
    """The texts of one of a dossier's own papers."""
    return _texts(request, get_own_dossier(request.user, pk), kind)


def _texts(request: OfficerRequest, place: Place, kind: str) -> HttpResponse:
    if not parts.of(kind) or (kind in DOSSIER_KINDS) != isinstance(place, Dossier):
        raise Http404
    ruling = rules.may_edit_text(request.user, place, kind)
    if not ruling:
        raise PermissionDenied(ruling.reason)
    edited, lack = editing.edited_parts(place, kind)
    form = TextsForm(edited, typed.fields(request))
    if request.method != "POST" or lack:
        return _form_page(request, place, kind, form, lack=lack)
    if not form.is_valid():
        return _form_page(request, place, kind, form, status=422)
    try:
        written = editing.save(
            place=place, kind=kind, edited=edited, typed=form.typed(), seen=form.seen(), by=request.user
        )
    except drawing.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except texts.WrittenMeanwhile as conflict:
        return _conflict(request, place, kind, form, conflict.theirs)
    except ValidationError as error:
        form.add_error(None, error)
        return _form_page(request, place, kind, form, status=422)
    return _saved(request, place, kind, written)


def _saved(request: OfficerRequest, place: Place, kind: str, written: list[PaperText]) -> HttpResponse:
    """Back to the editor where a part went back to its usual text, else on to the draft, drawn anew."""
    if request.POST.get("usual"):
        messages.success(request, _("The usual text stands there again."))
        return go(request, request.path)
    if not written:
        messages.info(request, _("Nothing was changed."))
        return go(request, url_of(place))
    keys = [key for key in drawing.present_to(request.user, place).keys if key[0] == kind]
    try:
        send_to_workers(drawing.request_drafts(place=place, by=request.user, only=keys))
    except (drawing.NotAllowed, ValidationError):
        messages.success(request, _("The text is saved."))
    else:
        messages.success(request, _("The text is saved; the draft is being drawn again."))
    return go(request, url_of(place))


def _form_page(
    request: OfficerRequest, place: Place, kind: str, form: TextsForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "place": place, "is_dossier": isinstance(place, Dossier), "name": Paper.Kind(kind).label, "form": form,
        "here": url_of(place), "has_errors": status >= 400, "boxes": form.boxes(), **more,
    }  # fmt: skip
    return part(request, "awards/paper_texts.html", context, status=status)


def _conflict(
    request: OfficerRequest, place: Place, kind: str, form: TextsForm, theirs: Any
) -> HttpResponse:  # fmt: skip
    """Both texts; what was typed stays in the form, and sent once more it is what the person chose.

    Parts that the person did not change stand in the form as they are now.
    """
    again = request.POST.copy()
    rows = []
    for one in form.edited:
        row = theirs.get(one.part.key)
        if not form.is_changed(one):
            again[one.part.key], again[f"was-{one.part.key}"] = one.plain, one.drawn
            again[f"version-{one.part.key}"] = str(one.version)
        elif row:
            again[f"version-{one.part.key}"] = str(row.version)
            plain = texts.to_plain(row.markup, is_list=one.part.is_list) or one.usual
            rows.append((one.part.label, row, plain, form.cleaned_data[one.part.key]))
    form.data = again
    return _form_page(request, place, kind, form, status=409, differences=rows)
