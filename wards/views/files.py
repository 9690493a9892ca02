"""Files of documents on their way in and out: laid down with a new document, added, sent back, removed."""

import logging
from dataclasses import replace
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import shelf, typed
from emulation.htmx import go, page_or_part, wants_part
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits.evidence_data import FIELDS
from wards.domain.files import contents, pieces, sent_twice
from wards.domain.files.uploads import Checked
from wards.domain.sheet.assessment import require
from wards.forms.uploads import NewEvidenceForm, UploadForm
from wards.models import Content, Entry, Evidence, Officer
from wards.queries import evidence as queries
from wards.requests import OfficerRequest
from wards.views.citations import entry_url, get_open_entry, permission, say_at
from wards.views.evidence import detail, evidence_url

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer", bound=HttpResponseBase)

IN_THE_PAGE = {"application/pdf", "image/jpeg", "image/png"}  # shown by the browser; everything else is saved
CSP_OF_FILES = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@typed.kept_through_login
def evidence_new(request: OfficerRequest, entry: int) -> HttpResponse:
    """Thêm tài liệu minh chứng: document, files and citation from one page.

    Files are judged one by one. If some are accepted, the document is saved with them and the refused ones are named;
    if all are refused nothing is saved, and what was typed stays on the page.
    """
    line = get_open_entry(request, entry)
    form = NewEvidenceForm(
        typed.fields(request), request.FILES or None, by=request.user, ward=line.assessment.ward
    )  # fmt: skip
    if request.method == "POST":
        saved = _save_new(form, line, request.user) if form.is_valid() else _saved_before(form, line, request.user)
        form.forget(saved=bool(saved))
        if saved:
            return go(request, _announce(request, form, line, saved))
    return page_or_part(
        request, "wards/evidence_new.html", "new-evidence",
        {"entry": line, "form": form, "has_errors": form.is_bound and bool(form.errors), "back": entry_url(line),
         "keep_files": wants_part(request) and "files" not in form.errors},
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _save_new(form: NewEvidenceForm, line: Entry, by: Officer) -> Evidence | None:
    typed = _typed(form)
    digests = None if form.cleaned_data.get("join") else [checked.sha256 for checked in form.accepted]
    try:
        with permission(), contents.all_or_nothing():
            before = sent_twice.laid_down(entry=line, by=by, digests=digests, **typed)
            if before:
                return before
            saved = evidences.add_evidence(
                ward=line.assessment.ward, by=by, entry=line, page_count=form.page_count, **typed
            )
            contents.held(checked.sha256 for checked in form.accepted)
            form.refused.extend(attach_all(saved, form, by))
    except ValidationError as error:
        form.add_error(None, error)
        return None
    except OSError:
        logger.exception("the files of a new document could not be stored")
        form.add_error(None, not_stored())
        return None
    return saved


def _saved_before(form: NewEvidenceForm, line: Entry, by: Officer) -> Evidence | None:
    """The document that the same form laid down a moment ago, if this is its second sending: then nothing is wrong."""
    if not form.may_be_sent_again:
        return None
    with transaction.atomic():
        saved = sent_twice.laid_down(entry=line, by=by, digests=None, **_typed(form))
    if saved:
        form.refused.clear()
    return saved


def _typed(form: NewEvidenceForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in (*FIELDS, "pages") if name in form.cleaned_data}


def not_stored() -> str:
    """The storage is full or away."""
    return _("The files could not be stored and nothing was saved. Try again in a few minutes.")


def attach_all(evidence: Evidence, form: UploadForm, by: Officer, *, one_by_one: bool = False) -> list[str]:
    """Keep the accepted files; returns a sentence for each that the document has already, or could not be stored.

    Raises OSError at the first that could not be stored, unless each stands for itself, and ValidationError when
    another form took one of the files meanwhile.
    """
    refused: list[str] = []
    pieces.claim(form.waiting)
    for at, checked in enumerate(form.accepted):
        try:
            with permission():
                kept = evidences.attach(evidence=evidence, checked=checked, by=by)
            if kept.content.was_put_back:
                form.accepted[at] = _said_put_back(checked)
        except ValidationError as error:
            refused += error.messages
        except OSError:
            if not one_by_one:
                raise
            logger.exception("a file for a document could not be stored")
            refused.append(_("File %(name)s could not be stored. Send it again in a few minutes.") % {
                "name": checked.name,
            })  # fmt: skip
    return refused


def _said_put_back(checked: Checked) -> Checked:
    said = _(
        "The stored copy of %(name)s was lost or damaged; the file just sent, byte for byte the same, replaces it."
    )
    return replace(checked, note=f"{checked.note} {said % {'name': checked.name}}".strip())


def _announce(request: OfficerRequest, form: NewEvidenceForm, line: Entry, saved: Evidence) -> str:
    """Say what was saved and what was not; returns where to go: to the document when a file is still missing."""
    exhibit = line.citations.select_related("entry__indicator").get(evidence=saved).exhibit
    say_at(request, line, _("Saved the document and cited it as %(exhibit)s.") % {"exhibit": exhibit})
    tell(request, form)
    return reverse("wards:evidence_detail", args=[saved.pk]) if form.refused else entry_url(line)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_upload(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add files to a document; each one's true result is named. By GET (reloaded) it leads to the document."""
    evidence = queries.get_evidence(request.user, pk)
    if request.method != "POST":
        return go(request, evidence_url(evidence))
    with permission():
        require(evidences.may_change(evidence, by=request.user))
    form = UploadForm(request.POST, request.FILES, by=request.user, ward=evidence.ward, title=evidence.abstract)
    accepted = _add_files(form, evidence, request.user) if form.is_valid() else None
    form.forget(saved=accepted is not None)
    if form.may_be_sent_again and sent_twice.added(evidence=evidence, by=request.user):
        return go(request, evidence_url(evidence))
    if accepted is None:
        return detail(request, evidence, upload=form, status=422)
    _tell_notes(request, form)
    if wants_part(request) or not accepted:
        fresh = queries.get_evidence(request.user, pk)
        return detail(request, fresh, upload=form, accepted=accepted, status=200 if accepted else 422)
    messages.success(request, said_accepted(accepted))
    _tell_refusals(request, form)
    return go(request, evidence_url(evidence))


def _add_files(form: UploadForm, evidence: Evidence, by: Officer) -> int | None:
    """How many were added, each by itself: one that cannot be stored keeps no other away.

    None when another form took one of them meanwhile.
    """
    try:
        with contents.all_or_nothing():
            evidences.hold(evidence)
            contents.held(checked.sha256 for checked in form.accepted)
            not_added = attach_all(evidence, form, by, one_by_one=True)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    form.refused.extend(not_added)
    return len(form.accepted) - len(not_added)


def tell(request: OfficerRequest, form: UploadForm) -> None:
    """What became of files that are not kept as they came, and which were not kept."""
    _tell_notes(request, form)
    _tell_refusals(request, form)


def _tell_notes(request: OfficerRequest, form: UploadForm) -> None:
    for checked in form.accepted:
        if checked.note:
            messages.info(request, checked.note)


def _tell_refusals(request: OfficerRequest, form: UploadForm) -> None:
    for sentence in form.refused:
        messages.error(request, sentence)


def said_accepted(count: int) -> str:
    return ngettext("%(count)d file uploaded.", "%(count)d files uploaded.", count) % {"count": count}


@login_required
@require_safe
def file_download(request: OfficerRequest, pk: int) -> FileResponse:
    """The only way out for a file: after the permission check, under its checked type, unable to act in our name."""
    file = queries.get_file(request.user, pk)
    return sent(file.content, file.name)


def sent(content: Content, name: str) -> FileResponse:
    """A kept file on its way to somebody who may read it. Raises shelf.NotWhole."""
    kind = content.media_type
    stream = shelf.opened(str(content.file), content.sha256)
    response = FileResponse(stream, content_type=kind, as_attachment=kind not in IN_THE_PAGE, filename=name)
    response["Cache-Control"] = "private, no-store"
    return unable_to_act(response)


def unable_to_act(response: Answer) -> Answer:
    """What strangers made is shown as what it is, and can do nothing in our name."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = CSP_OF_FILES
    response["X-Frame-Options"] = "SAMEORIGIN"  # the desk shows the cited page beside the figure
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
