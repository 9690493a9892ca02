"""Two people at one paper at the same instant: what was typed is in the paper, or the paper is known to be outdated."""

import pytest

from awards.domain.facts import NotAllowed
from awards.domain.papers import drawing
from awards.domain.papers.standings import standing
from awards.domain.writing import texts
from awards.models import Paper, PaperText
from tests.awards import signing
from tests.wards.races import together
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, HandIn, LedgerEntry, Officer, Period

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "<p>Phường trung tâm, mới sắp xếp</p>"


def edit(place: Assessment, by: Officer) -> list[PaperText]:
    """By somebody whose page was read before: `place` says what it said then."""
    return texts.write(place=place, kind="report", typed={"features": TYPED}, seen={}, by=by)


@pytest.fixture
def answered(filled: Assessment, official: Officer) -> Assessment:
    """Could be handed in; the period takes no papers."""
    Period.objects.update(needs_papers=False)
    for hole in review.holes(filled):
        assessments.record(entry=hole, figure={}, no_data_reason="chưa có báo cáo", seen=0, by=official)
    return Assessment.objects.get(pk=filled.pk)


@pytest.mark.parametrize("_again", range(3))
def test_text_edited_while_the_paper_is_settled_is_in_it_or_outdates_it(
    _again: int, filled: Assessment, official: Officer, leader: Officer
) -> None:
    outcomes = together(
        lambda: drawing.finalise(place=filled, by=leader, only=[("report", 0)]), lambda: edit(filled, official)
    )

    assert [type(one) for one in outcomes] == [list, list]
    [row] = [row for row in standing(Assessment.objects.get(pk=filled.pk)) if row.kind == "report"]
    is_in = "mới sắp xếp" in Paper.objects.get(kind="report", is_final=True).context
    assert (PaperText.objects.get().markup, is_in, row.is_outdated) == (TYPED, is_in, not is_in)


def test_text_edited_between_draft_and_signature_is_settled_anew(
    filled: Assessment, official: Officer, leader: Officer
) -> None:
    signing.draw(drawing.finalise(place=filled, by=leader, only=[("report", 0)]))
    edit(filled, official)

    second = drawing.finalise(place=filled, by=leader, only=[("report", 0)])[0]

    assert (second.revision, "mới sắp xếp" in second.context) == (2, True)


def test_text_is_not_written_into_what_was_handed_in_meanwhile(
    answered: Assessment, official: Officer, leader: Officer
) -> None:
    Period.objects.update(needs_papers=True)
    Period.objects.update(needs_papers=False)
    signing.signed(answered, leader=leader, clerk=leader)  # nothing is owed afterwards: the texts are closed
    read_before = Assessment.objects.get(pk=answered.pk)
    review.hand_in(assessment=answered, by=leader)

    with pytest.raises(NotAllowed):
        edit(read_before, official)

    assert not PaperText.objects.exists()


@pytest.mark.parametrize("_again", range(3))
def test_text_and_hand_in_at_once_come_one_after_the_other(
    _again: int, answered: Assessment, official: Officer, leader: Officer
) -> None:
    signing.signed(answered, leader=leader, clerk=leader)
    read_before = Assessment.objects.get(pk=answered.pk)

    handed, written = together(
        lambda: review.hand_in(assessment=answered, by=leader), lambda: edit(read_before, official)
    )

    assert isinstance(handed, HandIn)
    kinds = list(LedgerEntry.objects.filter(kind__in=["paper_text", "hand_in"]).values_list("kind", flat=True))
    brought = '"papers":[{' in handed.text and '"kind":"report"' in handed.text
    if isinstance(written, list):  # it came first: the report that says otherwise did not go along
        assert (kinds, brought) == (["paper_text", "hand_in"], False)
    else:
        assert (type(written), kinds, brought) == (NotAllowed, ["hand_in"], True)
