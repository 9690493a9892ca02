"""Which pages of a document a line points at, and what to look at on them."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation import typed
from emulation.htmx import go
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import evidence_gone, regions, viewer
from wards.forms.regions import MarkForm
from wards.models import Citation
from wards.requests import OfficerRequest, asked_large, asked_page
from wards.views.citations import entry_url, get_open_entry, permission, say_at, still_cited


@typed.kept_through_login
def citation_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change the cited pages and what is marked on them."""
    citation = still_cited(request, pk)
    if isinstance(citation, HttpResponse):
        return citation
    line = get_open_entry(request, citation.entry_id)
    showing = MarkForm.showing(pages=citation.pages, region=regions.parse(citation.region))
    form = MarkForm(typed.fields(request), initial=showing)
    if request.method == "POST" and form.is_valid() and _saved(form, citation, request):
        say_at(request, line, _("Saved the cited pages of %(exhibit)s.") % {"exhibit": citation.exhibit})
        return go(request, entry_url(line))
    has_errors = bool(form.errors)  # reads the form
    page = asked_page(request) or (form.is_bound and form.cleaned_data.get("marked_page")) or None
    context = {
        "citation": citation, "entry": line, "form": form, "has_errors": has_errors, "back": entry_url(line),
        "pane": viewer.citation_pane(citation=citation, page=page, large=asked_large(request)),
        "here": reverse("wards:citation_edit", args=[citation.pk]),
    }  # fmt: skip
    return render(request, "wards/citation_edit.html", context, status=422 if request.method == "POST" else 200)


def _saved(form: MarkForm, citation: Citation, request: OfficerRequest) -> bool:
    try:
        with permission():
            evidences.edit_citation(
                citation=citation, by=request.user, pages=form.cleaned_data["pages"], region=form.region(),
                seen=request.POST.get("place"),
            )  # fmt: skip
    except evidence_gone.PointsElsewhere as change:
        citation.pages, citation.region = change.current.pages, change.current.region  # what the next save has seen
        form.add_error("pages", evidence_gone.elsewhere(change.current))
        return False
    except ValidationError as error:
        form.take(error)
        return False
    return True
