"""Whether assessments stand as their sealed steps left them: state, round, days, and where their figures came from."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from wards.models import Action, Assessment, Decision, Extension, State

ENDS_COMPLETION = {Action.START_REVIEW, Action.FORWARD, Action.MOVE}


@dataclass
class _Left:
    """How the steps of an assessment left it. `untold`: completion was asked for before steps named the day."""

    state: str = State.DRAFTING
    round: int = 0
    completion_due: dt.datetime | None = None
    extended_until: dt.datetime | None = None
    untold: bool = False

    def after(self, act: Decision | Extension) -> None:
        if isinstance(act, Decision):
            self.state, self.round = act.to_state, act.round
            if act.action in ENDS_COMPLETION:
                self.completion_due, self.untold = None, False
            elif act.to_state == State.TO_COMPLETE and act.action in {Action.ASK_COMPLETION, Action.RETURN}:
                self.completion_due, self.untold = act.due, act.due is None
        elif self.completion_due or self.untold:
            self.completion_due, self.untold = act.due, False
        else:
            self.extended_until = act.due

    def is_that(self, one: Assessment) -> bool:
        due = one.completion_due if self.untold else self.completion_due
        return (one.state, one.round, one.completion_due, one.extended_until) == (
            self.state, self.round, due, self.extended_until,
        )  # fmt: skip


def misstated_assessments() -> Iterator[Assessment]:
    """Assessments that stand otherwise than their last sealed steps left them, or whose way from one criteria set to
    another is not what their moves say: somebody changed them past the pages."""
    rows = Assessment.objects.select_related("ward", "period", "moved_to", "moved_from__period")
    extended: dict[int | None, dt.datetime | None] = {}  # what goes along when an assessment moves
    for one in rows.prefetch_related("decisions", "extensions").order_by("pk").iterator(chunk_size=500):
        left = _Left(extended_until=extended.get(one.moved_from_id))
        acts: list[Decision | Extension] = [*one.decisions.all(), *one.extensions.all()]
        for act in sorted(acts, key=_when):
            left.after(act)
        if left.state == State.MOVED:
            extended[one.pk] = left.extended_until
        if not left.is_that(one) or not _is_linked(one, left.state):
            yield one


def _when(act: Decision | Extension) -> tuple[dt.datetime, int]:
    return act.at, act.pk  # each is written while the assessment is held: none at the time of another


def _is_linked(one: Assessment, state: str) -> bool:
    """What moved went on somewhere, nothing else did; and it came from the same ward and year."""
    before, has_gone_on = one.moved_from, getattr(one, "moved_to", None) is not None
    if before is None and one.moved_from_id is not None:
        return False
    if before is not None and (
        (before.ward_id, before.period.last_year) != (one.ward_id, one.period.last_year) or before.pk >= one.pk
    ):
        return False
    return has_gone_on == (state == State.MOVED)
