"""The ward's work: the task list, a criterion with its lines, saving a line, giving criteria to officials."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from emulation import typed
from emulation.htmx import page_or_part, part, stop_polling
from emulation.queue import enqueue
from wards import rules, tasks
from wards.domain.appraisal import extensions, meanwhile
from wards.domain.notifying import step_notices
from wards.domain.sheet import assessment as assessments
from wards.forms.entry import EntryForm
from wards.models import Assessment, Criterion, Entry, Officer
from wards.queries.assessments import get_assessment, get_entry
from wards.queries.review import standing_return
from wards.requests import OfficerRequest
from wards.views.asked import for_ward, open_doubts
from wards.views.cards import Card, Sheet, entry_form, read_line, read_sheet
from wards.views.worklist import next_steps, read_worklist

ENTRY_ANSWER = "wards/parts/entry_answer.html"


@login_required
@require_safe
def task_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """The assessment at a glance: what stands, what is missing, what comes next."""
    assessment = get_assessment(request.user, pk)
    context = _task_list(request.user, assessment) | {
        "submission": step_notices.submission(assessment), "open_questions": open_doubts(request, assessment),
        "letter": standing_return(assessment),
        "paper_steps": import_string(settings.PAPER_STEPS)(request.user, assessment),
    }  # fmt: skip
    return part(request, "wards/task_list.html", context)


@login_required
@require_safe
def score_summary(request: OfficerRequest, pk: int) -> HttpResponse:
    """The points alone, asked for again and again while they are being computed."""
    assessment = get_assessment(request.user, pk)
    if not request.htmx:
        return redirect("wards:task_list", pk)
    answer = part(request, "wards/parts/score_answer.html", _task_list(request.user, assessment))
    return answer if assessment.is_stale else stop_polling(answer)


def _task_list(officer: Officer, assessment: Assessment) -> dict[str, object]:
    worklist = read_worklist(assessment, officer)
    return {
        "assessment": assessment, "worklist": worklist,
        "steps": next_steps(assessment, officer, worklist), "is_writing": assessment.state in rules.WRITING,
        "extension": extensions.standing(assessment), **reader(officer, assessment),
    }  # fmt: skip


def reader(officer: Officer, assessment: Assessment) -> dict[str, object]:
    """From which side the person looks at the page."""
    roles = officer.roles_in_ward(assessment.ward_id)
    return {
        "is_ward": bool(roles), "is_clerk": roles == {"clerk"},
        "is_office": not roles and rules.is_reviewer(officer, assessment),
    }  # fmt: skip


@login_required
@require_safe
def criterion(request: OfficerRequest, pk: int, number: str) -> HttpResponse:
    """The lines of one criterion, those sent back first; what was typed before a login ran out stands in them again."""
    assessment = get_assessment(request.user, pk)
    found = _criterion(assessment, number)
    sheet = read_sheet(assessment, found, request.user)
    for card in sheet.cards:
        left = typed.kept(request, reverse("wards:entry_save", args=[card.entry.pk]))
        if left is not None and card.ruling:
            card.form = entry_form(card.entry, left)
            card.notice = typed.not_saved()
    return _criterion_page(request, assessment, found, sheet)


def _criterion(assessment: Assessment, number: str) -> Criterion:
    found = assessment.period.criteria_set.criteria.order_by("position").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _criterion_page(
    request: OfficerRequest, assessment: Assessment, found: Criterion, sheet: Sheet, *, status: int = 200
) -> HttpResponse:
    neighbours = assessment.period.criteria_set.criteria.filter(position__in=[found.position - 1, found.position + 1])
    beside = {criterion.position - found.position: criterion for criterion in neighbours}
    context = {
        "assessment": assessment, "criterion": found, "sheet": sheet, "before": beside.get(-1), "after": beside.get(1),
        "has_errors": status >= 400, **reader(request.user, assessment), "asked": for_ward(request, assessment),
    }  # fmt: skip
    return part(request, "wards/criterion.html", context, status=status)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def entry_save(request: OfficerRequest, pk: int) -> HttpResponse:
    """Save one line; answer with its card, or with both values when someone else saved first.

    By GET this is the address of the line: it leads to its place on its page.
    """
    entry = get_entry(request.user, pk)
    if request.method != "POST":
        return redirect(_place(entry))
    if not rules.is_ward_officer(request.user, entry.assessment):
        raise PermissionDenied
    if "keep" in request.POST:  # of two values, or of a typed and a saved one, the saved one
        return _settled(request, entry)
    if "version" not in request.POST:  # cut off on its way: the fields it lacks are no emptied figures
        return _unsaved(request, entry, {"notice": _("The page was incomplete; choose again.")}, status=422)
    return _save(request, entry, entry_form(entry, request.POST))


def _save(request: OfficerRequest, entry: Entry, form: EntryForm) -> HttpResponse:
    if not form.is_valid():
        return _unsaved(request, entry, {"form": form}, status=422)
    words = {name: form.cleaned_data[name] for name in ("explanation", "no_data_reason")}
    try:
        saved = assessments.record(
            entry=entry, figure=form.figure(), **words, seen=form.cleaned_data["version"], by=request.user
        )
    except assessments.ChangedMeanwhile:
        return _unsaved(request, entry, {"form": form, "conflict": True}, status=409)
    except assessments.NotAllowed as refusal:
        notice = f"{refusal} {meanwhile.why_closed(entry, by=request.user)}".rstrip()
        return _unsaved(request, entry, {"form": form, "notice": notice}, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _unsaved(request, entry, {"form": form}, status=422)
    enqueue(tasks.score_assessment, saved.assessment_id)
    earlier = meanwhile.own_earlier(saved, seen=form.cleaned_data["version"], by=request.user)
    return _settled(request, saved, saved_now=True, earlier=earlier)


def _place(entry: Entry) -> str:
    page = reverse("wards:criterion", args=[entry.assessment_id, entry.indicator.criterion.number])
    return f"{page}#entry-{entry.pk}"


def _settled(request: OfficerRequest, entry: Entry, *, saved_now: bool = False, earlier: str = "") -> HttpResponse:
    """The line as it stands in the database, nothing typed left over."""
    if request.htmx:
        answer = _entry_answer(request, entry, {"saved_now": saved_now, "earlier": earlier})
        return trigger_client_event(answer, "entry-saved") if saved_now else answer  # questions are asked anew
    if saved_now:
        words = {"code": entry.indicator.code, "time": f"{timezone.localtime():%H:%M}"}
        messages.success(request, _("Indicator %(code)s saved at %(time)s.") % words)
    if earlier:
        messages.warning(request, earlier, extra_tags=f"entry-{entry.pk}")
    return redirect(_place(entry))


def _unsaved(request: OfficerRequest, entry: Entry, shown: dict[str, object], *, status: int) -> HttpResponse:
    """The card with what was typed, and what still counts: read again, since somebody else may have changed it."""
    entry = get_entry(request.user, entry.pk)
    if request.htmx:
        return _entry_answer(request, entry, shown, status=status)
    found = entry.indicator.criterion
    sheet = read_sheet(entry.assessment, found, request.user)
    for card in sheet.cards:
        if card.entry.pk == entry.pk:
            _show(card, shown)
    return _criterion_page(request, entry.assessment, found, sheet, status=status)


def _entry_answer(
    request: OfficerRequest, entry: Entry, shown: dict[str, object], *, status: int = 200
) -> HttpResponse:
    sheet = read_line(entry, request.user)
    _show(sheet.cards[0], shown)
    context = {
        "assessment": entry.assessment, "card": sheet.cards[0], "sheet": sheet,
        **reader(request.user, entry.assessment),
    }  # fmt: skip
    return part(request, ENTRY_ANSWER, context, status=status)


def _show(card: Card, shown: dict[str, object]) -> None:
    for name, value in shown.items():
        setattr(card, name, value)


@login_required
@require_safe
def entry_why(request: OfficerRequest, pk: int) -> HttpResponse:
    """Why a line has its points, as a page of its own: what other pages link to."""
    entry = get_entry(request.user, pk)
    card = read_line(entry, request.user).cards[0]
    context = {"assessment": entry.assessment, "card": card, **reader(request.user, entry.assessment)}
    return page_or_part(request, "wards/why.html", "why", context)
