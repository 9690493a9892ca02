"""Whoever comes second reads who was first, when, and both values; whoever was first sees it on their next look."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.wards import road
from tests.wards.desk import act, desk_url
from tests.wards.library import HTMX, as_, criterion_url, save, save_url, text
from wards.domain.appraisal import review
from wards.domain.exhibits import evidence as library
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Evidence, Officer, Verdict

FindEntry = Callable[[str], Entry]
SHARE = {"version": "0", "met": "8", "of": "8", "explanation": "", "no_data_reason": ""}
OFFICIAL = "Cán bộ phường Điện Biên, Công chức Văn hóa - xã hội"
LEADER = "Lãnh đạo phường Điện Biên, Chủ tịch UBND phường"
REVIEWER = "Chuyên viên Phòng Nội vụ, Công chức Văn hóa - xã hội"


def at(moment: dt.datetime) -> str:
    """As a sentence says it: "lúc 14:03 ngày 21/11/2026"."""
    return f"lúc {timezone.localtime(moment):%H:%M} ngày {timezone.localtime(moment):%d/%m/%Y}"


# Figures ------------------------------------------------------------------------------------------------------------


def test_late_save_is_told_who_handed_in_and_keeps_what_was_typed(
    as_official: Client, assessment: Assessment, entry: FindEntry, official: Officer, leader: Officer
) -> None:
    handed = road.handed_in(assessment, official=official, leader=leader)

    answer = as_official.post(save_url(entry("5.2")), {**SHARE, "version": "1"}, headers=HTMX)

    assert answer.status_code == 409
    assert f"{LEADER} đã nộp bản tự đánh giá {at(handed.at)}." in text(answer)
    assert "Số Ông/Bà vừa nhập: 8/8" in text(answer)
    assert entry("5.2").met == 7


def test_late_save_of_another_line_is_told_who_asked_for_completion(
    as_official: Client, under_review: Assessment, entry: FindEntry, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    step = under_review.decisions.get(action="ask_completion")

    answer = as_official.post(save_url(entry("5.3")), {**SHARE, "version": "1"}, headers=HTMX)

    assert f"{REVIEWER} đã yêu cầu bổ sung {at(step.at)} (5.2 · " in text(answer)
    assert (entry("5.3").met, answer.status_code) == (21, 409)


def test_late_save_is_told_who_gave_the_criterion_to_whom(
    as_official: Client, assessment: Assessment, entry: FindEntry, colleague: Officer, leader: Officer
) -> None:
    line = entry("5.2")
    assessments.assign(assessment=assessment, criterion=line.indicator.criterion, officer=colleague, by=leader)

    answer = as_official.post(save_url(line), SHARE, headers=HTMX)

    given = assessment.assignments.get()
    assert f"{LEADER} đã giao tiêu chí 5 cho {colleague} {at(given.at)}." in text(answer)


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_second_page_of_one_person_is_told_what_the_first_had_saved(
    as_official: Client, entry: FindEntry, official: Officer, headers: dict[str, str]
) -> None:
    first = save(entry("5.2"), official, met=7, of=8)

    answer = as_official.post(save_url(entry("5.2")), SHARE, headers=headers, follow=True)

    assert first.updated_at is not None
    told = (
        f"Ông/Bà đã lưu 7/8 tổ dân phố = 87,5% ở một trang khác {at(first.updated_at)}. "
        "Số vừa lưu, 8/8 tổ dân phố = 100%, thay số đó"
    )
    assert told in text(answer)
    assert entry("5.2").met == 8


def test_saving_again_on_one_page_is_told_nothing(as_official: Client, entry: FindEntry, official: Officer) -> None:
    save(entry("5.2"), official, met=7, of=8)

    answer = as_official.post(save_url(entry("5.2")), {**SHARE, "version": "1"}, headers=HTMX)

    assert "ở một trang khác" not in text(answer)


def test_first_person_sees_on_their_next_look_who_changed_their_figure(
    entry: FindEntry, official: Officer, leader: Officer
) -> None:
    first = save(entry("5.2"), official, met=7, of=8)
    later = save(entry("5.2"), leader, met=8, of=8)

    assert first.updated_at is not None
    assert later.updated_at is not None
    told = (
        f"Ông/Bà đã lưu 7/8 tổ dân phố = 87,5% {at(first.updated_at)}. "
        f"{LEADER} đã sửa thành 8/8 tổ dân phố = 100% {at(later.updated_at)}."
    )
    assert told in text(as_(official).get(criterion_url(later)))
    assert "Ông/Bà đã lưu 7/8" not in text(as_(leader).get(criterion_url(later)))


def test_first_person_sees_a_change_by_sql_without_an_author(entry: FindEntry, official: Officer) -> None:
    save(entry("5.2"), official, met=7, of=8)
    Entry.objects.filter(pk=entry("5.2").pk).update(met=1)

    page = text(as_(official).get(criterion_url(entry("5.2"))))

    assert "Quản trị hệ thống (không qua các trang này) đã sửa thành 1/8 tổ dân phố = 12,5%" in page


# Hand in ------------------------------------------------------------------------------------------------------------


def test_leader_is_shown_what_changed_a_second_ago(
    assessment: Assessment, official: Officer, leader: Officer, uncited: Evidence, entry: FindEntry
) -> None:
    road.fill(assessment, by=official)
    shown_at, looked_at = timezone.now(), review.fingerprint(assessment)
    road.record(assessment, "5.2", {"met": 8, "of": 8}, by=official)
    library.cite(entry=entry("5.3"), evidence=uncited, by=official)

    answer = as_(leader).post(
        reverse("wards:hand_in", args=[assessment.pk]),
        {"checked": "on", "seen": looked_at, "shown_at": shown_at.isoformat()},
    )

    assert answer.status_code == 409
    told = [(one.entry.indicator.code, one.by, one.old, one.new) for one in answer.context["since"]]
    assert told == [
        ("5.2", official, "7/8 tổ dân phố = 87,5%", "8/8 tổ dân phố = 100%"),
        ("5.3", official, "", "cả tài liệu"),
    ]
    assert not assessment.hand_ins.exists()


@pytest.mark.parametrize(
    ("name", "person", "told"),
    [
        ("recall", "leader", f"{REVIEWER} đã bắt đầu thẩm định"),
        ("submit", "official", f"{REVIEWER} đã bắt đầu thẩm định"),
        ("start_review", "head", f"{REVIEWER} đã bắt đầu thẩm định"),
    ],
)
def test_step_that_came_too_late_names_who_was_first(
    under_review: Assessment, name: str, person: str, told: str, request: pytest.FixtureRequest
) -> None:
    client = as_(request.getfixturevalue(person))
    step = under_review.decisions.get(action="start_review")

    answer = client.post(reverse(f"wards:{name}", args=[under_review.pk]), {"reason": "Sai số hộ nghèo"})

    assert answer.status_code == 409
    assert f"{told} {at(step.at)}." in text(answer)
    assert ("Sai số hộ nghèo" in text(answer)) is (name == "recall")


def test_start_after_a_recall_names_who_recalled(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)
    step = review.recall(assessment=assessment, by=leader)

    answer = as_(reviewer).post(reverse("wards:start_review", args=[assessment.pk]))

    assert f"{LEADER} đã rút lại bản tự đánh giá {at(step.at)}." in text(answer)


# The desk -----------------------------------------------------------------------------------------------------------


def test_verdict_after_the_request_for_completion_is_told_and_not_lost(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)

    answer = act(as_(second_reviewer), under_review, "5.3", "adjusted", met="20", of="25", reason="Một đơn vị chưa có")

    assert answer.status_code == 409
    assert f"{REVIEWER} đã yêu cầu bổ sung" in text(answer)
    assert "Ông/Bà đã chọn: Điều chỉnh số liệu – 20/25 đơn vị = 80% Một đơn vị chưa có" in text(answer)


def test_verdict_on_an_older_hand_in_is_shown_both_figures(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=official)
    handed = review.hand_in(assessment=under_review, by=leader)
    review.start_review(assessment=under_review, by=reviewer)

    typed = {"version": "1", "round": "1", "reason": "Thiếu trang 2"}
    answer = act(as_(reviewer), under_review, "5.2", "to_complete", **typed)

    assert f"{LEADER} đã nộp lại (lần 2) {at(handed.at)}." in text(answer)
    assert "Số Ông/Bà đã xem: 7/8 tổ dân phố = 87,5%; số hiện nay: 8/8 tổ dân phố = 100%." in text(answer)
    assert "Ông/Bà đã chọn: Yêu cầu bổ sung Thiếu trang 2" in text(answer)
    assert Verdict.objects.filter(hand_in=handed).count() == 0


def test_same_verdict_of_two_reviewers_is_told_to_the_second(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    road.judge(under_review, "5.2", "confirmed", by=reviewer)
    client = as_(second_reviewer)

    page = client.get(act(client, under_review, "5.2", "confirmed")["Location"].partition("#")[0])

    assert f"{REVIEWER} đã ghi cùng kết quả cho chỉ tiêu 5.2" in text(page)
    assert Verdict.objects.count() == 1


def test_first_reviewer_sees_on_their_next_look_who_judged_otherwise(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    own = road.judge(under_review, "5.2", "confirmed", by=reviewer)
    six = {"figure": {"met": 6, "of": 8}, "reason": "Tổ 3 chưa có quyết định"}
    later = road.judge(under_review, "5.2", "adjusted", by=second_reviewer, **six)

    page = text(as_(reviewer).get(desk_url(under_review, "5.2")))

    assert f"Ông/Bà đã ghi “Xác nhận: 7/8 tổ dân phố = 87,5%” {at(own.at)}." in page
    words = "Điều chỉnh số liệu: 6/8 tổ dân phố = 75% (Tổ 3 chưa có quyết định)"
    assert f"{second_reviewer} đã thay bằng “{words}” {at(later.at)}." in page
    assert "đã thay bằng" not in text(as_(second_reviewer).get(desk_url(under_review, "5.2")))


# Documents ----------------------------------------------------------------------------------------------------------


def test_citation_removed_meanwhile_leads_to_its_line_with_who_did_it(
    as_official: Client, entry: FindEntry, colleague: Officer, cited: Evidence
) -> None:
    citation = entry("5.2").citations.get()
    library.uncite(citation=citation, by=colleague)

    for name, typed in (("citation_remove", {}), ("citation_renew", {}), ("citation_edit", {"pages": "2"})):
        to = as_official.post(reverse(f"wards:{name}", args=[citation.pk]), typed)["Location"]
        page = as_official.get(to.partition("#")[0])

        assert f"{colleague} đã bỏ trích dẫn MC 5.2-01" in text(page)
        assert ("Trang Ông/Bà vừa nhập: 2" in text(page)) is bool(typed)


def test_citation_that_never_was_is_not_found(as_official: Client, assessment: Assessment, stranger: Officer) -> None:
    assert as_official.post(reverse("wards:citation_edit", args=[999])).status_code == 404


def test_removed_citation_does_not_exist_for_a_stranger(
    entry: FindEntry, official: Officer, stranger: Officer, cited: Evidence
) -> None:
    citation = entry("5.2").citations.get()
    library.uncite(citation=citation, by=official)

    assert as_(stranger).post(reverse("wards:citation_edit", args=[citation.pk])).status_code == 404


def test_pages_somebody_else_changed_are_shown_and_chosen(
    as_official: Client, entry: FindEntry, colleague: Officer, cited: Evidence
) -> None:
    citation = entry("5.2").citations.get()
    url, place = reverse("wards:citation_edit", args=[citation.pk]), citation.place
    library.edit_citation(citation=citation, by=colleague, pages="1")

    refused = as_official.post(url, {"pages": "2", "place": place})

    assert refused.status_code == 422
    assert f"{colleague} đã sửa thành “xem trang 1”" in text(refused)
    assert 'value="2"' in refused.content.decode()
    assert as_official.post(url, {"pages": "2", "place": "1|"}).status_code == 303
    citation.refresh_from_db()
    assert citation.pages == "2"


def test_document_removed_meanwhile_is_told_and_the_pages_stay(
    as_official: Client, entry: FindEntry, colleague: Officer, uncited: Evidence
) -> None:
    gone = uncited.pk
    library.delete_evidence(evidence=uncited, by=colleague)

    answer = as_official.post(reverse("wards:cite", args=[entry("5.2").pk]), {"evidence": gone, "pages": "2-3"})

    assert answer.status_code == 422
    assert "Tài liệu này vừa được bỏ khỏi kho. Đề nghị chọn tài liệu khác." in text(answer)
    assert "Trang Ông/Bà vừa nhập: 2-3" in text(answer)
