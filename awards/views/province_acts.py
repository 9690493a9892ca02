"""What the province does with a dossier: confirm its receipt, return it by letter. Its decision: `views.deciding`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.domain.facts import NotAllowed
from awards.domain.onward import sending, sent_text
from awards.forms.onward import ReceiptForm, ReturnForm
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


def answer(
    request: OfficerRequest, page: dict[str, Any], act: Callable[[], object], *, done: str, to: str,
    names: Mapping[str, str] = MappingProxyType({}), then: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page, or the act of its valid form and the way on; what the record refuses stands beside its field.

    `names`: of what the record names otherwise than the form; `then`: what follows in place of the way on.
    """
    form = page["form"]
    if request.method != "POST":
        return shown(request, page)
    if not form.is_valid():
        return shown(request, page, status=422)
    try:
        act()
    except NotAllowed as refusal:
        return shown(request, {**page, "refused": str(refusal)}, status=409)
    except ValidationError as error:
        for name, said in error.message_dict.items():
            field = names.get(name, name)
            form.add_error(field if field in form.fields else None, said)
        return shown(request, page, status=422)
    if then:
        return then()
    messages.success(request, done)
    return go(request, to)


def shown(request: HttpRequest, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
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
    return answer(request, page, act, done=done, to=reverse("awards:received", args=[pk]))


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
    return answer(request, page, act, done=done, to=to, names={"due": "day"})


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
