"""Each step of an assessment tells those who wait for it, and nobody else."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.wards import road
from tests.wards.library import as_, text
from wards.domain.appraisal import remarks, review
from wards.domain.notifying import notices
from wards.domain.notifying.notice_words import sentence
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Notice, NoticeKind, Officer, Remark, Verdict


@pytest.fixture
def everybody(
    official: Officer, leader: Officer, colleague: Officer, reviewer: Officer, second_reviewer: Officer, head: Officer,
    stranger: Officer, other_reviewer: Officer, province: Officer,
) -> dict[str, Officer]:  # fmt: skip
    return {
        "official": official, "leader": leader, "colleague": colleague, "reviewer": reviewer,
        "second": second_reviewer, "head": head, "stranger": stranger, "elsewhere": other_reviewer,
        "province": province,
    }  # fmt: skip


def news(everybody: dict[str, Officer], seen: set[int]) -> dict[str, list[str]]:
    """Who was told what since last time."""
    found: dict[str, list[str]] = {}
    for name, officer in everybody.items():
        for notice in officer.notices.exclude(pk__in=seen).order_by("pk"):
            found.setdefault(name, []).append(notice.kind)
            seen.add(notice.pk)
    return found


def test_each_step_tells_those_who_wait_for_it(assessment: Assessment, everybody: dict[str, Officer]) -> None:
    seen: set[int] = set()
    official, leader, reviewer, head = (everybody[name] for name in ("official", "leader", "reviewer", "head"))

    road.handed_in(assessment, official=official, leader=leader)
    office = ("reviewer", "second", "head")
    assert news(everybody, seen) == {**{name: ["handed_in"] for name in office}, "leader": ["submitted"]}

    review.recall(assessment=assessment, by=leader)
    assert news(everybody, seen) == {name: ["recalled"] for name in office}

    review.hand_in(assessment=assessment, by=leader)
    assert news(everybody, seen) == {name: ["handed_in"] for name in office}

    review.start_review(assessment=assessment, by=reviewer)
    ward = ("official", "leader", "colleague")
    assert news(everybody, seen) == {name: ["review_started"] for name in ward}

    due = road.to_complete(assessment, "5.2", "5.3", reviewer=reviewer)
    assert news(everybody, seen) == {name: ["to_complete"] for name in ward}
    asked = official.notices.get(kind="to_complete")
    assert asked.facts == {"codes": ["5.2", "5.3"], "due": due.isoformat()}
    assert asked.path == reverse("wards:task_list", args=[assessment.pk])

    road.record(assessment, "5.2", {"met": 8, "of": 8}, by=official)
    review.submit(assessment=assessment, by=official)
    review.hand_in(assessment=assessment, by=leader)
    assert news(everybody, seen) == {"leader": ["submitted"], "reviewer": ["handed_in"]}  # who had asked, nobody else

    review.start_review(assessment=assessment, by=everybody["second"])
    news(everybody, seen)
    for code in ("5.2", "5.3"):
        road.judge(assessment, code, "confirmed", by=reviewer)
    review.complete(assessment=assessment, by=head)
    assert news(everybody, seen) == {name: ["completed"] for name in ward}

    review.reopen(assessment=assessment, reason="Rà soát lại", by=head)
    assert news(everybody, seen) == {name: ["review_started"] for name in ward}
    last = official.notices.order_by("-pk").first()
    assert "mở lại thẩm định" in sentence(last)


def test_leader_learns_of_what_waits_and_officials_of_what_comes_back(
    assessment: Assessment, everybody: dict[str, Officer]
) -> None:
    seen: set[int] = set()
    official, leader = everybody["official"], everybody["leader"]
    assert NoticeKind.SUBMITTED in notices.kinds_for(leader)
    assert NoticeKind.SUBMITTED not in notices.kinds_for(official)

    review.submit(assessment=assessment, by=official)
    assert news(everybody, seen) == {"leader": ["submitted"]}
    waiting = leader.notices.get()
    assert waiting.path == reverse("wards:check_answers", args=[assessment.pk])
    assert sentence(waiting).startswith(f"{official.full_name} đã trình bản tự đánh giá của Phường Điện Biên")

    review.take_back(assessment=assessment, reason="Thiếu số liệu mục 5", by=leader)
    assert news(everybody, seen) == {"official": ["given_back"], "colleague": ["given_back"]}
    assert sentence(official.notices.get()).endswith("Lý do: Thiếu số liệu mục 5")
    assert notices.unread_count(leader) == 0  # nothing waits for the leader any more

    review.submit(assessment=assessment, by=official)
    assert notices.unread_count(official) == 0
    news(everybody, seen)
    review.take_back(assessment=assessment, by=official)
    assert news(everybody, seen) == {}


def test_given_back_reaches_those_with_a_criterion_and_who_submitted(
    assessment: Assessment, everybody: dict[str, Officer], entry: Callable[[str], Entry]
) -> None:
    seen: set[int] = set()
    official, leader = everybody["official"], everybody["leader"]
    criterion = entry("5.2").indicator.criterion
    assessments.assign(assessment=assessment, criterion=criterion, officer=everybody["colleague"], by=leader)
    review.submit(assessment=assessment, by=everybody["colleague"])
    news(everybody, seen)
    review.take_back(assessment=assessment, by=leader)
    assert news(everybody, seen) == {"colleague": ["given_back"]}

    review.submit(assessment=assessment, by=official)
    news(everybody, seen)
    review.take_back(assessment=assessment, by=leader)
    assert news(everybody, seen) == {"official": ["given_back"], "colleague": ["given_back"]}


def test_comment_reaches_who_looks_after_the_line_and_a_note_nobody(
    under_review: Assessment, everybody: dict[str, Officer], entry: Callable[[str], Entry]
) -> None:
    seen: set[int] = set()
    news(everybody, seen)
    reviewer, line = everybody["reviewer"], entry("5.2")
    remarks.add(entry=line, text="Ghi chú nội bộ", is_internal=True, by=reviewer)
    assert news(everybody, seen) == {}

    for _twice in range(2):
        remarks.add(entry=line, text="Đề nghị xem lại số liệu", is_internal=False, by=reviewer)
    assert news(everybody, seen) == {name: ["commented"] for name in ("official", "leader", "colleague")}
    told = everybody["official"].notices.get(kind="commented")
    assert told.path == reverse("wards:entry_save", args=[line.pk])
    assert "“Đề nghị xem lại số liệu”" in sentence(told)

    under_review.assignments.create(
        criterion=line.indicator.criterion, officer=everybody["colleague"], by=everybody["leader"]
    )
    remarks.add(entry=line, text="Đề nghị bổ sung", is_internal=False, by=reviewer)
    assert news(everybody, seen) == {name: ["commented"] for name in ("leader", "colleague")}


def test_task_list_says_to_whom_it_was_submitted(assessment: Assessment, official: Officer, leader: Officer) -> None:
    page = reverse("wards:task_list", args=[assessment.pk])
    assert "Đã trình lãnh đạo" not in text(as_(official).get(page))
    step = review.submit(assessment=assessment, by=official)
    at = f"{timezone.localtime(step.at):%H:%M} ngày {timezone.localtime(step.at):%d/%m/%Y}"
    said = f"Đã trình lãnh đạo: {leader} lúc {at}"
    shown = text(as_(official).get(page))
    assert f"{said}, người trình: {official.full_name}; lãnh đạo đã được thông báo." in shown[shown.index("Đã trình") :]

    Notice.objects.all().delete()
    assert "lãnh đạo đã được thông báo" not in text(as_(official).get(page))
    review.take_back(assessment=assessment, by=official)
    assert "Đã trình lãnh đạo" not in text(as_(official).get(page))


def test_completed_lines_reach_the_office_when_who_asked_has_left(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    reviewer.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    Notice.objects.all().delete()

    review.hand_in(assessment=under_review, by=leader)

    assert list(Notice.objects.values_list("officer__username", "kind")) == [(head.username, "handed_in")]


def test_a_step_that_is_undone_tells_nobody(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.fill(assessment, by=official)
    with transaction.atomic():
        review.hand_in(assessment=assessment, by=leader)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_a_hand_in_makes_moot_what_had_asked_for_it(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    assert notices.unread_count(head) == 0  # somebody is at it
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    assert official.notices.filter(kind="to_complete", read_at=None).count() == 1

    review.hand_in(assessment=under_review, by=leader)

    assert official.notices.filter(kind="to_complete", read_at=None).count() == 0


def test_internal_words_never_stand_in_a_notice(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    entry: Callable[[str], Entry],
) -> None:  # fmt: skip
    handed = under_review.hand_ins.get()
    Remark.objects.create(entry=entry("5.2"), hand_in=handed, is_internal=True, text="BÍ MẬT nội bộ", by=reviewer)
    road.judge(under_review, "5.2", Verdict.Kind.TO_COMPLETE, reason="LÝ DO của dòng", by=reviewer)
    road.confirm_all(under_review, by=reviewer)
    review.ask_completion(assessment=under_review, due=timezone.now() + dt.timedelta(days=5), by=reviewer)
    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=official)
    review.hand_in(assessment=under_review, by=leader)

    for notice in Notice.objects.select_related("assessment__ward__office", "assessment__period"):
        assert "BÍ MẬT" not in f"{notice.facts} {sentence(notice)}"


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_every_kind_has_a_whole_sentence(assessment: Assessment, official: Officer, kind: str) -> None:
    facts = {
        "of": "completion", "due": "2026-11-30T17:00:00+07:00", "count": 2, "codes": [f"5.{n}" for n in range(9)],
        "document": "Quyết định 12", "reason": "Chờ số liệu", "round": 2, "paper": "report",
    }  # fmt: skip
    notice = Notice(officer=official, kind=kind, assessment=assessment, key="k", facts=facts, path="/")
    words = sentence(notice)
    assert re.search(r"%\(|None|\bthe\b", words) is None
    assert len(words) > 20
