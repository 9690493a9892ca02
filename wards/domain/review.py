"""From ward to office and back: hand in, judge lines, ask for completion, complete, reopen."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.text import canonical, digest
from wards import rules
from wards.domain import ledger
from wards.domain.assessment import EMPTY, check_figure, locked, require, touch
from wards.models import (
    MOVES, Action, Assessment, Citation, Decision, Entry, HandIn, Officer, State, Verdict,
)  # fmt: skip
from wards.queries import lines_to_complete


class Holes(Exception):
    """A hand-in with required lines neither filled nor explained; carries them."""

    def __init__(self, entries: list[Entry]) -> None:
        super().__init__(f"{len(entries)} required lines without an answer")
        self.entries = entries


class JudgedMeanwhile(Exception):
    """Another reviewer judged this line since the page was read; carries that verdict."""

    def __init__(self, current: Verdict) -> None:
        super().__init__(f"{current} meanwhile")
        self.current = current


def move(*, assessment: Assessment, action: Action, by: Officer, reason: str = "", to: str | None = None) -> Decision:
    """Take one step of the table of moves on a locked assessment, and write it down. Raises NotAllowed."""
    require(rules.may_move(by, assessment, action))
    from_state, to_state = assessment.state, to or MOVES[action][1]
    assessment.state = to_state
    assessment.save(update_fields=["state", "round", "completion_due"])
    decision = Decision.objects.create(
        assessment=assessment, round=assessment.round, action=action, from_state=from_state, to_state=to_state,
        reason=reason, by=by,
    )  # fmt: skip
    text = canonical(
        {
            "assessment": assessment.pk, "ward": assessment.ward.code, "period": assessment.period_id,
            "round": assessment.round, "action": str(action), "from": from_state, "to": to_state, "reason": reason,
            "completion_due": assessment.completion_due, "by": by.pk, "at": decision.at,
        }
    )  # fmt: skip
    ledger.append(kind=f"decision_{action}", subject=str(assessment), text=text, by=by)
    return decision


def _needs_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    return reason.strip()


@transaction.atomic
def submit(*, assessment: Assessment, by: Officer) -> Decision:
    """Trình lãnh đạo phường: from here the leader checks, officials wait."""
    return move(assessment=locked(assessment), action=Action.SUBMIT, by=by)


@transaction.atomic
def take_back(*, assessment: Assessment, by: Officer, reason: str = "") -> Decision:
    """Back to the officials: the leader returns it, or an official asks for it before it is handed in."""
    return move(assessment=locked(assessment), action=Action.TAKE_BACK, by=by, reason=reason.strip())


def holes(assessment: Assessment) -> list[Entry]:
    """Required lines that are neither filled nor explained."""
    entries = assessment.entries.filter(indicator__required=True).select_related("indicator__criterion")
    return [
        entry
        for entry in entries.order_by("indicator__criterion__position", "indicator__position", "year")
        if not entry.is_answered
    ]


@transaction.atomic
def hand_in(*, assessment: Assessment, by: Officer) -> HandIn:
    """Freeze everything as a new round and pass it to the office. Raises Holes or NotAllowed."""
    now = locked(assessment)
    require(rules.may_move(by, now, Action.HAND_IN))
    missing = holes(now)
    if missing:
        raise Holes(missing)
    now.round += 1
    now.completion_due = None
    text = handed_in_text(now)
    handed = HandIn.objects.create(assessment=now, round=now.round, text=text, digest=digest(text), by=by)
    ledger.append(kind="hand_in", subject=f"{now}, {now.round}", text=text, by=by)
    move(assessment=now, action=Action.HAND_IN, by=by)
    return handed


def handed_in_text(assessment: Assessment) -> str:
    """The canonical text of everything handed in: each line's figure, words and evidence down to file digests."""
    entries = assessment.entries.select_related("indicator", "option", "updated_by").order_by("indicator__code", "year")
    cited: dict[int, list[dict[str, Any]]] = {}
    citations = Citation.objects.filter(entry__assessment=assessment).select_related("evidence")
    for citation in citations.prefetch_related("evidence__files__content").order_by("position"):
        paper = citation.evidence
        cited.setdefault(citation.entry_id, []).append(
            {
                "evidence": paper.pk, "position": citation.position, "pages": citation.pages, "number": paper.number,
                "issued_on": paper.issued_on, "issuer": paper.issuer, "abstract": paper.abstract, "copy": paper.copy,
                "files": [{"name": file.name, "sha256": file.content.sha256} for file in paper.files.all()],
            }
        )  # fmt: skip
    return canonical(
        {
            "ward": assessment.ward.code, "set": assessment.period.criteria_set.code,
            "years": [assessment.period.first_year, assessment.period.last_year], "round": assessment.round,
            "entries": [
                {
                    "id": entry.pk, "code": entry.indicator.code, "year": entry.year, "version": entry.version,
                    "value": {**entry.shape, "option": entry.option.name if entry.option else None},
                    "explanation": entry.explanation, "no_data_reason": entry.no_data_reason,
                    "by": entry.updated_by_id, "evidence": cited.get(entry.pk, []),
                }
                for entry in entries
            ],
        }
    )  # fmt: skip


