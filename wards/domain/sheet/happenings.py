"""One thing in a history: what happened, when, by whom, from what to what and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wards.domain.sheet.changes import Change
from wards.domain.sheet.explain import describe_figure
from wards.models import Entry, HandIn, Indicator, Officer, Verdict

Event = Any  # a row of an event table: its class is made at run time


@dataclass(frozen=True)
class Happening:
    """One thing that happened: `what` by whom; a change also says from what to what, evidence which document."""

    at: dt.datetime
    order: int  # among things of the same instant
    kind: str  # decision | verdict | change | evidence | remark
    what: str
    by: Officer | None  # None: changed past the pages, nobody signed it
    reason: str = ""
    entry: Entry | None = None
    old: str = ""
    new: str = ""
    hand_in: HandIn | None = None
    paper: str = ""  # the document cited
    note: str = ""  # whose figure or verdict this took the place of
    details: Sequence[Change] = ()  # words that replaced other words


def recorded(event: Event, indicator: Indicator) -> str:
    """The figure of a recorded change in words; the event has the columns of a figure but is no Figure."""
    if event.no_data_reason:
        return _("No figure: %(reason)s") % {"reason": event.no_data_reason}
    return describe_figure(Verdict(**{name: getattr(event, name) for name in Verdict.SHAPE}), indicator)


def clock_and_day(at: dt.datetime) -> dict[str, str]:
    """The parts of "lúc 14:03 ngày 21/11/2026" for a sentence."""
    local = timezone.localtime(at)
    return {"time": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}
