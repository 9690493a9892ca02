"""A confirmed set replaces another: assessments move with every figure that fits, or stay by decision."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.wards import asked
from tests.wards.set_drafts import begun, change, confirm
from wards.domain.appraisal import moving, review
from wards.domain.doubts import plausibility, plausibility_following
from wards.domain.doubts.plausibility_file import relations_of
from wards.domain.doubts.plausibility_following import relations_for
from wards.domain.notifying import deadlines
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import carrying
from wards.domain.sheet.assessment import NotAllowed
from wards.models import (
    Answer,
    Assessment,
    Assignment,
    Citation,
    CriteriaSet,
    Decision,
    Entry,
    Evidence,
    Indicator,
    Notice,
    Officer,
    Period,
    RegistryFigure,
    State,
    Stay,
)  # fmt: skip

pytestmark = pytest.mark.django_db
Find = Callable[[str], Entry]
REASON = "Đã có văn bản chính thức"


@pytest.fixture
def filled(assessment: Assessment, entry: Find, official: Officer, leader: Officer) -> Assessment:
    """Figures of three kinds, one of them cited, a criterion given to an official."""
    for code, figure in (
        ("1.2", {"number": Decimal("62.5")}), ("2.2", {"number": Decimal("0.75")}), ("1.1", {"number": Decimal(13)}),
    ):  # fmt: skip
        assessments.record(entry=entry(code), figure=figure, explanation=f"Nguồn {code}", seen=0, by=official)
    paper = Evidence.objects.create(ward=assessment.ward, abstract="Báo cáo thu nhập", created_by=official)
    Citation.objects.create(
        entry=entry("1.2"), evidence=paper, position=3, pages="2-3", region="2:1,2,3,4", by=official
    )  # fmt: skip
    criterion = entry("1.2").indicator.criterion
    assessments.assign(assessment=assessment, criterion=criterion, officer=official, by=leader)
    return assessment


@pytest.fixture
def new_set(model_ward_set: CriteriaSet, reviewer: Officer, head: Officer) -> CriteriaSet:
    """2.2 has another range now, 1.1 other words."""
    draft = change(begun(model_ward_set, head), head, "2.2", min=1, scale={"kind": "linear", "pairs": [[1, 4], [4, 0]]})
    return confirm(change(draft, head, "1.1", text="Tăng trưởng kinh tế"), reviewer, head)


def moved(assessment: Assessment, new_set: CriteriaSet, head: Officer) -> Assessment:
    [new] = moving.move_all(assessments=[assessment], to=new_set, reason=REASON, by=head).moved
    return new


def line(assessment: Assessment, code: str) -> Entry:
    return assessment.entries.get(indicator__code=code)


def test_figures_words_documents_and_helpers_go_along(
    filled: Assessment, new_set: CriteriaSet, official: Officer, head: Officer
) -> None:
    new = moved(filled, new_set, head)

    old_line, new_line = line(filled, "1.2"), line(new, "1.2")
    assert (new_line.shape, new_line.explanation, new_line.updated_by, new_line.updated_at) == (
        old_line.shape, "Nguồn 1.2", official, old_line.updated_at,
    )  # fmt: skip
    places = [(c.position, c.pages, c.region, c.evidence, c.by) for c in new_line.citations.all()]
    assert places == [(c.position, c.pages, c.region, c.evidence, c.by) for c in old_line.citations.all()] != []
    assert list(Assignment.objects.filter(assessment=new).values_list("criterion__number", "officer")) == [
        ("1", official.pk)
    ]
    assert line(new, "1.1").number == 13
    assert (new.state, new.moved_from, new.entries.count()) == ("drafting", filled, 26)


def test_period_is_opened_once_with_the_same_days(
    filled: Assessment, new_set: CriteriaSet, head: Officer, other_ward: object
) -> None:
    [other] = assessments.open_assessments(period=filled.period, wards=[other_ward], illustrative=True)

    done = moving.move_all(assessments=[filled, other], to=new_set, reason=REASON, by=head)

    names = ("first_year", "last_year", "reference_date", "ward_deadline", "office_deadline", "needs_papers")
    [period] = Period.objects.filter(criteria_set=new_set)
    assert [getattr(period, name) for name in names] == [getattr(filled.period, name) for name in names]
    assert [one.illustrative for one in done.moved] == [False, True]


def test_figure_that_does_not_fit_stays_and_is_told_beside_the_new_line(
    filled: Assessment, new_set: CriteriaSet, head: Officer
) -> None:
    [candidate] = moving.candidates(head, new_set)
    assert [(one.entry.indicator.code, one.figure) for one in candidate.left] == [("2.2", "0,75%")]

    new = moved(filled, new_set, head)

    assert not line(new, "2.2").is_answered
    assert line(filled, "2.2").number == Decimal("0.75")
    beside = carrying.beside(new.entries.all(), new)
    assert {pk: one.figure for pk, one in beside.items()} == {line(new, "2.2").pk: "0,75%"}


def test_old_assessment_is_over(filled: Assessment, new_set: CriteriaSet, official: Officer, head: Officer) -> None:
    moved(filled, new_set, head)

    filled.refresh_from_db()
    step = Decision.objects.get(assessment=filled)
    assert (filled.state, step.action, step.reason, step.by) == (State.MOVED, "move", REASON, head)
    with pytest.raises(NotAllowed):
        assessments.record(entry=line(filled, "1.2"), figure={"number": Decimal(1)}, seen=1, by=official)
    after = filled.period.ward_deadline + dt.timedelta(days=1)
    assert [due.assessment.moved_from for due in deadlines.near(official, now=after)] == [filled]
    call_command("verify_ledger")


def test_handed_in_one_is_to_be_handed_in_again_and_the_ward_is_told(
    filled: Assessment, new_set: CriteriaSet, leader: Officer, official: Officer, reviewer: Officer, head: Officer
) -> None:
    Entry.objects.filter(assessment=filled, indicator__required=True, version=0).update(no_data_reason="Chưa có")
    review.hand_in(assessment=filled, by=leader)

    new = moved(filled, new_set, head)

    told = Notice.objects.filter(kind="set_moved")
    assert {(one.officer, one.assessment, one.facts["again"]) for one in told} == {
        (leader, new, True), (official, new, True),
    }  # fmt: skip
    assert not Notice.objects.filter(officer=reviewer, read_at=None).exists()
    assert new.round == 0


def test_moved_twice_comes_once(filled: Assessment, new_set: CriteriaSet, head: Officer) -> None:
    moved(filled, new_set, head)

    done = moving.move_all(assessments=[filled], to=new_set, reason=REASON, by=head)

    assert (done.moved, [one for one, _why in done.refused]) == ([], [filled])
    assert Assessment.objects.count() == 2


def test_ward_that_has_one_under_the_new_set_is_left(filled: Assessment, new_set: CriteriaSet, head: Officer) -> None:
    period = factories.period(new_set)
    assessments.open_assessments(period=period, wards=[filled.ward])

    done = moving.move_all(assessments=[filled], to=new_set, reason=REASON, by=head)

    filled.refresh_from_db()
    assert (done.moved, len(done.refused), filled.state) == ([], 1, State.DRAFTING)


@pytest.mark.parametrize("state", [State.FORWARDED, State.CLOSED, State.MOVED])
def test_what_is_with_the_province_or_over_stays_where_it_is(
    filled: Assessment, new_set: CriteriaSet, head: Officer, state: State
) -> None:
    Assessment.objects.filter(pk=filled.pk).update(state=state)

    assert moving.move_all(assessments=[filled], to=new_set, reason=REASON, by=head).moved == []


def test_staying_is_on_record(filled: Assessment, new_set: CriteriaSet, head: Officer) -> None:
    for _twice in range(2):
        moving.stay_all(assessments=[filled], under=new_set, reason=REASON, by=head)

    [stay] = Stay.objects.all()
    assert (stay.assessment, stay.criteria_set, stay.reason, stay.by) == (filled, new_set, REASON, head)
    filled.refresh_from_db()
    assert filled.state == State.DRAFTING
    call_command("verify_ledger")


def test_only_the_head_decides_and_only_with_a_reason(
    filled: Assessment, new_set: CriteriaSet, reviewer: Officer, head: Officer
) -> None:
    for act in (
        lambda by, why: moving.move_all(assessments=[filled], to=new_set, reason=why, by=by),
        lambda by, why: moving.stay_all(assessments=[filled], under=new_set, reason=why, by=by),
    ):
        with pytest.raises(NotAllowed):
            act(reviewer, REASON)
        with pytest.raises(ValidationError):
            act(head, "  ")


def test_nothing_moves_to_a_set_nobody_confirmed(
    filled: Assessment, model_ward_set: CriteriaSet, head: Officer
) -> None:
    draft = begun(model_ward_set, head)

    with pytest.raises(NotAllowed):
        moving.move_all(assessments=[filled], to=draft.criteria_set, reason=REASON, by=head)


def test_new_version_asks_after_odd_figures_as_the_old_one_did(new_set: CriteriaSet) -> None:
    old, new = relations_of("model-ward-2019"), relations_for(new_set)

    assert new == replace(old, set=new_set.code)
    assert old.known
    assert old.fits
    assert plausibility_following.lost(new_set) == []


def test_relations_follow_indicators_under_new_codes_and_end_with_them(
    model_ward_set: CriteriaSet, reviewer: Officer, head: Officer
) -> None:
    """5.1 and 5.2 change places; 6.1 becomes something else."""
    texts = dict(Indicator.objects.filter(criterion__criteria_set=model_ward_set).values_list("code", "text"))
    draft = change(begun(model_ward_set, head), head, "5.1", text=texts["5.2"])
    draft = change(change(draft, head, "5.2", text=texts["5.1"]), head, "6.1", text="Thư viện có bạn đọc thường xuyên")
    new_set = confirm(draft, reviewer, head)

    old, new = relations_of("model-ward-2019"), relations_for(new_set)

    swapped = {"5.1": "5.2", "5.2": "5.1"}
    assert [known.indicator for known in new.known] == [
        swapped.get(known.indicator, known.indicator) for known in old.known if known.indicator != "6.1"
    ]
    assert [(fit.line, fit.other) for fit in new.fits] == [
        (swapped.get(fit.line, fit.line), swapped.get(fit.other, fit.other))
        for fit in old.fits
        if "6.1" not in (fit.line, fit.other)
    ]
    lost = plausibility_following.lost(new_set)
    assert len(lost) == len({*old.known, *old.fits}) - len({*new.known, *new.fits})
    assert lost[0] == "Chỉ tiêu 6.1 không còn được đối chiếu với số liệu cơ bản (trường học)."


def test_answers_go_along_where_indicator_and_figure_are_the_same(
    filled: Assessment, new_set: CriteriaSet, entry: Find, official: Officer, head: Officer, reviewer: Officer
) -> None:
    """5.1 has another total than the office knows; 1.1 will be asked in other words."""
    asked.put(filled, c5_1=(9, 9))
    RegistryFigure.objects.create(ward=filled.ward, year=2019, subject="groups", value=8, source="Sổ", by=reviewer)
    [question] = asked.asked(filled, "registry")
    plausibility.answer(question=question, sentence="Tách một tổ trong năm", by=official)
    Answer.objects.create(
        assessment=filled, entry=entry("1.1"), kind="last_year", facts="0" * 64, question="?", sentence="Vì",
        by=official, is_office=False,
    )  # fmt: skip
    [row] = moving.candidates(head, new_set)
    assert row.answers == 1

    new = moved(filled, new_set, head)

    [again] = asked.asked(new, "registry")
    assert [(one.sentence, one.by) for one in again.answers] == [("Tách một tổ trong năm", official)]
    assert not again.is_open
    assert new.answers.count() == 1
    assert filled.answers.count() == 2


def test_page_of_moving_tells_what_stays_behind(
    client: Client, filled: Assessment, new_set: CriteriaSet, entry: Find, official: Officer, head: Officer
) -> None:
    Answer.objects.create(
        assessment=filled, entry=entry("1.1"), kind="last_year", facts="0" * 64, question="?", sentence="Vì",
        by=official, is_office=False,
    )  # fmt: skip
    client.force_login(head)

    page = client.get(reverse("wards:set_move", args=[new_set.code])).content.decode()

    assert "1 câu trả lời về số liệu" in page
    assert "số đã vào sổ và lời văn đã soạn ở lại với bản cũ" in page
