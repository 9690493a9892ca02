"""Notices: each step tells those who wait for it, once, as they chose, and nobody else."""

import datetime as dt
import re
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests import factories
from tests.wards import road
from tests.wards.library import as_, text
from wards.domain.appraisal import remarks, review
from wards.domain.notifying import notices
from wards.domain.notifying.notice_words import sentence
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Notice, NoticeChoice, NoticeKind, Officer, Remark, Verdict, Ward

LIST = reverse("wards:notice_list")


def told(officer: Officer) -> list[str]:
    """The kinds a person was told of, in order."""
    return list(officer.notices.order_by("pk").values_list("kind", flat=True))


def tell(assessment: Assessment, *officers: Officer, key: str = "thing", **more: object) -> int:
    return notices.tell(
        officers=officers, kind=NoticeKind.COMPLETED, assessment=assessment, key=key, facts={}, path="/", **more
    )  # fmt: skip


# Who is told -----------------------------------------------------------------------------------------------------


def test_the_same_key_is_told_once_to_each_person(assessment: Assessment, official: Officer, leader: Officer) -> None:
    assert tell(assessment, official) == 1
    assert tell(assessment, official, official, leader) == 1
    assert tell(assessment, official, leader) == 0
    assert tell(assessment, official, key="another") == 1
    assert sorted(Notice.objects.values_list("officer", "key")) == sorted(
        [(official.pk, "thing"), (leader.pk, "thing"), (official.pk, "another")]
    )


def test_who_did_it_is_not_told(assessment: Assessment, official: Officer, leader: Officer) -> None:
    assert tell(assessment, official, leader, by=leader) == 1
    assert told(leader) == []


def test_only_people_who_act_there_today_are_told(
    assessment: Assessment, official: Officer, leader: Officer, stranger: Officer, other_reviewer: Officer,
    reviewer: Officer, admin: Officer,
) -> None:  # fmt: skip
    official.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    Officer.objects.filter(pk=leader.pk).update(is_active=False)
    leader.refresh_from_db()
    assert tell(assessment, official, leader, stranger, other_reviewer, admin, reviewer) == 1
    assert told(reviewer) == ["completed"]
    assert notices.ward_people(assessment) == []


def test_choices_are_respected(assessment: Assessment, official: Officer, leader: Officer) -> None:
    Officer.objects.update(email="ai@example.vn")
    official.refresh_from_db()
    leader.refresh_from_db()
    notices.choose(officer=official, email="ai@example.vn", choices={"completed": (False, True)})
    notices.choose(officer=leader, email="ai@example.vn", choices={"completed": (False, False)})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MAIL_DIGESTS", True)
        assert tell(assessment, official, leader) == 1

    assert list(Notice.objects.values_list("officer", "on_page", "by_mail")) == [(official.pk, False, True)]
    assert notices.unread_count(official) == 0


def test_telling_many_takes_as_many_queries_as_telling_few(assessment: Assessment, ward: Ward) -> None:
    people = [factories.officer("official", ward=ward) for _ in range(3)]
    counts = []
    for number in (3, 300):
        tellings = [
            notices.Telling(people, NoticeKind.COMPLETED, assessment, f"{number}:{n}", "/") for n in range(number)
        ]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert notices.tell_all(tellings) == 3 * number
        counts.append(len(seen))
    assert counts[0] == counts[1]


# What the steps tell ---------------------------------------------------------------------------------------------


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
        "document": "Quyết định 12", "reason": "Chờ số liệu", "round": 2,
    }  # fmt: skip
    notice = Notice(officer=official, kind=kind, assessment=assessment, key="k", facts=facts, path="/")
    words = sentence(notice)
    assert re.search(r"%\(|None|\bthe\b", words) is None
    assert len(words) > 20


# The page ----------------------------------------------------------------------------------------------------------


