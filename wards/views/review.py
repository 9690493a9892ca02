"""The reviewer's desk: the lines of an assessment, one line with its acts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.htmx import page_or_part, wants_part
from emulation.queue import enqueue
from wards import rules, tasks
from wards.domain import desk as desks
from wards.domain import desk_line, review
from wards.domain.assessment import ChangedMeanwhile, NotAllowed
from wards.domain.desk import Desk, DeskLine
from wards.domain.explain import describe_figure, describe_target
from wards.models import Action, Assessment, Entry, Side, Verdict
from wards.queries import get_assessment, get_entry
from wards.requests import OfficerRequest
from wards.review_forms import AdjustForm, AskForm, Before
from wards.review_queries import desk_totals


def own_desk(request: OfficerRequest, pk: int) -> Assessment:
    """An assessment of a ward of the person's office: strangers get 404, the ward itself 403."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_reviewer(request.user, assessment):
        raise PermissionDenied
    return assessment


@login_required
def desk(request: OfficerRequest, pk: int) -> HttpResponse:
    """The lines, and the chosen one (`?dong=`) through its rounds. For htmx only the totals, until they are true."""
    assessment = own_desk(request, pk)
    if wants_part(request):
        context = {"assessment": assessment, "totals": desk_totals(assessment)}
        return page_or_part(request, "wards/desk.html", "totals", context)
    asked = request.GET.get("dong", "")
    return desk_page(request, assessment, line_id=int(asked) if asked.isdecimal() and len(asked) < 20 else None)


def desk_page(
    request: OfficerRequest, assessment: Assessment, *, line_id: int | None, status: int = 200, **more: Any
) -> HttpResponse:
    """The whole page; `more` holds the forms of an act that was refused, or the conflict it met."""
    laid = desks.lay(assessment)
    line = laid.find(line_id)
    context: dict[str, Any] = {
        "assessment": assessment, "desk": laid, "totals": desk_totals(assessment), "has_errors": status >= 400,
        "may_review": rules.may_review(request.user, assessment),
        "moves": _moves(request, assessment), "is_handed_in": desks.is_in_offices_hands(assessment),
    }  # fmt: skip
    if line is not None and line.handed is not None:
        context |= line_context(laid, line)
        if request.method != "POST" and context["may_review"]:
            context |= _left(request, line.entry)
        context["keys"] = _keys(context, may_act=bool(context["may_review"]) and "conflict" not in more)
    return render(request, "wards/desk.html", {**context, **more}, status=status)


def _keys(shown: dict[str, Any], *, may_act: bool) -> list[tuple[str, str]]:
    """The legend of the keys that press something on this very page."""
    every = [
        ("J", _("next line"), shown["next"]),
        ("K", _("previous line"), shown["previous"]),
        ("X", _("confirm"), may_act),
        ("D", _("adjust"), may_act),
        ("Y", _("ask for completion"), may_act),
        ("O", _("open the document"), any(document.files for document in shown["evidence"])),
    ]
    return [(key, words) for key, words, is_there in every if is_there]


def _moves(request: OfficerRequest, assessment: Assessment) -> dict[str, rules.Ruling]:
    actions = (Action.START_REVIEW, Action.ASK_COMPLETION, Action.COMPLETE, Action.REOPEN)
    return {action: rules.may_move(request.user, assessment, action) for action in actions}


def line_context(laid: Desk, line: DeskLine) -> dict[str, Any]:
    """What the middle of the desk shows of one line."""
    indicator, before, after = line.entry.indicator, *laid.neighbours(line)
    worth = desk_line.points(line)
    figure = line.verdict if line.verdict and line.verdict.is_provided else line.entry
    return {
        "line": line, "previous": before, "next": after, "rounds": desk_line.rounds(laid, line),
        "evidence": desk_line.evidence(line), "target": describe_target(indicator), "self_score": worth.get(Side.SELF),
        "office_score": worth.get(Side.OFFICE), "adjust": AdjustForm(indicator, figure=figure), "ask": AskForm(),
        "office_figure": _office_figure(line), "office_blank": _office_blank(line),
    }  # fmt: skip


