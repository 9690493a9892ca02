"""The photographs of a visit: added, captioned, taken out, shown upright."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import typed
from emulation.htmx import go
from wards import rules
from wards.domain.appraisal import inspections
from wards.domain.exhibits.evidence_gone import Gone
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.inspections import CaptionForm, PhotosForm
from wards.models import Inspection, InspectionPhoto, Officer
from wards.queries.inspections import get_photo
from wards.requests import OfficerRequest
from wards.views.inspections import gone, inspection_page, own_visit
from wards.views.viewer import page_image

logger = logging.getLogger(__name__)


def _place(inspection_id: int) -> str:
    return f"{reverse('wards:inspection', args=[inspection_id])}#anh"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photos_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add photographs; each one's true result is named. By GET (reloaded) it leads to the visit."""
    found, assessment = own_visit(request, pk)
    if request.method != "POST":
        return go(request, _place(pk))
    ruling = inspections.may_write(request.user, found)
    if not ruling:
        return inspection_page(request, found, status=409, refused=ruling.reason)
    form = PhotosForm(request.POST, request.FILES, by=request.user, ward=assessment.ward)
    try:
        not_kept = _keep(found, form, request.user) if form.is_valid() else None
    except Gone as refusal:
        form.forget(saved=False)
        return gone(request, assessment, refusal)
    form.forget(saved=not_kept is not None)
    if not_kept is None:
        return inspection_page(request, found, photos=form, status=422)
    kept = len(form.accepted) - len(not_kept)
    if kept:
        done = ngettext("%(count)d photograph added.", "%(count)d photographs added.", kept)
        messages.success(request, done % {"count": kept})
    for sentence in (*form.refused, *not_kept):
        messages.error(request, sentence)
    return go(request, _place(pk))


def _keep(inspection: Inspection, form: PhotosForm, by: Officer) -> list[str]:
    """Keep the accepted pictures; a sentence for each that could not be. Raises Gone."""
    refused: list[str] = []
    for checked in form.accepted:
        try:
            inspections.add_photo(inspection=inspection, checked=checked, by=by)
        except ValidationError as error:
            refused += error.messages
        except Gone:
            raise
        except NotAllowed as refusal:
            refused.append(str(refusal))
        except OSError:
            logger.exception("a photograph of a visit could not be stored")
            said = _("File %(name)s could not be stored. Send it again in a few minutes.")
            refused.append(said % {"name": checked.name})
    return refused


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def photo_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Save what a photograph shows, or take it out. By GET (a refusal reloaded) it leads to the visit."""
    photo = get_photo(request.user, pk)
    _require_own(request.user, photo)
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                inspections.remove_photo(photo=photo, by=request.user)
                messages.success(request, _("Took out the photograph %(name)s.") % {"name": photo.name})
            else:
                form = CaptionForm(request.POST)
                if not form.is_valid():
                    return _caption_refused(request, photo, form)
                inspections.caption_photo(photo=photo, caption=form.cleaned_data["caption"], by=request.user)
                messages.success(request, _("The caption is saved."))
        except Gone as refusal:
            return gone(request, photo.inspection.assessment, refusal, photo.inspection)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
    return go(request, _place(photo.inspection_id))


def _caption_refused(request: OfficerRequest, photo: InspectionPhoto, form: CaptionForm) -> HttpResponse:
    """The visit again, with what was typed at its photograph."""
    form.auto_id = f"%s-{photo.pk}"
    found, _assessment = own_visit(request, photo.inspection_id)
    return inspection_page(request, found, caption=form, captioned=photo.pk, status=422)


def _require_own(officer: Officer, photo: InspectionPhoto) -> None:
    if not rules.is_reviewer(officer, photo.inspection.assessment):
        raise PermissionDenied


@login_required
@require_safe
def photo_file(request: OfficerRequest, pk: int) -> HttpResponse:
    """The picture upright and of a size for the screen; after the permission check each time."""
    return page_image(request, get_photo(request.user, pk).content, 1)
