"""Who in the ward looks after which criterion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.htmx import part
from wards import rules
from wards.domain.sheet import assignments as domain
from wards.domain.sheet.happenings import clock_and_day
from wards.forms.entry import AssignmentsForm
from wards.models import Assessment, Criterion, Membership, Officer
from wards.queries.assessments import get_assessment
from wards.requests import OfficerRequest
from wards.views.assessment import reader


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: OfficerRequest, pk: int) -> HttpResponse:
    """The leader gives each criterion to an official; everyone else reads who has which."""
    assessment = get_assessment(request.user, pk)
    ruling = rules.may_assign(request.user, assessment)
    given, officials = _given(assessment), _officials(assessment)
    form = AssignmentsForm(given, officials, typed.fields(request) if ruling or request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST":
        if not rules.is_leader(request.user, assessment):
            raise PermissionDenied
        if form.is_valid() and ruling:
            wishes = _wishes(request, form, given, officials)
            overtaken = domain.share(assessment=assessment, wishes=wishes, by=request.user)
            if not overtaken:
                messages.success(request, _("The assignments are saved."))
                return redirect("wards:assignments", pk)
            form, status = _again(form, _given(assessment), officials, overtaken, request.user), 409
    context = {
        "assessment": assessment, "form": form, "given": given, "ruling": ruling, "has_errors": status >= 400,
        "is_partly_saved": status == 409,
        "all": _("All officials of the ward"), **reader(request.user, assessment),
    }  # fmt: skip
    return part(request, "wards/assignments.html", context, status=status)


def _given(assessment: Assessment) -> list[tuple[Criterion, Officer | None]]:
    """Who has each criterion; None: every official."""
    people = {row.criterion_id: row.officer for row in assessment.assignments.select_related("officer")}
    criteria = assessment.period.criteria_set.criteria.order_by("position")
    return [(criterion, people.get(criterion.pk)) for criterion in criteria]


def _officials(assessment: Assessment) -> list[Officer]:
    today = timezone.localdate()
    working = Membership.objects.on(today).filter(ward=assessment.ward_id, role__in=["official", "leader"])
    return list(Officer.objects.filter(is_active=True, memberships__in=working).distinct().order_by("full_name"))


def _wishes(
    request: OfficerRequest, form: AssignmentsForm, given: list[tuple[Criterion, Officer | None]],
    officials: list[Officer],
) -> dict[Criterion, domain.Wish]:  # fmt: skip
    """What the page asked for; a field it lacked takes nothing from anybody."""
    people = {officer.pk: officer for officer in officials}
    wishes = {}
    for criterion, holder in given:
        name, seen = f"criterion-{criterion.pk}", f"seen-{criterion.pk}"
        if name in request.POST:
            now = holder.pk if holder else None
            had = form.cleaned_data[seen] if seen in request.POST else now
            wishes[criterion] = domain.Wish(had, people.get(form.cleaned_data[name]))
    return wishes


def _again(
    form: AssignmentsForm, given: list[tuple[Criterion, Officer | None]], officials: list[Officer],
    overtaken: list[domain.Overtaken], by: Officer,
) -> AssignmentsForm:  # fmt: skip
    """The form as things stand now, with what was chosen where another choice came first."""
    late = {one.criterion.pk: one for one in overtaken}
    data = {}
    for criterion, holder in given:
        name, now = f"criterion-{criterion.pk}", holder.pk if holder else ""
        data[f"seen-{criterion.pk}"] = now
        data[name] = form.data.get(name, "") if criterion.pk in late else now
    again = AssignmentsForm(given, officials, data)
    for criterion, holder in given:
        if criterion.pk in late:
            again.add_error(f"criterion-{criterion.pk}", _told(late[criterion.pk], holder, by))
    return again


def _told(late: domain.Overtaken, holder: Officer | None, by: Officer) -> str:
    if late.given is None:
        return _("It was given back to all officials after you opened the page. Save once more to use your choice.")
    told = _("%(who)s gave it to %(officer)s at %(time)s on %(day)s. Save once more to use your choice.")
    if late.given.by_id == by.pk:
        told = _(
            "You gave it to %(officer)s on another device or in another tab at %(time)s on %(day)s. "
            "Save once more to use your choice."
        )
    return told % {"who": late.given.by, "officer": holder or late.given.officer, **clock_and_day(late.given.at)}
