"""Văn bản: what waits for whoever keeps the register of a ward or of an office, over all periods."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.models import Issue, Paper
from awards.queries import waiting
from awards.queries.places import Place, place_of
from awards.views.paper_rows import url_of
from wards.models.units import Officer
from wards.requests import OfficerRequest


@dataclass(frozen=True)
class Waiting:
    """One paper, where it stands among the others of its place, and where its next step is taken."""

    paper: Paper
    place: Place
    step: str
    issue: Issue | None = None

    @property
    def among(self) -> str:
        return f"{url_of(self.place)}#{self.paper.kind}-{self.paper.subject}"


@login_required
@require_safe
def waiting_papers(request: OfficerRequest) -> HttpResponse:
    """Papers to register, scans to lay down, and the way to all papers. For those who register any."""
    if not waiting.keeps_a_register(request.user):
        raise PermissionDenied
    context = {
        "to_register": list(_to_register(request.user)), "to_scan": list(_to_scan(request.user)),
        "of_ward": any(m.ward_id for m in request.user.current_memberships),
        "of_office": any(m.role in waiting.OFFICE_ROLES for m in request.user.current_memberships),
    }  # fmt: skip
    return render(request, "awards/waiting.html", context)


def _to_register(officer: Officer) -> Iterator[Waiting]:
    for paper in waiting.to_register().filter(waiting.registered_by(officer)):
        yield Waiting(paper, place_of(paper), reverse("awards:paper_register", args=[paper.pk]))


def _to_scan(officer: Officer) -> Iterator[Waiting]:
    own = Paper.objects.filter(waiting.registered_by(officer))
    for issue in waiting.to_scan().filter(paper__in=own.values("pk")):
        step = reverse("awards:paper_scan", args=[issue.paper_id])
        yield Waiting(issue.paper, place_of(issue.paper), step, issue)
