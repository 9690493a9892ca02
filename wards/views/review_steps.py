"""The steps of the office: start the appraisal, ask for completion, complete, reopen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from emulation import typed
from wards import rules
from wards.domain.appraisal import desk as desks
from wards.domain.appraisal import meanwhile, review
from wards.domain.sheet.assessment import NotAllowed
from wards.domain.sheet.scoring import total
from wards.forms.review import CompletionForm, ReasonForm
from wards.models import Action, Assessment, Score, Side, Verdict
from wards.queries.inspections import open_inspections
from wards.requests import OfficerRequest
from wards.views.review import own_desk
from wards.views.steps import Step, take

START = Step(
    action=Action.START_REVIEW,
    title=gettext_lazy("Start the appraisal"),
    meaning=gettext_lazy("From here the ward can no longer recall what it handed in."),
    button=gettext_lazy("Start the appraisal"),
    done=gettext_lazy("The appraisal has started; the ward can no longer recall."),
    form=None,
)
COMPLETE = Step(
    action=Action.COMPLETE,
    title=gettext_lazy("Complete the appraisal"),
    meaning=gettext_lazy(
        "The verdicts below become the result of the appraisal. It can be reopened later, with a reason."
    ),
    button=gettext_lazy("Complete the appraisal"),
    done=gettext_lazy("The appraisal is completed."),
    kind="good",
    form=None,
)
REOPEN = Step(
    action=Action.REOPEN,
    title=gettext_lazy("Reopen the appraisal"),
    meaning=gettext_lazy(
        "Every verdict stays as it is; lines can be judged again. The reason is written into the history."
    ),
    button=gettext_lazy("Reopen the appraisal"),
    done=gettext_lazy("The appraisal is open again."),
    kind="danger",
    form=ReasonForm,
)


def _desk_url(pk: int) -> str:
    return reverse("wards:desk", args=[pk])


@login_required
def start_review(request: OfficerRequest, pk: int) -> HttpResponse:
    """Bắt đầu thẩm định."""
    return take(request, own_desk(request, pk), START, review.start_review, back=_desk_url(pk), onward=_desk_url(pk))


@login_required
def complete(request: OfficerRequest, pk: int) -> HttpResponse:
    """Hoàn thành thẩm định, with what that makes the result."""
    assessment = own_desk(request, pk)
    more: dict[str, object] = {"lacks": _open_visits(assessment)}
    if request.method != "POST":
        more["result"] = _result(assessment)
    back = _desk_url(pk)
    return take(request, assessment, COMPLETE, review.complete, back=back, onward=back, more=more)


def _open_visits(assessment: Assessment) -> list[str]:
    """What is told before completing without standing in its way: visits whose minutes are not closed."""
    count = open_inspections(assessment)
    said = ngettext(
        "%(count)d inspection whose minutes are not closed yet; they can still be closed afterwards.",
        "%(count)d inspections whose minutes are not closed yet; they can still be closed afterwards.", count,
    )  # fmt: skip
    return [said % {"count": count}] if count else []


def _result(assessment: Assessment) -> dict[str, object]:
    """Criterion by criterion what the ward gave itself and what the office gives it."""
    scores = Score.objects.filter(assessment=assessment).select_related("criterion").order_by("criterion__position")
    rows: dict[object, dict[str, Score]] = {}
    for score in scores:
        rows.setdefault(score.criterion, {})[score.side] = score
    sides = {side: [row[side] for row in rows.values() if side in row] for side in (Side.SELF, Side.OFFICE)}
    laid = desks.lay(assessment)
    verdicts = [line.verdict for line in laid.lines if line.verdict]
    kinds = [verdict.kind for verdict in verdicts]
    return {
        "rows": rows, "totals": {side: total(scores=found, period=assessment.period) for side, found in sides.items()},
        "confirmed": kinds.count(Verdict.Kind.CONFIRMED), "adjusted": kinds.count(Verdict.Kind.ADJUSTED),
        "without_figure": sum(verdict.confirms_nothing for verdict in verdicts),
    }  # fmt: skip


@typed.kept_through_login
def reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Mở lại, with a reason."""
    return take(request, own_desk(request, pk), REOPEN, review.reopen, back=_desk_url(pk), onward=_desk_url(pk))


@typed.kept_through_login
def ask_completion(request: OfficerRequest, pk: int) -> HttpResponse:
    """Yêu cầu bổ sung n chỉ tiêu: the marked lines with their reasons, and until when."""
    assessment = own_desk(request, pk)
    if request.method != "POST":
        left = typed.fields(request) if rules.may_move(request.user, assessment, Action.ASK_COMPLETION) else None
        fresh = CompletionForm.starting_at(review.usual_due(timezone.now()))
        return _ask_page(request, assessment, CompletionForm(left) if left else fresh)
    form = CompletionForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, assessment, form, status=422)
    count = len(desks.lay(assessment).to_complete)
    try:
        review.ask_completion(assessment=assessment, due=form.cleaned_data["due"], by=request.user)
    except NotAllowed as refusal:
        assessment = own_desk(request, pk)
        return _ask_page(request, assessment, form, status=409, refused=f"{refusal} {meanwhile.last_step(assessment)}")
    done = ngettext("%(count)d line was sent back to the ward.", "%(count)d lines were sent back to the ward.", count)
    messages.success(request, done % {"count": count} + " " + _("All others stay as they are."))
    return redirect("wards:desk", pk)


def _ask_page(
    request: OfficerRequest, assessment: Assessment, form: CompletionForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    laid = desks.lay(assessment)
    context = {
        "assessment": assessment, "lines": laid.to_complete, "form": form, "refused": refused,
        "ruling": rules.may_move(request.user, assessment, Action.ASK_COMPLETION),
        "unjudged": sum(line.is_unjudged for line in laid.lines),
        "has_errors": status >= 400,
    }  # fmt: skip
    return render(request, "wards/ask_completion.html", context, status=status)
