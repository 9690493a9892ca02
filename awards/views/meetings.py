"""Phiên họp Hội đồng: written down, corrected, with who came and what is voted on; read by whoever may."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.domain.councils import closing, meetings
from awards.domain.councils.hints import hints
from awards.domain.councils.membership import NotAllowed, Rewritten, result, standing
from awards.domain.councils.results import percent, present, reaches
from awards.domain.councils.usual import usual
from awards.domain.councils.voided import to_count_again
from awards.domain.provisions import CAVEATS
from awards.forms.meetings import MeetingForm, MemberRows, WardsForm, says
from awards.models import Council, Meeting
from awards.queries import councils as stored
from awards.rules import councils as rules
from emulation import typed
from emulation.htmx import go, part
from wards.requests import OfficerRequest


def address(meeting: Meeting, name: str = "meeting") -> str:
    return reverse(f"awards:{name}", args=[meeting.pk])


def gone(request: OfficerRequest, council_id: int, refusal: Exception) -> HttpResponse:
    """Say that it was dropped meanwhile, at its council."""
    messages.error(request, str(refusal))
    return go(request, reverse("awards:council", args=[council_id]))


@login_required
@require_safe
def meeting(request: OfficerRequest, pk: int) -> HttpResponse:
    """One meeting: what is written down, what is left to do, or how it ended."""
    found = stored.get_meeting(request.user, pk)
    more = {"dossiers": stored.dossiers_of(found), "may_keep": rules.may_keep_council(request.user, found.council)}
    return part(request, "awards/meeting.html", {**facts(request, found), **more})


def facts(request: OfficerRequest, found: Meeting) -> dict[str, Any]:
    """What every page of a meeting shows."""
    came, members = len(present(found)), len(found.council.members.all())
    votes = [(ballot, stands := standing(ballot), result(ballot) if stands.votes else None)
             for ballot in found.ballots.all()]  # fmt: skip
    return {
        "changed": [] if found.is_closed else closing.changed(found),
        "meeting": found, "council": found.council, "votes": votes, "came": came, "members": members,
        "came_share": percent(came, members), "attended": found.attended_at is not None,
        "has_quorum": reaches(came, members, found.quorum),
        "share_caveat": CAVEATS[found.share_confidence], "quorum_caveat": CAVEATS[found.quorum_confidence],
        "problems": [] if found.is_closed else closing.problems(found),
        "hints": [] if found.is_closed else hints(found),
        "may_write": rules.may_write_meeting(request.user, found),
        "may_close": rules.may_close_meeting(request.user, found), "may_remove": meetings.may_remove(found),
    }  # fmt: skip


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: OfficerRequest, council: int) -> HttpResponse:
    """Write a meeting down; `?ban=` names the assessment it is about."""
    found = stored.get_council(request.user, council)
    if not rules.may_keep_council(request.user, found):
        raise PermissionDenied
    offered = list(stored.open_to_vote(found))
    initial = _usual(found, offered, request.GET.getlist("ban"))
    form = MeetingForm(found, typed.fields(request), choices=offered, initial=initial)
    context = {"form": form, "council": found, "offered": offered}
    if request.method != "POST":
        return part(request, "awards/meeting_edit.html", context)
    if not form.is_valid():
        return part(request, "awards/meeting_edit.html", {**context, "has_errors": True}, status=422)
    try:
        chosen = [int(pk) for pk in form.cleaned_data["assessments"]]
        made = meetings.begin(council=found, assessments=chosen, by=request.user, **form.values())
    except ValidationError as error:
        form.refuse(error)
        return part(request, "awards/meeting_edit.html", {**context, "has_errors": True}, status=422)
    messages.success(request, _("The meeting is written down. Now say who came, and count the votes."))
    return go(request, address(made))


def _usual(council: Council, offered: list[Any], asked: list[str]) -> dict[str, Any]:
    """What a meeting mostly says, today, about what was asked for or the only thing there is."""
    title = offered[0].period.criteria_set.title if offered else ""
    chosen = [str(one.pk) for one in offered if str(one.pk) in asked or len(offered) == 1]
    return {**usual(council, title), "held_on": timezone.localdate(), "assessments": chosen}


def own_meeting(request: OfficerRequest, pk: int) -> Meeting:
    """A meeting of the person's own council; who may only read it gets 403, all others 404."""
    found = stored.get_meeting(request.user, pk)
    if not rules.may_keep_council(request.user, found.council):
        raise PermissionDenied
    return found


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct what is written down; when somebody else wrote meanwhile both texts are shown and nothing is lost."""
    found = own_meeting(request, pk)
    form = MeetingForm(found.council, typed.fields(request), meeting=found)
    fixed = meetings.vote_is_fixed(found)
    context = {"form": form, "council": found.council, "meeting": found, "vote_is_fixed": fixed}
    context["ruling"] = rules.may_write_meeting(request.user, found)
    if request.method != "POST":
        return part(request, "awards/meeting_edit.html", context)
    if not form.is_valid():
        return part(request, "awards/meeting_edit.html", {**context, "has_errors": True}, status=422)
    try:
        meetings.rewrite(meeting=found, seen=form.cleaned_data["version"], by=request.user, **form.values())
    except meetings.Gone as refusal:
        return gone(request, found.council_id, refusal)
    except NotAllowed as refusal:
        refused = {"refused": str(refusal), "ruling": rules.Ruling(False, str(refusal)), "has_errors": True}
        return part(request, "awards/meeting_edit.html", {**context, **refused}, status=409)
    except ValidationError as error:
        form.refuse(error)
        return part(request, "awards/meeting_edit.html", {**context, "has_errors": True}, status=422)
    except Rewritten as conflict:
        return _conflict(request, form, context, conflict.current)
    messages.success(request, _("The meeting is saved."))
    return go(request, address(found))


def _conflict(request: OfficerRequest, form: MeetingForm, context: dict[str, Any], current: Any) -> HttpResponse:
    """Field by field what stands there now and what the person typed; sent once more, theirs is what they chose."""
    again = request.POST.copy()
    again["version"] = str(current.version)
    form.data = again
    theirs = MeetingForm(current.council, meeting=current)
    stands, typed_ = says(current), {name: form.cleaned_data.get(name) for name in form.fields}
    differences = [
        (form.fields[name].label, _shown(theirs, name, stands[name]), _shown(form, name, typed_[name]))
        for name in form.fields
        if name != "version" and stands[name] != typed_[name]
    ]
    more = {"meeting": current, "differences": differences, "has_errors": True}
    return part(request, "awards/meeting_edit.html", {**context, **more}, status=409)


def _shown(form: MeetingForm, name: str, value: Any) -> Any:
    """A value as people read it: the name behind a choice, a day or an hour as they are written."""
    choices = getattr(form.fields[name], "choices", None)
    if choices is not None:
        return dict(choices).get(value, value)
    return form.fields[name].prepare_value(value) or ""


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: OfficerRequest, pk: int) -> HttpResponse:
    """Điểm danh: who came; of the others, why not."""
    found = own_meeting(request, pk)
    rows = list(found.attendances.all())
    form = MemberRows(
        [row.member for row in rows], typed.fields(request), reasons={row.member_id: row.reason for row in rows},
        ticked={row.member_id for row in rows if row.present},
    )  # fmt: skip

    def save() -> None:
        meetings.attend(meeting=found, absent=form.of_the(False), seen=form.cleaned_data["seen"], by=request.user)

    return member_rows(request, found, form, save, "awards/meeting_attendance.html", {})


def member_rows(
    request: OfficerRequest, found: Meeting, form: MemberRows, save: Any, template: str, more: dict[str, Any]
) -> HttpResponse:
    """A page on which members are ticked, shown or saved; afterwards the meeting, or the vote the page is about."""
    ruling = rules.may_write_meeting(request.user, found)
    seen = meetings.fingerprint(found)
    context = {"form": form, "meeting": found, "council": found.council, "ruling": ruling, "seen": seen, **more}
    if request.method != "POST":
        return part(request, template, context)
    context["has_errors"] = True
    if not form.is_valid():
        return part(request, template, context, status=422)
    try:
        save()
    except meetings.Gone as refusal:
        return gone(request, found.council_id, refusal)
    except NotAllowed as refusal:
        context |= {"refused": str(refusal), "ruling": rules.Ruling(False, str(refusal))}
        return part(request, template, context, status=409)
    except ValidationError as error:
        form.refuse(error)
        return part(request, template, context, status=422)
    except Rewritten:
        fresh = stored.get_meeting(request.user, found.pk)
        context |= {"meeting": fresh, "seen": meetings.fingerprint(fresh), "conflict": True}
        return part(request, template, context, status=409)
    again = _("Saved. Who votes has changed, so what was counted before no longer holds: count again.")
    tell, said = (messages.warning, again) if to_count_again(found) else (messages.success, _("Saved."))
    tell(request, said)
    return go(request, more.get("after") or address(found))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_wards(request: OfficerRequest, pk: int) -> HttpResponse:
    """Which wards are voted on; what was counted stays."""
    found = own_meeting(request, pk)
    form = WardsForm(typed.fields(request), ballots=found.ballots.all(), offered=stored.open_to_vote(found.council))
    context = {"form": form, "meeting": found, "council": found.council}
    context["ruling"] = rules.may_write_meeting(request.user, found)
    if request.method != "POST":
        return part(request, "awards/meeting_wards.html", context)
    try:
        if form.is_valid():
            chosen = [int(pk) for pk in form.cleaned_data["assessments"]]
            meetings.choose(meeting=found, assessments=chosen, by=request.user)
            messages.success(request, _("Saved."))
            return go(request, address(found))
    except meetings.Gone as refusal:
        return gone(request, found.council_id, refusal)
    except NotAllowed as refusal:
        refused = {"refused": str(refusal), "ruling": rules.Ruling(False, str(refusal)), "has_errors": True}
        return part(request, "awards/meeting_wards.html", {**context, **refused}, status=409)
    except ValidationError as error:
        for name, said in error.message_dict.items():
            form.add_error(name, said)
    return part(request, "awards/meeting_wards.html", {**context, "has_errors": True}, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_remove(request: OfficerRequest, pk: int) -> HttpResponse:
    """Drop a meeting of which nothing was counted. By GET (a refusal reloaded) it leads to the meeting."""
    found = own_meeting(request, pk)
    if request.method != "POST":
        return go(request, address(found))
    try:
        meetings.remove(meeting=found, by=request.user)
    except meetings.Gone as refusal:
        return gone(request, found.council_id, refusal)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return go(request, address(found))
    messages.success(request, _("The meeting was dropped."))
    return go(request, reverse("awards:council", args=[found.council_id]))
