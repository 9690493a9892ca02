"""Where a person lands."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string

from wards.models import State
from wards.queries.assessments import visible_assessments
from wards.requests import OfficerRequest
from wards.rules import WRITING
from wards.views.returned import read_returned


@login_required
def home(request: OfficerRequest) -> HttpResponse:
    """A ward goes to its work, its clerk to the papers, an office to its overview, the province to what it received."""
    roles = {membership.role for membership in request.user.current_memberships}
    if roles == {"clerk"}:
        return redirect("awards:waiting")
    if roles & {"official", "leader", "clerk"}:
        return redirect("wards:my_work")
    if roles & {"reviewer", "head"}:
        return redirect("wards:overview")
    if "province" in roles:
        return redirect("awards:received_list")
    return render(request, "wards/home.html")


@login_required
def my_work(request: OfficerRequest) -> HttpResponse:
    """The ward's assessments; a single one opens at once. Whoever has no ward has other work."""
    wards = {m.ward_id for m in request.user.current_memberships if m.ward_id}
    if not wards:
        return redirect("wards:home")
    own = visible_assessments(request.user).filter(ward__in=wards).exclude(state=State.MOVED)  # read from the new one
    assessments = list(own.order_by("-period__last_year", "-pk"))
    if len(assessments) == 1:
        return redirect("wards:task_list", assessments[0].pk)
    returned = read_returned(assessments)
    asked = [(assessment, returned[assessment.pk]) for assessment in assessments if assessment.pk in returned]
    now = next((assessment for assessment in assessments if assessment.state in WRITING), None)
    context = {
        "assessments": assessments, "asked": asked, "several_wards": len(wards) > 1,
        "paper_steps": import_string(settings.PAPER_STEPS)(request.user, now) if now else [],
    }  # fmt: skip
    return render(request, "wards/my_work.html", context)
