"""What happens around every request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from emulation.htmx import add_toasts

Answer = Callable[[HttpRequest], HttpResponse]


class ChosenLanguageMiddleware:
    """
    Vietnamese unless the person chose otherwise.

    Django's own middleware would follow the browser's language; many offices run an English Windows, and the
    papers of a Vietnamese ward are Vietnamese.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class NoNullMiddleware:
    """PostgreSQL's text holds no NUL, so no address of ours does: one written with it leads nowhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class HtmxAnswerMiddleware:
    """Turns what a plain page would do (redirect, show messages) into what htmx understands."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.htmx:  # type: ignore[attr-defined]
            return response
        if response.status_code in (301, 302, 303):
            return self.redirect(request, response)
        if "HX-Redirect" in response.headers or "HX-Refresh" in response.headers:
            return response  # the next page shows the messages
        return add_toasts(request, response)

    def redirect(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A login page must replace the page, not the fragment; afterwards the person returns to the page they saw."""
        target, login = response["Location"], resolve_url(settings.LOGIN_URL)
        if target.partition("?")[0] == login:
            here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            target = f"{login}?{urlencode({'next': here})}"
        return HttpResponseClientRedirect(target)


def client_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name somebody tried to log in with, as long as the record of attempts is wide; no account's is longer."""
    name = (credentials or request.POST).get("username")
    return str(name or "")[:255]


def client_address(request: HttpRequest) -> str:
    """The address of the person, believing X-Forwarded-For only as far as our own proxies wrote it."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return hops[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))  # none behind a unix socket
