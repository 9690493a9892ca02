"""Giữ nguyên kết quả biểu quyết: the head says why a vote stands although the ward's appraisal changed after it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from awards.domain.councils import voted_on
from awards.domain.councils.voted_on import ChangedVote
from awards.domain.facts import require
from awards.domain.onward.dossiers import held
from awards.domain.writing.kept_votes import changed_votes
from awards.models import Dossier, KeptVote
from awards.queries.dossiers import get_dossier
from awards.rules import dossiers as rules
from wards.models.units import Officer


def changed_vote(dossier: Dossier, assessment: int) -> ChangedVote | None:
    """The vote on this ward (id of its assessment), if its appraisal is another by now; the dossier with its wards."""
    named = [row.assessment for row in dossier.wards.all() if row.assessment_id == assessment]
    return changed_votes(dossier, named).get(assessment)


@transaction.atomic
def keep_vote(*, dossier: Dossier, assessment: int, reason: str, seen: str, by: Officer) -> KeptVote:
    """Record why the vote on this ward stands. Goes into the ledger, and into the city's proposal.

    `seen` is `ChangedVote.seen` of what the person had before them. Raises NotAllowed, or ValidationError: nothing
    changed, it changed once more, or under "reason" none was given.
    """
    now = held(dossier)
    require(rules.may_forward(by, now))
    changed = changed_vote(get_dossier(by, now.pk), assessment)
    if changed is None or changed.seen != seen:
        raise ValidationError(_("The appraisal is not what you had before you any more. Read it again first."))
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    return voted_on.keep(changed, reason=reason, by=by, dossier=now)
