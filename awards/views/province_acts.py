"""What the province does with a dossier: confirm its receipt, return it by letter, record the decision."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.domain.facts import NotAllowed
from awards.domain.onward import sending, sent_text
from awards.forms.onward import DecisionForm, ReceiptForm, ReturnForm
from awards.models import Dossier, Forwarding, Paper
from awards.queries import dossiers as queries
from awards.rules import dossiers as rules
from awards.views.province import board_dossier
from emulation import typed
from emulation.htmx import go, part
from wards.requests import OfficerRequest

SHOWN_LINES = 120  # more are shown ward by ward, as they are asked for


def _newest(dossier: Dossier) -> Forwarding:
    found: Forwarding = dossier.forwardings.select_related("binder").order_by("-revision")[0]
    return found


def _answer(
    request: OfficerRequest, page: dict[str, Any], act: Callable[[], object], *, done: str, to: str,
    names: Mapping[str, str] = MappingProxyType({}), then: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page, or the act of its valid form and the way on; what the record refuses stands beside its field.

    `names`: of what the record names otherwise than the form; `then`: what follows in place of the way on.
    """
    form = page["form"]
    if request.method != "POST":
        return _page(request, page)
    if not form.is_valid():
        return _page(request, page, status=422)
    try:
        act()
    except NotAllowed as refusal:
        return _page(request, {**page, "refused": str(refusal)}, status=409)
    except ValidationError as error:
        for name, said in error.message_dict.items():
            field = names.get(name, name)
            form.add_error(field if field in form.fields else None, said)
        return _page(request, page, status=422)
    if then:
        return then()
    messages.success(request, done)
    return go(request, to)


def _page(request: HttpRequest, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return part(request, page["template"], {**page, "has_errors": status >= 400}, status=status)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: OfficerRequest, pk: int) -> HttpResponse:
    """Tiếp nhận: date, who signed, the number in the board's book."""
    dossier = board_dossier(request, pk)
    forwarding = _newest(dossier)
    today = {"received_on": timezone.localdate(), "receiver": request.user.full_name, "seen": forwarding.pk}
    form = ReceiptForm(typed.fields(request), initial=today)
    page = {"dossier": dossier, "forwarding": forwarding, "form": form, "template": "awards/received_receipt.html",
            "ruling": rules.may_receive(request.user, dossier)}  # fmt: skip

    def act() -> None:
        sending.receive(
            dossier=dossier, by=request.user, **form.cleaned_data | {"seen": form.cleaned_data["seen"] or 0}
        )

    done = _("The receipt is recorded; the interior office and the wards have been told.")
    return _answer(request, page, act, done=done, to=reverse("awards:received", args=[pk]))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """Trả hồ sơ: the letter, and every line and paper to be corrected. `?phuong=` shows the lines of these wards."""
    dossier = board_dossier(request, pk)
    forwarding = _newest(dossier)
    form, choice = _return_form(request, dossier, forwarding)
    ruling = rules.may_send_back(request.user, dossier)
    page = {"dossier": dossier, "forwarding": forwarding, "form": form, "choice": choice, "ruling": ruling,
            "template": "awards/received_return.html"}  # fmt: skip

    def act() -> None:
        letter = {name: form.cleaned_data[name] for name in ("letter_number", "letter_date", "reasons", "due")}
        seen = form.cleaned_data["seen"] or 0
        sending.send_back(dossier=dossier, items=form.items(), seen=seen, by=request.user, **letter)

    done = _("The dossier was returned; the interior office and the wards have been told.")
    to = reverse("awards:received", args=[pk])
    return _answer(request, page, act, done=done, to=to, names={"due": "day"})


def _return_form(
    request: OfficerRequest, dossier: Dossier, forwarding: Forwarding
) -> tuple[ReturnForm, list[dict[str, Any]]]:
    """The form with the lines of the chosen wards, and the choice of wards where there are too many for one page."""
    data = typed.fields(request)
    there = queries.waiting_of(dossier)
    lines = list(queries.lines_of([found.pk for found in there]))
    asked = (data or request.GET).getlist("phuong")
    choice: list[dict[str, Any]] = []
    if len(lines) > SHOWN_LINES:
        chosen = {found.pk for found in there if str(found.pk) in asked}
        choice = [{"assessment": found, "chosen": found.pk in chosen} for found in there]
        lines = [entry for entry in lines if entry.assessment_id in chosen]
    sent = [paper.paper for paper in sent_text.read(forwarding).papers]
    papers = {
        paper.pk: paper
        for paper in Paper.objects.filter(pk__in=sent).select_related("assessment__ward").defer("context")
    }
    initial = {"seen": forwarding.pk, "letter_date": timezone.localdate(), "time": "17:00"}
    form = ReturnForm(lines, [papers[pk] for pk in sent if pk in papers], data, initial=initial)
    return form, choice


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ghi quyết định, with its scan: by the board, or by the head of the office that got the paper.

    What was typed is shown once more before it is recorded, for titles cannot be taken back.
    """
    dossier = queries.get_dossier(request.user, pk)
    if not (rules.is_province(request.user, dossier) or rules.is_head(request.user, dossier)):
        raise PermissionDenied
    parent = dossier.office.parent
    initial = {"authority": f"Chủ tịch {parent.authority}" if parent else ""}
    data = typed.fields(request)
    form = DecisionForm(queries.waiting_of(dossier), data, request.FILES or None, initial=initial)
    is_board = rules.is_province(request.user, dossier)
    back = reverse("awards:received" if is_board else "awards:dossier", args=[pk])
    page = {"dossier": dossier, "form": form, "ruling": rules.may_decide(request.user, dossier), "back": back,
            "is_board": is_board, "template": "awards/received_decision.html"}  # fmt: skip

    is_sure = data is not None and "sure" in data

    def act() -> None:
        given = {name: form.cleaned_data[name] for name in ("number", "decided_on", "authority", "scan")}
        record = sending.decide if is_sure else sending.check_decision
        try:
            record(dossier=dossier, outcomes=form.outcomes(), by=request.user, **given)
        except ValidationError as error:
            if "scan" in error.message_dict:
                form.drop_scan()
            raise

    if data is not None and "again" in data:
        form.is_valid()  # finds the scan that waits
        return _page(request, page)
    done = _("The decision is recorded; recognised titles stand in the award history.")
    then = None if is_sure else lambda: _page(request, {**page, "review": form.outcome_rows()})
    return _answer(request, page, act, done=done, to=back, then=then)
