"""The head decides which assessments under way move to the confirmed set, and which stay under the old one."""

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.queue import enqueue
from wards import tasks
from wards.domain.appraisal import moving
from wards.domain.appraisal.moving import Candidate
from wards.domain.criteria import lineage
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
    ahead = lineage.newest(new, request.user) if new.status == CriteriaSet.Status.RETIRED else new
    if ahead != new:
        return _further(request, new, ahead)
    if request.method != "POST":
        return _page(request, new, MoveForm(typed.fields(request)), ticked=request.GET.get("chon") == "tat-ca")
    form = MoveForm(request.POST)
    ids = _ticked(request)
    chosen = list(moving.of_office(request.user, new).filter(pk__in=ids).order_by("pk"))
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


def _further(request: OfficerRequest, retired: CriteriaSet, ahead: CriteriaSet) -> HttpResponse:
    """The set was replaced itself: its assessments go straight to the newest; what was ticked here stays ticked."""
    told = _("%(old)s was replaced by %(new)s: assessments under way move straight to that one.")
    told %= {"old": retired.full_name, "new": ahead.full_name}
    if request.method != "POST":
        messages.info(request, told)
        return redirect("wards:set_move", ahead.code)
    form = MoveForm(request.POST)
    form.add_error(None, told)
    return _page(request, ahead, form, chosen=_ticked(request), status=409)


def _ticked(request: OfficerRequest) -> set[int]:
    return {int(pk) for pk in request.POST.getlist("chon") if pk.isdecimal() and len(pk) < 12}


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
    rows, before = moving.candidates(request.user, new), lineage.replaced(new)
    behind = import_string(settings.STAYS_BEHIND)([row.assessment.pk for row in rows if row.ruling])
    for row in rows:
        row.staying = behind.get(row.assessment.pk, ())
    periods = [(period, list(of)) for period, of in groupby(rows, key=lambda row: row.assessment.period)]
    context = {
        "criteria_set": new, "before": before, "form": form, "periods": periods,
        "chosen": {row.assessment.pk for row in rows if ticked and row.can_move} | (chosen or set()),
        "ruling": moving.may_decide(request.user, new), "open": sum(bool(row.ruling) for row in rows),
        "lost": _lost(new, before, rows),
        "late": {row.assessment.period_id for row in rows if _is_late(row)}, "has_errors": status >= 400,
    }  # fmt: skip
    return render(request, "wards/set_move.html", context, status=status)


def _lost(new: CriteriaSet, before: list[CriteriaSet], rows: list[Candidate]) -> list[str]:
    """Comparisons that end on the way of those that can still move."""
    under = {row.assessment.period.criteria_set_id for row in rows if row.ruling}
    farthest = max((place for place, old in enumerate(before, start=1) if old.pk in under), default=0)
    return [told for later in [new, *before][:farthest] for told in plausibility_following.lost(later)]


def _is_late(row: Candidate) -> bool:
    """Whether the ward's deadline has passed: under the new set it would be overdue at once."""
    return bool(row.ruling) and row.assessment.period.ward_deadline < timezone.now()
