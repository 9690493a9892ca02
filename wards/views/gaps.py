"""Còn thiếu: what the evidence of the assessments in hand still lacks, each with the way to mend it."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wards.domain.exhibits.gaps import GapKind, gaps, in_hand, steps
from wards.requests import OfficerRequest

PAGE = 50


@login_required
@require_safe
def evidence_gaps(request: OfficerRequest) -> HttpResponse:
    """What is to be mended in every assessment the person's wards have in hand; `kind` shows one kind alone."""
    only_for_wards(request)
    assessments = in_hand(request.user)
    found = gaps(assessments)
    count = Counter(gap.kind for gap in found)
    kind = request.GET.get("kind", "")
    kinds = [(value, label, count[value]) for value, label in GapKind.choices if count[value]]
    shown = [gap for gap in found if gap.kind == kind] if count[kind] else found
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    found_steps = steps(page.object_list, by=request.user)
    refusals = {ruling.reason for _gap, ruling in found_steps}
    context = {
        "rows": [{"gap": gap, "ruling": ruling} for gap, ruling in found_steps],
        "refusal": refusals.pop() if len(refusals) == 1 else "",  # the same for all is said once
        "page": page, "kinds": kinds, "kind": kind if count[kind] else "", "total": len(found),
        "assessments": assessments,
    }  # fmt: skip
    return render(request, "wards/evidence_gaps.html", context)


def only_for_wards(request: OfficerRequest) -> None:
    """The library belongs to wards: an office reads documents beside the figures that cite them."""
    if not any(membership.ward_id for membership in request.user.current_memberships):
        raise PermissionDenied(_("The library is the ward’s own. What its figures cite is shown beside them."))
