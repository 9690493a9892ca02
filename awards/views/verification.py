"""Xác minh: the public page that says whether a printed code is genuine. No login, no way into the system."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from awards.domain import verification
from awards.domain.codes import read_code
from emulation import rates

LOOK_UPS = rates.Limit(times=30, seconds=5 * 60)
LONGEST = 60  # characters taken for a code


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form for a code; `?ma=` leads to its answer, in whatever way it was typed."""
    typed = request.GET.get("ma", "")[:LONGEST]
    code = read_code(typed)
    if code:
        return _private(redirect("awards:verify_code", code))
    wrong = bool(typed.strip()) or "ma" in request.GET
    return _page(request, {"typed": typed, "wrong": wrong}, status=422 if wrong else 200)


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the code stands for; the QR code on a page leads here."""
    known = read_code(code[:LONGEST])
    if known and known != code:
        return _private(redirect("awards:verify_code", known))
    seconds = rates.wait(request, "verify", LOOK_UPS)
    if seconds:
        response = _page(request, {"typed": code[:LONGEST], "wait": -(-seconds // 60)}, status=429)
        response["Retry-After"] = str(seconds)
        return response
    found = verification.look_up(known) if known else None
    context = {"typed": known or code[:LONGEST], "found": found, "unknown": found is None}
    return _page(request, context, status=200 if found else 404)


def _page(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return _private(render(request, "awards/verify.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """No search engine lists what codes there are, and no cache answers for a paper replaced since."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
