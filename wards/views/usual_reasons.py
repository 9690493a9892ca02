"""The reasons an office often gives: kept by its reviewers and head, offered on the desk."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from emulation import typed
from wards.domain.appraisal import usual_reasons as domain
from wards.forms.review import UsualReasonForm
from wards.models import Office, UsualReason, Verdict
from wards.requests import OfficerRequest

TITLES = {
    Verdict.Kind.TO_COMPLETE: gettext_lazy("When completion is asked for"),
    Verdict.Kind.ADJUSTED: gettext_lazy("When a figure is adjusted"),
}


def own_office(request: OfficerRequest) -> Office:
    """The office this person appraises for."""
    for membership in request.user.current_memberships:
        if membership.office and membership.role in {"reviewer", "head"}:
            return membership.office
    raise PermissionDenied


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def usual_reasons(request: OfficerRequest) -> HttpResponse:
    """Lý do thường dùng: the list, and adding one to it."""
    office = own_office(request)
    if request.method != "POST":
        left = typed.fields(request)
        return _page(request, office, added=(left.get("kind", ""), UsualReasonForm(left)) if left else None)
    kind, form = request.POST.get("kind", ""), UsualReasonForm(request.POST)
    if kind not in TITLES:
        raise Http404
    if form.is_valid():
        try:
            domain.add(office=office, kind=kind, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The reason is in the list now."))
            return redirect("wards:usual_reasons")
    return _page(request, office, added=(kind, form), status=422)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def usual_reason(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change one, order it, take it off the list: `do` is the button pressed. What was typed is kept in any case."""
    office = own_office(request)
    reason = UsualReason.objects.filter(pk=pk).select_related("office").first()
    if reason and reason.office_id != office.pk:
        raise Http404
    if request.method != "POST":
        left = typed.fields(request) if reason else None
        return _page(request, office, changed=(pk, UsualReasonForm(left)) if left else None)
    if reason is None:  # removed meanwhile
        return _gone(request)
    act, form = request.POST.get("do", "save"), UsualReasonForm(request.POST)
    if not form.is_valid() and act != "remove":
        return _page(request, office, changed=(pk, form), status=422)
    try:
        _do(request, act, reason, form)
    except domain.Removed:
        return _gone(request)
    except domain.Rewritten as conflict:
        form.data = {**request.POST.dict(), "seen": domain.fingerprint(conflict.current)}
        return _page(request, office, changed=(pk, form), status=409, conflict=conflict.current, act=act)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, office, changed=(pk, form), status=422)
    return redirect("wards:usual_reasons")


def _do(request: OfficerRequest, act: str, reason: UsualReason, form: UsualReasonForm) -> None:
    seen = request.POST.get("seen")
    if act == "remove":
        domain.remove(reason=reason, by=request.user, seen=seen)
        messages.success(request, _("The reason is no longer offered. What was written with it stays."))
        return
    domain.change(reason=reason, text=form.cleaned_data["text"], by=request.user, seen=seen)
    if act in {"up", "down"}:
        domain.move(reason=reason, up=act == "up")
    else:
        messages.success(request, _("The reason is changed."))


def _gone(request: OfficerRequest) -> HttpResponse:
    """Removed meanwhile; what was typed for it is said, so that it can be added anew."""
    said, words = _("This reason is not in the list any more."), request.POST.get("text", "").strip()[:300]
    messages.warning(request, f"{said} " + _("You had typed: “%(text)s”") % {"text": words} if words else said)
    return redirect("wards:usual_reasons")


def _page(
    request: OfficerRequest, office: Office, *, added: tuple[str, UsualReasonForm] | None = None,
    changed: tuple[int, UsualReasonForm] | None = None, status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The list with a form for each; `added` and `changed` hold what was typed and refused, `more` a conflict."""
    groups: list[dict[str, Any]] = []
    for kind, reasons in domain.of_office(office.pk).items():
        form = added[1] if added and added[0] == kind else UsualReasonForm(auto_id=f"new-{kind}-%s")
        rows = [(reason, _form(reason, changed)) for reason in reasons]
        groups.append({"kind": kind, "title": TITLES[Verdict.Kind(kind)], "rows": rows, "new": form})
    refused = next((pair[1] for pair in (added, changed) if pair), None)
    context = {"office": office, "groups": groups, "refused": refused, "has_errors": status >= 400, **more}
    return render(request, "wards/usual_reasons.html", context, status=status)


def _form(reason: UsualReason, changed: tuple[int, UsualReasonForm] | None) -> UsualReasonForm:
    if changed and changed[0] == reason.pk:
        return changed[1]
    return UsualReasonForm(
        initial={"text": reason.text, "seen": domain.fingerprint(reason)}, auto_id=f"reason-{reason.pk}-%s"
    )
