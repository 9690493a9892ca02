"""Who of the office has which line: the page where lines are given, and the button that takes one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.htmx import go, part
from wards import rules
from wards.domain.appraisal import charges
from wards.domain.sheet.assessment import NotAllowed
from wards.forms.charges import ChargesForm
from wards.models import Assessment, Charge, Entry
from wards.queries.assessments import get_assessment, get_entry, unjudged_lines
from wards.queries.charges import charges_of, reviewers
from wards.requests import OfficerRequest


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def charge_lines(request: OfficerRequest, pk: int) -> HttpResponse:
    """Phân công thẩm định: the head gives criteria and lines, a reviewer takes what nobody has."""
    assessment = _office_desk(request, pk)
    ruling = charges.may_take(request.user, assessment)
    form = _form(request, assessment, typed.fields(request) if ruling or request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, assessment, form)
    if not form.is_valid():
        return _page(request, assessment, form, status=422)
    try:
        outcome = charges.give(assessment=assessment, wishes=form.wishes(), by=request.user)
    except NotAllowed as refusal:
        return _page(request, _office_desk(request, pk), form, status=409, refused=str(refusal))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, assessment, form, status=422)
    _say(request, outcome)
    return go(request, reverse("wards:charge_lines", args=[pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def charge_take(request: OfficerRequest, entry: int) -> HttpResponse:
    """Nhận chỉ tiêu này, from the desk. By GET (a refusal reloaded) it leads to the line."""
    line = get_entry(request.user, entry)
    _office_desk(request, line.assessment_id)
    if request.method == "POST":
        try:
            _say(request, charges.take(entry=line, by=request.user))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
    return go(request, f"{reverse('wards:desk', args=[line.assessment_id])}?dong={line.pk}#dong")


def _office_desk(request: OfficerRequest, pk: int) -> Assessment:
    """An assessment of a ward of the person's office: strangers get 404, the ward itself 403."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_reviewer(request.user, assessment):
        raise PermissionDenied
    return assessment


def _form(request: OfficerRequest, assessment: Assessment, data: object) -> ChargesForm:
    entries = assessment.entries.select_related("indicator__criterion").order_by(
        "indicator__criterion__position", "indicator__position", "year"
    )
    only = None if rules.is_head(request.user, assessment) else request.user
    people = reviewers([assessment.ward.office_id])
    return ChargesForm(entries, charges_of(assessment), people, data, only=only)


def _page(
    request: OfficerRequest, assessment: Assessment, form: ChargesForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    waiting = set(unjudged_lines(assessment).values_list("pk", flat=True))
    context = {
        "assessment": assessment, "form": form, "ruling": charges.may_take(request.user, assessment),
        "is_head": rules.is_head(request.user, assessment), "refused": refused, "has_errors": status >= 400,
        "shares": _shares(form, waiting), "several_years": assessment.period.first_year != assessment.period.last_year,
    }  # fmt: skip
    return part(request, "wards/charges.html", context, status=status)


def _shares(form: ChargesForm, waiting: set[int]) -> list[tuple[str, int, int]]:
    """Who has how many lines of this assessment, and how many of them still wait; nobody's stand last."""
    lines: dict[str, list[int]] = {person.full_name: [] for person in form.people} if form.only is None else {}
    nobody: list[int] = []
    for entry in form.entries:
        charge = form.charges.get(entry.pk)
        (lines.setdefault(charge.officer.full_name, []) if charge else nobody).append(entry.pk)
    rows = [*lines.items(), (_("Nobody in particular"), nobody)]
    return [(name, len(own), len(waiting.intersection(own))) for name, own in rows]


def _say(request: OfficerRequest, outcome: charges.Outcome) -> None:
    """What changed hands, and what somebody else gave away meanwhile."""
    count = len(outcome.changed)
    if count:
        done = ngettext("%(count)d line changed hands.", "%(count)d lines changed hands.", count)
        messages.success(request, done % {"count": count})
    elif not outcome.overtaken:
        messages.info(request, _("Nothing was changed."))
    for entry, charge in outcome.overtaken:
        messages.warning(request, _overtaken(entry, charge))


def _overtaken(entry: Entry, charge: Charge | None) -> str:
    names = {"code": entry.indicator.code}
    if charge is None:
        return _("Line %(code)s was given to nobody in particular meanwhile; it was left so.") % names
    said = _("%(by)s gave line %(code)s to %(name)s meanwhile; it was left so.")
    return said % {**names, "by": charge.by.full_name, "name": charge.officer.full_name}
