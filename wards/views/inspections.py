"""Kiểm tra thực tế: visits written down by the office, read by the ward once they are closed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emulation import typed
from emulation.htmx import go, part
from wards import rules
from wards.domain.appraisal import inspections
from wards.domain.exhibits.evidence_gone import Gone
from wards.domain.files import pieces
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.inspections import InspectionForm, PhotosForm
from wards.models import Assessment, Inspection, Upload
from wards.queries.assessments import get_assessment
from wards.queries.inspections import get_inspection, inspections_of
from wards.queries.uploads import chosen_in
from wards.requests import OfficerRequest


@login_required
@require_safe
def inspection_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """The visits to one ward: for the office all of them, for others those that are closed."""
    assessment = get_assessment(request.user, pk)
    context = {
        "assessment": assessment, "inspections": inspections_of(request.user, assessment),
        "may_visit": inspections.may_visit(request.user, assessment), **_reader(request, assessment),
    }  # fmt: skip
    return part(request, "wards/inspections.html", context)


def _reader(request: OfficerRequest, assessment: Assessment) -> dict[str, bool]:
    """From which side the person looks at the page."""
    is_office = rules.is_reviewer(request.user, assessment)
    return {"is_office": is_office, "is_ward": bool(request.user.roles_in_ward(assessment.ward_id))}


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_new(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write a visit down; `?dong=` names the line it was made for."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_reviewer(request.user, assessment):
        raise PermissionDenied
    form = _form(request, assessment)
    form.initial.setdefault("lines", request.GET.getlist("dong"))
    if request.method != "POST":
        return _form_page(request, assessment, form, ruling=inspections.may_visit(request.user, assessment))
    if not form.is_valid():
        return _form_page(request, assessment, form, status=422)
    try:
        written = inspections.write(assessment=assessment, by=request.user, **form.values())
    except NotAllowed as refusal:
        return _form_page(request, assessment, form, status=409, refused=str(refusal))
    except ValidationError as error:
        form.add_error(None, error)
        return _form_page(request, assessment, form, status=422)
    messages.success(request, _("The visit is written down. Add photographs, then close the minutes."))
    return go(request, reverse("wards:inspection", args=[written.pk]))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct a visit; when somebody else wrote meanwhile both texts are shown and nothing is lost."""
    inspection, assessment = own_visit(request, pk)
    ruling = inspections.may_write(request.user, inspection)
    form = _form(request, assessment, inspection)
    if request.method != "POST":
        return _form_page(request, assessment, form, inspection=inspection, ruling=ruling)
    if not form.is_valid():
        return _form_page(request, assessment, form, inspection=inspection, status=422)
    seen = form.cleaned_data["version"]
    try:
        inspections.rewrite(inspection=inspection, seen=seen, by=request.user, **form.values())
    except NotAllowed as refusal:
        return _form_page(request, assessment, form, inspection=inspection, status=409, refused=str(refusal))
    except ValidationError as error:
        form.add_error(None, error)
        return _form_page(request, assessment, form, inspection=inspection, status=422)
    except inspections.Rewritten as conflict:
        again = request.POST.copy()
        again["version"] = str(conflict.current.version)  # sent once more, it is what the person chose
        form.data = again
        more = _differences(form, conflict.current)
        return _form_page(request, assessment, form, inspection=conflict.current, status=409, differences=more)
    messages.success(request, _("The visit is saved."))
    return go(request, reverse("wards:inspection", args=[pk]))


def _form(request: OfficerRequest, assessment: Assessment, inspection: Inspection | None = None) -> InspectionForm:
    entries = assessment.entries.select_related("indicator__criterion").order_by(
        "indicator__criterion__position", "indicator__position", "year"
    )
    return InspectionForm(entries, typed.fields(request), inspection=inspection)


def _form_page(
    request: OfficerRequest, assessment: Assessment, form: InspectionForm, *, status: int = 200, **more: object
) -> HttpResponse:
    ruling = more.get("ruling", rules.YES)
    context = {"assessment": assessment, "form": form, "has_errors": status >= 400, **more, "ruling": ruling}
    return part(request, "wards/inspection_edit.html", context, status=status)


def _differences(form: InspectionForm, current: Inspection) -> list[tuple[str, object, object]]:
    """Field by field what stands there now and what the person typed, where the two differ."""
    rows: list[tuple[str, object, object]] = []
    for name in inspections.FIELDS:
        theirs, mine = getattr(current, name), form.cleaned_data[name]
        if theirs != mine:
            rows.append((str(form.fields[name].label), theirs, mine))
    had = {str(line.pk): line.indicator.code for line in current.lines.select_related("indicator")}
    chosen = {str(entry.pk): entry.indicator.code for entry in form.entries}
    mine_lines = {pk: chosen[pk] for pk in form.cleaned_data["lines"]}
    if had.keys() != mine_lines.keys():
        rows.append((_("Lines concerned"), ", ".join(sorted(had.values())), ", ".join(sorted(mine_lines.values()))))
    return rows


