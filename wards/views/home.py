"""Where a person lands."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wards.queries import visible_assessments


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A ward goes to its work, an office to its overview; someone who belongs nowhere is told so."""
    roles = {membership.role for membership in request.user.current_memberships}  # type: ignore[union-attr]
    if roles & {"official", "leader", "clerk"}:
        return redirect("wards:my_work")
    if roles & {"reviewer", "head"}:
        return redirect("wards:overview")
    assessments = visible_assessments(request.user).order_by("-period__last_year", "ward__sort_key")  # type: ignore[arg-type]
    return render(request, "wards/home.html", {"roles": roles, "assessments": assessments})


@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """The ward's assessments; a single one opens at once."""
    wards = {m.ward_id for m in request.user.current_memberships if m.ward_id}  # type: ignore[union-attr]
    own = visible_assessments(request.user).filter(ward__in=wards)  # type: ignore[arg-type]
    assessments = list(own.order_by("-period__last_year", "-pk"))
    if len(assessments) == 1:
        return redirect("wards:task_list", assessments[0].pk)
    return render(request, "wards/my_work.html", {"assessments": assessments, "several_wards": len(wards) > 1})
