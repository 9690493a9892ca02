"""Lịch sử khen thưởng: what was conferred, by which decision, and whether the title still holds."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from awards.domain.onward import decision_words, kept
from awards.queries import grants as queries
from emulation.htmx import page_or_part
from wards.requests import OfficerRequest

GRANTS_PER_PAGE = 50


@login_required
@require_safe
def grant_list(request: OfficerRequest) -> HttpResponse:
    """Grants of the person's ward, or of the wards their office looks after."""
    if not queries.has_history(request.user):
        raise PermissionDenied
    words = request.GET.get("q", "")[:80]
    page = Paginator(queries.visible_grants(request.user, words=words), GRANTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    fallen, conferred = kept.fallen(page.object_list), decision_words.conferred(page.object_list)
    rows = [(grant, fallen.get(grant.pk), conferred.get(grant.pk)) for grant in page.object_list]
    context = {"page_obj": page, "rows": rows, "fallen": list(fallen.values()), "q": words}
    return page_or_part(request, "awards/grants.html", "grants", context)
