"""
What was typed when a login or a page had run out: kept for an hour in the session, never lost, never saved unseen.

Django keeps an anonymous session's content through the login that follows. So a form posted without a login leaves its
fields here under its address, the person logs in, and the form's page shows them again, still unsaved: to the person
the page was drawn for, whom the form names in `typed_by` (parts/token.html), and to nobody else of that browser.
Files are not kept.

The browser keeps what is typed, too (static/js/site.js), until it is told that the form was taken.
"""

import re
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from emulation.htmx import HtmxRequest

View = TypeVar("View", bound=Callable[..., HttpResponse])

SECONDS = 60 * 60
LONGEST = 20_000  # characters of one form
FORMS = 5  # of one session
KEY = "typed"
OWNER = "typed_by"
SIGN = "typed_as"  # by which the browser knows again what it sent
TOLD_SECONDS = 10 * 60


class TakenMiddleware:
    """
    Tells the browser by a cookie `taken-<sign>` that a form with this sign was taken; its next page removes both.

    A page is no proof of that: after a dead line, Back shows one that asks nothing of what was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not _is_taken(request, response):
            return response
        sign = request.POST.get(SIGN, "")
        if re.fullmatch("[a-z0-9]{10}", sign):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(f"taken-{sign}", "1", max_age=TOLD_SECONDS, secure=secure, samesite="Lax")
        return response


def _is_taken(request: HttpRequest, response: HttpResponse) -> bool:
    """Neither refused nor sent to log in, and another page comes: a part of one is read by the script itself."""
    is_part = "HX-Request" in request.headers and "HX-Redirect" not in response.headers
    return response.status_code < 400 and request.user.is_authenticated and not is_part


def kept_through_login(view: View) -> View:
    """In place of `login_required` where somebody types: what is posted without a login is kept, until it is saved."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _log_in_first(request)
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code < 400:
            forget(request, request.path)
        return response

    return cast(View, guarded)


def _log_in_first(request: HttpRequest) -> HttpResponse:
    """To the login page with what was typed in safety; afterwards this address is asked for by GET."""
    if request.method == "POST":
        _keep(request)
    return redirect_to_login(request.get_full_path())


def _keep(request: HttpRequest) -> None:
    """Remember the posted fields under the address they were posted to; the newest few forms stay."""
    posted = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    length = sum(len(name) + len(value) for name, values in posted.items() for value in values)
    if OWNER not in posted or length > LONGEST:
        return
    others = {path: form for path, form in request.session.get(KEY, {}).items() if path != request.path}
    newest = dict(list(others.items())[-FORMS + 1 :])
    request.session[KEY] = {**newest, request.path: {"at": time.time(), "fields": posted}}


def kept(request: HttpRequest, path: str) -> QueryDict | None:
    """The fields this person typed for this address, as a form takes them."""
    form = request.session.get(KEY, {}).get(path)
    if form is None or form["at"] < time.time() - SECONDS or form["fields"].get(OWNER) != [str(request.user.pk)]:
        return None
    data = QueryDict(mutable=True)
    for name, values in form["fields"].items():
        data.setlist(name, values)
    return data


def fields(request: HtmxRequest) -> QueryDict | None:
    """What the form of this address shows: what is posted now, or what was kept, which the page then says."""
    if request.method == "POST":
        return request.POST
    data = kept(request, request.path)
    if data is not None and not request.htmx:  # a part of a page that has said it
        messages.warning(request, not_saved())
    return data


def not_saved() -> str:
    """How a page marks what was kept."""
    return _("What you typed before you had to log in again is still here, but is not saved yet. Check it and send it.")


def forget(request: HttpRequest, path: str) -> None:
    """The form was saved, or the person does not want it any more."""
    forms = request.session.get(KEY, {})
    if forms.pop(path, None) is not None:
        request.session[KEY] = forms


def csrf_failed(request: HtmxRequest, reason: str = "") -> HttpResponse:
    """The token of a page that stayed open through a new login: offer to send what was typed once more.

    Only to a logged-in person posting from our own pages what they typed themselves. A request forged elsewhere comes
    without the session cookie (SameSite) and names another origin: it gets the bare refusal.
    """
    if not (request.user.is_authenticated and _from_here(request) and _is_own(request)) or request.htmx:
        return csrf_failure(request, reason=reason)
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    return render(request, "expired.html", {"fields": posted, "had_files": bool(request.FILES)}, status=403)


def _is_own(request: HttpRequest) -> bool:
    """Not typed on a page of whoever was logged in before."""
    return request.POST.get(OWNER, str(request.user.pk)) == str(request.user.pk)


def _from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return site == "same-origin" if site else urlsplit(origin).netloc == request.get_host()
