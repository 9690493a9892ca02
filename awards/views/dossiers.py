"""Hồ sơ trình tỉnh: the office's rounds of proposals, each with its way to the province."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.domain.facts import NotAllowed
from awards.domain.onward import days, decision_words, dossiers, sending, sent_text
from awards.domain.onward.steps import Way
from awards.domain.writing import dossier_facts
from awards.forms.dossiers import MeetingChoiceForm, RoundForm, WardsForm
from awards.models import Dossier, Forwarding, Meeting
from awards.queries import dossiers as queries
from awards.rules import dossiers as rules
from emulation import typed
from emulation.htmx import go, part
from emulation.text import digest
from wards.models.units import Office
from wards.requests import OfficerRequest

ROUNDS_PER_PAGE = 30


@login_required
@require_safe
def dossier_list(request: OfficerRequest) -> HttpResponse:
    """The rounds of the person's office, newest first, and where a new one can be begun."""
    _require_office(request)
    return _list_page(request, _round_form(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_new(request: OfficerRequest) -> HttpResponse:
    """Begin a round. By GET (a refusal reloaded) it leads to the list."""
    _require_office(request)
    if request.method != "POST":
        return go(request, reverse("awards:dossiers"))
    form = _round_form(request, bound=True)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    office = Office.objects.get(pk=min(queries.offices_of(request.user)))
    try:
        dossier = dossiers.make(office=office, period=form.cleaned_data["period"], by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return _list_page(request, form, status=422)
    messages.success(request, _("Round %(number)d is begun. Name its wards.") % {"number": dossier.number})
    return go(request, reverse("awards:dossier_wards", args=[dossier.pk]))


def _require_office(request: OfficerRequest) -> None:
    if not queries.offices_of(request.user):
        raise PermissionDenied


def _round_form(request: OfficerRequest, *, bound: bool = False) -> RoundForm:
    periods = queries.periods_to_propose(request.user)
    told = _("%(period)s (%(free)d wards appraised and in no dossier)")
    choices = [(found.pk, told % {"period": found.title, "free": found.free}) for found in periods]
    return RoundForm(choices, request.POST if bound else None)


def _list_page(request: OfficerRequest, form: RoundForm, *, status: int = 200) -> HttpResponse:
    page = Paginator(queries.own_dossiers(request.user), ROUNDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "form": form, "has_errors": status >= 400}
    return part(request, "awards/dossiers.html", context, status=status)


def own_dossier(request: OfficerRequest, pk: int) -> Dossier:
    """A dossier of the person's own office; the province that received it gets 403, all others 404."""
    dossier = queries.get_dossier(request.user, pk)
    if not rules.is_of_office(request.user, dossier):
        raise PermissionDenied
    return dossier


@login_required
@require_safe
def dossier(request: OfficerRequest, pk: int) -> HttpResponse:
    """One round: its steps with what each still lacks, its wards, and what the province said."""
    found = own_dossier(request, pk)
    way = Way(found)
    context = {
        "dossier": found, "way": way, "may_prepare": rules.may_prepare(request.user, found),
        "may_forward": rules.may_forward(request.user, found), "may_decide": rules.may_decide(request.user, found),
        "forwardings": queries.forwardings_of(found), "decisions": decision_words.records(queries.decisions_of(found)),
        "may_correct": rules.may_correct(request.user, found),
        "odd_days": days.contradictions(way) if found.is_open else [],
    }  # fmt: skip
    return part(request, "awards/dossier.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_wards(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put wards in, take them out, say which comes first."""
    found = own_dossier(request, pk)
    form = _wards_form(request, found)
    if request.method != "POST":
        return _wards_page(request, found, form)
    if not form.is_valid():
        return _wards_page(request, found, form, status=422)
    try:
        dossiers.choose(dossier=found, assessments=form.chosen(), seen=form.shown(), by=request.user)
    except NotAllowed as refusal:
        return _wards_page(request, found, form, status=409, refused=str(refusal))
    except dossiers.Changed:
        told = _("Somebody else changed the list meanwhile; nothing was saved. This is the list now: choose again.")
        fresh = own_dossier(request, pk)
        return _wards_page(request, fresh, _wards_form(request, fresh, bound=False), status=409, refused=told)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return _wards_page(request, found, form, status=422)
    is_empty = not form.chosen()
    messages.success(request, _("No ward is named now.") if is_empty else _("The wards of the dossier are saved."))
    return go(request, reverse("awards:dossier", args=[pk]))


def _wards_form(request: OfficerRequest, found: Dossier, *, bound: bool = True) -> WardsForm:
    named, free = [row.assessment for row in found.wards.all()], list(queries.candidates(found))
    data = request.POST if bound and request.method == "POST" else None
    results = {result.assessment_id: result for result in dossier_facts.results([*named, *free], found.period)}
    return WardsForm(named, free, results, data)


def _wards_page(
    request: OfficerRequest, found: Dossier, form: WardsForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    ruling = rules.may_prepare(request.user, found)
    context = {"dossier": found, "form": form, "ruling": ruling, "refused": refused, "has_errors": status >= 400}
    return part(request, "awards/dossier_wards.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_meeting(request: OfficerRequest, pk: int) -> HttpResponse:
    """Attach the meeting of the city's council that votes on the dossier."""
    found = own_dossier(request, pk)
    ruling = rules.may_prepare(request.user, found)
    meetings = dossiers.meetings_for(found)
    data = request.POST if request.method == "POST" else None
    form = MeetingChoiceForm(meetings, data, chosen=found.meeting_id)
    context = {"dossier": found, "form": form, "ruling": ruling, "meetings": meetings}
    if request.method != "POST":
        return part(request, "awards/dossier_meeting.html", context)
    if not form.is_valid():
        return part(request, "awards/dossier_meeting.html", {**context, "has_errors": True}, status=422)
    chosen = next((meeting for meeting in meetings if meeting.pk == form.cleaned_data["meeting"]), None)
    try:
        dossiers.attach_meeting(dossier=found, meeting=chosen, by=request.user)
    except NotAllowed as refusal:
        told = {"refused": str(refusal), "has_errors": True}
        return part(request, "awards/dossier_meeting.html", {**context, **told}, status=409)
    _tell_attached(request, chosen)
    return go(request, reverse("awards:dossier", args=[pk]))


def _tell_attached(request: OfficerRequest, meeting: Meeting | None) -> None:
    if meeting is None:
        said = _("No meeting is attached to the dossier. It needs one before it is forwarded.")
        messages.warning(request, said)
        return
    said = _("The meeting of %(day)s is attached to the dossier.")
    messages.success(request, said % {"day": f"{timezone.localdate(meeting.held_at):%d/%m/%Y}"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back a round begun by mistake. By GET (a refusal reloaded) it leads to the round."""
    found = own_dossier(request, pk)
    if request.method != "POST":
        return go(request, reverse("awards:dossier", args=[pk]))
    try:
        dossiers.drop(dossier=found, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return go(request, reverse("awards:dossier", args=[pk]))
    messages.success(request, _("The round was taken back."))
    return go(request, reverse("awards:dossiers"))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_forward(request: OfficerRequest, pk: int) -> HttpResponse:
    """Trình tỉnh: everything that goes, once more, and the button that sends it."""
    found = own_dossier(request, pk)
    if not rules.is_head(request.user, found):
        raise PermissionDenied
    if request.method != "POST":
        return _forward_page(request, found)
    try:
        sending.forward(dossier=found, by=request.user, seen=request.POST.get("seen", ""))
    except sending.NotAsSeen:
        told = _("Something changed since you opened this page; nothing was sent. Read what would go now.")
        return _forward_page(request, own_dossier(request, pk), status=409, refused=told)
    except (NotAllowed, sending.Lacking) as refusal:
        told = str(refusal) if isinstance(refusal, NotAllowed) else ""
        return _forward_page(request, own_dossier(request, pk), status=409, refused=told)
    messages.success(request, _("The dossier was forwarded to the province; the wards have been told."))
    return go(request, reverse("awards:dossier", args=[pk]))


def _forward_page(request: OfficerRequest, found: Dossier, *, status: int = 200, refused: str = "") -> HttpResponse:
    ruling = rules.may_forward(request.user, found)
    context = {"dossier": found, "ruling": ruling, "refused": refused, "has_errors": status >= 400}
    if ruling:
        way = Way(found)
        try:
            volume, replaced = sending.volumes(way)
        except sending.Lacking as lacking:
            context["missing"] = lacking.missing
        else:
            text = sending.contents(way, (volume, replaced))
            sent = sent_text.read(Forwarding(text=text))
            context |= {"sent": sent, "seen": digest(text), "binder": volume, "replaced": replaced}
            context["odd_days"] = days.contradictions(way)
    return part(request, "awards/dossier_forward.html", context, status=status)
