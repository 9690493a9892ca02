"""A kept file that is gone or altered: nothing of it is sent, and the page says so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from emulation.shelf import NotWhole


class KeptFilesMiddleware:
    """Answers `shelf.NotWhole`, wherever a view opens a file, with a page of its own (404); the log has its name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return render(request, "not_whole.html", status=404) if isinstance(exception, NotWhole) else None
