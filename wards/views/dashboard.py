"""The office's overview: its wards against the criteria, with filters that work as links and as htmx.

An open page asks again every half minute (static/js/overview.js): 304 while no figure, verdict or state has changed.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from emulation.htmx import page_or_part, wants_part
from wards.domain.overviews import overview as overviews
from wards.domain.overviews.overview import Row
from wards.domain.overviews.overview_earlier import under_earlier_sets
from wards.models import Side
from wards.requests import OfficerRequest
from wards.views import dashboard_sheets as sheets
from wards.views.dashboard_choice import SORTS, STATE_CHOICES, WardsChoice, counts, get_period, only_kind
from wards.views.dashboard_lines import Lines


@login_required
def overview(request: OfficerRequest) -> HttpResponse:
    """The latest period of this person's office; a board that has received nothing yet is told so."""
    officer = request.user
    roles = {membership.role for membership in officer.current_memberships if membership.office_id}
    if not roles:
        raise PermissionDenied
    found = overviews.periods(officer)
    if found:
        return redirect("wards:dashboard", found[0].pk)
    return render(request, "wards/dashboard_empty.html", {"is_province": roles == {"province"}})


@login_required
@require_safe
def dashboard(request: OfficerRequest, pk: int) -> HttpResponse:
    """Wards × criteria of one period."""
    officer = request.user
    period, others = get_period(officer, pk)
    choice = WardsChoice.read(request.GET)
    assessments = overviews.office_assessments(officer).filter(period=period)
    found = overviews.find(assessments, period)
    etag = f'"{overviews.stamp(found.values(), choice.link(), get_language() or "")}"'
    if wants_part(request) and etag in request.headers.get("If-None-Match", ""):
        unchanged = HttpResponseNotModified(headers={"ETag": etag})
        patch_vary_headers(unchanged, ["HX-Request"])
        return unchanged
    columns = overviews.columns(period)
    overviews.fill(found, assessments, columns, choice.side)
    rows = list(found.values())
    shown = chosen(rows, choice)
    lines = Lines(period, columns, choice.side, only_kind(rows)).lines(shown)
    context = {
        "period": period, "others": others, "choice": choice, "columns": columns, "now": timezone.now(), "etag": etag,
        "total": len(rows), "count": len(shown), "all_link": choice.link(state="", q=""),
        "counts": list(counts(overviews.count_states(rows), choice)),
        "states": STATE_CHOICES, "sides": Side.choices, "sorts": SORTS.items(), "own": choice.side == Side.SELF,
        "rows": lines, "bare": [line for line in lines if not line["cells"]], "unit": only_kind(rows),
        "stale": sum(row.is_stale for row in rows), "illustrative": sum(row.illustrative for row in shown),
        "is_part": wants_part(request), "earlier": under_earlier_sets(officer, period),
    }  # fmt: skip
    return _answer(request, context, etag)


def _answer(request: OfficerRequest, context: dict[str, Any], etag: str) -> HttpResponse:
    response = page_or_part(request, "wards/dashboard.html", "found", context)
    if wants_part(request):
        response["ETag"] = etag  # the whole page holds a token of its own each time
    return response


def chosen(rows: Sequence[Row], choice: WardsChoice) -> list[Row]:
    by_points = choice.side if choice.sort == "points" else ""
    return overviews.choose(rows, state=choice.state, words=choice.q, by_points=by_points)


@login_required
@require_safe
def dashboard_export(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same as an Excel file, by the same address."""
    period, _others = get_period(request.user, pk)
    choice, columns = WardsChoice.read(request.GET), overviews.columns(period)
    rows = overviews.read(officer=request.user, period=period, columns=columns, side=choice.side)
    table = sheets.wards_table(
        period=period, columns=columns, rows=chosen(rows, choice), choice=choice, by=request.user
    )
    return sheets.answer(table, name=(gettext("Overview"), str(period)))
