"""What happens around every request."""

import codecs
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, DisallowedHost
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, UnreadablePostError
from django.middleware.security import SecurityMiddleware
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from emulation import signs
from emulation.htmx import HtmxRequest, add_toasts
from emulation.templatetags.vietnamese import filesize

Answer = Callable[[HttpRequest], HttpResponse]
STRANGERS_MAX_BYTES = 1024 * 1024  # of a form with files from a browser that never had a page of ours


class HeadersMiddleware(SecurityMiddleware):
    """Django's own, whose headers must stand on every refusal too."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """CommonMiddleware meets a wrong Host again, further in, where the refusal passes here on its way out."""
        with suppress(DisallowedHost):
            return super().process_request(request)
        return None


class CharsetMiddleware:
    """Our pages are UTF-8 and so is what they send; Django would believe any codec that Python knows, even `hex`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = (request.content_params or {}).get("charset")
        if named is not None and not is_utf8(named):
            raise BadRequest("The request is not in UTF-8.")
        return self.get_response(request)


def is_utf8(charset: str) -> bool:
    """Whether this is one of the names of UTF-8."""
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


class PrivateAnswerMiddleware:
    """What was made after a look at the session may be one person's own: no cache between us and them may keep it.

    Of a file to be saved not even the browser keeps a second copy.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed:
            is_saved = response.headers.get("Content-Disposition", "").startswith("attachment")
            response.headers.setdefault("Cache-Control", "private, no-store" if is_saved else "private, no-cache")
        return response


FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class BodySizeMiddleware:
    """Refuses what is too large by its announced length, before anything of it is read or laid on disk.

    The web server reads no further than that length. A body without one would be read as empty. Nobody uploads before
    logging in, but what was typed beside a file is kept (emulation.typed): it is read past the files.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or ""
        if not announced and "Transfer-Encoding" in request.headers:
            return HttpResponse(status=411)
        length = int(announced) if announced.isascii() and announced.isdigit() else 0
        if length > settings.REQUEST_MAX_BYTES:
            return too_large(request)
        if request.content_type == "multipart/form-data" and not request.user.is_authenticated:
            if length > STRANGERS_MAX_BYTES and settings.CSRF_COOKIE_NAME not in request.COOKIES:
                return redirect_to_login(request.path)
            request.upload_handlers = [NoFiles(request)]
        elif request.content_type in FORMS:
            require_whole(request)
        return self.get_response(request)


def require_whole(request: HttpRequest) -> None:
    """Read the form now: of one that broke off on its way nothing may be taken for what somebody wrote."""
    try:
        _all = request.POST
    except UnreadablePostError as error:
        raise BadRequest("The body broke off on its way.") from error


class CleanTextMiddleware:
    """Views and forms read what was sent without the signs that no paper can show, in whatever field they came."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Last before the view: by then files have their handlers, and the token was looked for in the form."""
        fields: Any = request
        fields.GET = signs.clean_fields(request.GET)
        if request.method == "POST" and request.content_type in FORMS:
            require_whole(request)
            fields.POST = signs.clean_fields(request.POST)


class NoFiles(FileUploadHandler):
    """Reads past every file: nothing of it is kept, in memory or on disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile


def too_large(request: HttpRequest) -> HttpResponse:
    """413 naming the limits: as a page, or for htmx as the plain sentence that the form shows."""
    said = _("What was sent is larger than %(whole)s together; each file may have %(each)s. Nothing was saved.")
    said %= {"whole": filesize(settings.REQUEST_MAX_BYTES), "each": filesize(settings.UPLOAD_MAX_BYTES)}
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(said, status=413, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("413.html", {"said": said}), status=413)


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

    def __call__(self, request: HtmxRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.htmx:
            return response
        if response.status_code in (301, 302, 303):
            return self.redirect(request, response)
        if "HX-Redirect" in response.headers or "HX-Refresh" in response.headers:
            return response  # the next page shows the messages
        return add_toasts(request, response)

    def redirect(self, request: HtmxRequest, response: HttpResponse) -> HttpResponse:
        """A login page must replace the page, not the fragment; afterwards the person returns to the page they saw."""
        target, login = response["Location"], resolve_url(settings.LOGIN_URL)
        if target.partition("?")[0] == login:
            here = request.htmx.current_url_abs_path or "/"
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
