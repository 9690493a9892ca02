"""A new version of a document, and its way to the lines that cite the old one."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.htmx import go
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import revisions
from wards.domain.exhibits.evidence_data import FIELDS
from wards.domain.files import contents, sent_twice
from wards.domain.sheet.assessment import require
from wards.forms.uploads import RevisedForm
from wards.models import Evidence, Officer
from wards.queries import evidence as queries
from wards.requests import OfficerRequest
from wards.views.citations import entry_url, permission, say_at, still_cited
from wards.views.files import attach_all, not_stored, tell

logger = logging.getLogger(__name__)

KEPT = ("abstract", "issuer", "kind", "body")  # what a new version has in common with the old one, mostly


@typed.kept_through_login
def evidence_revise(request: OfficerRequest, pk: int) -> HttpResponse:
    """Thay bằng bản mới: the new version with its files; the lines that cite the old one are listed on its page."""
    old = queries.get_evidence(request.user, pk)
    with permission():
        require(evidences.works_in(old.ward_id, request.user))
    newest = queries.versions(old)[-1]
    if newest != old and request.method != "POST":
        messages.info(request, _("This document has a newer version already: replace that one."))
        return go(request, _url(newest))
    form = RevisedForm(
        typed.fields(request), request.FILES or None, by=request.user, ward=old.ward,
        initial={name: getattr(old, name) for name in KEPT},
    )  # fmt: skip
    if request.method == "POST":
        made = _revised(request, form, old) if form.is_valid() else _revised_before(form, old, request.user)
        form.forget(saved=bool(made))
        if made:
            return go(request, _url(made))
    context: dict[str, Any] = {"old": old, "form": form, "has_errors": form.is_bound and bool(form.errors)}
    return render(request, "wards/evidence_revise.html", context, status=422 if request.method == "POST" else 200)


def _revised_before(form: RevisedForm, old: Evidence, by: Officer) -> Evidence | None:
    """The version that the same form made a moment ago, if this is its second sending: then nothing is wrong."""
    if not form.may_be_sent_again:
        return None
    data = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
    with transaction.atomic():
        return sent_twice.revised(evidence=old, by=by, **data)


def _revised(request: OfficerRequest, form: RevisedForm, old: Evidence) -> Evidence | None:
    data = {name: form.cleaned_data[name] for name in FIELDS}
    try:
        with permission(), contents.all_or_nothing():
            before = sent_twice.revised(evidence=old, by=request.user, **data)
            if before:
                return before
            made = revisions.revise(evidence=old, by=request.user, **data).evidence
            contents.held(checked.sha256 for checked in form.accepted)
            form.refused.extend(attach_all(made, form, request.user))
    except ValidationError as error:
        form.add_error(None, error)
        return None
    except OSError:
        logger.exception("the files of a new version could not be stored")
        form.add_error(None, not_stored())
        return None
    messages.success(request, _("Saved the new version; the old one is kept as it was."))
    tell(request, form)
    return made


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def citation_renew(request: OfficerRequest, pk: int) -> HttpResponse:
    """Dùng bản mới: the line cites the newest version in place of the old. By GET it leads to the line."""
    citation = still_cited(request, pk)
    if isinstance(citation, HttpResponse):
        return citation
    if request.method != "POST":
        return go(request, entry_url(citation.entry))
    old, pages = citation.exhibit, citation.pages
    try:
        with permission():
            made = revisions.adopt(citation=citation, by=request.user)
    except ValidationError as error:
        say_at(request, citation.entry, " ".join(error.messages))
        return go(request, entry_url(citation.entry))
    said = _("The new version is cited as %(new)s in place of %(old)s.") % {"new": made.exhibit, "old": old}
    if made.pages != pages:
        said += " " + _("It has no page %(pages)s: the whole document is cited, correct it if need be.") % {
            "pages": pages
        }
    if "document" in request.POST:  # pressed on the page of the new version: the next line waits there
        messages.success(request, said)
        return go(request, _url(made.evidence))
    say_at(request, citation.entry, said)
    return go(request, entry_url(citation.entry))


def _url(evidence: Evidence) -> str:
    return reverse("wards:evidence_detail", args=[evidence.pk])
