"""Documents before one's eyes: the cited page, live or as it was handed in, and its pictures."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from emulation.htmx import page_or_part
from wards.domain.exhibits import viewer
from wards.domain.files import page_pictures
from wards.domain.sheet import sealed
from wards.models import Content, HandIn, Officer
from wards.queries import evidence as queries
from wards.queries.assessments import get_entry, visible_assessments
from wards.requests import OfficerRequest, asked_large, asked_page
from wards.views.citations import entry_url
from wards.views.files import sent, unable_to_act


def get_hand_in(officer: Officer, pk: int) -> HandIn:
    """The hand-in if this person may read its assessment; a stranger's is a 404."""
    scope = visible_assessments(officer).values("pk")
    found = HandIn.objects.filter(pk=pk, assessment__in=scope).select_related("assessment__ward").first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def citation_view(request: OfficerRequest, pk: int) -> HttpResponse:
    """Xem trang: the cited page of a document as the line cites it now."""
    citation = queries.get_citation(request.user, pk)
    pane = viewer.citation_pane(citation=citation, page=asked_page(request), large=asked_large(request))
    return _page(request, {"pane": pane, "entry": citation.entry}, entry_url(citation.entry))


@login_required
@require_safe
def handed_page(request: OfficerRequest, hand_in: int, entry: int, position: int) -> HttpResponse:
    """Xem trang: the cited page of a document as it was handed in."""
    handed = get_hand_in(request.user, hand_in)
    line = sealed.read(handed).get(entry)
    if line is None or position not in {paper.position for paper in line.evidence}:
        raise Http404
    pane = viewer.handed_pane(
        hand_in=handed, line=line, position=position, page=asked_page(request), large=asked_large(request)
    )
    context = {"pane": pane, "entry": get_entry(request.user, entry), "handed": handed}
    return _page(request, context, reverse("wards:hand_in_detail", args=[handed.pk]))


def _page(request: OfficerRequest, context: dict[str, Any], home: str) -> HttpResponse:
    """The page, or for htmx its pane alone; `?ve=` is where the way back leads instead of `home`."""
    asked = request.GET.get("ve", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    back = asked if is_ours else ""
    return page_or_part(request, "wards/page_view.html", "pane", {**context, "ve": back, "back": back or home})


@login_required
@require_safe
def handed_file(request: OfficerRequest, hand_in: int, sha256: str) -> FileResponse:
    """A file as it was handed in, also when its document has lost it since."""
    return sent(*_handed(request, hand_in, sha256))


@login_required
@require_safe
def handed_image(request: OfficerRequest, hand_in: int, sha256: str, page: int) -> HttpResponse:
    """A page of a file as it was handed in."""
    return page_image(request, _handed(request, hand_in, sha256)[0], page)


def _handed(request: OfficerRequest, hand_in: int, sha256: str) -> tuple[Content, str]:
    """The content and its name at the hand-in. Only its files count: a digest in somebody's words opens nothing."""
    name = viewer.handed_files(get_hand_in(request.user, hand_in)).get(sha256)
    content = Content.objects.filter(sha256=sha256).first() if name else None
    if content is None:
        raise Http404
    return content, name or ""


@login_required
@require_safe
def file_image(request: OfficerRequest, pk: int, page: int) -> HttpResponse:
    """A page of a live file."""
    return page_image(request, queries.get_file(request.user, pk).content, page)


def page_image(request: OfficerRequest, content: Content, page: int) -> HttpResponse:
    """The picture: asked for again each time, so that the permission is, but sent once; 422 where none can be made."""
    if not 1 <= page <= (content.pages or 0):
        raise Http404
    large = asked_large(request)
    etag = f'"{content.sha256}-{page}{"-large" if large else ""}"'
    response = get_conditional_response(request, etag=etag) or _drawn(content, page, large)
    response["Cache-Control"] = "private, no-cache"
    if response.status_code in (200, 304):
        response["ETag"] = etag
    return unable_to_act(response)


def _drawn(content: Content, page: int, large: bool) -> HttpResponse:
    try:
        drawn = page_pictures.picture(content, page, large=large)
    except page_pictures.Unshowable as fault:
        return HttpResponse(str(fault), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(drawn, content_type="image/png" if drawn.startswith(b"\x89PNG") else "image/jpeg")
