"""Questions on the pages: answered one by one or all at once, with and without scripts, lost by nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards.asked import asked, hand_in, put
from tests.wards.library import HTMX, as_, save_url, text
from wards.domain.appraisal import review
from wards.models import Answer, Assessment, Officer

pytestmark = pytest.mark.django_db


def url(assessment: Assessment, *, office: bool = False) -> str:
    return reverse("wards:question_notes" if office else "wards:questions", args=[assessment.pk])


def form(assessment: Assessment, *, for_office: bool = False, place: str = "", **said: str) -> dict[str, str]:
    """What a page posts: every question with its facts, and sentences by kind and code."""
    fields = {"place": place}
    for question in asked(assessment, for_office=for_office):
        fields[f"facts-{question.key}"] = question.facts
        name = f"{question.kind}_{question.entry.indicator.code}".replace(".", "_")
        fields[f"answer-{question.key}"] = said.get(name, "")
    return fields


def test_all_typed_answers_are_saved_at_once_without_scripts(
    as_official: Client, unfit: Assessment, official: Officer
) -> None:
    posted = form(unfit, place="check", missing_kind_5_1="Đang chờ ban hành.", other_line_5_2="Một tổ mới tách.")

    response = as_official.post(url(unfit), posted)

    assert response["Location"] == reverse("wards:check_answers", args=[unfit.pk]) + "#cau-hoi"
    assert sorted(Answer.objects.values_list("kind", "sentence", "is_office", "by")) == [
        ("missing_kind", "Đang chờ ban hành.", False, official.pk),
        ("other_line", "Một tổ mới tách.", False, official.pk),
    ]


def test_one_answer_comes_back_as_its_question(as_official: Client, unfit: Assessment) -> None:
    question = asked(unfit, "other_line")[0]
    posted = form(unfit, other_line_5_2="Một tổ mới tách.", missing_kind_5_1="Chưa gửi") | {"only": question.key}

    response = as_official.post(url(unfit), posted, headers=HTMX)

    assert response.status_code == 200
    assert response.content.decode().count('class="question"') == 1
    assert "Một tổ mới tách." in text(response)
    assert Answer.objects.get().kind == "other_line"


def test_a_question_whose_facts_changed_keeps_what_was_typed(as_official: Client, unfit: Assessment) -> None:
    posted = form(unfit, other_line_5_2="Một tổ mới tách.")
    put(unfit, c5_2=(7, 10))

    response = as_official.post(url(unfit), posted)

    assert response.status_code == 422
    assert "<title>Lỗi:" in response.content.decode()
    assert ">Một tổ mới tách.</textarea>" in response.content.decode()
    assert "câu hỏi cũng thay đổi" in text(response)
    assert not Answer.objects.exists()


def test_a_sentence_to_a_question_that_is_gone_is_shown(as_official: Client, unfit: Assessment) -> None:
    posted = form(unfit, other_line_5_2="Một tổ mới tách.")
    put(unfit, c5_2=(7, 8))

    response = as_official.post(url(unfit), posted)

    assert response.status_code == 422
    assert "Ông/Bà đã nhập: Một tổ mới tách." in text(response)


def test_nothing_typed_is_told(as_official: Client, unfit: Assessment) -> None:
    response = as_official.post(url(unfit), form(unfit))

    assert response.status_code == 422
    assert "chưa nhập câu nào" in text(response)


def test_what_was_typed_outlives_a_lost_login(client: Client, unfit: Assessment, official: Officer) -> None:
    posted = form(unfit, other_line_5_2="Một tổ mới tách.") | {"typed_by": str(official.pk)}
    client.post(url(unfit), posted)
    client.force_login(official)

    for page in (url(unfit), reverse("wards:criterion", args=[unfit.pk, "5"])):
        assert ">Một tổ mới tách.</textarea>" in client.get(page).content.decode()


def test_questions_never_stop_a_hand_in_and_an_answer_on_the_page_keeps_it_fresh(
    unfit: Assessment, leader: Officer
) -> None:
    seen = review.fingerprint(unfit)
    question = asked(unfit, "other_line")[0]
    posted = form(unfit, place="check", other_line_5_2="Một tổ mới tách.") | {"only": question.key, "seen": seen}

    response = as_(leader).post(url(unfit), posted, headers=HTMX)

    assert f'name="seen" id="seen" value="{review.fingerprint(unfit)}" hx-swap-oob="true"' in response.content.decode()


def test_an_answer_does_not_hide_what_somebody_else_changed(unfit: Assessment, leader: Officer) -> None:
    seen = review.fingerprint(unfit)
    put(unfit, c2_3=96)
    question = asked(unfit, "other_line")[0]
    posted = form(unfit, place="check", other_line_5_2="Một tổ mới tách.") | {"only": question.key, "seen": seen}

    response = as_(leader).post(url(unfit), posted, headers=HTMX)

    assert 'id="seen"' not in response.content.decode()


def test_a_saved_figure_asks_anew(as_official: Client, unfit: Assessment, official: Officer) -> None:
    line = unfit.entries.get(indicator__code="5.2")

    saved = as_official.post(save_url(line), {"version": 1, "met": "7", "of": "8"}, headers=HTMX)
    boxes = as_official.get(url(unfit) + "?tieu_chi=5", headers=HTMX).content.decode()

    assert saved["HX-Trigger"] == "entry-saved" or "entry-saved" in saved["HX-Trigger"]
    assert boxes.count('hx-swap-oob="true"') == 4
    assert "other_line" not in boxes


def test_the_office_reads_the_answer_and_its_note_stays_its_own(
    unfit: Assessment, official: Officer, reviewer: Officer
) -> None:
    as_(official).post(url(unfit), form(unfit, other_line_5_2="Một tổ mới tách."))
    hand_in(unfit, official)
    line = unfit.entries.get(indicator__code="5.2")
    desk = reverse("wards:desk", args=[unfit.pk]) + f"?dong={line.pk}"
    assert "Một tổ mới tách." in text(as_(reviewer).get(desk))

    posted = form(unfit, for_office=True, place=str(line.pk), other_line_5_2="Đối chiếu nghị quyết HĐND.")
    answer = as_(reviewer).post(url(unfit, office=True), posted)

    assert answer["Location"] == f"{desk}#dong"
    assert "Đối chiếu nghị quyết HĐND." in text(as_(reviewer).get(desk))
    Assessment.objects.filter(pk=unfit.pk).update(state="drafting")
    for page in (url(unfit), reverse("wards:criterion", args=[unfit.pk, "5"])):
        assert "Đối chiếu" not in text(as_(official).get(page))


def test_the_office_counts_what_is_open_in_its_list(unfit: Assessment, official: Officer, reviewer: Officer) -> None:
    hand_in(unfit, official)

    page = text(as_(reviewer).get(reverse("wards:desk", args=[unfit.pk])))

    assert page.count("1 câu hỏi") == 1  # the missing documents are no doubts about figures


def test_one_sentence_answers_all_missing_documents_line_by_line(as_official: Client, unfit: Assessment) -> None:
    posted = form(unfit, place="check", missing_kind_5_1="Đã gửi văn thư.")

    response = as_official.post(url(unfit), posted | {"answer-missing": "Đang chờ ban hành."})

    assert response.status_code == 302
    given = Answer.objects.values_list("entry__indicator__code", "kind", "sentence").order_by("pk")
    assert list(given) == [
        ("5.1", "missing_kind", "Đã gửi văn thư."), ("5.2", "missing_kind", "Đang chờ ban hành."),
    ]  # fmt: skip


def test_a_sentence_for_all_is_never_lost(as_official: Client, unfit: Assessment) -> None:
    posted = form(unfit, place="check") | {"answer-missing": "a" * 1001}
    refused = as_official.post(url(unfit), posted)
    assert refused.status_code == 422
    assert refused.content.decode().count(f">{'a' * 1001}</textarea>") == 2

    unfit.entries.update(met=None, of=None, version=2)
    gone = as_official.post(url(unfit), posted | {"answer-missing": "Đang chờ ban hành."})

    assert gone.status_code == 422
    assert "Ông/Bà đã nhập: Đang chờ ban hành." in text(gone)


def test_missing_documents_are_asked_for_before_the_hand_in_only(as_official: Client, unfit: Assessment) -> None:
    pages = {
        name: as_official.get(reverse(f"wards:{name}", args=args)).content.decode()
        for name, args in {
            "criterion": [unfit.pk, "5"], "questions": [unfit.pk], "check_answers": [unfit.pk],
        }.items()
    }  # fmt: skip

    assert {name: "missing_kind" in page for name, page in pages.items()} == {
        "criterion": False, "questions": False, "check_answers": True,
    }  # fmt: skip
    assert "Tài liệu còn thiếu (2)" in pages["check_answers"]
    assert pages["check_answers"].index("other_line") < pages["check_answers"].index("missing_kind")


def test_the_task_list_counts_doubts_while_the_ward_can_answer(
    as_official: Client, unfit: Assessment, official: Officer
) -> None:
    tasks = reverse("wards:task_list", args=[unfit.pk])
    assert "1 câu hỏi về số liệu" in text(as_official.get(tasks))

    hand_in(unfit, official)
    assert "câu hỏi về số liệu" not in text(as_official.get(tasks))


def test_the_check_page_leads_to_its_end_and_says_what_the_leader_may_do(
    as_official: Client, unfit: Assessment, leader: Officer
) -> None:
    check = reverse("wards:check_answers", args=[unfit.pk])
    words = "Lãnh đạo có thể sửa trực tiếp hoặc trả lại cán bộ."
    official_reads = text(as_official.get(check))
    assert ("Đến phần trình lãnh đạo" in official_reads, words in official_reads) == (True, False)

    Assessment.objects.filter(pk=unfit.pk).update(state="with_leader")

    leader_reads = text(as_(leader).get(check))
    assert ("Đến phần nộp" in leader_reads, words in leader_reads) == (True, True)
    response = as_official.get(check).content.decode()
    assert ("Đến phần" in response, "Sửa<span" in response, "<textarea" in response) == (False, False, False)
