"""What makes a figure worth a question, each kind at its border; and answers, which hold for their facts only."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.wards.asked import asked, codes, hand_in, neighbours, on_record, put, year_before
from tests.wards.library import as_
from wards.domain.appraisal import review
from wards.domain.doubts import plausibility
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import sealed
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Answer, Assessment, Office, Officer, Period, Ward

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("before", "now", "is_asked"), [(85, 95, False), (85, "95.01", True), (95, 85, False)])
def test_a_percentage_that_moved_by_more_than_ten_points_is_asked_about(
    assessment: Assessment, official: Officer, before: object, now: object, is_asked: bool
) -> None:
    year_before(assessment, official, c2_3=before)
    put(assessment, c2_3=now)

    assert codes(assessment, "last_year") == (["2.3"] if is_asked else [])


def test_last_year_is_told_with_both_figures_and_how_far(assessment: Assessment, official: Officer) -> None:
    year_before(assessment, official, c5_2=(4, 8), c2_3="82.0")
    put(assessment, c5_2=(7, 8), c2_3="97.5")

    assert [question.sentence for question in asked(assessment, "last_year")] == [
        "Năm 2018: 82%; năm 2019: 97,5% (tăng 15,5 điểm phần trăm). Đề nghị cho biết nguyên nhân thay đổi.",
        "Năm 2018: 4/8 (50%); năm 2019: 7/8 (87,5%) (tăng 37,5 điểm phần trăm). Đề nghị cho biết nguyên nhân thay đổi.",
    ]


@pytest.mark.parametrize(("now", "is_asked"), [("65", False), ("65.01", True), ("34.99", True)])
def test_other_numbers_are_measured_in_percent_of_last_year(
    assessment: Assessment, official: Officer, now: str, is_asked: bool
) -> None:
    year_before(assessment, official, c1_2=50)
    put(assessment, c1_2=now)

    assert codes(assessment, "last_year") == (["1.2"] if is_asked else [])


def test_without_an_earlier_figure_nothing_is_asked_about_last_year(assessment: Assessment, official: Officer) -> None:
    put(assessment, c2_3=50)
    assert codes(assessment, "last_year") == []

    year_before(assessment, official, c2_2=1)
    assert codes(assessment, "last_year") == []


def test_an_earlier_year_that_was_never_handed_in_is_no_measure(assessment: Assessment, official: Officer) -> None:
    earlier = year_before(assessment, official, c2_3=50)
    Assessment.objects.filter(pk=earlier.pk).update(round=0)
    put(assessment, c2_3=99)

    assert codes(assessment, "last_year") == []


def test_a_series_is_held_against_its_own_year_before(
    assessment: Assessment, period: Period, ward: Ward, official: Officer
) -> None:
    series = factories.period(period.criteria_set, first_year=2015, last_year=2017, title="Ba năm")
    longer = assessments.open_assessments(period=series, wards=[ward])[0]
    for year, value in {2015: 50, 2017: 90}.items():
        longer.entries.filter(indicator__code="2.3", year=year).update(number=value, version=1)

    assert [(q.entry.year, q.sentence[:27]) for q in asked(longer, "last_year")] == [
        (2017, "Năm 2015: 50%; năm 2017: 90")
    ]


def test_a_figure_far_from_its_peers_is_asked_about_with_median_and_range_only(
    assessment: Assessment, period: Period, ward: Ward
) -> None:
    peers = neighbours(period, ward, [90, 91, 92, 93, 94])
    put(assessment, c2_3=60)

    (question,) = asked(assessment, "peers")

    assert question.sentence == (
        "60% thấp hơn hẳn các phường khác cùng kỳ: trung vị 92%, thấp nhất 90%, cao nhất 94% "
        "(5 phường đã nộp). Đề nghị cho biết nguyên nhân khác biệt."
    )
    assert not any(peer.ward.short_name in question.sentence for peer in peers)


@pytest.mark.parametrize(
    ("values", "own", "is_asked"),
    [
        ([90, 91, 92, 93], 60, False),  # four peers are too few
        ([90, 91, 92, 93, 94], "87", False),  # exactly 5 points from the median: not more
        ([90, 91, 92, 93, 94], "86.99", True),
        ([100, 100, 100, 100, 100], "95", False),  # nobody differs, MAD and quartiles are zero: a hair is no question
        ([100, 100, 100, 100, 100], "94.99", True),
        ([50, 60, 70, 80, 90], 99, False),  # a wide field: 29 from the median, MAD 10
        ([50, 60, 70, 80, 90], 100, False),  # exactly three MADs: not beyond
        ([100, 100, 100, 0, 0], 40, False),  # zero MAD, but the quartiles lie wide apart
        ([80, 80, 80, 80, 99], 99, False),  # another ward has it too
        ([80, 80, 80, 80, 99], "98.5", False),
        ([80, 80, 80, 80, 99], "99.5", True),
        ([60, 60, 60, 60, 60], 100, False),  # nobody can do better
        ([60, 60, 60, 60, 60], "99.99", True),
    ],
)
def test_peers_border(assessment: Assessment, period: Period, ward: Ward, values, own, is_asked: bool) -> None:
    neighbours(period, ward, values)
    put(assessment, c2_3=own)

    assert codes(assessment, "peers") == (["2.3"] if is_asked else [])


@pytest.mark.parametrize(
    ("own", "is_asked"),
    [((7, 8), False), ((6, 8), True), ((20, 21), False), ((14, 16), True)],  # beyond one unit; beyond 5 points
)
def test_a_share_of_few_is_measured_in_its_units(
    assessment: Assessment, period: Period, ward: Ward, own: tuple[int, int], is_asked: bool
) -> None:
    neighbours(period, ward, [100] * 5, code="5.1")
    put(assessment, c5_1=own)

    assert codes(assessment, "peers") == (["5.1"] if is_asked else [])


@pytest.mark.parametrize(("now", "is_asked"), [((4, 4), False), ((2, 4), False), ((1, 4), True)])
def test_one_unit_of_few_is_no_change_worth_asking(
    assessment: Assessment, official: Officer, now: tuple[int, int], is_asked: bool
) -> None:
    year_before(assessment, official, c6_1=(3, 4))
    put(assessment, c6_1=now)

    assert codes(assessment, "last_year") == (["6.1"] if is_asked else [])


def test_wards_of_another_office_or_without_a_hand_in_are_no_peers(
    assessment: Assessment, period: Period, ward: Ward
) -> None:
    peers = neighbours(period, ward, [90, 91, 92, 93, 94])
    put(assessment, c2_3=60)
    Assessment.objects.filter(pk=peers[0].pk).update(round=0, state="drafting")
    assert codes(assessment, "peers") == []

    Assessment.objects.filter(pk=peers[0].pk).update(round=1, state="under_review")
    Ward.objects.filter(pk=peers[1].ward_id).update(office=factories.OfficeFactory(code="noi-khac"))
    assert codes(assessment, "peers") == []


def test_an_answer_about_peers_does_not_lapse_when_a_neighbour_hands_in(
    assessment: Assessment, period: Period, ward: Ward, official: Officer
) -> None:
    neighbours(period, ward, [90, 91, 92, 93, 94])
    put(assessment, c2_3=60)
    plausibility.answer(question=asked(assessment, "peers")[0], sentence="Nhiều hộ mới đến.", by=official)

    neighbours(period, ward, [95])

    (question,) = asked(assessment, "peers")
    assert [answer.sentence for answer in question.answers] == ["Nhiều hộ mới đến."]


@pytest.mark.parametrize(("value", "is_asked"), [(8, False), (9, True)])
def test_a_total_is_held_against_the_record(
    assessment: Assessment, ward: Ward, reviewer: Officer, value: int, is_asked: bool
) -> None:
    on_record(ward, "groups", value, reviewer)
    put(assessment, c5_1=(8, 8))

    assert codes(assessment, "registry") == (["5.1"] if is_asked else [])


def test_a_record_of_another_year_says_nothing(assessment: Assessment, ward: Ward, reviewer: Officer) -> None:
    on_record(ward, "groups", 9, reviewer, year=2018)
    put(assessment, c5_1=(8, 8))

    assert codes(assessment, "registry") == []


def test_lines_that_do_not_fit_together_are_asked_about_once_with_both_numbers(assessment: Assessment) -> None:
    put(assessment, c5_1=(6, 8), c5_2=(7, 9))

    assert [(question.entry.indicator.code, question.sentence) for question in asked(assessment, "other_line")] == [
        ("5.2", "Ở đây tổng số là 9, còn tổng số của chỉ tiêu 5.1 là 8; hai chỉ tiêu cùng tính trên tổng số tổ dân phố "
         "của phường. Đề nghị cho biết lý do hai số khác nhau."),
        ("5.2", "Ở đây số đạt là 7, lớn hơn số đạt của chỉ tiêu 5.1 là 6; tổ dân phố kiểu mẫu trước hết phải đạt chuẩn "
         "văn hóa. Đề nghị cho biết lý do."),
    ]  # fmt: skip


def test_lines_that_fit_or_lack_a_figure_are_not_asked_about(assessment: Assessment) -> None:
    put(assessment, c5_2=(7, 9))
    assert codes(assessment, "other_line") == []

    put(assessment, c5_1=(7, 9))
    assert codes(assessment, "other_line") == []


# Answers -------------------------------------------------------------------------------------------------------------


def test_an_answer_holds_for_its_facts_only(unfit: Assessment, official: Officer) -> None:
    plausibility.answer(question=asked(unfit, "other_line")[0], sentence="Một tổ mới tách.", by=official)
    assert not asked(unfit, "other_line")[0].is_open

    put(unfit, c5_2=(7, 10))

    assert asked(unfit, "other_line")[0].is_open
    assert Answer.objects.get().question.startswith("Ở đây tổng số là 9")


def test_saying_the_same_twice_adds_nothing(unfit: Assessment, official: Officer) -> None:
    for _ in range(2):
        plausibility.answer(question=asked(unfit, "other_line")[0], sentence=" Một tổ mới tách. ", by=official)

    assert Answer.objects.count() == 1


@pytest.mark.parametrize("sentence", ["", "  \n ", "a" * 1001, "x\0y"])
def test_an_empty_or_endless_answer_is_refused(unfit: Assessment, official: Officer, sentence: str) -> None:
    with pytest.raises(ValidationError):
        plausibility.answer(question=asked(unfit, "other_line")[0], sentence=sentence, by=official)


def test_an_answer_cannot_be_changed_afterwards(unfit: Assessment, official: Officer) -> None:
    plausibility.answer(question=asked(unfit, "other_line")[0], sentence="Một tổ mới tách.", by=official)

    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.update(sentence="Khác")


def test_only_the_ward_answers_while_it_writes_and_only_the_office_while_it_appraises(
    unfit: Assessment, official: Officer, stranger: Officer, reviewer: Officer
) -> None:
    question = asked(unfit, "other_line")[0]
    for person in (stranger, reviewer):
        with pytest.raises(NotAllowed):
            plausibility.answer(question=question, sentence="Không", by=person)
    hand_in(unfit, official)

    with pytest.raises(NotAllowed):
        plausibility.answer(question=asked(unfit, "other_line")[0], sentence="Muộn", by=official)
    noted = plausibility.answer(
        question=asked(unfit, "other_line", for_office=True)[0], sentence="Hỏi lại.", by=reviewer, is_office=True
    )
    assert noted.is_office


def test_who_sits_in_ward_and_office_speaks_for_the_page_they_write_on(
    unfit: Assessment, official: Officer, office: Office
) -> None:
    hand_in(unfit, official)
    factories.MembershipFactory(officer=official, office=office, ward=None, role="reviewer")
    both = Officer.objects.get(pk=official.pk)
    question = asked(unfit, "other_line", for_office=True)[0]

    posted = {f"facts-{question.key}": question.facts, f"answer-{question.key}": "Đối chiếu lại."}
    as_(both).post(reverse("wards:question_notes", args=[unfit.pk]), posted)

    assert Answer.objects.get().is_office


def test_answers_are_sealed_with_the_hand_in_and_older_texts_read_on(unfit: Assessment, official: Officer) -> None:
    before, seen = sealed.handed_in_text(unfit), review.fingerprint(unfit)
    assert '"answers"' not in before

    given = plausibility.answer(question=asked(unfit, "other_line")[0], sentence="Một tổ mới tách.", by=official)

    assert review.fingerprint(unfit) != seen
    line = sealed.as_it_stands(unfit)[given.entry_id]
    assert line.answers == ((given.question, "Một tổ mới tách."),)


def test_the_office_asks_about_what_was_handed_in_not_about_what_is_being_written(
    unfit: Assessment, official: Officer
) -> None:
    assert asked(unfit, for_office=True) == []
    hand_in(unfit, official)
    Assessment.objects.filter(pk=unfit.pk).update(state="drafting")
    put(unfit, c5_2=(8, 8))

    assert codes(unfit, "other_line") == []
    assert codes(unfit, "other_line", for_office=True) == ["5.2"]


def test_questions_need_as_many_queries_for_300_peers_as_for_3(
    assessment: Assessment, period: Period, ward: Ward, official: Officer
) -> None:
    year_before(assessment, official, c2_3=50)
    put(assessment, c2_3=99, c5_1=(8, 8))
    counts = []
    for values in ([90] * 3, [91] * 297):
        neighbours(period, ward, values)
        with CaptureQueriesContext(connection) as captured:
            asked(assessment)
        counts.append(len(captured))
    assert counts[0] == counts[1]
