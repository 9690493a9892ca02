"""Citations: a line of an assessment points at pages of a document."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.htmx import go, page_or_part, wants_part
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import evidence_gone, library
from wards.domain.sheet.assessment import NotAllowed, editable
from wards.forms.evidence import PagesForm
from wards.models import Citation, Entry, Evidence, EvidenceEvent
from wards.queries import evidence as queries
from wards.queries.assessments import get_entry, own_evidence
from wards.requests import OfficerRequest

PAGE = 25
LONGEST = 200  # characters searched for
REMOVED = gettext_lazy("This document was removed from the library meanwhile. Choose another one.")


@contextmanager
def permission() -> Iterator[None]:
    """What the domain does not allow is a 403 that says why."""
    try:
        yield
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


def get_open_entry(request: OfficerRequest, pk: int) -> Entry:
    """The line if this person may change it now: 404 for a stranger, 403 with the reason otherwise."""
    entry = get_entry(request.user, pk)
    ruling = editable(entry, by=request.user)
    if not ruling:
        raise PermissionDenied(ruling.reason)
    return entry


def say_at(request: OfficerRequest, entry: Entry, text: str, *, level: int = messages.SUCCESS) -> None:
    """What was done for a line is said at its card, where the next page opens: on a phone its top is out of view."""
    messages.add_message(request, level, text, extra_tags=f"entry-{entry.pk}")


def still_cited(request: OfficerRequest, pk: int) -> Citation | HttpResponse:
    """The citation; of one that was removed the way back to its line, where it is said who did it and when."""
    try:
        return queries.get_citation(request.user, pk)
    except Http404:
        gone = evidence_gone.removed(pk)
        if gone is None:
            raise
    entry = get_entry(request.user, gone.entry_id)
    typed_pages = request.POST.get("pages", "")[:LONGEST]
    more = " " + _("The pages you had entered: %(typed)s") % {"typed": typed_pages} if typed_pages else ""
    say_at(request, entry, gone.told + more, level=messages.WARNING)
    return go(request, entry_url(entry))


def entry_url(entry: Entry) -> str:
    page = reverse("wards:criterion", args=[entry.assessment_id, entry.indicator.criterion.number])
    return f"{page}#entry-{entry.pk}"


def found(request: OfficerRequest, evidence: QuerySet[Evidence]) -> dict[str, Any]:
    """The page of documents asked for by `q`, the facets' names and `page`."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    result = library.find(evidence, words=words, asked=request.GET.dict())
    page = Paginator(result.ids, PAGE).get_page(request.GET.get("page"))
    return {
        "page": page, "documents": queries.shelf(evidence, page.object_list), "words": words,
        "facets": result.facets, "active": len(result.chosen), "is_narrowed": bool(words or result.chosen),
        "is_part": wants_part(request),
    }  # fmt: skip


@typed.kept_through_login
def cite(request: OfficerRequest, entry: int) -> HttpResponse:
    """Chọn từ kho tài liệu: let the line point at a document the ward has already."""
    line = get_open_entry(request, entry)
    own = own_evidence(request.user).filter(ward=line.assessment.ward_id)
    data = typed.fields(request)
    form = PagesForm(data)
    asked = data.get("evidence", "") if data else ""
    chosen = own.filter(pk=_number(asked)).first()
    if request.method == "POST":
        if chosen is None and not EvidenceEvent.objects.filter(pgh_obj=_number(asked)).exists():
            raise Http404
        if chosen is None:
            form.add_error(None, REMOVED)
        elif _cited(form, line, chosen, request):
            return go(request, entry_url(line))
    context = {
        **found(request, own),
        "entry": line, "form": form, "chosen": chosen, "has_errors": bool(form.errors), "back": entry_url(line),
        "cited": {citation.evidence_id: citation for citation in line.citations.select_related("entry__indicator")},
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return page_or_part(request, "wards/cite.html", "documents", context, status=status)


def _number(asked: str) -> int:
    """A document's id as it was sent; 0, which none has, for what is none."""
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def _cited(form: PagesForm, line: Entry, chosen: Evidence, request: OfficerRequest) -> Citation | None:
    if not form.is_valid():
        return None
    try:
        citation = evidences.cite(entry=line, evidence=chosen, by=request.user, pages=form.cleaned_data["pages"])
    except evidence_gone.Gone:
        form.add_error(None, REMOVED)
        return None
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValidationError as error:
        form.add_error("pages", error.messages)
        return None
    say_at(request, line, _("Cited the document as %(exhibit)s.") % {"exhibit": citation.exhibit})
    return citation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def citation_remove(request: OfficerRequest, pk: int) -> HttpResponse:
    """Bỏ trích dẫn: the document stays in the library. By GET (a refusal reloaded) it leads to the line."""
    citation = still_cited(request, pk)
    if isinstance(citation, HttpResponse):
        return citation
    if request.method != "POST":
        return go(request, entry_url(citation.entry))
    with permission():
        evidences.uncite(citation=citation, by=request.user)
    said = _("%(exhibit)s is no longer cited here; the document stays in the library.")
    say_at(request, citation.entry, said % {"exhibit": citation.exhibit})
    return go(request, entry_url(citation.entry))
