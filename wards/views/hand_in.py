"""From the ward to its office: check everything, submit, hand in, take back, recall; and what was handed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation import typed
from emulation.text import digest
from wards import rules
from wards.domain.appraisal import history as story
from wards.domain.appraisal import meanwhile, review
from wards.domain.appraisal.signed import signed_papers
from wards.domain.sheet import answers, sealed
from wards.domain.sheet.assessment import NotAllowed
from wards.domain.sheet.changes import figure_or_reason
from wards.domain.sheet.happenings import recorded
from wards.forms.review import HandInForm
from wards.models import Action, Assessment, HandIn, Indicator
from wards.queries.assessments import get_assessment, visible_assessments
from wards.requests import OfficerRequest
from wards.views import asked
from wards.views.steps import Step, take
from wards.views.worklist import lacking

SUBMIT = Step(
    action=Action.SUBMIT,
    title=gettext_lazy("Submit to the ward leader"),
    meaning=gettext_lazy(
        "The leader checks everything and hands it in. Until then officials cannot change figures, "
        "but can ask for the self-assessment back."
    ),
    button=gettext_lazy("Submit to the ward leader"),
    done=gettext_lazy("Submitted to the ward leader."),
    form=None,
)
TAKE_BACK = Step(
    action=Action.TAKE_BACK,
    title=gettext_lazy("Back to the officials for more work"),
    meaning=gettext_lazy("Officials can change figures again; afterwards they submit to the leader once more."),
    button=gettext_lazy("Give it back to the officials"),
    done=gettext_lazy("The self-assessment is open again for the officials."),
)
RECALL = Step(
    action=Action.RECALL,
    title=gettext_lazy("Recall the self-assessment"),
    meaning=gettext_lazy(
        "The ward takes back what it handed in, to correct it and hand it in again. "
        "This is possible only until the office starts its appraisal; what was handed in stays in the history."
    ),
    button=gettext_lazy("Recall the self-assessment"),
    done=gettext_lazy("Recalled. Correct the figures, then hand in again."),
    kind="danger",
)


def _own(request: OfficerRequest, pk: int) -> Assessment:
    """An assessment of the person's own ward: strangers get 404, the office 403."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_ward_officer(request.user, assessment):
        raise PermissionDenied
    return assessment


@login_required
def check_answers(request: OfficerRequest, pk: int) -> HttpResponse:
    """Kiểm tra trước khi nộp: everything on one page."""
    return _check_page(request, _own(request, pk))


