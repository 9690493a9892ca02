"""From ward to office and back: hand in, judge lines, ask for completion, complete, reopen."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.text import digest
from wards import rules
from wards.domain import ledger
from wards.domain.appraisal.signed import Lack, Signed, signed_papers
from wards.domain.notifying import deadlines, step_notices
from wards.domain.sheet import hand_ins
from wards.domain.sheet.assessment import EMPTY, ChangedMeanwhile, check_figure, locked, require
from wards.domain.sheet.sealed import decision_text, handed_in_text, verdict_text
from wards.models import MOVES, Action, Assessment, Decision, Entry, HandIn, Officer, Verdict
from wards.queries.assessments import lines_to_complete

COMPLETION_WORKING_DAYS = 5
COMPLETION_HOUR = 17


class Holes(Exception):
    """A hand-in with required lines neither filled nor explained; carries them."""

    def __init__(self, entries: list[Entry]) -> None:
        super().__init__(f"{len(entries)} required lines without an answer")
        self.entries = entries


class PapersLack(Exception):
    """A hand-in whose signed papers are not complete; carries what they lack."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(" ".join(lack.sentence for lack in lacks))
        self.lacks = lacks


class NotAsSeen(Exception):
    """What would be handed in is no longer what the leader had before them: show it again, hand in nothing."""


class JudgedMeanwhile(Exception):
    """Another reviewer judged this line since the page was read; carries that verdict."""

    def __init__(self, current: Verdict) -> None:
        super().__init__(f"{current} meanwhile")
        self.current = current


def move(
    *, assessment: Assessment, action: Action, by: Officer, reason: str = "", due: dt.datetime | None = None,
    to: str | None = None,
) -> Decision:  # fmt: skip
    """Take one step of the table of moves on a locked assessment, and write it down. Raises NotAllowed."""
    require(rules.may_move(by, assessment, action))
    from_state, to_state = assessment.state, to or MOVES[action][1]
    assessment.state = to_state
    assessment.save(update_fields=["state", "round", "completion_due"])
    decision = Decision.objects.create(
        assessment=assessment, round=assessment.round, action=action, from_state=from_state, to_state=to_state,
        reason=reason, due=due, by=by,
    )  # fmt: skip
    ledger.append(kind=f"decision_{action}", subject=str(assessment), text=decision_text(decision), by=by)
    step_notices.tell_of(decision)
    return decision


def _needs_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    return reason.strip()


def _source(assessment: Assessment, action: Action) -> str | None:
    """The state the last such step started from: where undoing it leads back to."""
    steps = assessment.decisions.filter(action=action).order_by("-id")
    return steps.values_list("from_state", flat=True).first()


@transaction.atomic
def submit(*, assessment: Assessment, by: Officer) -> Decision:
    """Trình lãnh đạo phường: from here the leader checks, officials wait."""
    return move(assessment=locked(assessment), action=Action.SUBMIT, by=by)


@transaction.atomic
def take_back(*, assessment: Assessment, by: Officer, reason: str = "") -> Decision:
    """Back to the officials: the leader returns it, or an official asks for it before it is handed in."""
    now = locked(assessment)
    return move(assessment=now, action=Action.TAKE_BACK, by=by, reason=reason.strip(), to=_source(now, Action.SUBMIT))


def holes(assessment: Assessment) -> list[Entry]:
    """Required lines that are neither filled nor explained."""
    entries = assessment.entries.filter(indicator__required=True).select_related("indicator__criterion")
    return [
        entry
        for entry in entries.order_by("indicator__criterion__position", "indicator__position", "year")
        if not entry.is_answered
    ]


def fingerprint(assessment: Assessment, signed: Signed | None = None) -> str:
    """The digest the next hand-in would carry: a page shows it, and hands in only what still has it."""
    papers = (signed or signed_papers(assessment)).papers
    return digest(handed_in_text(assessment, round=assessment.round + 1, papers=papers))


@transaction.atomic
def hand_in(*, assessment: Assessment, by: Officer, seen: str = "") -> HandIn:
    """Freeze everything as a new round and pass it to the office.

    `seen` is the fingerprint of what the leader had before them (empty: not checked, for commands and imports).
    Raises NotAllowed, NotAsSeen, Holes or PapersLack.
    """
    now = locked(assessment)
    require(rules.may_move(by, now, Action.HAND_IN))
    signed = signed_papers(now)
    now.round += 1
    text = handed_in_text(now, papers=signed.papers)
    if seen and seen != digest(text):
        raise NotAsSeen
    missing = holes(now)
    if missing:
        raise Holes(missing)
    if signed.lacks:
        raise PapersLack(signed.lacks)
    handed = HandIn.objects.create(assessment=now, round=now.round, text=text, digest=digest(text), by=by)
    ledger.append(kind="hand_in", subject=f"{now}, {now.round}", text=text, by=by)
    hand_ins.enter(handed)
    move(assessment=now, action=Action.HAND_IN, by=by)
    return handed