def _left(request: OfficerRequest, line: Entry) -> dict[str, Any]:
    """The forms of an act that a lost login cut off."""
    data = typed.kept(request, reverse("wards:judge", args=[line.pk]))
    forms = _read_act(line, data.get("kind", ""), data)[1] if data else {}
    return {**forms, "left": typed.not_saved()} if forms else {}


def _office_figure(line: DeskLine) -> str:
    verdict = line.verdict
    if verdict is None or verdict.kind == Verdict.Kind.TO_COMPLETE:
        return ""
    return desk_line.in_table(verdict, line.entry.indicator)


def _office_blank(line: DeskLine) -> str:
    """Why the office's column has nothing to show: an empty cell would leave it to be guessed."""
    if line.is_unjudged:
        return _("not appraised yet")
    if line.verdict and line.verdict.kind == Verdict.Kind.TO_COMPLETE:
        return _("completion asked for")
    return _("no points")


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
        return redirect(line_url(assessment, line.pk))
    given, forms = _read_act(line, before.cleaned_data["kind"], request.POST)
    if any(not form.is_valid() for form in forms.values()):
        return desk_page(request, assessment, line_id=line.pk, status=422, **forms)
    try:
        review.judge(
            entry=line, seen=before.cleaned_data["seen"], version=before.cleaned_data["version"],
            by=request.user, **given(),
        )  # fmt: skip
    except ValidationError as error:
        next(iter(forms.values())).add_error(None, error)
        return desk_page(request, assessment, line_id=line.pk, status=422, **forms)
    except review.JudgedMeanwhile as conflict:
        return _conflict(request, line, conflict.current, before.cleaned_data["kind"], forms)
    except ChangedMeanwhile:
        notice = _("The ward changed this line since you opened the page. No verdict was written; look at it again.")
        return desk_page(request, assessment, line_id=line.pk, status=409, notice=notice)
    except NotAllowed as refusal:
        assessment = own_desk(request, assessment.pk)
        return desk_page(request, assessment, line_id=line.pk, status=409, notice=str(refusal), **forms)
    enqueue(tasks.score_assessment, assessment.pk)
    return _onward(request, assessment, line)


def _read_act(line: Entry, kind: str, data: QueryDict) -> tuple[Any, dict[str, Any]]:
    """The form of the act chosen, by the name the template knows it by, and what it gives once it is valid."""
    if kind == Verdict.Kind.ADJUSTED:
        adjust = AdjustForm(line.indicator, data, ward=line)
        return (
            lambda: {"kind": kind, "figure": adjust.figure(), "reason": adjust.cleaned_data["reason"]},
            {"adjust": adjust},
        )
    if kind == Verdict.Kind.TO_COMPLETE:
        ask = AskForm(data)
        return lambda: {"kind": kind, "reason": ask.cleaned_data["reason"]}, {"ask": ask}
    return lambda: {"kind": kind}, {}


def _conflict(request: OfficerRequest, line: Entry, current: Verdict, kind: str, forms: dict[str, Any]) -> HttpResponse:
    """Two reviewers, one line: both verdicts are shown, and the person says which one counts."""
    mine = describe_figure(Verdict(**forms["adjust"].figure()), line.indicator) if "adjust" in forms else ""
    typed = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "seen")]
    conflict = {
        "current": current, "mine": Verdict.Kind(kind).label, "mine_figure": mine, "typed": typed,
        "mine_reason": request.POST.get("reason", "") if forms else "",
        "theirs_figure": "" if current.kind == Verdict.Kind.TO_COMPLETE else describe_figure(current, line.indicator),
    }  # fmt: skip
    return desk_page(request, line.assessment, line_id=line.pk, status=409, conflict=conflict, **forms)


def _onward(request: OfficerRequest, assessment: Assessment, line: Entry) -> HttpResponse:
    following = desks.lay(assessment).next_unjudged(line.pk)
    if following is None:
        messages.success(
            request, _("%(code)s is done. Every line has its verdict now.") % {"code": line.indicator.code}
        )
        return redirect(f"{reverse('wards:desk', args=[assessment.pk])}?dong={line.pk}")  # from the top: the message
    return redirect(line_url(assessment, following.entry.pk))


def line_url(assessment: Assessment, entry: int) -> str:
    return f"{reverse('wards:desk', args=[assessment.pk])}?dong={entry}#dong"
