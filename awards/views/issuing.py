"""The register of issued papers: number, date, signer; a wrong line cancelled; the signed scan laid down and opened."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from awards import rules
from awards.domain.papers import issuing, scans, waiting_scans
from awards.domain.papers.drawing import NotAllowed
from awards.domain.papers.standings import standing
from awards.forms.issuing import CancelForm, RegisterForm, ScanForm
from awards.models import Dossier, Issue, Paper, Scan
from awards.queries.papers import SIGNED, get_final, get_issue, get_scan
from awards.queries.places import place_of
from awards.views.paper_rows import url_of
from awards.views.papers import private_file, require_readable
from emulation import typed
from emulation.htmx import go, part
from emulation.templatetags.vietnamese import day
from wards.requests import OfficerRequest


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def paper_register(request: OfficerRequest, pk: int) -> HttpResponse:
    """Vào sổ: number, date and signer of a paper that was signed."""
    paper = _own(request, get_final(request.user, pk))
    _require(rules.may_register(request.user, place_of(paper), paper.kind))
    data = typed.fields(request)
    form = RegisterForm(data, initial=None if data else issuing.proposed(paper), day_hint=issuing.odd_day(paper))
    if request.method != "POST":
        return _page(request, "awards/paper_register.html", paper, form, is_outdated=_is_outdated(paper))
    if not form.is_valid():
        return _page(request, "awards/paper_register.html", paper, form, status=422)
    try:
        issue = issuing.register(paper=paper, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, "awards/paper_register.html", paper, form, status=422)
    messages.success(request, _("Registered as %(number)s.") % {"number": issue})
    for warning in _warnings(paper, issue):
        messages.warning(request, warning)
    return go(request, f"{url_of(place_of(paper))}#{paper.kind}-{paper.subject}")


def _is_outdated(paper: Paper) -> bool:
    """Whether the records say something else by now than this version: it is to be settled anew before it is signed."""
    return any(row.is_outdated for row in standing(place_of(paper)) if row.paper and row.paper.pk == paper.pk)


MINUTES = {Paper.Kind.COUNCIL, Paper.Kind.CITY_COUNCIL}  # they bear the day of the meeting, whenever they were settled


def _warnings(paper: Paper, issue: Issue) -> list[str]:
    """What is possible and yet odd about a date."""
    settled, printed = timezone.localtime(paper.requested_at).date(), issuing.year_of(paper)
    said = []
    if issue.issued_on < settled and paper.kind not in MINUTES:
        said.append(
            _("The date %(date)s lies before %(settled)s, when this version was settled. Check it.")
            % {"date": day(issue.issued_on), "settled": day(settled)}
        )
    if printed and printed != issue.year:
        said.append(
            _("The paper prints the year %(printed)d, the date is of %(year)d. Check it.")
            % {"printed": printed, "year": issue.year}
        )
    said.append(issuing.odd_day(paper, issue.issued_on))
    return [sentence for sentence in said if sentence]


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def issue_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a wrong registration back, with a reason."""
    issue = get_issue(request.user, pk)
    paper = _own(request, issue.paper)
    _require(rules.may_cancel(request.user, place_of(paper), paper.kind))
    form = CancelForm(typed.fields(request))
    if request.method != "POST":
        return _page(request, "awards/issue_cancel.html", paper, form, issue=issue)
    if not form.is_valid():
        return _page(request, "awards/issue_cancel.html", paper, form, status=422, issue=issue)
    try:
        issuing.cancel(issue=issue, reason=form.cleaned_data["reason"], by=request.user)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, "awards/issue_cancel.html", paper, form, status=422, issue=issue)
    messages.success(request, _("The registration %(number)s is cancelled; its number is free.") % {"number": issue})
    if issue.scans.exists():
        messages.warning(request, _("The scan that shows this number counts no more: scan the paper with its new one."))
    return go(request, f"{url_of(place_of(paper))}#{paper.kind}-{paper.subject}")


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def paper_scan(request: OfficerRequest, pk: int) -> HttpResponse:
    """Lay the signed scan down: compared with what was drawn, refused where it shows another paper."""
    paper = _own(request, get_final(request.user, pk))
    place = place_of(paper)
    has_scan = Scan.objects.filter(SIGNED, paper=paper).exists()
    _require(rules.may_scan(request.user, place, paper.kind, has_scan=has_scan))
    issue = Issue.objects.filter(paper=paper, cancelled_at=None).first()
    form = ScanForm(typed.fields(request), request.FILES or None)
    shown: dict[str, Any] = {"issue": issue, "has_scan": has_scan}
    if request.method != "POST":
        return _page(request, "awards/paper_scan.html", paper, form, **shown)
    if not form.is_valid():
        return _page(request, "awards/paper_scan.html", paper, form, status=422, **shown)
    return _laid_down(request, paper, form, shown)


def _laid_down(request: OfficerRequest, paper: Paper, form: ScanForm, shown: dict[str, Any]) -> HttpResponse:
    scan, reason = form.cleaned_data["files"], form.cleaned_data["reason"]
    finding = None
    try:
        finding = scans.examine(paper=paper, scan=scan)
        kept = scans.keep(paper=paper, scan=scan, finding=finding, reason=reason, by=request.user)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValidationError as error:
        doubts = finding.doubts if finding else []
        for doubt in doubts:  # the summary says what is wrong, then what is asked for
            form.add_error(None, doubt)
        form.add_error(None, error)
        if doubts:  # only a reason lacks: the file is not sent twice
            again = request.POST.copy()
            again["kept"] = waiting_scans.wait(scan, form.data.get("kept", ""))
            form.data = again
            form.fields["reason"].required = True  # from now on
        more = {**shown, "doubts": doubts, "waiting": scan if doubts else None}
        return _page(request, "awards/paper_scan.html", paper, form, status=422, **more)
    waiting_scans.forget(form.data.get("kept", ""))
    messages.success(request, _("The signed scan is kept. %(match)s.") % {"match": kept.get_match_display()})
    return go(request, f"{url_of(place_of(paper))}#{paper.kind}-{paper.subject}")


@login_required
@require_GET
def scan_file(request: OfficerRequest, pk: int) -> FileResponse:
    """The scan itself, shown in the browser; `?tai=1` saves it."""
    scan = get_scan(request.user, pk)
    require_readable(request.user, place_of(scan.paper))
    return private_file(scan, name=scan.name, saved="tai" in request.GET)


def _own(request: OfficerRequest, paper: Paper) -> Paper:
    require_readable(request.user, place_of(paper))
    return paper


def _require(ruling: rules.Ruling) -> None:
    if not ruling:
        raise PermissionDenied(ruling.reason)


def _page(
    request: OfficerRequest, template: str, paper: Paper, form: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    place = place_of(paper)
    context = {
        "paper": paper, "place": place, "is_dossier": isinstance(place, Dossier), "form": form, "here": url_of(place),
        "sign": issuing.sign_of(paper), "has_errors": status >= 400, **more,
    }  # fmt: skip
    return part(request, template, context, status=status)
