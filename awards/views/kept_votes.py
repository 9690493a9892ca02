"""A ward whose appraisal changed after the city's council voted on it: what changed, and why the vote stands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.domain.facts import NotAllowed
from awards.domain.onward import keeping_votes
from awards.forms.dossiers import KeepVoteForm
from awards.models import Dossier
from awards.rules import dossiers as rules
from awards.views.dossiers import own_dossier
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
