"""Two people say that they compared a draft with the official text, and with which."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation import typed
from wards.domain.appraisal import moving
from wards.domain.criteria import confirming, drafts
from wards.domain.criteria.differences import differences
from wards.forms.criteria_steps import ConfirmForm
from wards.models import CriteriaSet, Draft
from wards.queries.criteria import get_draft
from wards.requests import OfficerRequest
from wards.views.set_drafts import about, old_data


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def draft_confirm(request: OfficerRequest, code: str) -> HttpResponse:
    """Say that one compared the draft with the official text; the second person's word publishes it."""
    found = get_draft(request.user, code)
    if request.method != "POST":
        return _confirm_page(request, found, typed.fields(request))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _confirm_page(request, found, form=form, status=422)
    words = {name: form.cleaned_data[name] for name in ("document", "issued_on", "place", "seen")}
    try:
        confirming.confirm(draft=found, by=request.user, **words)
    except drafts.NotAllowed as refusal:
        return _confirm_page(request, found, form=form, refused=str(refusal), status=409)
    except drafts.ChangedMeanwhile:
        told_now = _("The draft was changed meanwhile. Nothing was confirmed: compare it again.")
        return _confirm_page(request, found, request.POST, refused=told_now, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _confirm_page(request, found, form=form, status=422)
    return _confirmed(request, found)


def _confirmed(request: OfficerRequest, found: Draft) -> HttpResponse:
    now = CriteriaSet.objects.get(pk=found.criteria_set_id)
    if now.status == CriteriaSet.Status.DRAFT:
        messages.success(request, _("Your confirmation is recorded. Another person of the office must confirm, too."))
        return redirect("wards:draft", now.code)
    messages.success(request, _("Confirmed by two people: this version is in force now."))
    is_head = moving.may_decide(request.user, now)  # what becomes of assessments under way is theirs to decide
    return redirect("wards:set_move" if is_head else "wards:catalogue_detail", now.code)


def _confirm_page(
    request: OfficerRequest, found: Draft, data: QueryDict | None = None, *, form: ConfirmForm | None = None,
    refused: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    reading, given = drafts.reading_of(found), confirming.standing(found)
    ruling = confirming.may_confirm(request.user, found, reading, given)
    if form is None:  # a fresh fingerprint, whatever a page left behind carried
        fields = {**data.dict(), "seen": reading.digest, "compared": ""} if data else None
        form = ConfirmForm(fields, initial=_initial(reading))
    context = {
        **about(found, reading), "form": form, "ruling": ruling, "given": given, "refused": refused,
        "rows": differences(old_data(found), reading.data), "lacks": confirming.lacks(given),
        "verbatim": [one["number"] for one in reading.data["criteria"] if one["wording"] == "verbatim"],
        "has_errors": status >= 400,
    }  # fmt: skip
    return render(request, "wards/draft_confirm.html", context, status=status)


def _initial(reading: drafts.Reading) -> dict[str, object]:
    """It is usually the set's own legal document; where it was read everyone says themselves."""
    record = reading.drafted.record
    return {"seen": reading.digest, "document": record.basis_number, "issued_on": record.basis_issued}
