"""The reviewer's desk: the lines of an assessment, one of them through its rounds, the page it cites."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from emulation import typed
from emulation.htmx import page_or_part, wants_part
from wards import rules
from wards.domain.appraisal import desk as desks
from wards.domain.appraisal import desk_line, meanwhile, remarks, seen, usual_reasons
from wards.domain.appraisal.desk import Desk, DeskLine
from wards.domain.doubts.plausibility_facts import Line
from wards.domain.exhibits import viewer
from wards.domain.sheet import sealed
from wards.domain.sheet.explain import describe_target
from wards.domain.sheet.sealed import HandedLine
from wards.forms.review import AdjustForm, AskForm, RemarkForm
from wards.models import Action, Assessment, Entry, HandIn, Side, Verdict
from wards.queries.assessments import get_assessment
from wards.queries.inspections import inspections_of_line
from wards.queries.review import desk_totals, side_points
from wards.requests import OfficerRequest
from wards.views.asked import for_office

OWN = "cua-toi"  # in the address and in forms: only the lines given to the reader


def own_desk(request: OfficerRequest, pk: int) -> Assessment:
    """An assessment of a ward of the person's office: strangers get 404, the ward itself 403."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_reviewer(request.user, assessment):
        raise PermissionDenied
    return assessment


@login_required
@require_safe
def desk(request: OfficerRequest, pk: int) -> HttpResponse:
    """The lines, and the chosen one (`?dong=`) with the page it cites (`mc`, `trang`).

    For htmx what it asks for: the desk, its totals until they are true, or another page of the document.
    """
    assessment = own_desk(request, pk)
    target = request.htmx.target if wants_part(request) else ""
    if target == "totals":
        context = {"assessment": assessment, "totals": desk_totals(assessment)}
        return page_or_part(request, "wards/desk.html", "totals", context)
    line_id = _asked(request, "dong")
    if target == "page-pane":
        context = _turned(request, assessment, line_id)
        return page_or_part(request, "wards/desk.html", "pane", {"assessment": assessment, **context})
    return desk_page(request, assessment, line_id=line_id)