def own_visit(request: OfficerRequest, pk: int) -> tuple[Inspection, Assessment]:
    """A visit of the person's own office; the ward that may read it gets 403, all others 404."""
    inspection = get_inspection(request.user, pk)
    inspection.assessment = get_assessment(request.user, inspection.assessment_id)
    if not rules.is_reviewer(request.user, inspection.assessment):
        raise PermissionDenied
    return inspection, inspection.assessment


def _lying(request: OfficerRequest, found: Inspection) -> list[Upload]:
    """Photographs the person sent for this visit and did not add to it."""
    return chosen_in(request.user, found.assessment.ward, reverse("wards:photos_add", args=[found.pk]))


@login_required
@require_safe
def inspection(request: OfficerRequest, pk: int) -> HttpResponse:
    """One visit with its photographs; while it is open the office adds to it here."""
    found = get_inspection(request.user, pk)
    found.assessment = get_assessment(request.user, found.assessment_id)
    return inspection_page(request, found)


def gone(
    request: OfficerRequest, assessment: Assessment, refusal: Gone, visit: Inspection | None = None
) -> HttpResponse:
    """Say that it was removed meanwhile: at the visit, if that is still there, or at the list."""
    messages.error(request, str(refusal))
    if visit and Inspection.objects.filter(pk=visit.pk).exists():
        return go(request, f"{reverse('wards:inspection', args=[visit.pk])}#anh")
    return go(request, reverse("wards:inspections", args=[assessment.pk]))


def inspection_page(
    request: OfficerRequest,
    found: Inspection,
    *,
    photos: PhotosForm | None = None,
    status: int = 200,
    refused: str = "",
    **more: object,
) -> HttpResponse:
    """The page of a visit, also after an act that was refused."""
    photos = photos or PhotosForm(lying=_lying(request, found))
    context = {
        "inspection": found, "assessment": found.assessment, "photos": photos,
        "may_write": inspections.may_write(request.user, found), "has_errors": status >= 400, "refused": refused,
        **_reader(request, found.assessment), **more,
    }  # fmt: skip
    return part(request, "wards/inspection.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Chốt biên bản: everything once more, and the button that makes it final."""
    found, assessment = own_visit(request, pk)
    ruling = inspections.may_write(request.user, found)
    lying = _lying(request, found)
    context = {"inspection": found, "assessment": assessment, "ruling": ruling, "lying": lying}
    if request.method != "POST":
        return part(request, "wards/inspection_close.html", {**context, "seen": inspections.fingerprint(found)})
    try:
        if lying and "without" not in request.POST:
            raise ValidationError(_("Photographs you sent are not in the minutes yet: say below what becomes of them."))
        inspections.close(inspection=found, seen=request.POST.get("seen", ""), by=request.user)
    except Gone as refusal:
        return gone(request, assessment, refusal)
    except (NotAllowed, ValidationError, inspections.Rewritten) as error:
        return _not_closed(request, pk, error, context)
    for upload in lying:
        pieces.give_up(upload.pk)
    messages.success(request, _("The minutes are closed. The ward can read them now."))
    return go(request, reverse("wards:inspection", args=[pk]))


def _not_closed(request: OfficerRequest, pk: int, error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Why the minutes stay open, with the visit as it is now."""
    refused = {
        NotAllowed: str(error), ValidationError: " ".join(getattr(error, "messages", [])),
        inspections.Rewritten: _("The visit was changed since you opened this page. Read it again before closing."),
    }[type(error)]  # fmt: skip
    fresh, _assessment = own_visit(request, pk)
    context |= {"inspection": fresh, "refused": refused, "seen": inspections.fingerprint(fresh)}
    context["ruling"] = inspections.may_write(request.user, fresh)
    status = 422 if isinstance(error, ValidationError) else 409
    return part(request, "wards/inspection_close.html", {**context, "has_errors": True}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_remove(request: OfficerRequest, pk: int) -> HttpResponse:
    """Drop a visit that is not closed. By GET (a refusal reloaded) it leads to the visit."""
    found, assessment = own_visit(request, pk)
    if request.method != "POST":
        return go(request, reverse("wards:inspection", args=[pk]))
    try:
        inspections.remove(inspection=found, by=request.user)
    except Gone as refusal:
        return gone(request, assessment, refusal)
    except NotAllowed as refusal:
        return inspection_page(request, own_visit(request, pk)[0], status=409, refused=str(refusal))
    messages.success(request, _("The visit was dropped."))
    return go(request, reverse("wards:inspections", args=[assessment.pk]))
