"""Ghi quyết định and đính chính: one form, read once more before it is recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.domain.onward import correcting, decision_words, sending
from awards.forms.deciding import CorrectionForm, DecisionForm, Merged, merged
from awards.models import AwardDecision, Dossier
from awards.queries import dossiers as queries
from awards.rules import dossiers as rules
from awards.views.province_acts import answer, shown
from emulation import typed
from wards.requests import OfficerRequest

Fields = Mapping[str, Any]


def _ways(request: OfficerRequest, dossier: Dossier) -> dict[str, Any]:
    """Where the page leads back to: of the board, or of the office."""
    is_board = rules.is_province(request.user, dossier)
    back = reverse("awards:received" if is_board else "awards:dossier", args=[dossier.pk])
    return {"dossier": dossier, "back": back, "is_board": is_board, "template": "awards/received_decision.html"}


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ghi quyết định, with its scan: by the board, or by the head of the office that got the paper."""
    dossier = queries.get_dossier(request.user, pk)
    if not (rules.is_province(request.user, dossier) or rules.is_head(request.user, dossier)):
        raise PermissionDenied
    parent = dossier.office.parent
    initial = {"authority": f"Chủ tịch {parent.authority}" if parent else ""}
    data = typed.fields(request)
    form = DecisionForm(queries.waiting_of(dossier), data, request.FILES or None, initial=initial)
    page = {**_ways(request, dossier), "form": form, "ruling": rules.may_decide(request.user, dossier)}

    def record(*, is_sure: bool) -> None:
        (sending.decide if is_sure else sending.check_decision)(dossier=dossier, by=request.user, **form.given())

    done = _("The decision is recorded; recognised titles stand in the award history.")
    return _read_once_more(request, page, data, record, done=done)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: OfficerRequest, pk: int) -> HttpResponse:
    """Đính chính: the same form, filled in with what stands; whoever was overtaken is asked, with all they typed."""
    decision = queries.get_decision(request.user, pk)
    ruling = rules.may_correct(request.user, decision.dossier)
    if not ruling:
        raise PermissionDenied
    decisions = queries.decisions_of(decision.dossier)
    last, data = queries.last_record(decisions, pk), typed.fields(request)
    seen = _seen(decisions, last, data)
    if data is not None and seen != last:
        return _ask(request, decision.dossier, last, _joined(data, seen, last), request.FILES)
    page = _correction(request, decision.dossier, last, data, request.FILES)
    form = page["form"]

    def record(*, is_sure: bool) -> None:
        (correcting.correct if is_sure else correcting.check)(decision=last, by=request.user, **form.given())

    done = _("The decision is corrected; the earlier record stays readable. The office and the wards have been told.")
    try:
        return _read_once_more(request, page, data, record, done=done)
    except correcting.Overtaken:  # between our look and the record
        newest = queries.last_record(queries.decisions_of(decision.dossier), pk)
        return _ask(request, decision.dossier, newest, _joined(form.data, last, newest), None)  # its scan waits


def _read_once_more(
    request: OfficerRequest, page: dict[str, Any], data: Fields | None, record: Callable[..., None], *, done: str
) -> HttpResponse:
    """What was typed is shown once more before it is recorded: titles come and go with it."""
    form, is_sure = page["form"], data is not None and "sure" in data

    def act() -> None:
        try:
            record(is_sure=is_sure)
        except ValidationError as error:
            if "scan" in error.message_dict:
                form.drop_scan()
            raise

    if data is not None and "again" in data:
        form.is_valid()  # finds the scan that waits
        return shown(request, page)
    then = None if is_sure else lambda: shown(request, {**page, "review": form.review()})
    return answer(request, page, act, done=done, to=page["back"], then=then)


def _correction(
    request: OfficerRequest, dossier: Dossier, last: AwardDecision, data: Fields | None, files: Fields | None
) -> dict[str, Any]:
    found = correcting.nameable(last, request.user)
    bound = {outcome.assessment_id for outcome in last.outcomes.all()} - found.may_leave
    form = CorrectionForm(last, found.wards.values(), bound, data, files or None)
    return {**_ways(request, dossier), "form": form, "ruling": rules.may_correct(request.user, dossier),
            "corrects": last}  # fmt: skip


def _seen(decisions: list[AwardDecision], last: AwardDecision, data: Fields | None) -> AwardDecision:
    """The record the page showed, if it is one of those that `last` replaced; else `last`."""
    asked = str(data.get("seen", "")) if data is not None else ""
    found = next((decision for decision in decisions if str(decision.pk) == asked), last)
    return found if queries.last_record(decisions, found.pk) == last else last


def _joined(data: Fields, seen: AwardDecision, last: AwardDecision) -> Merged:
    fields = {name: str(data[name]) for name in data if name not in {"sure", "again"}}
    joined = merged(fields, seen=decision_words.said(seen), now=decision_words.said(last))
    joined.data["seen"] = str(last.pk)
    return joined


def _ask(
    request: OfficerRequest, dossier: Dossier, last: AwardDecision, joined: Merged, files: Fields | None
) -> HttpResponse:
    """Nothing is recorded: what the other one recorded, what the person typed, and the form with all of it."""
    page = _correction(request, dossier, last, joined.data, files)
    errors = page["form"].errors  # a scan chosen now waits from here on; what else is wrong is told when it is sent
    for name in set(errors) - {"scan"}:
        del errors[name]
    status = 409 if request.method == "POST" else 200
    return shown(request, {**page, "overtaken": last, "asked": joined.asked}, status=status)
