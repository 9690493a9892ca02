"""The head decides which assessments under way move to the confirmed set, and which stay under the old one."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.queue import enqueue
from wards import tasks
from wards.domain.appraisal import moving
from wards.domain.appraisal.moving import Candidate
from wards.domain.doubts import plausibility_following
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.criteria_steps import MoveForm
from wards.models import Assessment, CriteriaSet
from wards.queries.criteria import get_published
from wards.requests import OfficerRequest


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def set_move(request: OfficerRequest, code: str) -> HttpResponse:
    """By period every assessment under the replaced set, with what would stay behind; ticked ones move, or stay."""
    new = get_published(request.user, code, head=True)
    if new.supersedes is None:
        raise Http404
    if request.method != "POST":
        return _page(request, new, MoveForm(typed.fields(request)), ticked=request.GET.get("chon") == "tat-ca")
    form = MoveForm(request.POST)
    ids = {int(pk) for pk in request.POST.getlist("chon") if pk.isdecimal() and len(pk) < 12}
    chosen = list(moving.of_office(request.user, new.supersedes).filter(pk__in=ids).order_by("pk"))
    if not form.is_valid() or not chosen:
        if not chosen:
            form.add_error(None, _("Tick the assessments that this is about."))
        return _page(request, new, form, chosen=ids, status=422)
    try:
        _decide(request, new, chosen, form.cleaned_data["reason"])
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, new, form, chosen=ids, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, new, form, chosen=ids, status=422)
    return redirect("wards:set_move", code)


def _decide(request: OfficerRequest, new: CriteriaSet, chosen: list[Assessment], reason: str) -> None:
    """Move or keep what was ticked, as the button said, and tell what became of it."""
    if "stay" in request.POST:
        count = len(moving.stay_all(assessments=chosen, under=new, reason=reason, by=request.user))
        told = ngettext(
            "It is on record that %(n)d assessment stays under the old set.",
            "It is on record that %(n)d assessments stay under the old set.", count,
        )  # fmt: skip
        messages.success(request, told % {"n": count})
        return
    done = moving.move_all(assessments=chosen, to=new, reason=reason, by=request.user)
    for moved in done.moved:
        enqueue(tasks.score_assessment, moved.pk)
    if done.moved:
        told = ngettext(
            "%(n)d assessment moved to the new set; the ward was told.",
            "%(n)d assessments moved to the new set; the wards were told.", len(done.moved),
        )  # fmt: skip
        messages.success(request, told % {"n": len(done.moved)})
    for assessment, why in done.refused:
        messages.warning(request, f"{assessment.ward}: {why}")


def _page(
    request: OfficerRequest, new: CriteriaSet, form: MoveForm, *, ticked: bool = False,
    chosen: set[int] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = moving.candidates(request.user, new)
    periods = [(period, list(of)) for period, of in groupby(rows, key=lambda row: row.assessment.period)]
    context = {
        "criteria_set": new, "old": new.supersedes, "form": form, "periods": periods,
        "chosen": {row.assessment.pk for row in rows if ticked and row.ruling} | (chosen or set()),
        "ruling": moving.may_decide(request.user, new), "open": sum(bool(row.ruling) for row in rows),
        "lost": plausibility_following.lost(new) if rows else [],
        "is_late": any(_is_late(row) for row in rows), "has_errors": status >= 400,
    }  # fmt: skip
    return render(request, "wards/set_move.html", context, status=status)


def _is_late(row: Candidate) -> bool:
    """Whether the ward's deadline has passed: under the new set it would be overdue at once."""
    return bool(row.ruling) and row.assessment.period.ward_deadline < timezone.now()
