"""Gia hạn for one ward: the head's page with the new deadline and its reason."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation import typed
from emulation.templatetags.vietnamese import moment
from wards import rules
from wards.domain.appraisal import extensions
from wards.domain.notifying import deadlines
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.notices import ExtensionForm
from wards.models import Assessment
from wards.requests import OfficerRequest
from wards.views.review import own_desk

USUAL_DAYS, USUAL_HOUR = 5, 17


@typed.kept_through_login
def extend(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show the present deadline and take a later one."""
    assessment = own_desk(request, pk)
    if not rules.is_head(request.user, assessment):
        raise PermissionDenied
    if request.method != "POST":
        left = typed.fields(request) if rules.may_extend(request.user, assessment) else None
        return _page(request, assessment, ExtensionForm(assessment, left, initial=_usual(assessment)))
    form = ExtensionForm(assessment, request.POST)
    if not form.is_valid():
        return _page(request, assessment, form, status=422)
    given = {"due": form.cleaned_data["due"], "reason": form.cleaned_data["reason"]}
    try:
        extension = extensions.extend(assessment=assessment, by=request.user, **given)
    except NotAllowed as refusal:
        return _page(request, own_desk(request, pk), form, status=409, refused=str(refusal))
    except ValidationError as error:  # somebody extended it meanwhile
        form.add_error("day", error.messages[0])
        return _page(request, own_desk(request, pk), form, status=422)
    told = _("The deadline of %(ward)s is now %(when)s; the ward has been told.")
    messages.success(request, told % {"ward": assessment.ward, "when": moment(extension.due)})
    return redirect("wards:task_list", pk)


def _usual(assessment: Assessment) -> dict[str, object]:
    """A working week after the present deadline, or after today when that has passed or lies years ahead."""
    now = timezone.now()
    start = now if deadlines.is_too_far(assessment.deadline) else max(assessment.deadline, now)
    later = start + dt.timedelta(days=USUAL_DAYS)
    return {"day": timezone.localtime(later).date(), "time": dt.time(USUAL_HOUR)}


def _page(
    request: OfficerRequest, assessment: Assessment, form: ExtensionForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    context = {
        "assessment": assessment, "form": form, "refused": refused, "has_errors": status >= 400,
        "ruling": rules.may_extend(request.user, assessment),
        "extensions": assessment.extensions.select_related("by").order_by("-id"),
    }  # fmt: skip
    return render(request, "wards/extend.html", context, status=status)
