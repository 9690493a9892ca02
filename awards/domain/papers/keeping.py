"""Giữ nguyên kết quả biểu quyết of a ward: its leader says why the council's vote stands although figures changed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from awards import rules
from awards.domain.councils import voted_on
from awards.domain.facts import require, settled
from awards.domain.papers.present import Present
from awards.models import KeptVote, Paper
from wards.models.units import Officer


def may_keep_vote(officer: Officer, assessment: rules.Assessment) -> rules.Ruling:
    """Whoever settles the proposal, which prints the reason."""
    return rules.may_finalise(officer, assessment, Paper.Kind.PROPOSAL)


@transaction.atomic
def keep_vote(*, assessment: rules.Assessment, reason: str, seen: str, by: Officer) -> KeptVote:
    """Record why the vote of the ward's council stands. Goes into the ledger, and into the ward's proposal.

    `seen` is `ChangedVote.seen` of what the person had before them. Raises NotAllowed, or ValidationError: nothing
    changed, it changed once more, or under "reason" none was given.
    """
    now = settled(assessment)
    require(may_keep_vote(by, now))
    changed = Present(now).changed
    if changed is None or changed.seen != seen:
        raise ValidationError(_("The figures are not what you had before you any more. Read them again first."))
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    return voted_on.keep(changed, reason=reason, by=by)
