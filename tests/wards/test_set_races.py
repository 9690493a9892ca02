"""Two people of the office at one instant: confirming, moving and beginning happen once."""

import pytest

from tests import factories
from tests.wards.races import together
from tests.wards.set_drafts import SOURCE, begun, confirm
from wards.domain.appraisal import moving
from wards.domain.criteria import confirming, drafts
from wards.models import Assessment, Confirmation, CriteriaSet, LedgerEntry, Office, Officer, Period

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second_head(office: Office) -> Officer:
    return factories.officer("head", office=office, username="pho.phong", full_name="Phó trưởng phòng")


def test_two_confirm_at_once_and_it_is_published_once(
    model_ward_set: CriteriaSet, reviewer: Officer, head: Officer
) -> None:
    draft = begun(model_ward_set, head)
    seen = drafts.reading_of(draft).digest

    together(
        *(lambda who=who: confirming.confirm(draft=draft, seen=seen, by=who, **SOURCE) for who in (reviewer, head))
    )

    assert CriteriaSet.objects.get(pk=draft.criteria_set_id).status == "confirmed"
    assert Confirmation.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="criteria_set_confirmed").count() == 1


def test_confirming_what_is_changed_at_that_instant_never_publishes_the_change(
    model_ward_set: CriteriaSet, reviewer: Officer, head: Officer
) -> None:
    draft = begun(model_ward_set, head)
    confirm(draft, reviewer)
    seen = drafts.reading_of(draft).digest
    data = drafts.data_of(draft.criteria_set)
    data["title"] = "Tên khác"

    outcomes = together(
        lambda: confirming.confirm(draft=draft, seen=seen, by=head, **SOURCE),
        lambda: drafts.replace(draft=draft, data=data, faults=drafts.Faults(), by=head),
    )

    now = CriteriaSet.objects.get(pk=draft.criteria_set_id)
    assert (now.status, now.title) in {("confirmed", model_ward_set.title), ("draft", "Tên khác")}
    assert [type(one) for one in outcomes if isinstance(one, Exception)] in (
        [drafts.NotAllowed], [drafts.ChangedMeanwhile],
    )  # fmt: skip


def test_two_heads_begin_one_draft(model_ward_set: CriteriaSet, head: Officer, second_head: Officer) -> None:
    made = together(*(lambda who=who: drafts.begin(criteria_set=model_ward_set, by=who) for who in (head, second_head)))

    assert made[0] == made[1]
    assert CriteriaSet.objects.count() == 2


def test_two_heads_move_once(assessment: Assessment, reviewer: Officer, head: Officer, second_head: Officer) -> None:
    new = confirm(begun(assessment.period.criteria_set, head), reviewer, head)

    done = together(
        *(
            lambda who=who: moving.move_all(assessments=[assessment], to=new, reason="Có văn bản", by=who)
            for who in (head, second_head)
        )
    )

    assert sorted(len(one.moved) for one in done) == [0, 1]
    assert (Assessment.objects.count(), Period.objects.filter(criteria_set=new).count()) == (2, 1)
