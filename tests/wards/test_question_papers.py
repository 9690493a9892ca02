"""Questions about documents: another time, another kind, another ward; and what a ward must never learn."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.wards.asked import asked, codes, hand_in, paper, put
from tests.wards.library import as_
from wards.domain.doubts.plausibility_papers import decision_key, kinds_of
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Officer, Period, Ward

pytestmark = pytest.mark.django_db
DECISION = {
    "number": "4545/QĐ-UBND",
    "issued_on": dt.date(2019, 11, 18),
    "issuer": "UBND thành phố",
    "kind": "decision",
}


@pytest.mark.parametrize(
    ("day", "valid_until", "is_asked"),
    [
        (dt.date(2019, 1, 1), None, False), (dt.date(2019, 12, 31), None, False),
        (dt.date(2018, 12, 31), None, True), (dt.date(2018, 12, 31), dt.date(2019, 12, 31), False),
        (dt.date(2018, 12, 31), dt.date(2019, 12, 30), True), (dt.date(2020, 3, 31), None, False),
        (dt.date(2020, 4, 1), None, True), (None, None, False),
    ],
)  # fmt: skip
def test_a_document_of_another_time_is_asked_about(
    assessment: Assessment, official: Officer, day: dt.date | None, valid_until: dt.date | None, is_asked: bool
) -> None:
    put(assessment, c5_1=(8, 8))
    paper(assessment, "5.1", official, issued_on=day, valid_until=valid_until)

    assert codes(assessment, "other_year") == (["5.1"] if is_asked else [])


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Quyết định công nhận", {"decision"}), ("Kế hoạch, hình ảnh tổng dọn", {"plan", "pictures"}),
        ("Quyết định giao chỉ tiêu, báo cáo kết quả giao quân", {"decision", "report"}), ("Giấy tờ khác", set()),
        ("BIÊN BẢN kiểm tra", {"minutes"}), ("Anh hùng ca", set()), ("Ảnh chụp", {"pictures"}),
    ],
)  # fmt: skip
def test_the_first_words_of_a_title_say_its_kinds(title: str, kinds: set[str]) -> None:
    assert kinds_of(title) == kinds


def test_every_title_of_the_shipped_set_has_a_kind(assessment: Assessment) -> None:
    titles = {title for e in assessment.entries.select_related("indicator") for title in e.indicator.evidence_kinds}
    assert {title for title in titles if not kinds_of(title)} == set()


def test_a_figure_without_a_document_of_the_kind_is_asked_about(assessment: Assessment, official: Officer) -> None:
    put(assessment, c5_1=(8, 8))
    assert [question.sentence for question in asked(assessment, "missing_kind")] == [
        "Chỉ tiêu đã có số liệu nhưng chưa có “Quyết định công nhận tổ dân phố văn hóa”. "
        "Đề nghị cho biết khi nào bổ sung, hoặc lý do không có tài liệu này."
    ]
    paper(assessment, "5.1", official, kind="report", abstract="Báo cáo")
    assert asked(assessment, "missing_kind")[0].sentence.startswith("Chỉ tiêu cần “Quyết định công nhận")

    paper(assessment, "5.1", official, kind="decision")
    assert codes(assessment, "missing_kind") == []


def test_a_document_without_a_kind_is_known_by_its_abstract(assessment: Assessment, official: Officer) -> None:
    put(assessment, c5_1=(8, 8))
    paper(assessment, "5.1", official, kind="other", abstract="Quyết định số 1, kèm danh sách")

    assert codes(assessment, "missing_kind") == []


def test_what_was_not_achieved_needs_no_proof(assessment: Assessment) -> None:
    put(assessment, c5_1=(0, 8))
    assessment.entries.filter(indicator__code="3.2").update(yes=False, version=1)

    assert codes(assessment, "missing_kind") == []


# Two wards -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def neighbour(assessment: Assessment, period: Period, other_ward: Ward) -> Assessment:
    return assessments.open_assessments(period=period, wards=[other_ward])[0]


def shared(assessment: Assessment, neighbour: Assessment, official: Officer, stranger: Officer, **data: object) -> None:
    """Both wards cite a document of these data, and both hand in."""
    for one, by in ((assessment, official), (neighbour, stranger)):
        put(one, c5_1=(8, 8))
        paper(one, "5.1", by, **data)
        hand_in(one, by)


def test_the_office_is_asked_about_one_file_under_two_wards(
    assessment: Assessment, neighbour: Assessment, official: Officer, stranger: Officer
) -> None:
    shared(assessment, neighbour, official, stranger, sha256="b" * 64)

    (question,) = asked(assessment, "two_wards", for_office=True)
    assert question.sentence == (
        "Tệp của MC 5.1-01 trùng hoàn toàn với tệp của Phường Đông Sơn (chỉ tiêu 5.1). "
        "Đề nghị xác định tài liệu này của phường nào, hay dùng chung."
    )


def test_one_decision_is_known_however_it_was_typed(
    assessment: Assessment, neighbour: Assessment, official: Officer, stranger: Officer
) -> None:
    for one, by, data in (
        (assessment, official, DECISION),
        (neighbour, stranger, {**DECISION, "number": "4545 / qđ-ubnd", "issuer": "UBND  THÀNH PHỐ"}),
    ):
        put(one, c5_1=(8, 8))
        paper(one, "5.1", by, **data)
        hand_in(one, by)

    assert [question.sentence for question in asked(assessment, "two_wards", for_office=True)] == [
        "MC 5.1-01 (số 4545/QĐ-UBND ngày 18/11/2019) cũng được Phường Đông Sơn (chỉ tiêu 5.1) trích dẫn. "
        "Đề nghị xác định phần nào của văn bản thuộc phường này."
    ]


@pytest.mark.parametrize("change", [{"number": ""}, {"issuer": ""}, {"issued_on": None}])
def test_a_decision_that_is_not_fully_known_is_no_one_elses(change: dict[str, object]) -> None:
    data = {**DECISION, **change}
    assert decision_key(data["number"], data["issued_on"], data["issuer"]) is None


def test_a_ward_never_learns_of_another_wards_papers(
    client: Client, assessment: Assessment, neighbour: Assessment, official: Officer, leader: Officer, stranger: Officer
) -> None:
    shared(assessment, neighbour, official, stranger, sha256="b" * 64, **DECISION)
    assert codes(assessment, "two_wards") == []
    Assessment.objects.filter(pk=assessment.pk).update(state="drafting")
    pages = [
        reverse("wards:criterion", args=[assessment.pk, "5"]), reverse("wards:check_answers", args=[assessment.pk]),
        reverse("wards:questions", args=[assessment.pk]), reverse("wards:evidence_list"),
        reverse("wards:evidence_detail", args=[assessment.ward.evidence.get().pk]),
    ]  # fmt: skip

    for person in (official, leader):
        for page in pages:
            html = as_(person).get(page).content.decode()
            assert "Đông Sơn" not in html
            assert neighbour.ward.code not in html
            assert "two_wards" not in html


def test_the_office_needs_as_many_queries_for_much_as_for_little(
    assessment: Assessment, neighbour: Assessment, official: Officer, stranger: Officer
) -> None:
    shared(assessment, neighbour, official, stranger, sha256="b" * 64, **DECISION)
    counts = []
    for more in (3, 300):
        for _ in range(more):
            paper(neighbour, "5.1", stranger, sha256="b" * 64, **DECISION)
        with CaptureQueriesContext(connection) as captured:
            assert codes(assessment, "two_wards", for_office=True) == ["5.1"]
        counts.append(len(captured))
    assert counts[0] == counts[1]
