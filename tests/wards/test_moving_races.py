"""The ward hands in while the office moves its assessment to another set: one after the other, nothing lost."""

from collections.abc import Callable

import pytest
from django.core.management import call_command

from tests.wards import test_moving as moves
from tests.wards.races import together
from wards.domain.appraisal import moving, review
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, CriteriaSet, Entry, HandIn, Officer, State

pytestmark = pytest.mark.django_db(transaction=True)
filled, new_set = moves.filled, moves.new_set


@pytest.fixture
def ready(filled: Assessment) -> Assessment:
    Entry.objects.filter(assessment=filled, indicator__required=True, version=0).update(no_data_reason="Chưa có")
    return Assessment.objects.get(pk=filled.pk)


def move(ready: Assessment, to: CriteriaSet, head: Officer) -> moving.Done:
    return moving.move_all(assessments=[ready], to=to, reason=moves.REASON, by=head)


@pytest.mark.parametrize("_again", range(3))
def test_hand_in_and_move_at_once_leave_one_truth(
    _again: int,
    ready: Assessment,
    new_set: CriteriaSet,
    leader: Officer,
    head: Officer,
) -> None:
    figures = Entry.objects.filter(assessment=ready).exclude(version=0).count()

    handed, done = together(lambda: review.hand_in(assessment=ready, by=leader), lambda: move(ready, new_set, head))

    new = Assessment.objects.get(moved_from=ready)
    ready.refresh_from_db()
    assert (ready.state, new.state, new.round, done.refused) == (State.MOVED, State.DRAFTING, 0, [])
    assert (type(handed), HandIn.objects.count()) in [(HandIn, 1), (NotAllowed, 0)]
    assert ready.round == HandIn.objects.count()
    assert Entry.objects.filter(assessment=new).exclude(version=0).count() <= figures
    call_command("verify_ledger")


@pytest.mark.parametrize("_again", range(3))
def test_figure_saved_while_it_is_moved_goes_along_or_is_refused(
    _again: int, ready: Assessment, new_set: CriteriaSet, official: Officer, head: Officer,
    entry: Callable[[str], Entry],
) -> None:  # fmt: skip
    line = entry("5.2")

    saved, _done = together(
        lambda: assessments.record(entry=line, figure={"met": 7, "of": 8}, seen=line.version, by=official),
        lambda: move(ready, new_set, head),
    )

    carried = Entry.objects.get(assessment__moved_from=ready, indicator__code="5.2")
    old = Entry.objects.get(pk=line.pk)
    if isinstance(saved, Exception):
        assert (type(saved), old.met, carried.met) == (NotAllowed, None, None)
    else:
        assert (old.met, carried.met, carried.of) == (7, 7, 8)
