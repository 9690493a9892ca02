"""Notes that stay in the office and comments that reach the ward."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from awards.domain.papers import drawing as drawn
from awards.domain.writing import layouts
from tests.wards import road
from tests.wards.desk import desk_url
from tests.wards.library import HTMX, as_, criterion_url, text
from wards.domain.appraisal import remarks, review
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, Entry, HandIn, LedgerEntry, Officer, Remark

SECRET = "Nghi vấn số liệu khống: hỏi lại công an"
COMMENT = "Lần sau gửi kèm danh sách có xác nhận"


def line(assessment: Assessment, code: str = "5.2") -> Entry:
    return assessment.entries.select_related("assessment", "indicator__criterion").get(indicator__code=code)


def say(client: Client, assessment: Assessment, text: str, to: str = "office", **headers: str):
    url = reverse("wards:remark", args=[line(assessment).pk])
    return client.post(url, {"text": text, "to": to}, headers=headers)


@pytest.fixture
def remarked(under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """5.2 with a note and a comment, sent back, completed, handed in again."""
    remarks.add(entry=line(under_review), text=SECRET, is_internal=True, by=reviewer)
    remarks.add(entry=line(under_review), text=COMMENT, is_internal=False, by=reviewer)
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    return under_review


def test_desk_shows_both_with_who_and_when(under_review: Assessment, reviewer: Officer) -> None:
    client = as_(reviewer)

    answer = say(client, under_review, SECRET)
    say(client, under_review, COMMENT, to="ward")
    page = text(client.get(desk_url(under_review, "5.2")))

    assert answer["Location"] == desk_url(under_review, "5.2") + "#dong"
    assert list(Remark.objects.values_list("text", "is_internal", "by")) == [
        (SECRET, True, reviewer.pk), (COMMENT, False, reviewer.pk),
    ]  # fmt: skip
    who = f"Chuyên viên Phòng Nội vụ, {road.hour_and_day(Remark.objects.get(text=SECRET).at)}, lần 1"
    assert f"Ghi chú nội bộ {who} {SECRET}" in page
    assert f"Nhận xét, phường xem được {who} {COMMENT}" in page


def test_empty_remark_is_asked_back_beside_its_field(under_review: Assessment, reviewer: Officer) -> None:
    answer = say(as_(reviewer), under_review, "  ")

    assert answer.status_code == 422
    assert answer.context["remark"].errors == {"text": ["Ông/Bà chưa viết nội dung."]}
    assert 'id="remark-text_error"' in answer.content.decode()


def test_remark_sent_twice_stands_once(under_review: Assessment, reviewer: Officer) -> None:
    for _ in range(2):
        say(as_(reviewer), under_review, COMMENT, to="ward", **HTMX)

    assert Remark.objects.count() == 1


def test_remark_needs_words_and_something_handed_in(assessment: Assessment, reviewer: Officer) -> None:
    with pytest.raises(NotAllowed):
        remarks.add(entry=line(assessment), text="Sớm quá", is_internal=True, by=reviewer)


def test_remark_without_words_is_refused(under_review: Assessment, reviewer: Officer) -> None:
    with pytest.raises(ValidationError):
        remarks.add(entry=line(under_review), text=" \n ", is_internal=True, by=reviewer)


def test_remarks_are_only_added(remarked: Assessment) -> None:
    for act in (lambda: Remark.objects.update(text="Khác"), lambda: Remark.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_ward_reads_comments_on_the_card_and_in_its_list(remarked: Assessment, official: Officer) -> None:
    client = as_(official)

    card = text(client.get(criterion_url(line(remarked))))
    todo = text(client.get(reverse("wards:task_list", args=[remarked.pk])))

    said = f"{COMMENT} (Chuyên viên Phòng Nội vụ, "
    at = road.hour_and_day(Remark.objects.get(text=COMMENT).at)
    assert f"Nhận xét của cơ quan thẩm định, Chuyên viên Phòng Nội vụ, {at} {COMMENT}" in card
    assert said in todo


WARD_PAGES = (
    "task_list", "score_summary", "assignments", "check_answers", "submit", "hand_in", "recall", "take_back", "history",
)  # fmt: skip


def test_internal_notes_reach_no_page_of_the_ward(
    remarked: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    entry = line(remarked)
    citation = road.cite(remarked, "5.2", by=official)
    road.record(remarked, "5.2", {"met": 6, "of": 8}, by=official)
    shown = {}
    lines = {name: [entry.pk] for name in ("entry_save", "entry_why", "cite", "evidence_new")}
    others = {
        "evidence_detail": [citation.evidence_id], "hand_in_detail": [HandIn.objects.earliest("round").pk],
        "criterion": [remarked.pk, "5"], "citation_edit": [citation.pk],
    }  # fmt: skip
    own = {name: [remarked.pk] for name in WARD_PAGES} | {name: [] for name in ("home", "my_work", "evidence_list")}
    for stage, person in [("to complete", official), ("handed in again", leader), ("under review again", official)]:
        client = as_(person)
        for name, args in {**own, **lines, **others}.items():
            shown[stage, name] = client.get(reverse(f"wards:{name}", args=args), follow=True)
        shown[stage, "papers"] = client.get(reverse("awards:papers", args=[remarked.pk]), follow=True)
        if stage == "to complete":
            review.hand_in(assessment=remarked, by=leader)
        elif stage == "handed in again":
            review.start_review(assessment=remarked, by=reviewer)

    assert {key for key, answer in shown.items() if SECRET in answer.content.decode()} == set()
    assert {key[1] for key, answer in shown.items() if COMMENT in answer.content.decode()} == {
        "criterion", "entry_save", "history", "home", "my_work", "score_summary", "task_list",
    }  # fmt: skip


def test_internal_notes_reach_no_sealed_text_and_no_paper(remarked: Assessment, leader: Officer) -> None:
    review.hand_in(assessment=remarked, by=leader)
    asked = drawn.request_papers(assessment=remarked, by=leader)

    sealed = "".join(HandIn.objects.values_list("text", flat=True))
    ledger = "".join(f"{row.subject}{row.kind}" for row in LedgerEntry.objects.all())
    papers = "".join(paper.context for paper in asked)

    assert SECRET not in sealed + ledger + papers
    assert COMMENT not in sealed
    assert layouts.stylesheet()


@pytest.mark.parametrize(("person", "status"), [("official", 403), ("stranger", 404), ("other_reviewer", 404)])
def test_remarking_is_the_offices_own(
    under_review: Assessment, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    assert say(as_(request.getfixturevalue(person)), under_review, SECRET).status_code == status
    assert not Remark.objects.exists()
