"""One step of an assessment from state to state: a page that says what it means, and the step itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from emulation import typed
from wards import rules
from wards.domain.appraisal import meanwhile
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.review import OptionalReasonForm
from wards.models import Action, Assessment
from wards.requests import OfficerRequest


@dataclass(frozen=True)
class Step:
    """How a step is told: what it is called, what follows from it, what the button says, what was done."""

    action: Action
    title: str | Promise
    meaning: str | Promise
    button: str | Promise
    done: str | Promise
    kind: str = ""  # class of the button
    form: type[forms.Form] | None = OptionalReasonForm


def take(
    request: OfficerRequest, assessment: Assessment, step: Step, act: Callable[..., object], *, back: str, onward: str,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the step (GET) or take it (POST). `back` is the page it was chosen on, `onward` the one after it.

    A colleague without the role gets 403; a step that has become impossible is answered 409 with its reason.
    """
    officer = request.user
    if not rules.ACTORS[step.action](officer, assessment):
        raise PermissionDenied
    ruling = rules.may_move(officer, assessment, step.action)
    data = typed.fields(request) if ruling or request.method == "POST" else None
    form = step.form(data) if step.form else None
    context = {"assessment": assessment, "step": step, "form": form, "back": back, **(more or {})}
    if request.method != "POST":
        context["last_step"] = "" if ruling else meanwhile.last_step(assessment)
        return render(request, "wards/step.html", {**context, "ruling": ruling})
    if form is not None and not form.is_valid():
        return render(request, "wards/step.html", {**context, "ruling": ruling, "has_errors": True}, status=422)
    try:
        act(assessment=assessment, by=officer, **(form.cleaned_data if form else {}))
    except NotAllowed as refusal:
        assessment.refresh_from_db(fields=["state", "round"])
        context |= {"ruling": rules.Ruling(False, str(refusal)), "too_late": True, "has_errors": True}
        context["last_step"] = meanwhile.last_step(assessment)
        return render(request, "wards/step.html", context, status=409)
    except ValidationError as error:
        if form is None:  # nothing was typed that could be wrong
            raise
        form.add_error(None, error)
        return render(request, "wards/step.html", {**context, "ruling": ruling, "has_errors": True}, status=422)
    messages.success(request, str(step.done))
    return redirect(onward)
