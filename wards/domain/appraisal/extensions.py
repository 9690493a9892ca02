"""Gia hạn: the head of the office gives one ward a later deadline, with a reason that stays."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from emulation.templatetags.vietnamese import moment
from wards import rules
from wards.domain import ledger
from wards.domain.notifying import deadlines, step_notices
from wards.domain.sheet.assessment import locked, require
from wards.domain.sheet.sealed import extension_text
from wards.models import Assessment, Extension, Officer


@transaction.atomic
def extend(*, assessment: Assessment, due: dt.datetime, reason: str, by: Officer) -> Extension:
    """Move the deadline the ward must meet now (of completion, else of the hand-in) to `due`.

    Raises NotAllowed, or ValidationError by field: without a reason, for a time gone by, years ahead or not later than
    now set.
    """
    now = locked(assessment)
    require(rules.may_extend(by, now))
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    deadlines.check_new(due)
    if due <= now.deadline:
        raise ValidationError({"due": not_later(now)})
    extension = Extension.objects.create(assessment=now, before=now.deadline, due=due, reason=reason.strip(), by=by)
    if now.is_completing:
        now.completion_due = due
    else:
        now.extended_until = due
    now.save(update_fields=["completion_due", "extended_until"])
    ledger.append(kind="extension", subject=str(now), text=extension_text(extension), by=by)
    step_notices.tell_of_extension(extension)
    return extension


def not_later(assessment: Assessment) -> str:
    """Why a deadline is refused that extends nothing."""
    return _("The new deadline must be later than the present one, %(when)s.") % {"when": moment(assessment.deadline)}


def standing(assessment: Assessment) -> Extension | None:
    """The extension that the present deadline comes from, if it comes from one."""
    if assessment.extended_until is None and assessment.completion_due is None:
        return None
    return assessment.extensions.filter(due=assessment.deadline).order_by("-id").first()