def _check_page(
    request: OfficerRequest,
    assessment: Assessment,
    *,
    form: HandInForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with a fresh fingerprint, whatever the refused form carried."""
    officer = request.user
    groups, signed = answers.gather(assessment, by=officer), signed_papers(assessment)
    shown = form.cleaned_data.get("shown_at") if form and form.is_bound and form.is_valid() else None
    every = [answer for group in groups for answer in group.answers]
    is_open = assessment.state in rules.WRITING
    context = {
        "assessment": assessment, "groups": groups, "form": form or HandInForm(), "notice": notice,
        "heading": _("Check before handing in") if is_open else _("The self-assessment as handed in"),
        "holes": [answer for answer in every if answer.is_hole], "lacks": _lacks(every),
        "asked_for": [answer for answer in every if answer.is_asked_for],
        "remarked": [answer for answer in every if answer.remarks],
        "points": sum(group.points for group in groups), "provided": sum(a.entry.is_provided for a in every),
        "of": len(every), "seen": review.fingerprint(assessment, signed), "shown_at": timezone.now(),
        "changed_since": shown, "papers_lack": signed.lacks if is_open else [],
        "since": meanwhile.since(assessment, moment=shown) if shown and status == 409 else [],
        "may_hand_in": rules.may_move(officer, assessment, Action.HAND_IN),
        "may_submit": rules.may_move(officer, assessment, Action.SUBMIT),
        "may_take_back": rules.may_move(officer, assessment, Action.TAKE_BACK),
        "may_recall": rules.may_move(officer, assessment, Action.RECALL),
        "is_leader": rules.is_leader(officer, assessment),
        "shows_seen": bool(rules.may_move(officer, assessment, Action.HAND_IN)),  # refused to all but the leader
        **asked.listed(asked.for_ward(request, assessment)),
        "last_hand_in": assessment.hand_ins.select_related("by").order_by("-round").first(),
        "has_errors": status >= 400,
    }  # fmt: skip
    return render(request, "wards/check_answers.html", context, status=status)


def _lacks(every: list[answers.Answer]) -> list[str]:
    unchanged = sum(answer.is_asked_for and not answer.changes for answer in every)
    return lacking(holes=sum(answer.is_hole for answer in every), unchanged=unchanged)


@login_required
def hand_in(request: OfficerRequest, pk: int) -> HttpResponse:
    """Hand in exactly what the leader has just seen; anything else is shown again first."""
    assessment = _own(request, pk)
    if not rules.is_leader(request.user, assessment):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("wards:check_answers", pk)
    form = HandInForm(request.POST)
    if not form.is_valid():
        return _check_page(request, assessment, form=form, status=422)
    try:
        handed = review.hand_in(
            assessment=assessment,
            by=request.user,
            seen=form.cleaned_data["seen"] or "nothing",
        )
    except (review.Holes, review.PapersLack):
        return _check_page(request, assessment, form=form, status=422)
    except review.NotAsSeen:
        notice = _("Something has changed since you opened this page. Nothing was handed in; check it again below.")
        return _check_page(request, assessment, form=form, notice=notice, status=409)
    except NotAllowed as refusal:
        assessment = get_assessment(request.user, pk)
        notice = f"{refusal} {meanwhile.last_step(assessment)}".rstrip()
        return _check_page(request, assessment, notice=notice, status=409)
    messages.success(
        request, _("The self-assessment was handed in to %(office)s.") % {"office": assessment.ward.office}
    )
    return redirect("wards:hand_in_detail", handed.pk)


@login_required
def submit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Trình lãnh đạo phường."""
    assessment, here = _own(request, pk), reverse("wards:check_answers", args=[pk])
    every = [answer for group in answers.gather(assessment, by=request.user) for answer in group.answers]
    onward, more = reverse("wards:task_list", args=[pk]), {"lacks": _lacks(every)}
    return take(request, assessment, SUBMIT, review.submit, back=here, onward=onward, more=more)


@typed.kept_through_login
def take_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """The leader returns it to the officials, or an official asks for it back."""
    assessment, here = _own(request, pk), reverse("wards:check_answers", args=[pk])
    return take(
        request, assessment, TAKE_BACK, review.take_back, back=here, onward=reverse("wards:task_list", args=[pk])
    )


@typed.kept_through_login
def recall(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back what was handed in, before the office starts."""
    assessment, here = _own(request, pk), reverse("wards:task_list", args=[pk])
    return take(request, assessment, RECALL, review.recall, back=here, onward=here)


@login_required
def hand_in_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """What was handed in, read from its frozen text; `?tep=1` gives the text itself, to prove the digest with."""
    scope = visible_assessments(request.user).values("pk")
    handed = HandIn.objects.filter(pk=pk, assessment__in=scope).select_related("by").first()
    if handed is None:
        raise Http404
    if "tep" in request.GET:
        name = f"lan-nop-{handed.assessment_id}-{handed.round}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(handed.text, content_type="application/json; charset=utf-8", headers=headers)
    assessment = get_assessment(request.user, handed.assessment_id)
    context = {
        "assessment": assessment, "handed": handed, "groups": _handed_groups(assessment, handed),
        "is_true": digest(handed.text) == handed.digest, "is_last": handed.round == assessment.round,
        "papers": sealed.signed_papers(handed),
        "may_recall": rules.may_move(request.user, assessment, Action.RECALL),
        "is_ward": rules.is_of_ward(request.user, assessment),
    }  # fmt: skip
    return render(request, "wards/hand_in_detail.html", context)


def _handed_groups(assessment: Assessment, handed: HandIn) -> dict[object, list[dict[str, object]]]:
    """Criterion → its lines as they were handed in."""
    lines = sealed.read(handed).values()
    indicators = Indicator.objects.filter(criterion__criteria_set=assessment.period.criteria_set_id)
    by_code = {indicator.code: indicator for indicator in indicators.select_related("criterion")}
    groups: dict[object, list[dict[str, object]]] = {}
    for line in sorted(lines, key=lambda line: _place(by_code[line.code], line.year)):
        indicator = by_code[line.code]
        row = {"line": line, "indicator": indicator, "figure": figure_or_reason(line, indicator)}
        groups.setdefault(indicator.criterion, []).append(row)
    return groups


def _place(indicator: Indicator, year: int) -> tuple[int, int, int]:
    return (indicator.criterion.position, indicator.position, year)


PER_PAGE = 60


@login_required
def history(request: OfficerRequest, pk: int) -> HttpResponse:
    """Lịch sử: who did what, when, from what to what; of everything or (`?dong=`) of one line."""
    assessment = get_assessment(request.user, pk)
    entries = list(
        assessment.entries.select_related("indicator__criterion", "option", "updated_by").order_by(
            "indicator__criterion__position", "indicator__position", "year"
        )
    )
    asked = request.GET.get("dong", "")
    chosen = next((entry for entry in entries if str(entry.pk) == asked), None)
    told = story.tell(assessment, entry=chosen, for_office=rules.is_reviewer(request.user, assessment))
    page = Paginator(told, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "assessment": assessment, "entries": entries, "chosen": chosen, "page_obj": page,
        "figure": recorded(chosen, chosen.indicator) if chosen else "",
        "is_ward": rules.is_of_ward(request.user, assessment),
    }  # fmt: skip
    return render(request, "wards/history.html", context)
