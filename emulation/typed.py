"""
What was typed when a login or a page had run out: kept for an hour in the session, never lost, never saved unseen.

Django keeps an anonymous session's content through the login that follows. So a form posted without a login leaves its
fields here under its address, the person logs in, and the form's page shows them again, still unsaved.
"""

import time
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.csrf import csrf_failure

from emulation.htmx import HtmxRequest

SECONDS = 60 * 60
LONGEST = 20_000  # characters of one form
FORMS = 5  # of one session
KEY = "typed"


def keep(request: HttpRequest) -> None:
    """Remember the posted fields under the address they were posted to; the newest few forms stay."""
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(name) + len(value) for name, values in fields.items() for value in values) > LONGEST:
        return
    others = {path: form for path, form in request.session.get(KEY, {}).items() if path != request.path}
    newest = dict(list(others.items())[-FORMS + 1 :])
    request.session[KEY] = {**newest, request.path: {"at": time.time(), "fields": fields}}


def kept(request: HttpRequest, path: str) -> QueryDict | None:
    """The fields kept for this address, as a form takes them."""
    form = request.session.get(KEY, {}).get(path)
    if form is None or form["at"] < time.time() - SECONDS:
        return None
    data = QueryDict(mutable=True)
    for name, values in form["fields"].items():
        data.setlist(name, values)
    return data


def forget(request: HttpRequest, path: str) -> None:
    """The form was saved, or the person does not want it any more."""
    forms = request.session.get(KEY, {})
    if forms.pop(path, None) is not None:
        request.session[KEY] = forms


def log_in_first(request: HttpRequest) -> HttpResponse:
    """To the login page with what was typed in safety; afterwards this address is asked for by GET."""
    if request.method == "POST":
        keep(request)
    return redirect_to_login(request.path)


def csrf_failed(request: HtmxRequest, reason: str = "") -> HttpResponse:
    """The token of a page that stayed open through a new login: offer to send what was typed once more.

    Only to a logged-in person posting from our own pages. A request forged elsewhere comes without the session
    cookie (SameSite) and names another origin: it gets the bare refusal.
    """
    if not (request.user.is_authenticated and _from_here(request)) or request.htmx:
        return csrf_failure(request, reason=reason)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    return render(request, "expired.html", {"fields": fields, "had_files": bool(request.FILES)}, status=403)


def _from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return site == "same-origin" if site else urlsplit(origin).netloc == request.get_host()
