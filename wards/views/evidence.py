"""The ward's documents: the library, and one document. Its files come and go in `files`."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from emulation import typed
from emulation.htmx import go, page_or_part, part, wants_part
from wards import rules
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import evidence_edit
from wards.domain.exhibits.evidence_data import FIELDS
from wards.domain.exhibits.gaps import in_hand
from wards.domain.exhibits.revisions import concerned
from wards.domain.exhibits.viewer import evidence_pane
from wards.domain.sheet.assessment import require
from wards.forms.evidence import CorrectionForm
from wards.forms.uploads import UploadForm
from wards.models import Evidence, Officer
from wards.queries import evidence as queries
from wards.queries.assessments import own_evidence
from wards.requests import OfficerRequest, asked_large, asked_page
from wards.views.citations import found, permission
from wards.views.gaps import only_for_wards


@login_required
@require_safe
def evidence_list(request: OfficerRequest) -> HttpResponse:
    """Kho tài liệu: everything the person's ward ever laid down."""
    only_for_wards(request)
    context = found(request, own_evidence(request.user))
    if not wants_part(request):
        context["assessments"] = assessments = in_hand(request.user)
        context["again"] = next((one for one in assessments if rules.is_ward_officer(request.user, one)), None)
    return page_or_part(request, "wards/evidence_list.html", "documents", context)


@typed.kept_through_login
def evidence_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One document: data, files, where it is used; with POST, correct its data.

    When somebody else corrected them meanwhile both are shown, and what was typed stays in the form.
    """
    evidence = queries.get_evidence(request.user, pk)
    may_change = evidences.may_change(evidence, by=request.user)
    data = typed.fields(request) if may_change or request.method == "POST" else None
    if request.method != "POST":
        _say_files_are_gone(request, evidence)
        return detail(request, evidence, form=CorrectionForm(evidence, data) if data else None)
    form = CorrectionForm(evidence, data)
    try:
        with permission():
            require(may_change)
            if form.is_valid():
                saved = evidence_edit.edit_evidence(evidence=evidence, by=request.user, **form.cleaned_data)
                messages.success(request, _saved(form, saved))
                return go(request, evidence_url(evidence))
    except ValidationError as error:
        form.add_error(None, error)
    except evidence_edit.Rewritten as conflict:
        return _both(request, evidence, form, conflict)
    return detail(request, evidence, form=form, status=422)


def _both(
    request: OfficerRequest, evidence: Evidence, form: CorrectionForm, conflict: evidence_edit.Rewritten
) -> HttpResponse:
    """What stands there now beside what was typed; sent once more, the latter is what the person chose."""
    form.show(conflict)
    for name in (*FIELDS, "changed_by", "changed_at"):
        setattr(evidence, name, getattr(conflict.current, name))
    rows = evidence_edit.differences(conflict)
    more: dict[str, Any] = {
        "differences": [(form.fields[name].label, theirs, mine) for name, theirs, mine in rows],
        "is_known": bool(form.cleaned_data["opened"]), "is_own_change": evidence.changed_by_id == request.user.pk,
    }  # fmt: skip
    return detail(request, evidence, form=form, status=409, **more)


def _saved(form: CorrectionForm, saved: Evidence) -> str:
    """What became of a correction, with the fields that were corrected elsewhere meanwhile and stay so."""
    kept = [str(form.fields[name].label) for name in FIELDS if getattr(saved, name) != form.cleaned_data[name]]
    said = _("Saved the document's data.")
    more = _("Kept as they were corrected after you opened the page: %(fields)s.")
    return f"{said} {more % {'fields': '; '.join(kept)}}" if kept else said


def _say_files_are_gone(request: OfficerRequest, evidence: Evidence) -> None:
    """Of files sent without a login only the sending is known."""
    sent_to = reverse("wards:evidence_upload", args=[evidence.pk])
    if typed.kept(request, sent_to) is not None:
        typed.forget(request, sent_to)
        messages.warning(request, _("Files cannot be kept: choose them again."))


def evidence_url(evidence: Evidence) -> str:
    return reverse("wards:evidence_detail", args=[evidence.pk])


def detail(
    request: OfficerRequest, evidence: Evidence, *, form: CorrectionForm | None = None,
    upload: UploadForm | None = None, accepted: int = 0, status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The document's page, or its files for htmx; `form` and `upload` as they were refused, if they were."""
    officer = request.user
    is_own = bool(officer.roles_in_ward(evidence.ward_id))
    contents = [file.content_id for file in evidence.files.all()]
    context = {
        "evidence": evidence, "upload": upload or UploadForm(), "accepted": accepted, "is_own": is_own,
        "form": form or CorrectionForm(evidence),
        "may_change": evidences.may_change(evidence, by=officer),
        "may_delete": evidences.may_delete(evidence, by=officer), **_past(evidence, officer, is_own=is_own),
        "twins": queries.twins(evidence, contents) if is_own else {},
        "has_errors": status >= 400, **more,
    }  # fmt: skip
    if wants_part(request) and request.htmx.target != "page-pane":
        return part(request, "wards/evidence_detail.html#upload-box", context, status=status)
    context["pane"] = evidence_pane(evidence=evidence, page=asked_page(request), large=asked_large(request))
    return page_or_part(request, "wards/evidence_detail.html", "pane", context, status=status)


def _past(evidence: Evidence, officer: Officer, *, is_own: bool) -> dict[str, Any]:
    """Its versions and the hand-ins that name it, for its own ward; others see the document alone."""
    if not is_own:
        return {}
    keeping, versions = evidences.kept(evidence), queries.versions(evidence)
    is_newest = len(versions) > 1 and versions[-1] == evidence
    outdated = [citation for one in concerned(evidence, by=officer) for citation in one.citations] if is_newest else []
    return {
        "versions": versions, "kept": keeping, "outdated": evidences.line_rulings(outdated, by=officer),
        "kept_files": {sha256 for one in keeping for sha256 in one.files},
    }  # fmt: skip
