"""Where a paper stands, in a word of the page, and who of a ward goes on with it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from awards.domain.papers.standings import PaperStanding
from awards.models import Paper

Kind = Paper.Kind

TAGS = {
    "drawing": ("working", lambda: _("Being created…")),
    "failed": ("bad", lambda: _("Could not be created")),
    "complete": ("good", lambda: pgettext("paper", "Signed and scanned")),
    "annex": ("good", lambda: _("Bound with the report")),
    "changed": ("warn", lambda: _("Changed since it was settled")),
    "wanted": ("warn", lambda: _("Sent back by the province")),
    "to_scan": ("todo", lambda: _("Registered, scan missing")),
    "to_register": ("todo", lambda: _("To be signed and registered")),
    "draft_changed": ("warn", lambda: _("Content has changed since")),
    "draft": ("", lambda: pgettext("paper", "Draft")),
    "minutes": ("good", lambda: pgettext("paper", "Ready")),
    "blocked": ("none", lambda: _("Not possible yet")),
    "none": ("none", lambda: _("Not created yet")),
}


# Who of the ward does the next step, for those who do not.
WARD_DOES = {
    "none": lambda: _("The ward's officials create the draft."),
    "draft_changed": lambda: _("The ward's officials create the draft again."),
    "draft": lambda: _("The ward leader settles it for signing."),
    "to_register": lambda: _("Once it is signed, the ward's clerk registers number and date."),
    "to_scan": lambda: _("The ward's clerk uploads the signed scan."),
}


def state_of(row: PaperStanding) -> str:
    """Where a paper stands, in a word of TAGS."""
    paper = row.paper or row.draft
    if paper is None:
        return "blocked" if row.lacks else "none"
    if paper.is_unfinished or (row.draft and row.draft.is_unfinished):
        return "drawing"
    if paper.state == Paper.State.FAILED:
        return "failed"
    if row.paper is None:
        return "draft_changed" if row.is_outdated else "minutes" if row.kind == Kind.MINUTES else "draft"
    if row.is_outdated:
        return "wanted" if row.is_wanted else "changed"
    if row.is_annex:
        return "annex"
    return "to_register" if row.issue is None else "complete" if row.scan else "to_scan"
