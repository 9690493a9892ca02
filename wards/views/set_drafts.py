"""The next version of a criteria set: begun, downloaded, taken from a file, compared, given up."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wards import rules
from wards.domain.criteria import confirming, drafts, set_sheets, set_sheets_reading, set_text, set_toml_reading
from wards.domain.criteria.catalogue_file import Fault, Faults
from wards.domain.criteria.differences import differences, levels_told, told
from wards.domain.criteria.set_parts import Data
from wards.domain.criteria.set_words import in_words
from wards.domain.files import books, workbook
from wards.forms.criteria_steps import SetFileForm
from wards.models import CriteriaSet, Draft
from wards.queries.criteria import get_draft, get_own_draft, get_published
from wards.requests import OfficerRequest

SHOWN_FAULTS = 40
COLUMNS = {column.path: column for column in set_sheets.OF_INDICATOR}
TOML = "application/toml; charset=utf-8"


@dataclass(frozen=True)
class Line:
    """An indicator of a draft as its page tells it: a draft's rows are not in the database yet."""

    code: str
    text: str
    kind: str
    target: str
    points: str
    levels: str
    is_required: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_new(request: OfficerRequest, code: str) -> HttpResponse:
    """How a set is replaced: download it, or begin a draft here. An office that has one already is led to it."""
    old = get_published(request.user, code, head=False)
    standing = drafts.open_draft(request.user, old)
    ruling = drafts.may_begin(request.user, old)
    if standing is None and request.method == "POST":
        try:
            standing = drafts.begin(criteria_set=old, by=request.user)
        except drafts.NotAllowed as refusal:
            ruling = rules.Ruling(False, str(refusal))
    if standing is not None:
        return redirect("wards:draft", standing.criteria_set.code)
    status = 200 if request.method != "POST" else 403
    return render(request, "wards/draft_new.html", {"criteria_set": old, "ruling": ruling}, status=status)


@login_required
@require_safe
def set_download(request: OfficerRequest, code: str, form: str) -> HttpResponse:
    """The set as a file to be edited: an office's own draft, or what is published."""
    found = get_object_or_404(CriteriaSet, code=code)
    if found.status == CriteriaSet.Status.DRAFT:
        found = get_draft(request.user, code).criteria_set
    else:
        get_published(request.user, code, head=False)
    data = drafts.data_of(found)
    if form == "excel":
        answer = HttpResponse(set_sheets.write(data, found.full_name), content_type=workbook.MEDIA_TYPE)
        name = workbook.file_name("bo tieu chi", found.full_name)
    elif form == "toml":
        answer = HttpResponse(found.source_text or set_text.write(data), content_type=TOML)
        name = workbook.file_name("bo tieu chi", found.full_name, ending="toml")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_safe
def draft(request: OfficerRequest, code: str) -> HttpResponse:
    """The draft in full: what it says, what is still wrong, who has confirmed it."""
    found = get_draft(request.user, code)
    reading, given = drafts.reading_of(found), confirming.standing(found)
    context = {
        **about(found, reading), "faults": [in_words(_placed(fault)) for fault in reading.faults],
        "may_edit": drafts.may_edit(request.user, found), "given": given, "lacks": confirming.lacks(given),
        "may_confirm": confirming.may_confirm(request.user, found, reading, given),
        "changes": len(differences(old_data(found), reading.data)),
        "criteria": [(criterion, _lines(criterion)) for criterion in reading.data["criteria"]],
        "wordings": set_sheets.WORDINGS, "is_kept": found.criteria_set.confirmations.exists(),
    }  # fmt: skip
    return render(request, "wards/draft.html", context)


def about(found: Draft, reading: drafts.Reading) -> dict[str, object]:
    """What every page of a draft says of it."""
    head = [(column.heading, told(reading.data, column)) for column in set_sheets.HEAD]
    return {"draft": found, "criteria_set": found.criteria_set, "old": found.criteria_set.supersedes, "head": head}


def old_data(found: Draft) -> Data:
    return drafts.data_of(found.criteria_set.supersedes) if found.criteria_set.supersedes else {}


def _lines(criterion: Data) -> list[Line]:
    return [
        Line(
            one.get("code", ""), one.get("text", ""), told(one, COLUMNS["value"]),
            told(one, COLUMNS["target.op"]).replace("…", told(one, COLUMNS["target.value"])),
            told(one, COLUMNS["points"]), levels_told(one), bool(one.get("required")),
        )
        for one in criterion.get("indicators", [])
    ]  # fmt: skip


def _placed(fault: Fault) -> str:
    """A fault without the path that only a file has: the line it is about, or the set."""
    _path, _bracket, label = fault.place.partition(" (")
    return f"{label.rstrip(')')}: {fault.message}" if label else fault.message


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_upload(request: OfficerRequest, code: str) -> HttpResponse:
    """Take a whole file in place of what the draft says, or tell all that is wrong with it."""
    found = get_own_draft(request.user, code)
    if request.method != "POST":
        return _upload_page(request, found, SetFileForm())
    form = SetFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, found, form, status=422)
    try:
        data, faults = _read(form.cleaned_data["file"])
        before = found.version
        now = drafts.replace(draft=found, data=data, faults=faults, by=request.user)
    except (books.Unreadable, drafts.NotAllowed) as error:
        return _upload_page(request, found, form, faults=[str(error)], status=422)
    except drafts.Refused as refused:
        return _upload_page(request, found, form, faults=[str(fault) for fault in refused.faults], status=422)
    messages.success(request, _("The file was taken in.") if now.version != before else _("The file changes nothing."))
    return redirect("wards:draft_differences" if now.version != before else "wards:draft", code)


def _read(file: UploadedFile) -> tuple[Data, Faults]:
    """What a file says, and where. Raises books.Unreadable, or drafts.Refused where nothing more can be said of it."""
    if str(file.name).lower().endswith(".xlsx"):
        return set_sheets_reading.read(file)
    data, faults = set_toml_reading.read(file)
    if faults.found:
        raise drafts.Refused(faults.found)
    return data, faults


def _upload_page(
    request: OfficerRequest, found: Draft, form: SetFileForm, *, faults: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "draft": found, "criteria_set": found.criteria_set, "form": form, "faults": (faults or [])[:SHOWN_FAULTS],
        "more": max(len(faults or []) - SHOWN_FAULTS, 0), "has_errors": status >= 400,
    }  # fmt: skip
    return render(request, "wards/draft_upload.html", context, status=status)


@login_required
@require_safe
def draft_differences(request: OfficerRequest, code: str) -> HttpResponse:
    """Line by line what the new version says otherwise than the old one."""
    found = get_draft(request.user, code)
    reading = drafts.reading_of(found)
    may_confirm = confirming.may_confirm(request.user, found, reading, confirming.standing(found))
    rows = differences(old_data(found), reading.data)
    context = {**about(found, reading), "rows": rows, "may_confirm": may_confirm}
    return render(request, "wards/draft_differences.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: OfficerRequest, code: str) -> HttpResponse:
    """Give the draft up, after being asked."""
    found = get_own_draft(request.user, code)
    refused = ""
    if request.method == "POST":
        try:
            drafts.discard(draft=found, by=request.user)
        except drafts.NotAllowed as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The draft was given up."))
            return redirect(reverse("wards:catalogue_list"))
    context = {"draft": found, "criteria_set": found.criteria_set, "refused": refused}
    return render(request, "wards/draft_discard.html", context, status=409 if refused else 200)