def test_list_shows_unread_first_and_leads_where_to_act(
    under_review: Assessment, official: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    client = as_(official)
    first, second = official.notices.order_by("pk")
    notices.mark_read(officer=official, notice=second)

    page = client.get(LIST).content.decode()
    places = [page.index(reverse("wards:notice_open", args=[notice.pk])) for notice in (first, second)]
    assert places == sorted(places)
    assert "Thông báo <span" in page

    answer = client.get(reverse("wards:notice_open", args=[first.pk]))
    assert (answer.status_code, answer["Location"]) == (302, first.path)
    first.refresh_from_db()
    assert first.read_at is not None
    assert notices.unread_count(official) == 0


def test_all_are_marked_as_read_with_one_button(
    under_review: Assessment, official: Officer, colleague: Officer
) -> None:
    tell(under_review, official, colleague)
    assert notices.unread_count(official) == 2
    as_(official).post(LIST)
    assert notices.unread_count(official) == 0
    assert notices.unread_count(colleague) == 1


def test_one_is_marked_as_read_without_going_there(under_review: Assessment, official: Officer) -> None:
    notice = official.notices.get()
    answer = as_(official).post(reverse("wards:notice_open", args=[notice.pk]))
    assert answer["Location"] == LIST
    assert notices.unread_count(official) == 0


def test_strangers_see_nothing_and_open_nothing(
    under_review: Assessment, official: Officer, stranger: Officer, colleague: Officer
) -> None:
    notice = official.notices.get()
    for officer in (stranger, colleague):
        client = as_(officer)
        assert client.get(reverse("wards:notice_open", args=[notice.pk])).status_code == 404
        assert client.post(reverse("wards:notice_open", args=[notice.pk])).status_code == 404
    assert "Điện Biên" not in text(as_(stranger).get(LIST))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_who_left_the_ward_no_longer_sees_its_notices(under_review: Assessment, official: Officer) -> None:
    notice = official.notices.get()
    official.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    assert as_(official).get(reverse("wards:notice_open", args=[notice.pk])).status_code == 404
    assert "thẩm định" not in text(as_(official).get(LIST)).partition("<main")[2]
    assert notices.unread_count(Officer.objects.get(pk=official.pk)) == 0


@pytest.mark.parametrize(
    ("person", "shown"), [("official", True), ("head", True), ("province", False), ("admin", False)]
)
def test_band_leads_to_notices_where_some_can_come(
    person: str, shown: bool, assessment: Assessment, request: pytest.FixtureRequest
) -> None:
    page = as_(request.getfixturevalue(person)).get(LIST)
    assert page.status_code == 200
    assert (f'href="{LIST}"' in page.content.decode().partition("</header>")[0]) is shown


def test_list_takes_as_many_queries_for_300_as_for_3(assessment: Assessment, official: Officer) -> None:
    client, counts = as_(official), []
    for number in (3, 300):
        Notice.objects.bulk_create(
            Notice(officer=official, kind="completed", assessment=assessment, key=f"{number}:{n}", path="/")
            for n in range(number)
        )
        client.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert "Trang 1 / 11" in text(client.get(LIST)).replace("&nbsp;", " ")


def test_parts_of_pages_do_not_count_notices(assessment: Assessment, official: Officer) -> None:
    with CaptureQueriesContext(connection) as seen:
        as_(official).get(reverse("wards:score_summary", args=[assessment.pk]), headers={"HX-Request": "true"})
    assert not [query for query in seen.captured_queries if "wards_notice" in query["sql"]]


# How one is told -----------------------------------------------------------------------------------------------------

CHOICES = reverse("wards:notice_choices")


def test_choices_offer_what_can_reach_the_person(official: Officer, head: Officer, province: Officer) -> None:
    assert "page_to_complete" in as_(official).get(CHOICES).content.decode()
    assert "page_handed_in" not in as_(official).get(CHOICES).content.decode()
    assert "page_handed_in" in as_(head).get(CHOICES).content.decode()
    assert 'name="page_' not in as_(province).get(CHOICES).content.decode()


def test_choices_are_saved_and_what_waits_obeys(assessment: Assessment, official: Officer, settings: Settings) -> None:
    settings.MAIL_DIGESTS = True
    Officer.objects.filter(pk=official.pk).update(email="cu@example.vn")
    official.refresh_from_db()
    tell(assessment, official)
    assert Notice.objects.get().by_mail

    answer = as_(official).post(CHOICES, {"email": "moi@example.vn", "page_completed": "on", "mail_deadline": "on"})

    assert answer.status_code == 302
    official.refresh_from_db()
    assert official.email == "moi@example.vn"
    choices = {c.kind: (c.on_page, c.by_mail) for c in NoticeChoice.objects.filter(officer=official)}
    assert choices == dict.fromkeys(map(str, notices.REACHING["official"]), (False, False)) | {
        "completed": (True, False), "deadline": (False, True),
    }  # fmt: skip
    assert not Notice.objects.get().by_mail


def test_bad_address_is_refused_and_nothing_typed_is_lost(official: Officer) -> None:
    answer = as_(official).post(CHOICES, {"email": "không phải", "mail_deadline": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="không phải"' in page
    assert re.search(r'name="mail_deadline"[^>]*checked', page)
    assert not re.search(r'name="page_deadline"[^>]*checked', page)
    assert not NoticeChoice.objects.exists()


# Races and leftovers -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(assessment: Assessment, official: Officer, leader: Officer) -> None:
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait()
            tell(assessment, official, leader)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Notice.objects.count() == 2


def test_sweep_forgets_only_what_was_read_long_ago(assessment: Assessment, official: Officer) -> None:
    for key in ("old", "new", "unread"):
        tell(assessment, official, key=key)
    now = timezone.now()
    Notice.objects.filter(key="old").update(read_at=now - dt.timedelta(days=366))
    Notice.objects.filter(key="new").update(read_at=now - dt.timedelta(days=364))
    Notice.objects.filter(key="unread").update(at=now - dt.timedelta(days=900))
    assert notices.sweep() == 1
    assert set(Notice.objects.values_list("key", flat=True)) == {"new", "unread"}
