"""Kiểm phiếu and chốt phiên họp: recusals, counts by one or two people, and the close."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.domain.councils import closing, counting, meetings
from awards.domain.councils.membership import NotAllowed, Rewritten, Standing, result, standing
from awards.domain.councils.results import present
from awards.forms.meetings import CountForm, MemberRows
from awards.models import Ballot, Meeting
from awards.queries import councils as stored
from awards.rules import councils as rules
from awards.views.meetings import address, facts, gone, member_rows, own_meeting
from emulation import typed
from emulation.htmx import go, part
from wards.requests import OfficerRequest


def own_ballot(request: OfficerRequest, pk: int) -> Ballot:
    """A vote of the person's own council; who may only read it gets 403, all others 404."""
    found = stored.get_ballot(request.user, pk)
    own_meeting(request, found.meeting_id)
    return found


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: OfficerRequest, pk: int) -> HttpResponse:
    """One vote: who may vote, what was counted as far as this person may see it, and their own count."""
    found = own_ballot(request, pk)
    of_hands, rounds = found.meeting.vote == Meeting.Vote.OPEN, standing(found).rounds
    form = CountForm(typed.fields(request), of_hands=of_hands, initial={"seen": rounds})
    if request.method != "POST":
        return _vote_page(request, found, form)
    if not form.is_valid():
        return _vote_page(request, found, form, status=422)
    try:
        stands = counting.count(ballot=found, by=request.user, **form.cleaned_data)
    except meetings.Gone as refusal:
        return gone(request, found.meeting.council_id, refusal)
    except NotAllowed as refusal:
        return _vote_page(request, stored.get_ballot(request.user, pk), form, status=409, refused=str(refusal))
    except ValidationError as error:
        form.refuse(error)
        return _vote_page(request, stored.get_ballot(request.user, pk), form, status=422)
    _tell(request, found, stands)
    at = address(found.meeting) if stands.state == "agreed" else reverse("awards:ballot", args=[pk])
    return go(request, at)


def _tell(request: OfficerRequest, before: Ballot, stands: Standing) -> None:
    if stands.ballot.void_until != before.void_until and standing(before).state != "differ":
        messages.warning(request, _("The figures changed since the earlier count: that one no longer holds."))
    said = {
        "one": _("Your count is entered. A second person counts now, without seeing yours."),
        "agreed": _("The show of hands is recorded.")
        if stands.ballot.meeting.vote == Meeting.Vote.OPEN
        else _("Both counts agree: the result stands."),
        "differ": _("The two counts differ: neither holds. Both people count again and enter what they find."),
    }
    tell = messages.warning if stands.state == "differ" else messages.success
    tell(request, said.get(stands.state, _("Saved.")))


def _vote_page(
    request: OfficerRequest, found: Ballot, form: CountForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    stands = standing(found)
    context = {
        "ballot": found, "stands": stands, "form": form, "result": result(found) if stands.votes else None,
        "shown": counting.shown_counts(request.user, stands),
        "has_counted": any(count.by_id == request.user.pk for count in stands.counts),
        "recused": list(found.recusals.all()), **facts(request, found.meeting), "has_errors": status >= 400,
        "may_count": rules.may_count(request.user, found.meeting), **more,
    }  # fmt: skip
    context["changed"] = next((one for one in context["changed"] if one.ballot.pk == found.pk), None)
    return part(request, "awards/meeting_ballot.html", context, status=status)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: OfficerRequest, pk: int) -> HttpResponse:
    """Who does not vote on this ward, and why."""
    found = own_ballot(request, pk)
    there = {row.member_id: row.reason for row in found.recusals.all()}
    form = MemberRows(present(found.meeting), typed.fields(request), reasons=there, ticked=set(there))

    def save() -> None:
        meetings.recuse(ballot=found, recused=form.of_the(True), seen=form.cleaned_data["seen"], by=request.user)

    more = {"ballot": found, "after": reverse("awards:ballot", args=[pk])}
    return member_rows(request, found.meeting, form, save, "awards/meeting_recusals.html", more)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Chốt phiên họp: everything once more, what falls short, and the button that makes it final."""
    found = own_meeting(request, pk)
    data = typed.fields(request)
    if request.method != "POST":
        return _close_page(request, found, data)
    below = {
        vote.pk: closing.Below(data.get(f"goes-on-{vote.pk}") == "1", data.get(f"reason-{vote.pk}", ""))
        for vote in found.ballots.all()
        if data and f"goes-on-{vote.pk}" in data
    }
    kept = {vote.pk: data.get(f"kept-{vote.pk}", "") for vote in found.ballots.all()} if data else {}
    try:
        closing.close(meeting=found, seen=request.POST.get("seen", ""), below=below, kept=kept, by=request.user)
    except closing.Gone as refusal:
        return gone(request, found.council_id, refusal)
    except NotAllowed as refusal:
        return _close_page(request, found, data, status=409, refused=str(refusal))
    except Rewritten:
        said = _("The meeting was changed since you opened this page. Read it again before closing.")
        return _close_page(request, found, data, status=409, refused=said)
    except ValidationError as error:
        wrong = error.message_dict if hasattr(error, "error_dict") else {}
        return _close_page(request, found, data, status=422, wrong={name: " ".join(s) for name, s in wrong.items()})
    messages.success(request, _("The meeting is closed. Its minutes can be drawn now."))
    return go(request, address(found))


def _close_page(
    request: OfficerRequest, found: Meeting, data: Any, *, status: int = 200, wrong: dict[str, str] | None = None,
    refused: str = "",
) -> HttpResponse:  # fmt: skip
    fresh, wrong, data = stored.get_meeting(request.user, found.pk), wrong or {}, data or {}
    below = [
        {
            "ballot": vote, "result": came, "error": wrong.get(f"reason-{vote.pk}", ""),
            "reason": data.get(f"reason-{vote.pk}", ""), "goes_on": data.get(f"goes-on-{vote.pk}", ""),
        }
        for vote, came in closing.missed(fresh)
    ]  # fmt: skip
    asked = [(one, f"kept-{one.ballot.pk}") for one in closing.changed(fresh)]
    others = [{"changed": one, "error": wrong.get(name, ""), "reason": data.get(name, "")} for one, name in asked]
    context = {
        **facts(request, fresh), "below": below, "others": others, "seen": closing.fingerprint(fresh),
        "refused": refused, "has_errors": status >= 400, "wrong": wrong,
    }  # fmt: skip
    return part(request, "awards/meeting_close.html", context, status=status)
