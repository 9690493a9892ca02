"""What the page of volumes says of each: state, faults in words, files that came out larger than wished."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from awards.domain.binders.chosen_papers import Lack
from awards.models import Binder, BinderPart

TAGS: dict[str, tuple[str, Callable[[], str]]] = {
    Binder.State.QUEUED: ("working", lambda: _("Waiting to be bound…")),
    Binder.State.DRAWING: ("working", lambda: _("Being bound…")),
    Binder.State.READY: ("good", lambda: pgettext("binder", "Ready")),
    Binder.State.FAILED: ("bad", lambda: _("Could not be bound")),
    Binder.State.CANCELLED: ("none", lambda: _("Cancelled")),
}
FAULTS: dict[str, Callable[[], str]] = {
    "locked": lambda: _("its file is protected by a password"),
    "damaged": lambda: _("its file is damaged and cannot be opened"),
    "missing": lambda: _("its file is no longer in the storage"),
    "changed": lambda: _("its file no longer holds what was uploaded (another SHA-256)"),
}
LACKS: dict[str, Callable[[], str]] = {
    "missing": lambda: _("not created yet"),
    "draft": lambda: _("only a draft; not settled for signing"),
    "outdated": lambda: _("what it says has changed since it was settled"),
    "undrawn": lambda: _("settled, still being drawn"),
    "failed": lambda: _("settled, could not be drawn"),
    "unregistered": lambda: _("without number and date"),
    "unsigned": lambda: _("without its signed scan"),
}


@dataclass(frozen=True)
class Row:
    """A volume as it is listed."""

    binder: Binder
    tag: tuple[str, str]
    fault: str
    parts: Sequence[BinderPart]
    note: str = ""  # what became of it

    @property
    def too_large(self) -> list[int]:
        """Parts that came out larger than wished: one paper or exhibit alone is."""
        limit = self.binder.part_limit
        return [part.position for part in self.parts if limit and part.size > limit]


def row(binder: Binder, sendings: Mapping[int, int]) -> Row:
    """One volume; its parts must have been read along. `sendings`: with which one each volume (id) went."""
    look, said = TAGS[binder.state]
    note = _("Went to the province with sending %(n)d.") % {"n": sendings[binder.pk]} if binder.pk in sendings else ""
    return Row(binder, (look, said()), fault(binder), list(binder.parts.all()), note)


def fault(binder: Binder) -> str:
    """Why it could not be bound, as a sentence; empty where it could."""
    if binder.state != Binder.State.FAILED:
        return ""
    try:
        told: dict[str, Any] = json.loads(binder.failure)
    except ValueError:  # the sweep gave it up: its workers died
        told = {}
    why = FAULTS.get(told.get("fault", ""))
    if why is None:
        return _("The volume could not be bound. Try again; if it fails once more, tell the administrator.")
    said = _("The volume could not be bound: %(document)s – %(why)s. Nothing else was changed.")
    return said % {"document": told["label"], "why": why()}


def lacks(rows: Sequence[Lack]) -> list[tuple[str, str]]:
    """Each missing thing as (paper, what is missing)."""
    return [(lack.name, LACKS[lack.what]()) for lack in rows]
