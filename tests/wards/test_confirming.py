"""Two people confirm a draft against the official text; only then is it law here, and the old notice ends."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import ProgrammingError, transaction
from django.utils import timezone

from tests import factories
from tests.wards.set_drafts import SOURCE, begun, change, confirm
from wards.domain.criteria import catalogue, confirming, drafts
from wards.models import Confirmation, CriteriaSet, Indicator, LedgerEntry, Office, Officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(office: Office) -> Officer:
    return factories.officer("reviewer", office=office, username="noivu2.thanhhoa", full_name="Chuyên viên thứ hai")


def test_two_people_publish_the_draft_confirmed(model_ward_set: CriteriaSet, reviewer: Officer, head: Officer) -> None:
    draft = change(begun(model_ward_set, head), head, "1.2", text="Thu nhập đầu người")
    assert confirm(draft, reviewer).status == "draft"

    made = confirm(draft, head)

    assert (made.status, made.is_provisional, made.provisional_notice) == ("confirmed", False, "")
    indicators = Indicator.objects.filter(criterion__criteria_set=made)
    assert (indicators.count(), indicators.get(code="1.2").text) == (26, "Thu nhập đầu người")
    old = CriteriaSet.objects.get(pk=model_ward_set.pk)
    assert (old.status, old.is_provisional) == ("retired", True)
    kinds = LedgerEntry.objects.filter(subject=made.code).exclude(kind="criteria_set_drafted")
    assert list(kinds.order_by("pk").values_list("kind", "actor__username")) == [
        ("criteria_set_compared", "noivu.thanhhoa"), ("criteria_set_compared", "truongphong.thanhhoa"),
        ("criteria_set_published", "truongphong.thanhhoa"), ("criteria_set_confirmed", "truongphong.thanhhoa"),
    ]  # fmt: skip
    call_command("verify_ledger")


def test_one_person_does_not_confirm_twice(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    confirm(draft, head)

    with pytest.raises(drafts.NotAllowed):
        confirm(draft, head)

    assert Confirmation.objects.count() == 1


def test_two_reviewers_wait_for_the_head(
    model_ward_set: CriteriaSet, reviewer: Officer, second: Officer, head: Officer
) -> None:
    draft = begun(model_ward_set, head)

    assert confirm(draft, reviewer, second).status == "draft"
    assert confirming.lacks(confirming.standing(draft)) != ""
    assert confirm(draft, head).status == "confirmed"


def test_a_change_voids_the_first_confirmation_also_when_taken_back(
    model_ward_set: CriteriaSet, reviewer: Officer, head: Officer
) -> None:
    draft = begun(model_ward_set, head)
    confirm(draft, reviewer)
    draft = change(draft, head, "1.2", text="Thu nhập đầu người")
    draft = change(draft, head, "1.2", text="Thu nhập bình quân đầu người")

    assert confirming.standing(draft) == []
    assert confirm(draft, head).status == "draft"


def test_what_the_person_did_not_see_is_not_confirmed(
    model_ward_set: CriteriaSet, reviewer: Officer, head: Officer
) -> None:
    draft = begun(model_ward_set, head)
    seen = drafts.reading_of(draft).digest
    change(draft, head, "1.2", text="Thu nhập đầu người")

    with pytest.raises(drafts.ChangedMeanwhile):
        confirming.confirm(draft=draft, seen=seen, by=reviewer, **SOURCE)


def test_strangers_and_wards_confirm_nothing(
    model_ward_set: CriteriaSet, head: Officer, other_reviewer: Officer, leader: Officer, province: Officer
) -> None:
    draft = begun(model_ward_set, head)

    for person in (other_reviewer, leader, province):
        with pytest.raises(drafts.NotAllowed):
            confirm(draft, person)


def test_provisional_wording_and_faults_cannot_be_confirmed(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = drafts.begin(criteria_set=model_ward_set, by=head)

    with pytest.raises(drafts.NotAllowed, match="1, 2, 3, 4, 5, 6, 7, 8"):
        confirm(draft, head)


def test_a_text_of_tomorrow_is_no_source(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    source = {**SOURCE, "issued_on": timezone.localdate() + dt.timedelta(days=1)}

    with pytest.raises(ValidationError):
        confirming.confirm(draft=draft, seen=drafts.reading_of(draft).digest, by=head, **source)


def test_confirmed_draft_is_no_draft_any_more(model_ward_set: CriteriaSet, reviewer: Officer, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    confirm(draft, reviewer, head)

    with pytest.raises(drafts.NotAllowed):
        change(draft, head, "1.2", text="x")
    with pytest.raises(drafts.NotAllowed):
        drafts.discard(draft=draft, by=head)


def test_draft_somebody_confirmed_is_kept(model_ward_set: CriteriaSet, reviewer: Officer, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    confirm(draft, reviewer)

    with pytest.raises(drafts.NotAllowed):
        drafts.discard(draft=draft, by=head)


def test_confirmation_is_never_altered(model_ward_set: CriteriaSet, head: Officer) -> None:
    confirm(begun(model_ward_set, head), head)

    for change_it in (lambda rows: rows.update(place="x"), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change_it(Confirmation.objects.all())


def test_confirmation_altered_past_the_ledger_shows(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    forged = Confirmation.objects.create(
        criteria_set=draft.criteria_set, version=draft.version, digest="0" * 64, office=draft.office, as_head=True,
        by=head, **SOURCE,
    )  # fmt: skip

    assert list(confirming.unproven_confirmations()) == [forged]


def test_loader_refuses_the_code_of_a_draft(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)

    with pytest.raises(catalogue.Refused, match=draft.criteria_set.code):
        catalogue.load_all(sources=[catalogue.Source("x.toml", draft.criteria_set.source_text)])
