"""From the ward to its office: nothing with holes, nothing unseen, nothing lost."""

import hashlib
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.wards import road
from wards.domain.appraisal import review
from wards.domain.sheet import answers, sealed
from wards.models import Assessment, HandIn, Officer, State


def url(name: str, assessment: Assessment) -> str:
    return reverse(f"wards:{name}", args=[assessment.pk])


def confirmation(assessment: Assessment) -> dict[str, str]:
    return {"checked": "on", "seen": review.fingerprint(assessment)}


def test_hand_in_with_holes_is_refused_and_says_which(
    client: Client, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    kept = road.record(assessment, "5.1", {"met": 7, "of": 8}, by=official)
    client.force_login(leader)

    response = client.post(url("hand_in", assessment), confirmation(assessment))

    assert response.status_code == 422
    assert [answer.entry.indicator.code for answer in response.context["holes"]] == [
        entry.indicator.code for entry in review.holes(assessment)
    ]
    first = review.holes(assessment)[0]
    link = reverse("wards:criterion", args=[assessment.pk, first.indicator.criterion.number])
    assert f'{link}#entry-{first.pk}"' in response.content.decode()
    assessment.refresh_from_db()
    kept.refresh_from_db()
    assert (assessment.state, assessment.round, kept.met) == (State.DRAFTING, 0, 7)


def test_hand_in_takes_an_explained_line_for_an_answer(filled: Assessment, leader: Officer) -> None:
    assert filled.entries.filter(no_data_reason=road.WHY_NONE).exists()

    assert review.hand_in(assessment=filled, by=leader).round == 1


def test_hand_in_needs_the_box_ticked(client: Client, filled: Assessment, leader: Officer) -> None:
    client.force_login(leader)

    response = client.post(url("hand_in", filled), {"seen": review.fingerprint(filled)})

    assert response.status_code == 422
    assert "Đề nghị đánh dấu vào ô xác nhận" in response.content.decode()
    assert not HandIn.objects.exists()


def test_hand_in_freezes_figures_words_and_evidence(filled: Assessment, official: Officer, leader: Officer) -> None:
    road.cite(filled, "5.2", by=official, sha256="b" * 64)

    handed = review.hand_in(assessment=filled, by=leader)

    assert handed.digest == hashlib.sha256(handed.text.encode()).hexdigest()
    line = next(row for row in json.loads(handed.text)["entries"] if row["code"] == "5.2")
    assert (line["value"]["met"], line["value"]["of"]) == (7, 8)
    assert line["evidence"][0]["files"] == [{"name": "quyet-dinh.pdf", "sha256": "b" * 64}]


def test_hand_in_reads_back_as_it_was(filled: Assessment, official: Officer, leader: Officer) -> None:
    handed = review.hand_in(assessment=filled, by=leader)
    review.recall(assessment=filled, by=leader)
    later = road.record(filled, "5.2", {"met": 8, "of": 8}, by=official)

    line = sealed.read(handed)[later.pk]

    assert (line.met, line.of, line.is_provided) == (7, 8, True)


def test_hand_in_of_something_else_than_was_seen_shows_it_again(
    client: Client, filled: Assessment, official: Officer, leader: Officer
) -> None:
    client.force_login(leader)
    seen = client.get(url("check_answers", filled)).context["seen"]
    road.record(filled, "5.2", {"met": 8, "of": 8}, by=official)

    response = client.post(url("hand_in", filled), {"checked": "on", "seen": seen})

    assert response.status_code == 409
    assert "đã thay đổi sau khi Ông/Bà mở trang này" in response.content.decode()
    assert not HandIn.objects.exists()
    again = client.post(url("hand_in", filled), {"checked": "on", "seen": response.context["seen"]})
    assert again.status_code == 302
    assert HandIn.objects.get().text.count('"met":8') == 2


def test_hand_in_notices_evidence_added_meanwhile(
    client: Client, filled: Assessment, official: Officer, leader: Officer
) -> None:
    client.force_login(leader)
    seen = client.get(url("check_answers", filled)).context["seen"]
    road.cite(filled, "5.2", by=official)

    assert client.post(url("hand_in", filled), {"checked": "on", "seen": seen}).status_code == 409


def test_hand_in_leads_to_what_was_handed_in(client: Client, filled: Assessment, leader: Officer) -> None:
    client.force_login(leader)

    response = client.post(url("hand_in", filled), confirmation(filled), follow=True)

    handed = HandIn.objects.get()
    assert response.redirect_chain == [(reverse("wards:hand_in_detail", args=[handed.pk]), 302)]
    assert handed.digest in response.content.decode()
    assert client.get(f"{response.request['PATH_INFO']}?tep=1").content.decode() == handed.text


def test_answers_remark_what_does_not_stop(filled: Assessment, official: Officer) -> None:
    road.cite(filled, "5.2", by=official)
    told = {
        answer.entry.indicator.code: (answer.is_hole, answer.remarks)
        for group in answers.gather(filled, by=official)
        for answer in group.answers
    }

    assert told["5.1"] == (False, ["Chưa có tài liệu minh chứng."])
    assert told["5.2"] == (False, [])
    assert told["5.4"] == (False, ["Chưa có số liệu; chỉ tiêu này được tính là thiếu."])


def test_check_page_says_of_an_empty_line_once_that_it_is_missing(
    client: Client, filled: Assessment, leader: Officer
) -> None:
    line = filled.entries.get(indicator__code="5.4")
    client.force_login(leader)

    told = re.search(
        rf'<div id="answer-{line.pk}">.*?</dd>', client.get(url("check_answers", filled)).content.decode(), re.DOTALL
    )

    assert told is not None
    assert told[0].count("Chưa có số liệu") == 1
    assert "Chưa có số liệu; chỉ tiêu này được tính là thiếu." in told[0]


def test_required_lines_that_only_give_a_reason_stand_out_for_leader_and_reviewer(
    client: Client, filled: Assessment, leader: Officer, reviewer: Officer
) -> None:
    tag, reasons = ">Bắt buộc, không có số liệu</span>", filled.entries.exclude(no_data_reason="").count()
    client.force_login(leader)
    assert client.get(url("check_answers", filled)).content.decode().count(tag) == reasons

    review.hand_in(assessment=filled, by=leader)
    client.force_login(reviewer)
    given, explained = filled.entries.get(indicator__code="5.2").pk, filled.entries.exclude(no_data_reason="")[0].pk
    assert client.get(f"{url('desk', filled)}?dong={given}").content.decode().count(tag) == reasons
    assert client.get(f"{url('desk', filled)}?dong={explained}").content.decode().count(tag) == reasons + 1


def test_check_page_needs_as_many_queries_for_many_citations(
    client: Client, filled: Assessment, official: Officer, leader: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client.force_login(leader)
    road.cite(filled, "5.2", by=official)
    with django_assert_num_queries(100, exact=False) as few:
        client.get(url("check_answers", filled))
    for code in road.FIGURES:
        road.cite(filled, code, by=official)

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(url("check_answers", filled))


@pytest.mark.parametrize(
    ("person", "status"),
    [("leader", 200), ("official", 200), ("reviewer", 403), ("head", 403), ("stranger", 404), ("province", 404)],
)
def test_check_page_is_the_wards_own(
    client: Client, assessment: Assessment, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert client.get(url("check_answers", assessment)).status_code == status


@pytest.mark.parametrize(
    ("person", "status"),
    [("official", 403), ("reviewer", 403), ("stranger", 404), ("leader", 302)],
)
def test_only_the_leader_hands_in(
    client: Client, filled: Assessment, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert client.post(url("hand_in", filled), confirmation(filled)).status_code == status
    assert HandIn.objects.exists() == (person == "leader")


@pytest.mark.parametrize("name", ["check_answers", "hand_in", "submit", "take_back", "recall", "history"])
def test_anonymous_is_sent_to_the_login(client: Client, assessment: Assessment, name: str) -> None:
    response = client.get(url(name, assessment))

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, reverse("login"))


@pytest.mark.parametrize(
    ("person", "status"), [("official", 200), ("reviewer", 200), ("stranger", 404), ("province", 404)]
)
def test_what_was_handed_in_is_scoped(
    client: Client, assessment: Assessment, official: Officer, leader: Officer, person: str, status: int,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    handed = road.handed_in(assessment, official=official, leader=leader)
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse("wards:hand_in_detail", args=[handed.pk])).status_code == status
    assert client.get(url("history", assessment)).status_code == status
