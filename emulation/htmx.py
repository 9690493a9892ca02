"""Everything htmx wants to know, in one room: whole page or part, toasts, redirects, the end of polling."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HTMX_STOP_POLLING, HttpResponseClientRedirect, trigger_client_event
from django_htmx.middleware import HtmxDetails

__all__ = ["HtmxRequest", "add_toasts", "go", "page_or_part", "part", "stop_polling", "wants_part"]


class HtmxRequest(HttpRequest):
    """A request as our middleware hands it on."""

    htmx: HtmxDetails


def wants_part(request: HtmxRequest) -> bool:
    """Only a fragment is wanted; a boosted link or the restoring of history needs the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def part(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render one part, named `folder/page.html#part`."""
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def page_or_part(
    request: HtmxRequest, template: str, part_name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The part for htmx, the page that holds the part for everyone else: one template, two ways in."""
    return part(request, f"{template}#{part_name}" if wants_part(request) else template, context, status=status)


def go(request: HtmxRequest, url: str) -> HttpResponse:
    """Send the browser to another page: htmx follows a plain redirect inside the page, which is not what is meant."""
    if request.htmx:
        return HttpResponseClientRedirect(url)
    return HttpResponse(status=303, headers={"Location": url})


def stop_polling(response: HttpResponse) -> HttpResponse:
    """Nothing more will change: htmx ends its polling on this status."""
    response.status_code = HTMX_STOP_POLLING
    return response


def add_toasts(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Messages that this answer did not show travel as the client event `toasts`."""
    toasts = [{"level": message.level_tag, "text": str(message)} for message in get_messages(request)]
    return trigger_client_event(response, "toasts", {"toasts": toasts}) if toasts else response
