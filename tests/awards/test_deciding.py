"""The decision enters award history, ward by ward; the ledger proves every act of the way there."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError

from awards.domain.facts import NotAllowed
from awards.domain.onward import sealed
from awards.models import AwardDecision, Forwarding, Grant, Outcome, Receipt
from tests.awards import dossiers as road
from tests.awards.province import TODAY, decide, receive, states
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, Officer


def test_a_decision_enters_award_history(
    sent: Forwarding, first: Assessment, province: Officer, official: Officer
) -> None:
    other = sent.dossier.wards.exclude(assessment=first).get().assessment
    receive(sent, province)
    decision = decide(sent, {first.pk: None, other.pk: "Chưa đạt tiêu chí 5"}, province)

    assert states(sent.dossier) == ["decided", "closed", "closed"]
    grant = Grant.objects.get()
    assert (grant.ward, grant.title, grant.year, grant.decision_number) == (
        first.ward, "Phường kiểu mẫu", 2019, "1500/QĐ-UBND",
    )  # fmt: skip
    assert [(o.assessment_id, o.recognised, o.grant_id, o.reason) for o in decision.outcomes.all()] == [
        (first.pk, True, grant.pk, ""), (other.pk, False, None, "Chưa đạt tiêu chí 5"),
    ]  # fmt: skip
    assert road.bytes_of(decision) == road.decision_scan().content
    assert "1500/QĐ-UBND" in sentence(official.notices.get(kind="decided"))


def test_a_decision_on_some_wards_leaves_the_others_there(
    sent: Forwarding, first: Assessment, province: Officer
) -> None:
    decide(sent, {first.pk: None}, province)
    assert states(sent.dossier) == ["received", "closed", "forwarded"]
    with pytest.raises(ValidationError):
        decide(sent, {first.pk: None}, province, number="1501/QĐ-UBND")
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"number": ""}, "number"), ({"authority": " "}, "authority"),
        ({"decided_on": TODAY + dt.timedelta(days=1)}, "decided_on"),
        ({"decided_on": TODAY - dt.timedelta(days=1)}, "decided_on"),
    ],
)  # fmt: skip
def test_a_decision_lacking_something_changes_nothing(
    sent: Forwarding, first: Assessment, province: Officer, fields: dict[str, object], wrong: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        decide(sent, {first.pk: None}, province, **fields)
    assert list(refusal.value.message_dict) == [wrong]
    for outcomes in ({}, {first.pk: " "}, {0: None}):
        with pytest.raises(ValidationError) as refusal:
            decide(sent, outcomes, province)
        assert list(refusal.value.message_dict) == ["outcomes"]
    assert states(sent.dossier) == ["received", "forwarded", "forwarded"]
    assert (AwardDecision.objects.count(), Outcome.objects.count()) == (0, 0)


def test_the_head_may_record_the_decision_and_nobody_below(
    sent: Forwarding, first: Assessment, head: Officer, reviewer: Officer
) -> None:
    with pytest.raises(NotAllowed):
        decide(sent, {first.pk: None}, reviewer)
    assert decide(sent, {first.pk: None}, head).by == head


def altered() -> Iterator[str]:
    yield "UPDATE awards_forwarding SET text = '{}'"
    yield "UPDATE awards_receipt SET receiver = 'Kẻ khác'"
    yield "UPDATE awards_awarddecision SET number = '1/QĐ'"
    yield "UPDATE awards_outcome SET reason = 'khác'"


def test_the_ledger_proves_each_act(
    sent: Forwarding, first: Assessment, province: Officer, django_db_blocker: object
) -> None:
    receive(sent, province)
    decide(sent, {first.pk: None}, province)
    assert list(sealed.unproven_forwardings()) == []
    for statement, model in zip(altered(), (Forwarding, Receipt, AwardDecision, AwardDecision), strict=True):
        with road.past_the_triggers(statement):
            assert [type(act) for act in sealed.unproven_forwardings()] == [model]
