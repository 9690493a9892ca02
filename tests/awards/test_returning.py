"""Returned by letter: only the lines and papers it names open, and what is lacking is said."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from awards.domain.onward.returning import Item
from awards.models import Forwarding
from tests.awards import dossiers as road
from tests.awards.province import TODAY, WEEK, send_back, states
from tests.wards import road as wards_road
from wards.domain.appraisal import review
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, Office, Officer, Verdict, Ward


def test_a_line_for_the_ward_opens_there_and_nothing_else(
    sent: Forwarding, first: Assessment, province: Officer, official: Officer
) -> None:
    line = first.entries.get(indicator__code="5.2")
    returned = send_back(sent, Item("ward", "Thiếu quyết định", entry=line), by=province)

    assert states(sent.dossier) == ["returned", "to_complete", "returned"]
    assert sent.dossier.revision == 2
    first.refresh_from_db()
    assert first.completion_due == returned.due
    verdict = Verdict.objects.filter(entry=line).latest("pk")
    day = f"{TODAY:%d/%m/%Y}"
    assert (verdict.kind, verdict.reason, verdict.by) == (
        "to_complete", f"Theo Công văn số 45/BTĐKT-NV1 ngày {day}: Thiếu quyết định", province,
    )  # fmt: skip
    assert wards_road.record(first, "5.2", {"met": 8, "of": 8}, by=official).met == 8
    with pytest.raises(Exception, match="được yêu cầu bổ sung"):
        wards_road.record(first, "5.1", {"met": 7, "of": 8}, by=official)


def test_what_is_for_the_city_goes_to_the_office_alone(
    sent: Forwarding, first: Assessment, province: Officer, head: Officer
) -> None:
    proposal = sent.dossier.papers.get(kind="city_proposal")
    send_back(sent, Item("city", "Sai trích yếu", paper=proposal), by=province)

    assert states(sent.dossier) == ["returned", "returned", "returned"]
    first.refresh_from_db()
    review.reopen(assessment=first, reason="Theo công văn", by=head)
    assert states(sent.dossier)[1] == "under_review"


def test_return_is_told_with_its_letter(
    sent: Forwarding, first: Assessment, province: Officer, official: Officer, reviewer: Officer
) -> None:
    line = first.entries.get(indicator__code="5.2")
    send_back(sent, Item("ward", "Thiếu quyết định", entry=line), by=province)

    ward, office = (sentence(found.notices.get(kind="returned")) for found in (official, reviewer))
    assert "bổ sung 5.2" in ward
    assert "45/BTĐKT-NV1" in office


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"letter_number": " "}, ["letter_number"]), ({"reasons": ""}, ["reasons"]),
        ({"letter_date": TODAY + dt.timedelta(days=1)}, ["letter_date"]),
        ({"letter_date": TODAY - dt.timedelta(days=1)}, ["letter_date"]),
        ({"due": timezone.now() - WEEK}, ["due"]),
    ],
)  # fmt: skip
def test_a_return_lacking_something_changes_nothing(
    sent: Forwarding, first: Assessment, province: Officer, fields: dict[str, object], wrong: list[str]
) -> None:
    item = Item("ward", "Thiếu", entry=first.entries.first())
    with pytest.raises(ValidationError) as refusal:
        send_back(sent, item, by=province, **fields)
    assert list(refusal.value.message_dict) == wrong
    assert states(sent.dossier) == ["forwarded", "forwarded", "forwarded"]


def test_a_return_names_what_was_forwarded_and_says_why(
    sent: Forwarding, first: Assessment, province: Officer, period, office: Office
) -> None:
    stranger = road.another(period, Ward.objects.create(code="30000", name="Phường Lạ", kind="phường", office=office))
    for items in (
        [],
        [Item("ward", "", entry=first.entries.first())],
        [Item("ward", "x", entry=stranger.entries.first())],
    ):
        with pytest.raises(ValidationError) as refusal:
            send_back(sent, *items, by=province)
        assert list(refusal.value.message_dict) == ["items"]
