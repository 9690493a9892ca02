"""What a council voted on changed afterwards: what it was, what it is, and why the vote stands.

Of the city's council that is the appraisal of a ward, of a ward's council what the ward says of itself.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.domain.councils.voted_on import ChangedVote
from awards.domain.facts import NotAllowed
from awards.domain.onward import keeping_votes
from awards.domain.papers import keeping
from awards.domain.papers.present import Present
from awards.forms.dossiers import KeepVoteForm, KeepWardVoteForm
from awards.models import Dossier
from awards.rules import Assessment
from awards.rules import dossiers as rules
from awards.views.dossiers import own_dossier
from awards.views.papers import readable
from emulation import typed
from emulation.htmx import go, part
from wards.requests import OfficerRequest


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def keep_vote(request: OfficerRequest, pk: int, assessment: int) -> HttpResponse:
    """What was voted on beside what stands now; the head writes why the vote stands all the same.

    A ward that is not in the dossier is a 404.
    """
    dossier = own_dossier(request, pk)
    if not rules.is_head(request.user, dossier):
        raise PermissionDenied(_("Only the head of the interior office says that a vote stands."))
    if not any(row.assessment_id == assessment for row in dossier.wards.all()):
        raise Http404
    here = reverse("awards:dossier", args=[pk])
    changed = keeping_votes.changed_vote(dossier, assessment)
    if changed is None:
        messages.info(request, _("The appraisal is what the council voted on; no reason is needed."))
        return go(request, here)
    data = typed.fields(request)
    form = KeepVoteForm(data, initial={"seen": changed.seen})
    if request.method != "POST":
        return _page(request, dossier, assessment, form)
    if not form.is_valid():
        return _page(request, dossier, assessment, form, status=422)
    try:
        keeping_votes.keep_vote(dossier=dossier, assessment=assessment, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValidationError as error:
        form = KeepVoteForm({**form.cleaned_data, "seen": changed.seen})  # they read what stands now, with their reason
        form.full_clean()
        form.add_error(None, error)
        return _page(request, dossier, assessment, form, status=409)
    messages.success(request, _("The reason is recorded. The city's proposal tells of it: settle and sign it anew."))
    return go(request, here)


def _page(
    request: OfficerRequest, dossier: Dossier, assessment: int, form: KeepVoteForm, *, status: int = 200
) -> HttpResponse:
    ward = next(row.assessment.ward for row in dossier.wards.all() if row.assessment_id == assessment)
    context = {
        "dossier": dossier, "ward": ward, "changed": keeping_votes.changed_vote(dossier, assessment), "form": form,
        "ruling": rules.may_forward(request.user, dossier), "has_errors": status >= 400,
    }  # fmt: skip
    return part(request, "awards/dossier_keep_vote.html", context, status=status)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def keep_ward_vote(request: OfficerRequest, pk: int) -> HttpResponse:
    """The same of a ward's own council: its leader writes why the vote stands."""
    place = readable(request, pk)
    ruling = keeping.may_keep_vote(request.user, place)
    if not ruling:
        raise PermissionDenied(ruling.reason)
    here = reverse("awards:papers", args=[pk])
    changed = Present(place).changed
    if changed is None:
        messages.info(request, _("The figures are what the council voted on; no reason is needed."))
        return go(request, here)
    form = KeepWardVoteForm(typed.fields(request), initial={"seen": changed.seen})
    if request.method != "POST":
        return _ward_page(request, place, changed, form)
    if not form.is_valid():
        return _ward_page(request, place, changed, form, status=422)
    try:
        keeping.keep_vote(assessment=place, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValidationError as error:
        form = KeepWardVoteForm({**form.cleaned_data, "seen": changed.seen})  # as above
        form.full_clean()
        form.add_error(None, error)
        return _ward_page(request, place, changed, form, status=409)
    messages.success(request, _("The reason is recorded. The ward's proposal tells of it: settle and sign it anew."))
    return go(request, here)


def _ward_page(
    request: OfficerRequest, place: Assessment, changed: ChangedVote, form: KeepWardVoteForm, *, status: int = 200
) -> HttpResponse:
    ruling = keeping.may_keep_vote(request.user, place)
    context = {"place": place, "changed": changed, "form": form, "ruling": ruling, "has_errors": status >= 400}
    return part(request, "awards/ward_keep_vote.html", context, status=status)
