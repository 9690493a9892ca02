"""Documents and files are removed in two steps: a page that names what goes, then the act itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.htmx import go
from wards import rules
from wards.domain.exhibits import evidence as evidences
from wards.domain.sheet.assessment import require
from wards.queries import evidence as queries
from wards.requests import OfficerRequest
from wards.views.citations import permission
from wards.views.evidence import evidence_url


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_remove(request: OfficerRequest, pk: int) -> HttpResponse:
    """Xóa tài liệu: asked by GET, which also says what stands against it; done by POST."""
    evidence = queries.get_evidence(request.user, pk)
    with permission():
        require(evidences.works_in(evidence.ward_id, request.user))
        if request.method == "POST":
            evidences.delete_evidence(evidence=evidence, by=request.user)
            messages.success(request, _("Removed the document “%(abstract)s”.") % {"abstract": evidence.abstract})
            return go(request, reverse("wards:evidence_list"))
    context = {
        "evidence": evidence, "ruling": evidences.may_delete(evidence, by=request.user), "writing": rules.WRITING,
    }  # fmt: skip
    return render(request, "wards/evidence_remove.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file_remove(request: OfficerRequest, pk: int) -> HttpResponse:
    """Bỏ tệp: take one file out of its document; asked by GET, done by POST."""
    file = queries.get_file(request.user, pk)
    with permission():
        require(evidences.may_remove_file(file, by=request.user))
        if request.method == "POST":
            evidences.remove_file(file=file, by=request.user)
            messages.success(request, _("Removed the file %(name)s.") % {"name": file.name})
            return go(request, evidence_url(file.evidence))
    evidence = queries.get_evidence(request.user, file.evidence_id)
    return render(request, "wards/file_remove.html", {"file": file, "evidence": evidence})
