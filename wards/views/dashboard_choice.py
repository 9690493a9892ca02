"""What the person asked an overview to show, and whose it is: filters live in the address, so they work as links."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wards.domain.overviews import overview as overviews
from wards.domain.overviews.overview import OVERDUE, Row
from wards.models import Officer, Period, Side, State, Ward
from wards.queries.assessments import visible_assessments

# In the order an office asks: what is done, what is on its own desk, what the wards still have.
STATES = [
    State.REVIEWED, State.UNDER_REVIEW, State.HANDED_IN, State.TO_COMPLETE, State.WITH_LEADER, State.DRAFTING,
]  # fmt: skip
LATER_STATES = [State.FORWARDED, State.RETURNED, State.CLOSED, State.MOVED]  # shown once a ward has come so far
TAGS = {State.REVIEWED: "good", State.FORWARDED: "good", State.TO_COMPLETE: "warn", State.RETURNED: "warn"}
STATE_CHOICES = [(state.value, state.label) for state in [*STATES, *LATER_STATES]] + [(OVERDUE, _("Overdue"))]
SORTS = {"name": pgettext_lazy("sort by", "Name"), "points": pgettext_lazy("sort by", "Points, highest first")}


@dataclass(frozen=True)
class Choice:
    """What was asked for; anything unknown in the address falls back to everything."""

    q: str = ""
    state: str = ""

    KNOWN: ClassVar[dict[str, Container[str]]] = {"state": {*State.values, OVERDUE}}

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        known = {name: query.get(name, "") for name, values in cls.KNOWN.items() if query.get(name, "") in values}
        return cls(q=query.get("q", "").replace("\0", "").strip()[:100], **known)

    def link(self, **changes: str) -> str:
        """The query that shows this with something changed; "?" alone for everything."""
        wanted, usual = asdict(replace(self, **changes)), asdict(type(self)())
        return "?" + urlencode({name: value for name, value in wanted.items() if value != usual[name]})

    @property
    def query(self) -> str:
        """What another address needs to show the same: "?state=reviewed", or nothing."""
        return self.link().removesuffix("?")

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.state)


@dataclass(frozen=True)
class WardsChoice(Choice):
    """Of the overview: wards × criteria on one side."""

    side: str = Side.SELF
    sort: str = "name"

    KNOWN: ClassVar[dict[str, Container[str]]] = {**Choice.KNOWN, "side": set(Side.values), "sort": SORTS}


def get_period(officer: Officer, pk: int) -> tuple[Period, list[Period]]:
    """The period and the others to choose from. 404 for a stranger's, 403 for a ward's own people."""
    found = overviews.periods(officer)
    period = next((period for period in found if period.pk == pk), None)
    if period is None:
        if visible_assessments(officer).filter(period=pk).exists():
            raise PermissionDenied
        raise Http404
    return period, [other for other in found if other.pk != pk]


def counts(found: dict[str, int], choice: Choice) -> Iterator[tuple[Any, int, str, bool, bool]]:
    """(words, number, link, is it shown now, is it bad) by state; a link shows just as many units as it counts."""
    for state in [*STATES, *(state for state in LATER_STATES if found[state])]:
        yield state.label, found[state], choice.link(state=state, q=""), choice.state == state, False
    yield _("Overdue"), found[OVERDUE], choice.link(state=OVERDUE, q=""), choice.state == OVERDUE, found[OVERDUE] > 0


def only_kind(rows: Sequence[Row]) -> str:
    """ "Phường" when all of them are: it is then said once, at the head of the column."""
    kinds = {row.kind for row in rows}
    return str(Ward.Kind(kinds.pop()).label) if len(kinds) == 1 else ""


def tag(row: Row) -> str:
    """The colour of the state, which only repeats its words."""
    started = row.state != State.DRAFTING or overviews.has_figures(row, Side.SELF)
    return TAGS.get(State(row.state), "") if started else "none"
