"""A ward in a dossier moves to another criteria set: out of one being prepared, never out of one the province has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.domain.onward import dossiers, leaving
from awards.domain.onward.returning import Item
from awards.models import Dossier, DossierWard, Forwarding
from awards.queries.dossiers import get_dossier
from tests import factories
from tests.awards import dossiers as road
from tests.awards.province import WEEK, send_back
from tests.wards.library import as_
from tests.wards.races import together
from tests.wards.set_drafts import begun, confirm
from wards.domain.appraisal import moving
from wards.models import Assessment, CriteriaSet, Office, Officer, State, Stay, Ward

REASON = "Đã có văn bản chính thức"


def replaced(assessment: Assessment, reviewer: Officer, head: Officer) -> CriteriaSet:
    """Another set has come into force in place of this assessment's."""
    return confirm(begun(assessment.period.criteria_set, head), reviewer, head)


def page_of(new: CriteriaSet, head: Officer) -> str:
    return as_(head).get(reverse("wards:set_move", args=[new.code])).content.decode()


@pytest.fixture
def returned(sent: Forwarding, first: Assessment, province: Officer) -> Dossier:
    """The province wants a line of the first ward anew."""
    line = first.entries.get(indicator__code="5.2")
    send_back(sent, Item("ward", "Thiếu quyết định", entry=line), by=province, due=road.timezone.now() + WEEK)
    return Dossier.objects.get(pk=sent.dossier_id)


def test_ward_in_a_returned_dossier_does_not_move(
    returned: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    new = replaced(first, reviewer, head)
    [row] = [row for row in moving.candidates(head, new) if row.assessment == first]
    assert (bool(row.ruling), row.can_move, row.dossier.link) == (True, False, f"/ho-so-trinh/{returned.pk}/")
    assert row.dossier.said in page_of(new, head)
    assert "45/BTĐKT-NV1" in row.dossier.said

    client = as_(head)
    fields = {"chon": [first.pk], "reason": REASON, "move": "1"}
    answer = client.post(reverse("wards:set_move", args=[new.code]), fields, follow=True)

    assert [str(message) for message in answer.context["messages"]] == [f"{first.ward}: {row.dossier.said}"]
    assert not Assessment.objects.filter(moved_from=first).exists()
    assert DossierWard.objects.filter(assessment=first, dossier=returned).exists()


def test_ward_in_a_returned_dossier_is_not_ticked_with_all_and_may_stay(
    returned: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    new = replaced(first, reviewer, head)
    here = reverse("wards:set_move", args=[new.code])

    assert as_(head).get(f"{here}?chon=tat-ca").context["chosen"] == set()
    moving.stay_all(assessments=[first], under=new, reason=REASON, by=head)

    assert Stay.objects.get().assessment == first


def test_ward_taken_out_of_a_returned_dossier_moves(
    returned: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    new = replaced(first, reviewer, head)
    named = [row.assessment_id for row in get_dossier(head, returned.pk).wards.all()]
    rest = [pk for pk in named if pk != first.pk]
    dossiers.choose(dossier=returned, assessments=rest, seen=named, by=head)

    assert len(moving.move_all(assessments=[first], to=new, reason=REASON, by=head).moved) == 1


def test_moving_takes_a_ward_out_of_the_dossier_being_prepared_and_says_so_before(
    dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    new = replaced(first, reviewer, head)
    [row] = [row for row in moving.candidates(head, new) if row.assessment == first]
    assert (row.can_move, row.dossier.keeps_it) == (True, False)
    assert row.dossier.said in page_of(new, head)

    done = moving.move_all(assessments=[first], to=new, reason=REASON, by=head)

    assert (len(done.moved), done.refused) == (1, [])
    assert first.pk not in {row.assessment_id for row in get_dossier(head, dossier.pk).wards.all()}


@pytest.mark.django_db(transaction=True)
def test_ward_named_while_it_moves_stands_in_no_dossier_afterwards(
    first: Assessment, office: Office, other_ward: Ward, reviewer: Officer, head: Officer
) -> None:
    second = road.reviewed_beside(first, other_ward)
    dossier, new = road.begun(office, second, by=reviewer), replaced(first, reviewer, head)
    both = [second.pk, first.pk]

    moved, named = together(
        lambda: moving.move_all(assessments=[first], to=new, reason=REASON, by=head),
        lambda: dossiers.choose(dossier=dossier, assessments=both, seen=[second.pk], by=reviewer),
    )

    first.refresh_from_db()
    assert (type(moved), first.state) == (moving.Done, State.MOVED), (moved, named)
    assert not DossierWard.objects.filter(assessment=first).exists()


def test_dossiers_are_asked_as_often_for_thirty_wards_as_for_three(dossier: Dossier, first: Assessment) -> None:
    def asked() -> int:
        ids = list(DossierWard.objects.values_list("assessment", flat=True))
        with CaptureQueriesContext(connection) as queries:
            assert len(leaving.standing_in(ids)) == len(ids)
        return len(queries)

    few = asked()
    for n in range(30):
        ward = factories.WardFactory(code=f"{60000 + n}", office=first.ward.office)
        other = road.another(first.period, ward)
        DossierWard.objects.create(dossier=dossier, assessment=other, position=n + 5)

    assert asked() == few
