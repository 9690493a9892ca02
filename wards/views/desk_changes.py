"""What the ward changed since the round the office saw before, over the whole assessment."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wards.domain.appraisal import desk as desks
from wards.requests import OfficerRequest
from wards.views.review import own_desk


@login_required
@require_safe
def changes(request: OfficerRequest, pk: int) -> HttpResponse:
    """Thay đổi từ lần nộp n: line by line, each with the way to it on the desk."""
    assessment = own_desk(request, pk)
    laid = desks.lay(assessment, by=request.user)
    handed = {hand_in.round: hand_in for hand_in in laid.hand_ins}
    context = {
        "assessment": assessment, "desk": laid, "is_handed_in": desks.is_in_offices_hands(assessment),
        "before": handed.get(laid.compared_with), "now": handed.get(assessment.round),
    }  # fmt: skip
    return render(request, "wards/desk_changes.html", context)
