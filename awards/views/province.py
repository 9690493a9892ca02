"""Tiếp nhận: what the province received, as it was forwarded, and nothing else."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from awards.domain.onward import decision_words, sent_changes, sent_text
from awards.domain.onward.sent_text import Sent, SentPaper
from awards.models import AwardDecision, Dossier, Forwarding, Paper, Scan
from awards.queries import dossiers as queries
from awards.rules import dossiers as rules
from awards.views.papers import private_file
from emulation.htmx import page_or_part, part
from emulation.text import search_key
from wards.requests import OfficerRequest

DOSSIERS_PER_PAGE = 30


@login_required
@require_safe
def received_list(request: OfficerRequest) -> HttpResponse:
    """What was forwarded to the person's board, newest first."""
    if not queries.provinces_of(request.user):
        raise PermissionDenied
    words, state = request.GET.get("q", "")[:80], request.GET.get("state", "")
    found = queries.received(request.user, words=words, state=state)
    states = queries.states_received(request.user)
    context = {
        "page_obj": Paginator(found, DOSSIERS_PER_PAGE).get_page(request.GET.get("page")), "q": words, "state": state,
        "states": states, "total": sum(row["count"] for row in states),
    }  # fmt: skip
    return page_or_part(request, "awards/received.html", "received", context)


def board_dossier(request: OfficerRequest, pk: int) -> Dossier:
    """A dossier forwarded to the person's board; its own office gets 403, all others 404."""
    dossier = queries.get_dossier(request.user, pk)
    if not rules.is_province(request.user, dossier):
        raise PermissionDenied
    return dossier


@login_required
@require_safe
def received(request: OfficerRequest, pk: int) -> HttpResponse:
    """One dossier as it was forwarded: `?ban=` shows an earlier revision."""
    dossier = board_dossier(request, pk)
    forwardings = queries.forwardings_of(dossier)
    asked = request.GET.get("ban", "")
    shown = next((found for found in forwardings if str(found.revision) == asked), None) if asked else forwardings[0]
    if shown is None:
        raise Http404
    before = next((found for found in forwardings if found.revision == shown.revision - 1), None)
    sent = sent_text.read(shown)
    context = {
        "dossier": dossier, "forwardings": forwardings, "shown": shown, "sent": sent, "groups": _groups(sent),
        "is_newest": shown == forwardings[0], "decisions": decision_words.records(queries.decisions_of(dossier)),
        "parts": shown.binder.parts.all(), "replaced_parts": shown.replaced.parts.all() if shown.replaced else [],
        "before": before, "changes": sent_changes.compared(before, shown) if before else None,
        "may_receive": rules.may_receive(request.user, dossier),
        "may_send_back": rules.may_send_back(request.user, dossier),
        "may_decide": rules.may_decide(request.user, dossier),
        "may_correct": rules.may_correct(request.user, dossier),
    }  # fmt: skip
    return part(request, "awards/received_dossier.html", context)


def _groups(sent: Sent) -> list[tuple[str, list[SentPaper]]]:
    """The city's papers, then each ward's."""
    groups = [("", sent.papers_of(None)), *((ward.name, sent.papers_of(ward.assessment)) for ward in sent.wards)]
    return [(name, papers) for name, papers in groups if papers]


def _forwarding(request: OfficerRequest, pk: int) -> Forwarding:
    """A forwarding whose files this person may open: of the board, or of the office that sent it."""
    found = queries.get_forwarding(request.user, pk)
    if not (rules.is_province(request.user, found.dossier) or rules.is_of_office(request.user, found.dossier)):
        raise Http404
    return found


@login_required
@require_safe
def forwarded_paper(request: OfficerRequest, pk: int, paper: int) -> FileResponse:
    """A paper as it went: its signed scan, or as it was drawn with `?ban=ve`; `?tai=1` saves it."""
    forwarding = _forwarding(request, pk)
    sent = next((found for found in sent_text.read(forwarding).papers if found.paper == paper), None)
    if sent is None:
        raise Http404
    if sent.scan and request.GET.get("ban") != "ve":
        kept: Scan | Paper = Scan.objects.get(pk=sent.scan)
    else:
        kept = Paper.objects.defer("context").get(pk=sent.paper)
    return _opened(request, kept, f"{sent.name}-{sent.ward}")


@login_required
@require_safe
def forwarded_part(request: OfficerRequest, pk: int, position: int) -> FileResponse:
    """One file of the bound volume that went; `?thay=1` of the volume of what was replaced."""
    forwarding = _forwarding(request, pk)
    volume = forwarding.replaced if "thay" in request.GET else forwarding.binder
    found = volume.parts.filter(position=position).first() if volume else None
    if found is None:
        raise Http404
    what = "trang-thay-the" if "thay" in request.GET else "tap-ho-so"
    dossier = forwarding.dossier
    name = f"{what}-{dossier.office.code}-dot-{dossier.number}-lan-{forwarding.revision}-tap-{position}"
    return _opened(request, found, name)


@login_required
@require_safe
def decision_file(request: OfficerRequest, pk: int) -> FileResponse:
    """The scan of a decision: for the board, the office, and the wards it names."""
    found = AwardDecision.objects.select_related("dossier").filter(queries.decisions_known_to(request.user), pk=pk)
    decision = found.distinct().first()
    if decision is None:
        raise Http404
    return _opened(request, decision, f"quyet-dinh-{decision.number}")


def _opened(request: OfficerRequest, kept: Any, name: str) -> FileResponse:
    """Shown in the browser, whose window prints it; no diacritics in the name, for drives and mail programs."""
    return private_file(kept, name=f"{slugify(search_key(name))}.pdf", saved="tai" in request.GET)
