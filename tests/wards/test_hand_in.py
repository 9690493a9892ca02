"""From the ward to its office: nothing with holes, nothing unseen, nothing lost."""

import hashlib
import json
import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.wards import road
from wards.domain.appraisal import history, review
from wards.domain.sheet import answers, sealed
from wards.domain.sheet.assessment import NotAllowed, editable
from wards.domain.sheet.assessment import record as save
from wards.models import Assessment, Decision, HandIn, Officer, State


@pytest.fixture
def filled(assessment: Assessment, official: Officer) -> Assessment:
    """Every required line is filled or explained."""
    road.fill(assessment, by=official)
    assessment.refresh_from_db()
    return assessment


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


def test_submit_closes_the_figures_for_officials(client: Client, filled: Assessment, official: Officer) -> None:
    client.force_login(official)

    client.post(url("submit", filled))

    filled.refresh_from_db()
    assert filled.state == State.WITH_LEADER
    line = filled.entries.select_related("indicator").first()
    with pytest.raises(NotAllowed):
        save(entry=line, figure={"number": 1}, seen=line.version, by=official)


def test_official_gets_it_back_from_the_leader(client: Client, filled: Assessment, official: Officer) -> None:
    review.submit(assessment=filled, by=official)
    client.force_login(official)

    assert client.post(url("take_back", filled), {"reason": ""}).status_code == 302
    filled.refresh_from_db()
    assert filled.state == State.DRAFTING


def test_second_submit_is_told_that_it_is_too_late(client: Client, filled: Assessment, official: Officer) -> None:
    review.submit(assessment=filled, by=official)
    client.force_login(official)

    response = client.post(url("submit", filled))

    assert response.status_code == 409
    assert "Chờ lãnh đạo duyệt" in response.content.decode()


@pytest.mark.parametrize("by_way_of_the_leader", [True, False])
def test_recall_leads_back_to_where_it_came_from(
    filled: Assessment, official: Officer, leader: Officer, by_way_of_the_leader: bool
) -> None:
    if by_way_of_the_leader:
        review.submit(assessment=filled, by=official)
    review.hand_in(assessment=filled, by=leader)

    step = review.recall(assessment=filled, by=leader)

    assert step.to_state == (State.WITH_LEADER if by_way_of_the_leader else State.DRAFTING)


def test_recall_of_a_completed_round_opens_its_lines_only(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    due = road.to_complete(assessment, "5.2", reviewer=reviewer)
    review.hand_in(assessment=assessment, by=leader)

    review.recall(assessment=assessment, by=leader)

    assessment.refresh_from_db()
    assert (assessment.state, assessment.round, assessment.deadline) == (State.TO_COMPLETE, 2, due)
    entries = assessment.entries.select_related("assessment__ward", "indicator")
    assert [entry.indicator.code for entry in entries if editable(entry, by=official)] == ["5.2"]
    assert review.hand_in(assessment=assessment, by=leader).round == 3


def test_recall_after_the_start_is_refused_with_the_reason(
    client: Client, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    client.force_login(leader)
    page = client.get(url("recall", assessment))
    review.start_review(assessment=assessment, by=reviewer)

    response = client.post(url("recall", assessment), {"reason": "Sai số liệu"})

    assert page.status_code == 200
    assert response.status_code == 409
    assert "Đang thẩm định" in response.content.decode()
    assessment.refresh_from_db()
    assert assessment.state == State.UNDER_REVIEW


@pytest.mark.django_db(transaction=True)
def test_recall_against_start_has_one_winner(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    together, told = threading.Barrier(2), []

    def act(step: object, by: Officer) -> None:
        together.wait()
        try:
            told.append(step(assessment=assessment, by=by).action)
        except NotAllowed as refusal:
            told.append(f"refused: {refusal}")
        connections.close_all()

    threads = [
        threading.Thread(target=act, args=pair) for pair in ((review.recall, leader), (review.start_review, reviewer))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won = Decision.objects.filter(action__in=["recall", "start_review"])
    assert won.count() == 1
    assert sum(str(word).startswith("refused: ") for word in told) == 1
    assessment.refresh_from_db()
    assert assessment.state == won.get().to_state


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


def test_history_says_who_changed_what_from_what(
    assessment: Assessment, official: Officer, colleague: Officer, leader: Officer
) -> None:
    road.record(assessment, "5.2", {"met": 7, "of": 8}, by=official)
    entry = road.record(assessment, "5.2", {"met": 8, "of": 8}, by=colleague)

    told = history.tell(assessment, entry=entry)

    assert [(h.old, h.new, h.by) for h in told] == [
        ("7/8 tổ dân phố = 87,5%", "8/8 tổ dân phố = 100%", colleague),
        ("Chưa có số liệu", "7/8 tổ dân phố = 87,5%", official),
    ]


def test_history_puts_steps_verdicts_and_figures_in_order(
    client: Client, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    why = "Tổ 3 chưa được công nhận"
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "5.2", "adjusted", figure={"met": 6, "of": 8}, reason=why, by=reviewer)
    client.force_login(reviewer)

    told = history.tell(assessment)
    page = client.get(url("history", assessment)).content.decode()

    assert [h.kind for h in told[:5]] == ["verdict", "decision", "decision", "decision", "change"]
    assert why in page
    assert "6/8 tổ dân phố = 75%" in page
