"""A paper the province sent back is corrected and looked at as a draft before its new version is settled."""

from django.utils.translation import gettext as _

from awards.domain.papers.present import Key, Present
from awards.models import Paper


def lacks_preview(present: Present, key: Key, *, final: Paper, draft: Paper | None) -> str:
    """Why the new version of a paper sent back (`final`) is not settled yet, in a sentence; empty when it can be."""
    is_ready = draft is not None and draft.state == Paper.State.READY and draft.revision > final.revision
    if is_ready and draft is not None and draft.digest == present.fingerprint(key):
        return ""
    return _("Correct it first, then create a draft and look at it; the new version is settled from that.")
