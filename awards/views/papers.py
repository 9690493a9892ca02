"""The papers of an assessment: ask for them, watch them being drawn, open them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from awards import rules, tasks
from awards.domain import papers
from awards.models import Paper
from awards.queries import get_paper, newest, papers_of
from emulation.htmx import go, page_or_part, stop_polling, wants_part
from emulation.queue import enqueue
from emulation.text import search_key
from wards.models.units import Officer
from wards.requests import OfficerRequest

FILE_NAMES = {Paper.Kind.REPORT: "bao-cao-thanh-tich", Paper.Kind.SUMMARY: "bang-tong-hop-tieu-chi"}


@login_required
@require_GET
def paper_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """The papers with their state; while some are being drawn the page asks again by itself."""
    assessment = _readable(request, pk)
    context = _listed(request.user, assessment)
    response = page_or_part(request, "awards/papers.html", "papers", context)
    return stop_polling(response) if wants_part(request) and not context["unfinished"] else response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_request(request: OfficerRequest, pk: int) -> HttpResponse:
    """Have what is missing or out of date drawn. By GET (a refusal reloaded) it leads to the list of papers."""
    assessment = _readable(request, pk)
    if request.method != "POST":
        return go(request, reverse("awards:papers", args=[pk]))
    try:
        asked = papers.request_papers(assessment=assessment, by=request.user)
    except papers.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    for paper in asked:
        if paper.state == Paper.State.QUEUED:
            enqueue(tasks.draw_paper, paper.pk)
    if wants_part(request):
        return page_or_part(request, "awards/papers.html", "papers", _listed(request.user, assessment))
    return go(request, reverse("awards:papers", args=[pk]))


@login_required
@require_GET
def paper_file(request: OfficerRequest, pk: int) -> FileResponse:
    """The PDF itself, shown in the browser; `?tai=1` saves it."""
    paper = get_paper(request.user, pk)
    _require_readable(request.user, paper.assessment)
    response = FileResponse(
        paper.file.open("rb"), as_attachment="tai" in request.GET, filename=_file_name(paper),
        content_type="application/pdf",
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _readable(request: OfficerRequest, pk: int) -> rules.Assessment:
    assessment = rules.get_assessment(request.user, pk)
    _require_readable(request.user, assessment)
    return assessment


def _require_readable(officer: Officer, assessment: rules.Assessment) -> None:
    ruling = rules.may_read_papers(officer, assessment)
    if not ruling:
        raise PermissionDenied(ruling.reason)


def _listed(officer: Officer, assessment: rules.Assessment) -> dict[str, Any]:
    revisions = list(papers_of(assessment))
    current = newest(revisions)
    unfinished = [paper for paper in current if paper.is_unfinished]
    may_request = rules.may_request_papers(officer, assessment)
    # While papers are drawn the page polls: what is out of date is worked out when they are done.
    outdated = [] if unfinished or not may_request else papers.outdated(assessment, current)
    return {
        "assessment": assessment,
        "papers": current,
        "earlier": [paper for paper in revisions if paper.state == Paper.State.READY and paper not in current],
        "unfinished": unfinished,
        "done": len(current) - len(unfinished),
        "failed": [paper for paper in current if paper.state == Paper.State.FAILED],
        "outdated": outdated,
        "request_label": _request_label(current, outdated),
        "may_request": may_request,
        "of_ward": bool(officer.roles_in_ward(assessment.ward_id)),
    }


def _request_label(current: list[Paper], outdated: list[str]) -> str:
    """What the button does, by name or by count."""
    if not current:
        return _("Create the achievement report and the summary")
    again = {*outdated, *(paper.kind for paper in current if paper.state == Paper.State.FAILED)}
    if len(again) == 1:
        kind = str(Paper.Kind(again.pop()).label)
        return _("Create the %(paper)s again") % {"paper": kind[:1].lower() + kind[1:]}
    return ngettext("Create %(count)d paper again", "Create %(count)d papers again", len(again)) % {"count": len(again)}


def _file_name(paper: Paper) -> str:
    """No diacritics, for drives and mail programs: "bao-cao-thanh-tich-phuong-dien-bien-2019-ban-1.pdf"."""
    assessment = paper.assessment
    ward = slugify(search_key(assessment.ward.name))
    return f"{FILE_NAMES[Paper.Kind(paper.kind)]}-{ward}-{assessment.period.last_year}-ban-{paper.revision}.pdf"
