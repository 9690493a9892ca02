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
from awards.domain import layouts, papers
from awards.domain.visit_facts import Visit, get_visit, readable_visits, sees_drafts
from awards.models import Paper
from awards.queries import get_paper, newest, papers_of
from emulation.htmx import go, page_or_part, stop_polling, wants_part
from emulation.queue import enqueue
from emulation.templatetags.vietnamese import day
from emulation.text import search_key
from wards.models.units import Officer
from wards.requests import OfficerRequest

FILE_NAMES = {
    Paper.Kind.REPORT: "bao-cao-thanh-tich", Paper.Kind.SUMMARY: "bang-tong-hop-tieu-chi",
    Paper.Kind.MINUTES: "bien-ban-kiem-tra",
}  # fmt: skip


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
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_request(request: OfficerRequest, visit: int) -> HttpResponse:
    """Have the minutes of one visit drawn, and show them being drawn among the papers."""
    found = get_visit(request.user, visit)
    assessment = _readable(request, found.assessment_id)
    if request.method == "POST":
        try:
            paper = papers.request_minutes(assessment=assessment, visit=found, by=request.user)
        except papers.NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        if paper.state == Paper.State.QUEUED:
            enqueue(tasks.draw_paper, paper.pk)
    return go(request, reverse("awards:papers", args=[assessment.pk]))


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
    visits = {visit.pk: visit for visit in readable_visits(officer, assessment)}
    revisions = list(papers_of(assessment, drafts=sees_drafts(officer, assessment)))
    revisions = [paper for paper in revisions if paper.kind != Paper.Kind.MINUTES or paper.subject in visits]
    current = newest(revisions)
    unfinished = [paper for paper in current if paper.is_unfinished]
    may_request = rules.may_request_papers(officer, assessment)
    # While papers are drawn the page polls: what is out of date is worked out when they are done.
    is_idle = may_request and not unfinished
    outdated = papers.outdated(assessment, current, list(visits.values())) if is_idle else []
    return {
        "assessment": assessment,
        "papers": [_row(paper, visits, outdated) for paper in current],
        "earlier": [
            _row(paper, visits, []) for paper in revisions if paper.state == Paper.State.READY and paper not in current
        ],
        "unfinished": unfinished,
        "done": len(current) - len(unfinished),
        "failed": [paper for paper in current if paper.state == Paper.State.FAILED],
        "outdated": outdated,
        "request_label": _request_label(current, outdated),
        "may_request": may_request,
        "of_ward": bool(officer.roles_in_ward(assessment.ward_id)),
    }


def _row(paper: Paper, visits: dict[int, Visit], outdated: list[papers.Key]) -> dict[str, Any]:
    """A paper with its name as it is told, and whether the records say something else by now."""
    name = str(paper.get_kind_display())
    if paper.subject in visits:
        name = _("%(minutes)s on %(day)s") % {"minutes": name, "day": day(visits[paper.subject].held_on)}
    return {"paper": paper, "name": name, "is_outdated": (paper.kind, paper.subject) in outdated}


def _request_label(current: list[Paper], outdated: list[papers.Key]) -> str:
    """What the button does, by name or by count."""
    there = {(paper.kind, paper.subject) for paper in current}
    again = {*outdated, *((paper.kind, paper.subject) for paper in current if paper.state == Paper.State.FAILED)}
    kinds = {kind for kind, _subject in again}
    if not again & there:
        if kinds == set(layouts.OF_ASSESSMENT):
            return _("Create the achievement report and the summary")
        return ngettext("Create %(count)d paper", "Create %(count)d papers", len(again)) % {"count": len(again)}
    if len(again) == 1:
        kind = str(Paper.Kind(kinds.pop()).label)
        return _("Create the %(paper)s again") % {"paper": kind[:1].lower() + kind[1:]}
    return ngettext("Create %(count)d paper again", "Create %(count)d papers again", len(again)) % {"count": len(again)}


def _file_name(paper: Paper) -> str:
    """No diacritics, for drives and mail programs: "bao-cao-thanh-tich-phuong-dien-bien-2019-ban-1.pdf"."""
    assessment = paper.assessment
    ward = slugify(search_key(assessment.ward.name))
    which = f"-{paper.subject}" if paper.subject else ""
    name = f"{FILE_NAMES[Paper.Kind(paper.kind)]}{which}-{ward}"
    return f"{name}-{assessment.period.last_year}-ban-{paper.revision}.pdf"