@transaction.atomic
def recall(*, assessment: Assessment, by: Officer, reason: str = "") -> Decision:
    """Take a hand-in back, to where it came from, before the office starts: a completed round opens only its lines."""
    now = locked(assessment)
    return move(assessment=now, action=Action.RECALL, by=by, reason=reason.strip(), to=_source(now, Action.HAND_IN))


@transaction.atomic
def start_review(*, assessment: Assessment, by: Officer) -> Decision:
    """From here the ward can no longer recall; the day set for completion has done its work."""
    now = locked(assessment)
    now.completion_due = None
    return move(assessment=now, action=Action.START_REVIEW, by=by)


@transaction.atomic
def judge(
    *, entry: Entry, kind: str, reason: str = "", figure: Mapping[str, Any] | None = None, seen: int | None,
    version: int | None = None, round: int | None = None, by: Officer,
) -> Verdict:  # fmt: skip
    """Add the office's verdict on one line.

    The reviewer had verdict `seen` (an id, or None) and the line's `version` of hand-in `round` before them. Confirming
    copies the ward's figure; adjusting needs another figure and a reason, asking for completion a reason. Saying what
    was said of this hand-in, by whomever, adds nothing: that verdict is returned. Raises NotAllowed, ValidationError,
    JudgedMeanwhile, or ChangedMeanwhile when the ward changed the line or handed in again.
    """
    assessment = locked(entry.assessment)
    now = Entry.objects.select_related("indicator", "updated_by", "option", "charge__officer").get(pk=entry.pk)
    now.assessment = assessment
    require(rules.may_judge(by, now, getattr(now, "charge", None)))
    if version not in (None, now.version) or round not in (None, assessment.round):
        raise ChangedMeanwhile(now)
    last = Verdict.objects.filter(entry=now).select_related("by", "option", "hand_in").order_by("-id").first()
    if kind != Verdict.Kind.CONFIRMED:
        reason = _needs_reason(reason)
    handed = assessment.hand_ins.get(round=assessment.round)
    verdict = Verdict(
        entry=now, hand_in=handed, entry_version=now.version, kind=kind, reason=reason.strip(), by=by,
        **_value(now, kind, figure),
    )  # fmt: skip
    if last and last.hand_in_id == handed.pk and _says_the_same(last, verdict):
        return last
    if last and last.pk != seen and last.by_id != by.pk:
        raise JudgedMeanwhile(last)
    verdict.save()
    ledger.append(kind="verdict", subject=f"{assessment}, {now}", text=verdict_text(verdict), by=by)
    return verdict


def _value(entry: Entry, kind: str, figure: Mapping[str, Any] | None) -> dict[str, Any]:
    """The columns of a verdict: the ward's figure, the office's, or none."""
    if kind == Verdict.Kind.CONFIRMED:
        return entry.shape
    if kind == Verdict.Kind.TO_COMPLETE:
        return EMPTY
    value = {**EMPTY, **(figure or {})}
    if all(column in (None, "") for column in value.values()):
        raise ValidationError(_("Enter the adjusted figure."))
    check_figure(entry.indicator, value)
    if value == entry.shape:
        raise ValidationError(_("The adjusted figure equals the ward's: confirm it instead."))
    return value


def _says_the_same(one: Verdict, other: Verdict) -> bool:
    return (one.kind, one.reason, one.shape) == (other.kind, other.reason, other.shape)


def usual_due(now: dt.datetime) -> dt.datetime:
    """The day usually set for completion: 5 working days from now (weekends left out), at 17:00 local time."""
    day, left = timezone.localtime(now), COMPLETION_WORKING_DAYS
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day.replace(hour=COMPLETION_HOUR, minute=0, second=0, microsecond=0)


@transaction.atomic
def ask_completion(*, assessment: Assessment, due: dt.datetime, by: Officer) -> Decision:
    """Send the marked lines, and only those, back to the ward, to be completed by `due`."""
    now = locked(assessment)
    deadlines.check_new(due)
    codes = ", ".join(lines_to_complete(now).order_by("indicator__code").values_list("indicator__code", flat=True))
    now.completion_due = due
    # Which lines and until when stays in the step itself: the assessment's own due day is gone once it has passed on.
    reason = f"{codes} · {timezone.localtime(due):%H:%M %d/%m/%Y}"
    return move(assessment=now, action=Action.ASK_COMPLETION, by=by, reason=reason, due=due)


@transaction.atomic
def complete(*, assessment: Assessment, by: Officer) -> Decision:
    """Every line has its verdict: the appraisal is done."""
    return move(assessment=locked(assessment), action=Action.COMPLETE, by=by)


@transaction.atomic
def reopen(*, assessment: Assessment, reason: str, by: Officer) -> Decision:
    """Open a completed appraisal again, with a reason."""
    return move(assessment=locked(assessment), action=Action.REOPEN, by=by, reason=_needs_reason(reason))
