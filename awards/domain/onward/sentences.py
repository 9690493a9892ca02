"""What a dossier still lacks, in sentences."""

from django.utils.translation import gettext as _

from awards.domain.binders.chosen_papers import Lack
from awards.domain.writing.kept_votes import ChangedVote


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


def outdated() -> str:
    """The volume there is shows something else than the records."""
    return _("The bound volume shows earlier papers, exhibits or wards: have it made again.")


def replaced_missing() -> str:
    """After a return only what was replaced is printed again."""
    return _("The volume of replaced papers is not made yet.")
