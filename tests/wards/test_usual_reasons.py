"""The reasons an office often gives: kept in a list, offered on the desk."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards import road
from tests.wards.desk import desk_url
from tests.wards.library import as_
from wards.domain.appraisal import usual_reasons
from wards.models import Assessment, Office, Officer, UsualReason, Verdict

ASK, ADJUST = Verdict.Kind.TO_COMPLETE, Verdict.Kind.ADJUSTED


@pytest.fixture
def reasons(office: Office, head: Officer) -> list[UsualReason]:
    return [usual_reasons.add(office=office, kind=ASK, text=text, by=head) for text in ("Một", "Hai", "Ba")]


def texts(kind: str = ASK) -> list[str]:
    return list(UsualReason.objects.filter(kind=kind).order_by("position").values_list("text", flat=True))


def press(client: Client, reason: UsualReason, do: str, text: str | None = None):
    data = {"do": do, "text": reason.text if text is None else text}
    return client.post(reverse("wards:usual_reason", args=[reason.pk]), data)


def test_reason_is_added_at_the_end_of_its_act(reasons: list[UsualReason], reviewer: Officer) -> None:
    client = as_(reviewer)

    client.post(reverse("wards:usual_reasons"), {"kind": ASK, "text": " Bốn "})
    client.post(reverse("wards:usual_reasons"), {"kind": ADJUST, "text": "Bốn"})

    assert texts() == ["Một", "Hai", "Ba", "Bốn"]
    assert texts(ADJUST) == ["Bốn"]


@pytest.mark.parametrize(
    ("at", "do", "expected"),
    [
        (1, "up", ["Hai", "Một", "Ba"]),
        (1, "down", ["Một", "Ba", "Hai"]),
        (0, "up", ["Một", "Hai", "Ba"]),
        (2, "down", ["Một", "Hai", "Ba"]),
        (1, "remove", ["Một", "Ba"]),
    ],
)
def test_reasons_are_ordered_and_removed(
    reasons: list[UsualReason], head: Officer, at: int, do: str, expected: list[str]
) -> None:
    answer = press(as_(head), reasons[at], do)

    assert answer["Location"] == reverse("wards:usual_reasons")
    assert texts() == expected


def test_what_was_typed_is_kept_when_a_reason_is_moved(reasons: list[UsualReason], head: Officer) -> None:
    press(as_(head), reasons[2], "up", "Ba, viết lại")

    assert texts() == ["Một", "Ba, viết lại", "Hai"]


@pytest.mark.parametrize(("text", "fault"), [("Hai", "Lý do này đã có trong danh sách."), ("  ", "Đề nghị ghi lý do.")])
def test_refused_reason_says_why_and_keeps_what_was_typed(
    reasons: list[UsualReason], head: Officer, text: str, fault: str
) -> None:
    client = as_(head)

    changed = press(client, reasons[0], "save", text)
    added = client.post(reverse("wards:usual_reasons"), {"kind": ASK, "text": text})

    for answer in (changed, added):
        assert answer.status_code == 422
        assert answer.context["refused"].errors["text"] == [fault]
        assert "<title>Lỗi:" in answer.content.decode()
    assert texts() == ["Một", "Hai", "Ba"]


def test_removed_meanwhile_is_told(reasons: list[UsualReason], head: Officer) -> None:
    gone = reasons[0]
    client = as_(head)
    press(client, gone, "remove")

    answer = press(client, gone, "save", "Khác")

    assert "Lý do này không còn trong danh sách." in client.get(answer["Location"]).content.decode()
    assert texts() == ["Hai", "Ba"]


def test_other_offices_reason_does_not_exist(reasons: list[UsualReason], other_reviewer: Officer) -> None:
    assert press(as_(other_reviewer), reasons[0], "remove").status_code == 404
    assert texts() == ["Một", "Hai", "Ba"]


def test_desk_offers_the_reasons_of_each_act(
    under_review: Assessment, reasons: list[UsualReason], reviewer: Officer
) -> None:
    page = as_(reviewer).get(desk_url(under_review, "5.2"))

    offered = {kind: [reason.text for reason in found] for kind, found in page.context["usual"].items()}
    assert offered == {"to_complete": ["Một", "Hai", "Ba"], "adjusted": []}
    assert 'data-fills="ask-reason"' in page.content.decode()
    assert 'data-fills="adjust-reason"' not in page.content.decode()


def test_verdict_keeps_its_words_when_the_list_changes(
    under_review: Assessment, reasons: list[UsualReason], reviewer: Officer, head: Officer
) -> None:
    verdict = road.judge(under_review, "5.2", ASK, by=reviewer, reason=reasons[0].text)

    press(as_(head), reasons[0], "save", "Khác hẳn")

    verdict.refresh_from_db()
    assert verdict.reason == "Một"