def desk_page(
    request: OfficerRequest, assessment: Assessment, *, line_id: int | None = None, after: int | None = None,
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The desk at a line, or at the one that waits `after` a line; to htmx without the frame of the page.

    `more` holds the forms of an act that was refused, or the conflict it met.
    """
    laid = desks.lay(assessment, by=request.user, only_own=is_only_own(request))
    line = (laid.next_unjudged(after) if after else None) or laid.find(line_id or after)
    context: dict[str, Any] = {
        "assessment": assessment, "desk": laid, "totals": _totals(laid), "has_errors": status >= 400,
        "moves": _moves(request, assessment), "is_handed_in": desks.is_in_offices_hands(assessment),
        "as_part": wants_part(request), "own": f"&{OWN}=1" if laid.only_own else "",
        "asked": for_office(request, assessment, [Line(one.entry, one.handed) for one in laid.lines if one.handed]),
    }  # fmt: skip
    if line is not None and line.handed is not None:
        if request.method != "HEAD" and not is_prefetch(request):
            seen.open_line(desk=laid, line=line, by=request.user)
        context |= _line_context(request, laid, line) | _pane(request, assessment, laid.hand_ins[-1], line.handed)
        context["may_judge"] = rules.may_judge(request.user, line.entry, line.charge)
        if context["may_judge"]:
            context["usual"] = usual_reasons.of_office(assessment.ward.office_id)
        if request.method != "POST" or after:
            context |= _left(request, line.entry, may_act=bool(context["may_judge"]))
        context["keys"] = _keys(context, may_act=bool(context["may_judge"]) and "conflict" not in more)
    context["seen"] = seen.confirmable(laid, by=request.user) if rules.may_review(request.user, assessment) else []
    response = page_or_part(request, "wards/desk.html", "desk", {**context, **more}, status=status)
    if after and line is not None and wants_part(request):
        response["HX-Push-Url"] = line_url(assessment, line.entry.pk, only_own=laid.only_own).partition("#")[0]
    return response


def is_prefetch(request: OfficerRequest) -> bool:
    """The browser fetches what nobody has before them yet."""
    return "prefetch" in f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"


def is_only_own(request: OfficerRequest) -> bool:
    return (request.POST if request.method == "POST" else request.GET).get(OWN) == "1"


def _asked(request: OfficerRequest, name: str) -> int | None:
    """A number in the address; None for what is none."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 20 else None


def _totals(laid: Desk) -> dict[str, Any]:
    """What `desk_totals` tells, of the lines that are read already."""
    return {**side_points(laid.assessment), "lines": len(laid.lines), "settled": laid.settled}


def _turned(request: OfficerRequest, assessment: Assessment, line_id: int | None) -> dict[str, Any]:
    """Another page beside a line: of all that was handed in only that line is looked at."""
    last = assessment.hand_ins.order_by("-round").first()
    lines = sealed.read(last) if last else {}
    if line_id not in lines:
        shown = desks.lay(assessment).find(line_id)
        line_id = shown.entry.pk if shown else None
    return _pane(request, assessment, last, lines[line_id]) if last and line_id in lines else {}


def _pane(request: OfficerRequest, assessment: Assessment, hand_in: HandIn, line: HandedLine) -> dict[str, Any]:
    """The cited page beside the line. Its links stay on this desk."""
    page = _asked(request, "trang")
    pane = viewer.handed_pane(
        hand_in=hand_in, line=line, position=_asked(request, "mc"),
        page=page if page is None else min(page, 10**6), large=request.GET.get("co") == "lon",
    )  # fmt: skip
    return {"pane": pane, "base": line_url(assessment, line.id, only_own=is_only_own(request)).partition("#")[0]}


def _keys(shown: dict[str, Any], *, may_act: bool) -> list[tuple[str, str]]:
    """The legend of the keys that press something on this very page."""
    every = [
        ("J", _("next line"), shown["next"]),
        ("K", _("previous line"), shown["previous"]),
        ("X", _("confirm"), may_act),
        ("D", _("adjust"), may_act),
        ("Y", _("ask for completion"), may_act),
        ("O", _("open the document"), shown["pane"]),
    ]
    return [(key, words) for key, words, is_there in every if is_there]


def _moves(request: OfficerRequest, assessment: Assessment) -> dict[str, rules.Ruling]:
    """The steps that may be refused with a reason: the other two stand there exactly when they can be taken."""
    return {step: rules.may_move(request.user, assessment, step) for step in (Action.COMPLETE, Action.REOPEN)}


def _line_context(request: OfficerRequest, laid: Desk, line: DeskLine) -> dict[str, Any]:
    """What the middle of the desk shows of one line."""
    indicator, before, after = line.entry.indicator, *laid.neighbours(line)
    worth, given = desk_line.points(line), desk_line.verdicts(line)
    figure = line.verdict if line.verdict and line.verdict.is_provided else line.entry
    line.entry.assessment = laid.assessment
    return {
        "line": line, "previous": before, "next": after, "rounds": desk_line.rounds(laid, line, given),
        "evidence": desk_line.evidence(line), "target": describe_target(indicator), "self_score": worth.get(Side.SELF),
        "office_score": worth.get(Side.OFFICE), "adjust": AdjustForm(indicator, figure=figure), "ask": AskForm(),
        "office_figure": _office_figure(line), "office_blank": _office_blank(line),
        "inspections": inspections_of_line(request.user, line.entry),
        "remarks": remarks.of_line(line.entry), "remark": RemarkForm(),
        "overruled": meanwhile.overruled(given, entry=line.entry, reader=request.user),
        "may_remark": rules.may_remark(request.user, laid.assessment),
    }  # fmt: skip


def _left(request: OfficerRequest, line: Entry, *, may_act: bool) -> dict[str, Any]:
    """The forms that a lost login cut off."""
    forms: dict[str, Any] = {}
    data = typed.kept(request, reverse("wards:judge", args=[line.pk])) if may_act else None
    if data:
        forms |= read_act(line, data.get("kind", ""), data)[1]
    said = typed.kept(request, reverse("wards:remark", args=[line.pk]))
    if said:
        forms["remark"] = RemarkForm(said)
    return {**forms, "left": typed.not_saved()} if forms else {}


def read_act(line: Entry, kind: str, data: QueryDict) -> tuple[Any, dict[str, Any]]:
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


def line_url(assessment: Assessment, entry: int, *, only_own: bool = False) -> str:
    own = f"&{OWN}=1" if only_own else ""
    return f"{reverse('wards:desk', args=[assessment.pk])}?dong={entry}{own}#dong"
