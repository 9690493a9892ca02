"""The papers of an assessment or a dossier: drafts asked for, settled for signing, watched being drawn, opened."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from awards import rules, tasks
from awards.documents import word
from awards.domain.papers import drawing, keeping
from awards.domain.papers.standings import of_present
from awards.domain.writing.visit_facts import get_visit
from awards.models import Dossier, Paper
from awards.queries.papers import current_papers, get_own_dossier, get_paper, papers_of
from awards.queries.places import Place, place_of
from awards.views import paper_rows
from emulation import shelf
from emulation.htmx import go, page_or_part, stop_polling, wants_part
from emulation.queue import enqueue
from emulation.text import search_key
from wards.models.units import Officer
from wards.requests import OfficerRequest

Kind = Paper.Kind
FILE_NAMES = {
    Kind.PROPOSAL: "to-trinh", Kind.REPORT: "bao-cao-thanh-tich", Kind.COUNCIL: "bien-ban-hop-hoi-dong",
    Kind.SUMMARY: "bang-tong-hop-tieu-chi", Kind.EXHIBITS: "danh-muc-tai-lieu", Kind.MINUTES: "bien-ban-kiem-tra",
    Kind.APPRAISAL: "bao-cao-tham-dinh", Kind.CITY_COUNCIL: "bien-ban-hop-hoi-dong-thanh-pho",
    Kind.CITY_PROPOSAL: "to-trinh-thanh-pho",
}  # fmt: skip
EARLIER = 30  # versions listed
NOT_KEPT = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}  # of files for one's own eyes
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_GET
def paper_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """The papers with where each stands; while some are being drawn the page asks again by itself."""
    return _page(request, readable(request, pk))


@login_required
@require_GET
def dossier_papers(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same of a dossier's own papers."""
    return _page(request, get_own_dossier(request.user, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_request(request: OfficerRequest, pk: int) -> HttpResponse:
    """Have drafts drawn: of what is missing or out of date, or of the paper that is named."""
    return _ask(request, readable(request, pk), drawing.request_drafts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_request(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same for a dossier."""
    return _ask(request, get_own_dossier(request.user, pk), drawing.request_drafts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_finalise(request: OfficerRequest, pk: int) -> HttpResponse:
    """Have papers drawn to be signed: all that can be settled, or the one that is named."""
    return _ask(request, readable(request, pk), drawing.finalise)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_finalise(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same for a dossier."""
    return _ask(request, get_own_dossier(request.user, pk), drawing.finalise)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_request(request: OfficerRequest, visit: int) -> HttpResponse:
    """Have the minutes of one visit drawn, and show them being drawn among the papers."""
    found = get_visit(request.user, visit)
    assessment = readable(request, found.assessment_id)
    if request.method == "POST":
        try:
            paper = drawing.request_minutes(assessment=assessment, visit=found, by=request.user)
        except drawing.NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        send_to_workers([paper])
    return go(request, reverse("awards:papers", args=[assessment.pk]))


@login_required
@require_GET
def paper_file(request: OfficerRequest, pk: int) -> FileResponse:
    """The PDF itself, shown in the browser; `?tai=1` saves it."""
    paper = get_paper(request.user, pk)
    require_readable(request.user, place_of(paper))
    return private_file(paper, name=file_name(paper, "pdf"), saved="tai" in request.GET)


@login_required
@require_GET
def paper_word(request: OfficerRequest, pk: int, kind: str) -> HttpResponse:
    """The newest version of a paper the person may open as a Word file, for the leader's own hand."""
    assessment = readable(request, pk)
    paper = papers_of(request.user, assessment).filter(kind=kind).first()
    if kind not in paper_rows.IN_WORD or paper is None:
        raise Http404
    content = word.docx(kind, json.loads(paper.context))
    paper.assessment = assessment
    headers = {"Content-Disposition": f'attachment; filename="{file_name(paper, "docx")}"', **NOT_KEPT}
    return HttpResponse(content, content_type=WORD, headers=headers)


def private_file(kept: Any, *, name: str, saved: bool) -> FileResponse:
    """The PDF of a record (`file`, `sha256`) for this person's eyes: no cache keeps it. Raises shelf.NotWhole."""
    file = shelf.opened(str(kept.file), kept.sha256)
    response = FileResponse(file, as_attachment=saved, filename=name, content_type="application/pdf")
    for name_of_header, value in NOT_KEPT.items():
        response[name_of_header] = value
    return response


def readable(request: OfficerRequest, pk: int) -> rules.Assessment:
    """An assessment whose papers the person may read: strangers get 404, colleagues who may not 403."""
    assessment = rules.get_assessment(request.user, pk)
    require_readable(request.user, assessment)
    return assessment


def require_readable(officer: Officer, place: Place) -> None:
    """403 for an office before its ward has handed in; of a dossier the query has decided."""
    if isinstance(place, Dossier):
        return
    ruling = rules.may_read_papers(officer, place)
    if not ruling:
        raise PermissionDenied(ruling.reason)


def _page(request: OfficerRequest, place: Place, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {**_listed(request.user, place), "refused": refused}
    response = page_or_part(request, "awards/papers.html", "papers", context, status=status)
    return stop_polling(response) if wants_part(request) and not context["unfinished"] and status == 200 else response


def _listed(officer: Officer, place: Place) -> dict[str, Any]:
    # While papers are drawn the page polls: what is out of date is worked out when they are done.
    is_drawing = any(paper.is_unfinished for paper in current_papers(place))
    present = drawing.present_to(officer, place, light=is_drawing)
    found = paper_rows.rows(officer, present, of_present(present))
    begun = [row for row in found if row.standing.paper or row.standing.draft]
    shown = {row.shown.pk for row in begun if row.shown}
    earlier = papers_of(officer, place).filter(state=Paper.State.READY)
    changed = present.changed
    return {
        "changed": changed,
        "may_keep_vote": changed and keeping.may_keep_vote(officer, present.assessment),
        "place": place, "is_dossier": isinstance(place, Dossier), "rows": found, "begun": begun,
        "unfinished": [row for row in found if row.is_unfinished] if is_drawing else [],
        "failed": [row for row in found if row.state == "failed"],
        "together": [] if is_drawing else paper_rows.together(officer, place, found),
        "earlier": list(earlier.exclude(pk__in=shown).order_by("-pk")[:EARLIER]), "here": paper_rows.url_of(place),
        "is_left_to_ward": _waits_for_ward(officer, place) and any(row.is_left_to_ward for row in found),
    }  # fmt: skip


def _waits_for_ward(officer: Officer, place: Place) -> bool:
    """Whether papers of a ward can still be signed there, and it is the office that looks."""
    if isinstance(place, Dossier):
        return False
    return rules.is_open(place, Kind.PROPOSAL) and rules.writes(officer, place, Kind.APPRAISAL)


def _ask(request: OfficerRequest, place: Place, act: Any) -> HttpResponse:
    """Do what the button asks for and show the papers. By GET (a refusal reloaded) it leads to them."""
    here = paper_rows.url_of(place)
    if request.method != "POST":
        return go(request, here)
    try:
        asked = act(place=place, by=request.user, only=_named(request))
    except drawing.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValidationError as error:
        return _page(request, place, refused=" ".join(error.messages), status=409)
    send_to_workers(asked)
    if wants_part(request):
        return page_or_part(request, "awards/papers.html", "papers", _listed(request.user, place))
    if act is drawing.finalise:
        n = len(asked)
        done = ngettext("%(n)d paper is settled for signing.", "%(n)d papers are settled for signing.", n)
        messages.success(request, done % {"n": n})
    return go(request, here)


def _named(request: OfficerRequest) -> list[drawing.Key] | None:
    """The paper a button is about ("report-0"); None: all of them."""
    text = request.POST.get("paper", "")
    kind, _dash, subject = text.partition("-")
    if not text:
        return None
    if kind not in Kind.values or not subject.isdecimal() or len(subject) > 18:
        raise Http404
    return [(kind, int(subject))]


def send_to_workers(asked: list[Paper]) -> None:
    """Hand over what waits to be drawn."""
    for paper in asked:
        if paper.state == Paper.State.QUEUED:
            enqueue(tasks.draw_paper, paper.pk)


def file_name(paper: Paper, ending: str) -> str:
    """No diacritics, for drives and mail programs: "bao-cao-thanh-tich-phuong-dien-bien-2019-ban-1.pdf". Minutes, of
    which there may be several, name their day."""
    place = place_of(paper)
    unit = place.office.authority.removeprefix("Ủy ban nhân dân ") if isinstance(place, Dossier) else place.ward.name
    day = json.loads(paper.context).get("day") if paper.subject else ""
    which = f"-ngay-{slugify(search_key(day))}" if day else ""
    name = f"{FILE_NAMES[Kind(paper.kind)]}{which}-{slugify(search_key(unit))}"
    return f"{name}-{place.period.last_year}-ban-{paper.revision}.{ending}"
