"""Dùng lại cho năm nay: what was cited in earlier years, cited again for this one in one step."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation import typed
from emulation.htmx import go
from wards import rules
from wards.domain.exhibits import reuse
from wards.domain.exhibits.reuse import Reusable
from wards.models import Assessment, Entry
from wards.queries.assessments import get_assessment
from wards.requests import OfficerRequest
from wards.views.citations import entry_url, get_open_entry, permission, say_at


@typed.kept_through_login
def reuse_line(request: OfficerRequest, entry: int) -> HttpResponse:
    """What was cited for the same indicator before, for one line."""
    line = get_open_entry(request, entry)
    offered = reuse.reusable(line.assessment, [line])
    return _page(request, offered, assessment=line.assessment, line=line, back=entry_url(line))


@typed.kept_through_login
def reuse_all(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same for every line of an assessment this person may change now, out of earlier periods."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_ward_officer(request.user, assessment):
        raise PermissionDenied(_("Only officials of the ward enter figures."))
    offered = reuse.reusable(assessment, reuse.open_lines(assessment, by=request.user))
    earlier = [one for one in offered if one.earlier.entry.assessment_id != assessment.pk]
    return _page(request, earlier, assessment=assessment, line=None, back=reverse("wards:evidence_list"))


def _page(
    request: OfficerRequest, offered: Iterable[Reusable], *, assessment: Assessment, line: Entry | None, back: str
) -> HttpResponse:
    rows = list(offered)
    data = typed.fields(request)
    ticked = {one.key for one in rows if not one.warnings} if data is None else set(data.getlist("cite"))
    wrong = ""
    if request.method == "POST":
        wrong = _cited(request, [one for one in rows if one.key in ticked], line)
        if not wrong:
            return go(request, entry_url(line) if line else reverse("wards:evidence_gaps"))
    context = {
        "offered": rows, "ticked": ticked, "assessment": assessment, "entry": line, "back": back, "wrong": wrong,
        "has_errors": bool(wrong),
    }  # fmt: skip
    return render(request, "wards/evidence_reuse.html", context, status=422 if wrong else 200)


def _cited(request: OfficerRequest, chosen: list[Reusable], line: Entry | None) -> str:
    """Cite what was chosen; returns what is wrong, or nothing."""
    if not chosen:
        return _("Choose at least one document.")
    try:
        with permission():
            made = reuse.reuse(chosen=chosen, by=request.user)
    except ValidationError as error:
        return " ".join(error.messages)
    said = ngettext("Cited %(count)d document again.", "Cited %(count)d documents again.", len(made))
    words = said % {"count": len(made)}
    if line:
        say_at(request, line, words)
    else:
        messages.success(request, words)
    return ""
