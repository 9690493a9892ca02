"""To the province and back: forwarded, returned by its letter, closed by its decision, which may be corrected.

Each is a step of one assessment; what a dossier does with several of them at once is the caller's, in one transaction.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from wards import rules
from wards.domain import ledger
from wards.domain.appraisal.review import move
from wards.domain.sheet.assessment import EMPTY, locked, require
from wards.domain.sheet.sealed import verdict_text
from wards.models import Action, Assessment, Decision, Entry, Officer, State, Verdict


@transaction.atomic
def forward(*, assessment: Assessment, by: Officer) -> Decision:
    """Trình tỉnh: from here the province reads it. Raises NotAllowed."""
    now = locked(assessment)
    now.completion_due = None
    return move(assessment=now, action=Action.FORWARD, by=by)


@transaction.atomic
def send_back(
    *, assessment: Assessment, lines: Mapping[Entry, str], to_ward: bool, letter: str, due: dt.datetime, by: Officer
) -> Decision:
    """Trả hồ sơ: to the office, or, with `to_ward`, straight to the ward with these lines (each with its reason) open.

    `letter` says by which letter and why; the ward completes by `due`. Raises NotAllowed.
    """
    now = locked(assessment)
    if not to_ward:
        return move(assessment=now, action=Action.RETURN, by=by, reason=letter, due=due)
    require(rules.may_move(by, now, Action.RETURN))
    now.completion_due = due
    handed = now.hand_ins.get(round=now.round)
    for entry, reason in lines.items():
        verdict = Verdict.objects.create(
            entry=entry, hand_in=handed, entry_version=entry.version, kind=Verdict.Kind.TO_COMPLETE, reason=reason,
            by=by, **EMPTY,
        )  # fmt: skip
        ledger.append(kind="verdict", subject=f"{now}, {entry}", text=verdict_text(verdict), by=by)
    return move(assessment=now, action=Action.RETURN, by=by, reason=letter, due=due, to=State.TO_COMPLETE)


@transaction.atomic
def close(*, assessment: Assessment, reason: str, by: Officer) -> Decision:
    """The decision is there: nothing of this assessment changes any more. Raises NotAllowed."""
    return move(assessment=locked(assessment), action=Action.CLOSE, by=by, reason=reason)


@transaction.atomic
def correct(*, assessment: Assessment, reason: str, is_named: bool, by: Officer) -> Decision:
    """The decision was corrected: closed as before, or, if it does not name this ward, the province has it before it
    once more. Raises NotAllowed."""
    to = State.CLOSED if is_named else State.FORWARDED
    return move(assessment=locked(assessment), action=Action.CORRECT, by=by, reason=reason, to=to)
