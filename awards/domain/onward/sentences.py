"""What a dossier still lacks, in sentences."""

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.binders.chosen_papers import Lack
from awards.domain.councils.voted_on import ChangedVote
from awards.models import Ballot


def said(lack: Lack) -> str:
    """Of one paper."""
    told = {
        "missing": _("“%(paper)s” is not made yet."),
        "draft": _("“%(paper)s” is a draft: settle it for signing."),
        "undrawn": _("“%(paper)s” was settled anew and is still being drawn."),
        "failed": _("“%(paper)s” was settled anew and could not be drawn: try it again."),
        "unregistered": _("“%(paper)s” has no number yet: the clerk registers it."),
        "unsigned": _("“%(paper)s”: the signed scan is missing."),
        "outdated": _("“%(paper)s”: what it says has changed since it was settled. Settle and sign it anew."),
    }[lack.what]
    return told % {"paper": lack.name}


def changed(ward: object, vote: ChangedVote) -> str:
    """The appraisal is another than the one the council voted on."""
    told = _("%(ward)s: the appraisal changed after the council voted: %(what)s. Have the council vote again, or give "
             "the reason why its vote stands.")  # fmt: skip
    return told % {"ward": ward, "what": vote.what}


def newer_vote(ward: object, ballot: Ballot) -> str:
    """The council voted on it once more; the ballot with its meeting."""
    told = _("%(ward)s: the council voted again in the meeting of %(day)s (%(in_favour)d in favour, "
             "%(against)d against, %(blank)d blank). The newest vote decides: attach that meeting.")  # fmt: skip
    votes = {"in_favour": ballot.in_favour or 0, "against": ballot.against or 0, "blank": ballot.blank or 0}
    return told % {"ward": ward, "day": f"{timezone.localdate(ballot.meeting.held_at):%d/%m/%Y}", **votes}


def outdated() -> str:
    """The volume there is shows something else than the records."""
    return _("The bound volume shows earlier papers, exhibits or wards: have it made again.")


def replaced_missing() -> str:
    """After a return only what was replaced is printed again."""
    return _("The volume of replaced papers is not made yet.")
