"""What the province had before it sent the dossier back is looked at as a draft before a new version is settled.

Whether the letter named the paper, or what it says changed with the corrections: one rule for both.
"""

import datetime as dt

from django.utils.translation import gettext as _

from awards.domain.papers.present import Key, Present
from awards.models import Paper
from awards.queries.places import ANNEXES


def is_back(final: Paper, returned_at: dt.datetime | None) -> bool:
    """Whether this version was settled before the province last sent the dossier back (`queries.papers.last_return`).
    Annexes are looked at with the report they are settled with."""
    return returned_at is not None and final.requested_at < returned_at and final.kind not in ANNEXES


def lacks_preview(present: Present, key: Key, *, final: Paper, draft: Paper | None) -> str:
    """Why the new version in place of `final` is not settled yet, in a sentence; empty when it can be."""
    is_ready = draft is not None and draft.state == Paper.State.READY and draft.revision > final.revision
    if is_ready and draft is not None and draft.digest == present.fingerprint(key):
        return ""
    return _("Correct it first, then create a draft and look at it; the new version is settled from that.")