@transaction.atomic
def recall(*, assessment: Assessment, by: Officer, reason: str = "") -> Decision:
    """Take a hand-in back before the office starts; a completed round goes back to its open lines only."""
    now = locked(assessment)
    judged = Verdict.objects.filter(entry__assessment=now).exists()
    return move(
        assessment=now, action=Action.RECALL, by=by, reason=reason.strip(),
        to=State.TO_COMPLETE if judged else State.DRAFTING,
    )  # fmt: skip


@transaction.atomic
def start_review(*, assessment: Assessment, by: Officer) -> Decision:
    """From here the ward can no longer recall."""
    return move(assessment=locked(assessment), action=Action.START_REVIEW, by=by)


@transaction.atomic
def judge(
    *, entry: Entry, kind: str, reason: str = "", figure: Mapping[str, Any] | None = None, seen: int | None, by: Officer
) -> Verdict:
    """Add the office's verdict on one line; `seen` is the id of the verdict the reviewer had before them (or None).

    Confirming copies the ward's figure; adjusting needs another figure and a reason, asking for completion a reason.
    Raises NotAllowed, ValidationError or JudgedMeanwhile.
    """
    assessment = locked(entry.assessment)
    require(rules.may_review(by, assessment))
    now = Entry.objects.select_related("indicator").get(pk=entry.pk)
    last = Verdict.objects.filter(entry=now).select_related("by").order_by("-id").first()
    if last and last.pk != seen and last.by_id != by.pk:
        raise JudgedMeanwhile(last)
    value: Mapping[str, Any] = EMPTY
    if kind == Verdict.Kind.CONFIRMED:
        value = now.shape
    else:
        reason = _needs_reason(reason)
    if kind == Verdict.Kind.ADJUSTED:
        value = {**EMPTY, **(figure or {})}
        _needs_value(value)
        check_figure(now.indicator, value)
        if value == now.shape:
            raise ValidationError(_("The adjusted figure equals the ward's: confirm it instead."))
    verdict = Verdict.objects.create(
        entry=now, hand_in=assessment.hand_ins.get(round=assessment.round), entry_version=now.version, kind=kind,
        reason=reason.strip(), by=by, **value,
    )  # fmt: skip
    text = canonical(
        {
            "entry": now.pk, "version": now.version, "round": assessment.round, "kind": kind, "value": verdict.shape,
            "reason": verdict.reason, "by": by.pk, "at": verdict.at,
        }
    )  # fmt: skip
    ledger.append(kind="verdict", subject=f"{assessment}, {now}", text=text, by=by)
    touch(assessment)
    return verdict


def _needs_value(value: Mapping[str, Any]) -> None:
    if all(column in (None, "") for column in value.values()):
        raise ValidationError(_("Enter the adjusted figure."))


@transaction.atomic
def ask_completion(*, assessment: Assessment, due: dt.datetime, by: Officer) -> Decision:
    """Send the marked lines, and only those, back to the ward, to be completed by `due`."""
    now = locked(assessment)
    if due <= timezone.now():
        raise ValidationError({"due": _("The deadline must lie in the future.")})
    codes = ", ".join(lines_to_complete(now).order_by("indicator__code").values_list("indicator__code", flat=True))
    now.completion_due = due
    return move(assessment=now, action=Action.ASK_COMPLETION, by=by, reason=codes)


@transaction.atomic
def complete(*, assessment: Assessment, by: Officer) -> Decision:
    """Every line has its verdict: the appraisal is done."""
    return move(assessment=locked(assessment), action=Action.COMPLETE, by=by)


@transaction.atomic
def reopen(*, assessment: Assessment, reason: str, by: Officer) -> Decision:
    """Open a completed appraisal again, with a reason."""
    return move(assessment=locked(assessment), action=Action.REOPEN, by=by, reason=_needs_reason(reason))
