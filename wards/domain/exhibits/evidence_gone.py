"""Documents and citations that went away, or point elsewhere, since the page was read: what, by whom, when."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wards.domain.exhibits import regions
from wards.domain.sheet.assessment import NotAllowed
from wards.domain.sheet.happenings import clock_and_day
from wards.models import Citation, CitationEvent, Entry


class Gone(NotAllowed):
    """The document or the citation was removed meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Somebody removed it meanwhile; nothing was changed."))


class PointsElsewhere(Exception):
    """Somebody else changed the cited pages since they were read; carries the citation as it is now."""

    def __init__(self, current: Citation) -> None:
        super().__init__(f"{current} points elsewhere")
        self.current = current


@dataclass(frozen=True)
class Removed:
    """A citation that was there: the line it stood at, and who took it away in a sentence."""

    entry_id: int
    told: str


def removed(pk: int) -> Removed | None:
    """What became of a citation that is there no more; None if there never was one."""
    events = CitationEvent.objects.filter(pgh_obj=pk).select_related("by").order_by("-pgh_id")[:2]
    if not events or events[0].pgh_label != "delete":
        return None
    last = events[0]
    signed = len(events) > 1 and events[1].pgh_label == "update" and events[1].at == last.at
    entry = Entry.objects.select_related("indicator").get(pk=last.entry_id)
    words = {
        "who": last.by if signed else _("System administration (not through these pages)"),
        "exhibit": Citation(entry=entry, position=last.position).exhibit,
        **clock_and_day(last.at if signed else last.pgh_created_at),
    }  # fmt: skip
    return Removed(entry.pk, _("%(who)s removed the citation %(exhibit)s at %(time)s on %(day)s.") % words)


def elsewhere(citation: Citation) -> str:
    """Who pointed a citation at which pages, and when."""
    pages = regions.where(citation.pages, citation.region)
    told = _("%(who)s changed this to “%(pages)s” at %(time)s on %(day)s. To use what you typed, save once more.")
    return told % {"who": citation.by, "pages": pages, **clock_and_day(citation.at)}
