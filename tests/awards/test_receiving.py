"""What was forwarded is received once, on a possible day, whatever else happens at the same time."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from awards.domain.facts import NotAllowed
from awards.domain.onward.returning import Item
from awards.models import Forwarding, Receipt, Return
from tests.awards.province import TODAY, receive, send_back, states
from tests.wards.races import together
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, Officer


def test_receipt_is_told_to_office_and_wards(
    sent: Forwarding, province: Officer, official: Officer, reviewer: Officer
) -> None:
    receive(sent, province)

    assert states(sent.dossier)[0] == "received"
    for person in (official, reviewer):
        assert "Trần Thị B" in sentence(person.notices.get(kind="received"))


@pytest.mark.parametrize("days", [-1, 1])
def test_a_receipt_lies_between_forwarding_and_today(sent: Forwarding, province: Officer, days: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        receive(sent, province, received_on=TODAY + dt.timedelta(days=days))
    assert list(refusal.value.message_dict) == ["received_on"]


def test_what_is_received_is_not_received_again(sent: Forwarding, province: Officer) -> None:
    receive(sent, province)
    with pytest.raises(NotAllowed):
        receive(sent, province)


@pytest.mark.django_db(transaction=True)
def test_receipt_and_return_at_once_leave_a_whole_story(sent: Forwarding, first: Assessment, province: Officer) -> None:
    item = Item("city", "Sai số liệu", entry=first.entries.get(indicator__code="5.2"))
    outcomes = together(lambda: receive(sent, province), lambda: send_back(sent, item, by=province))

    assert isinstance(outcomes[1], Return)
    assert isinstance(outcomes[0], Receipt | NotAllowed)
    assert states(sent.dossier) == ["returned", "returned", "returned"]
