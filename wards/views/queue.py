"""Thẩm định: what waits for the office, how long, and with whom."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone

from emulation.htmx import page_or_part
from wards.models import Officer, State
from wards.queries import charges as charge_queries
from wards.queries import review as review_queries
from wards.queries.charges import MINE, NOBODY, Load
from wards.requests import OfficerRequest

WARDS_PER_PAGE = 50


@login_required
def review_queue(request: OfficerRequest) -> HttpResponse:
    """Chờ thẩm định (n): what waits for this office, oldest hand-in first; above it each reviewer's part of it."""
    officer = request.user
    if not review_queries.is_of_an_office(officer):
        raise PermissionDenied
    words, state = request.GET.get("q", "")[:80], request.GET.get("state", "")
    loads = charge_queries.loads(officer)
    whose = _whose(request.GET.get("nguoi", ""), loads)
    found = review_queries.queue(officer, words=words, state=state, holder=_holder(whose, officer))
    states = review_queries.queue_states(officer)
    context: dict[str, Any] = {
        "page_obj": Paginator(found, WARDS_PER_PAGE).get_page(request.GET.get("page")), "q": words, "state": state,
        "states": states, "waiting": sum(row["count"] for row in states if row["waits"]),
        "with_wards": sum(row["count"] for row in states if row["value"] == State.TO_COMPLETE),
        "loads": loads, "whose": whose, "others": [load for load in loads if load.officer not in (None, officer)],
        "is_head": charge_queries.is_head(officer), "MINE": MINE, "NOBODY": NOBODY, "now": timezone.now(),
    }  # fmt: skip
    return page_or_part(request, "wards/review_queue.html", "queue", context)


def _whose(asked: str, loads: list[Load]) -> str:
    """The choice of whose lines to show, if it is one of those on the page; else everybody's."""
    return asked if asked in {MINE, *(load.choice for load in loads)} else ""


def _holder(whose: str, officer: Officer) -> int | None:
    """The id of the person whose lines are asked for: 0 for nobody's, None for everybody's."""
    named = {"": None, MINE: officer.pk, NOBODY: 0}
    return named[whose] if whose in named else int(whose)
