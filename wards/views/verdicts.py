"""Acts on the lines of a desk: confirm, adjust, ask for completion; confirm together what was opened; remark."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.htmx import wants_part
from emulation.queue import enqueue
from emulation.templatetags.vietnamese import clock
from wards import rules, tasks
from wards.domain.appraisal import desk as desks
from wards.domain.appraisal import meanwhile, remarks, review, seen
from wards.domain.appraisal.seen import Sight, Together
from wards.domain.sheet.assessment import ChangedMeanwhile, NotAllowed
from wards.domain.sheet.explain import describe_figure
from wards.forms.review import Before, RemarkForm
from wards.models import Assessment, Entry, Verdict
from wards.queries.assessments import get_entry
from wards.requests import OfficerRequest
from wards.views.review import desk_page, is_only_own, line_url, own_desk, read_act


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: OfficerRequest, entry: int) -> HttpResponse:
    """One act on one line; then the next line that waits.

    A refused act is shown under this very address: reloaded or opened again, it leads to the line on the desk.
    """
    line = get_entry(request.user, entry)
    assessment = own_desk(request, line.assessment_id)
    if request.method != "POST":
        return redirect(line_url(assessment, line.pk))
    before = Before(request.POST)
    if not before.is_valid():
        messages.error(request, _("The page was incomplete; choose again."))
        return _at(request, assessment, line)
    given, forms = read_act(line, before.cleaned_data["kind"], request.POST)
    if any(not form.is_valid() for form in forms.values()):
        return desk_page(request, assessment, line_id=line.pk, status=422, **forms)
    sight = {name: before.cleaned_data[name] for name in ("seen", "version", "round")}
    kind = before.cleaned_data["kind"]
    try:
        verdict = review.judge(entry=line, by=request.user, **sight, **given())
    except ValidationError as error:
        next(iter(forms.values())).add_error(None, error)
        return desk_page(request, assessment, line_id=line.pk, status=422, **forms)
    except review.JudgedMeanwhile as conflict:
        return _conflict(request, line, conflict.current, kind, forms)
    except ChangedMeanwhile as change:
        notice = _("The ward changed this line since you opened the page. No verdict was written; look at it again.")
        told = meanwhile.handed_in_since(change.current, version=sight["version"])
        return _not_written(request, line, f"{notice} {told}", kind, forms)
    except NotAllowed as refusal:
        ruling = rules.may_review(request.user, own_desk(request, assessment.pk))
        told = "" if ruling else meanwhile.last_step(assessment)
        return _not_written(request, line, f"{refusal} {told}", kind, forms)
    if verdict.by_id != request.user.pk:
        said = _("%(who)s had found the same for %(code)s at %(time)s; it is written once.")
        words = {"who": verdict.by, "code": line.indicator.code, "time": clock(verdict.at)}
        messages.info(request, said % words)
    enqueue(tasks.score_assessment, assessment.pk)
    return _onward(request, assessment, line)


def _mine(request: OfficerRequest, line: Entry, kind: str, forms: dict[str, Any]) -> dict[str, str]:
    """The verdict this person had chosen, to be read: nothing typed is lost although it was not written."""
    figure = Verdict(**forms["adjust"].figure()) if "adjust" in forms else None
    return {
        "mine": str(Verdict.Kind(kind).label), "mine_figure": describe_figure(figure, line.indicator) if figure else "",
        "mine_reason": request.POST.get("reason", "") if forms else "",
    }  # fmt: skip


def _not_written(
    request: OfficerRequest, line: Entry, notice: str, kind: str, forms: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    """The desk as it is now, why nothing was written, and what was chosen."""
    unwritten = _mine(request, line, kind, forms)
    return desk_page(
        request, own_desk(request, line.assessment_id), line_id=line.pk, status=409, notice=notice.rstrip(),
        unwritten=unwritten, **forms,
    )  # fmt: skip


def _conflict(request: OfficerRequest, line: Entry, current: Verdict, kind: str, forms: dict[str, Any]) -> HttpResponse:
    """Two reviewers, one line: both verdicts are shown, and the person says which one counts."""
    typed = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "seen")]
    conflict = {
        "current": current, "typed": typed, **_mine(request, line, kind, forms),
        "theirs_figure": "" if current.kind == Verdict.Kind.TO_COMPLETE else describe_figure(current, line.indicator),
    }  # fmt: skip
    return desk_page(request, line.assessment, line_id=line.pk, status=409, conflict=conflict, **forms)


def _onward(request: OfficerRequest, assessment: Assessment, line: Entry) -> HttpResponse:
    """To the next line that waits for this reviewer; where none does, the page says so."""
    own = is_only_own(request)
    laid = desks.lay(assessment, by=request.user, only_own=own)
    following = laid.next_unjudged(line.pk)
    if following is None:
        is_done = laid.judged == len(laid.lines)
        told = _("Every line has its verdict now.") if is_done else _("No other line waits for you.")
        code = line.indicator.code
        messages.success(request, _("%(code)s is done. %(told)s") % {"code": code, "told": told})
    if wants_part(request):
        typed.forget(request, request.path)
        return desk_page(request, own_desk(request, assessment.pk), after=line.pk)
    to = line_url(assessment, following.entry.pk if following else line.pk, only_own=own)
    return redirect(to if following else to.partition("#")[0])  # from the top: the message


def _at(request: OfficerRequest, assessment: Assessment, line: Entry) -> HttpResponse:
    """The desk at this line again."""
    if wants_part(request):
        return desk_page(request, assessment, line_id=line.pk)
    return redirect(line_url(assessment, line.pk, only_own=is_only_own(request)))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: OfficerRequest, entry: int) -> HttpResponse:
    """A note for the office (`to=office`) or a comment for the ward (`to=ward`) on a line."""
    line = get_entry(request.user, entry)
    assessment = own_desk(request, line.assessment_id)
    if request.method != "POST":
        return redirect(line_url(assessment, line.pk))
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return desk_page(request, assessment, line_id=line.pk, status=422, remark=form)
    is_internal = form.cleaned_data["to"] == RemarkForm.OFFICE
    try:
        remarks.add(entry=line, text=form.cleaned_data["text"], is_internal=is_internal, by=request.user)
    except NotAllowed as refusal:
        return desk_page(request, assessment, line_id=line.pk, status=409, notice=str(refusal), remark=form)
    messages.success(request, _("The note is kept.") if is_internal else _("The ward sees your comment now."))
    typed.forget(request, request.path)
    return _at(request, assessment, line)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_seen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Xác nhận n chỉ tiêu đã xem: each as it stood on the page; what is not so any more is left out and named."""
    assessment = own_desk(request, pk)
    back = reverse("wards:desk", args=[pk])
    if request.method != "POST":
        return redirect(back)
    try:
        done = seen.confirm_seen(assessment=assessment, seen=_sights(request), by=request.user)
    except NotAllowed as refusal:
        return desk_page(request, own_desk(request, pk), status=409, notice=str(refusal))
    if done.confirmed:
        enqueue(tasks.score_assessment, assessment.pk)
    _tell(request, done)
    if wants_part(request):
        return desk_page(request, own_desk(request, pk))
    return redirect(f"{back}?cua-toi=1" if is_only_own(request) else back)


def _sights(request: OfficerRequest) -> list[Sight]:
    """What the page said of each line: "entry:version:verdict", the last part empty without one."""
    found = []
    for value in request.POST.getlist("line"):
        parts = value.split(":")
        if len(parts) == 3 and all(part.isdecimal() and len(part) < 19 for part in parts if part) and all(parts[:2]):
            found.append(Sight(int(parts[0]), int(parts[1]), int(parts[2]) if parts[2] else None))
    return found


def _tell(request: OfficerRequest, done: Together) -> None:
    n = len(done.confirmed)
    if n:
        words = ngettext("%(n)d line is confirmed: %(codes)s.", "%(n)d lines are confirmed: %(codes)s.", n)
        codes = ", ".join(entry.indicator.code for entry in done.confirmed)
        messages.success(request, words % {"n": n, "codes": codes})
    if done.left_out:
        left = ", ".join(f"{entry.indicator.code} ({reason})" for entry, reason in done.left_out)
        messages.warning(request, _("Not confirmed: %(lines)s.") % {"lines": left})
    if not n and not done.left_out:
        messages.warning(request, _("No opened line waits for a verdict."))
