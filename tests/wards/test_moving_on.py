"""A set that replaced another is replaced itself: whatever is under any of them moves to the newest in one step."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.wards import asked
from tests.wards.library import add
from tests.wards.set_drafts import begun, change, confirm
from tests.wards.set_pages import as_head, text
from wards.domain.appraisal import moving
from wards.domain.criteria import catalogue, drafts, lineage, set_text
from wards.domain.doubts import plausibility_following
from wards.domain.doubts.plausibility_facts import gather
from wards.domain.exhibits import reuse
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import carrying
from wards.models import (
    Answer,
    Assessment,
    CriteriaSet,
    Entry,
    Indicator,
    Office,
    Officer,
    Period,
    State,
    Stay,
    Ward,
)  # fmt: skip

__all__ = ["as_head"]
pytestmark = pytest.mark.django_db
Find = Callable[[str], Entry]
REASON = "Đã có văn bản chính thức"


@pytest.fixture
def second(model_ward_set: CriteriaSet, reviewer: Officer, head: Officer) -> CriteriaSet:
    """5.1 and 5.2 change places, 1.1 is another question."""
    texts = dict(Indicator.objects.filter(criterion__criteria_set=model_ward_set).values_list("code", "text"))
    draft = change(begun(model_ward_set, head), head, "5.1", text=texts["5.2"])
    draft = change(change(draft, head, "5.2", text=texts["5.1"]), head, "1.1", text="Thư viện có bạn đọc")
    return confirm(draft, reviewer, head)


@pytest.fixture
def third(second: CriteriaSet, model_ward_set: CriteriaSet, reviewer: Officer, head: Officer) -> CriteriaSet:
    """1.1 is again what it was first, 1.2 counts in another unit."""
    first = Indicator.objects.get(criterion__criteria_set=model_ward_set, code="1.1")
    draft = change(begun(second, head), head, "1.1", text=first.text)
    return confirm(change(draft, head, "1.2", unit="đồng"), reviewer, head)


def move(client: Client, code: str, *chosen: Assessment, act: str = "move"):
    data = {"chon": [one.pk for one in chosen], "reason": REASON, act: "1"}
    return client.post(reverse("wards:set_move", args=[code]), data)


def test_figures_go_the_whole_way_in_one_step(
    assessment: Assessment, entry: Find, official: Officer, head: Officer, third: CriteriaSet
) -> None:
    asked.put(assessment, c5_1=(7, 9))
    for code, figure in (("1.1", 13), ("1.2", 62)):
        assessments.record(entry=entry(code), figure={"number": Decimal(figure)}, seen=0, by=official)
    [row] = moving.candidates(head, third)
    assert [one.code for one in row.left] == ["1.2"]

    [new] = moving.move_all(assessments=[assessment], to=third, reason=REASON, by=head).moved

    lines = {line.indicator.code: line for line in new.entries.select_related("indicator")}
    assert (lines["5.2"].met, lines["5.2"].of, lines["5.1"].is_answered) == (7, 9, False)
    assert (lines["1.1"].number, lines["1.2"].is_answered) == (13, False)
    beside = carrying.beside(new.entries.all(), new)
    assert {pk: one.code for pk, one in beside.items()} == {lines["1.2"].pk: "1.2"}
    assert (new.period.criteria_set, new.moved_from, Assessment.objects.count()) == (third, assessment, 2)


def test_all_sets_on_the_way_are_listed_and_of_one_ward_the_later_goes_on(
    assessment: Assessment, second: CriteriaSet, third: CriteriaSet, head: Officer, as_head: Client
) -> None:
    period = factories.period(second)
    [later] = assessments.open_assessments(period=period, wards=[assessment.ward])
    assert [row.assessment for row in moving.candidates(head, third)] == [assessment, later]
    page = text(as_head.get(reverse("wards:set_move", args=[third.code])))
    way = [assessment.period.criteria_set, *CriteriaSet.objects.filter(pk__in=[second.pk, third.pk]).order_by("pk")]
    assert " → ".join(one.full_name for one in way) in page

    done = moving.move_all(assessments=[assessment, later], to=third, reason=REASON, by=head)

    assert ([one.moved_from for one in done.moved], [one for one, _why in done.refused]) == ([later], [assessment])


def test_what_moved_to_a_set_on_the_way_is_read_there(
    assessment: Assessment, second: CriteriaSet, reviewer: Officer, head: Officer
) -> None:
    [moved] = moving.move_all(assessments=[assessment], to=second, reason=REASON, by=head).moved
    third = confirm(change(begun(second, head), head, "1.2", unit="đồng"), reviewer, head)

    assert [row.assessment for row in moving.candidates(head, third)] == [moved]


def test_staying_under_a_set_on_the_way_is_told_and_asked_again(
    assessment: Assessment, second: CriteriaSet, reviewer: Officer, head: Officer, as_head: Client
) -> None:
    moving.stay_all(assessments=[assessment], under=second, reason="Sắp trình tỉnh", by=head)
    third = confirm(change(begun(second, head), head, "1.2", unit="đồng"), reviewer, head)
    page = reverse("wards:set_move", args=[third.code])

    [row] = moving.candidates(head, third)
    assert row.stay is not None
    assert (row.is_decided, row.stay.criteria_set) == (False, second)
    assert f"Đã ở lại khi có bộ {second.full_name}" in text(as_head.get(page))
    assert move(as_head, third.code, assessment, act="stay").status_code == 302
    [row] = moving.candidates(head, third)
    assert (row.is_decided, Stay.objects.count()) == (True, 2)


def test_page_of_a_set_that_was_replaced_leads_to_the_newest(
    assessment: Assessment, second: CriteriaSet, third: CriteriaSet, as_head: Client
) -> None:
    second.refresh_from_db()
    assert second.status == CriteriaSet.Status.RETIRED
    newest = reverse("wards:set_move", args=[third.code])

    answer = as_head.get(reverse("wards:set_move", args=[second.code]), follow=True)
    assert answer.redirect_chain == [(newest, 302)]
    assert f"{second.full_name} đã được thay bằng {third.full_name}" in text(answer)

    late = move(as_head, second.code, assessment)  # from a page that was opened before
    assert (late.status_code, late.context["chosen"]) == (409, {assessment.pk})
    assert (REASON in late.content.decode(), f'action="{newest}"' in late.content.decode()) == (True, True)
    assert move(as_head, third.code, assessment).status_code == 302
    assert Assessment.objects.get(moved_from=assessment).period.criteria_set == third


def test_set_that_nobody_confirmed_ends_the_way_before_it(third: CriteriaSet, head: Officer) -> None:
    said = drafts.data_of(third) | {"code": "loaded", "effective_from": dt.date(2030, 1, 1)}
    text = set_text.write(said | {"supersedes": {"code": third.code}})
    catalogue.load_all(sources=[catalogue.Source("loaded.toml", text)])

    assert [lineage.newest(one, head) for one in (third, *lineage.replaced(third))] == [third, third, third]


def test_of_two_that_replaced_a_set_ones_own_office_wrote_the_newest(
    second: CriteriaSet, third: CriteriaSet, head: Officer
) -> None:
    text = set_text.write(drafts.data_of(third) | {"code": "of-others"})
    [other] = catalogue.load_all(sources=[catalogue.Source("others.toml", text)])
    catalogue.confirm(criteria_set=other.criteria_set, by=None)

    assert lineage.newest(second, head) == third
    assert lineage.newest(second, factories.OfficerFactory()) == other.criteria_set


def test_an_assessment_elsewhere_is_not_moved(
    assessment: Assessment, third: CriteriaSet, second: CriteriaSet, head: Officer
) -> None:
    """Not back to a set on the way, nor to one that stands on no way from its own."""
    late = moving.move_all(assessments=[assessment], to=second, reason=REASON, by=head)  # it was in force a moment ago
    assert (late.moved, [one for one, _why in late.refused]) == ([], [assessment])
    [new] = moving.move_all(assessments=[assessment], to=third, reason=REASON, by=head).moved

    assert moving.move_all(assessments=[new], to=third, reason=REASON, by=head).moved == []
    assert moving.stay_all(assessments=[new], under=third, reason=REASON, by=head) == []


def test_answers_go_the_whole_way_where_the_question_is_the_same(
    assessment: Assessment, entry: Find, third: CriteriaSet, official: Officer, head: Officer
) -> None:
    for code in ("1.1", "1.2", "5.1"):
        Answer.objects.create(
            assessment=assessment, entry=entry(code), kind="last_year", facts="0" * 64, question="?", sentence="Vì",
            by=official, is_office=False,
        )  # fmt: skip

    [new] = moving.move_all(assessments=[assessment], to=third, reason=REASON, by=head).moved

    assert sorted(new.answers.values_list("entry__indicator__code", flat=True)) == ["1.1", "1.2", "5.2"]


def test_comparisons_that_ended_on_the_way_are_told(
    assessment: Assessment, second: CriteriaSet, third: CriteriaSet, as_head: Client
) -> None:
    lost = plausibility_following.lost(second)
    page = as_head.get(reverse("wards:set_move", args=[third.code]))

    assert page.context["lost"] == [*plausibility_following.lost(third), *lost]


def test_documents_and_figures_of_earlier_years_are_found_under_their_old_codes(
    assessment: Assessment, entry: Find, official: Officer, third: CriteriaSet, ward: Ward
) -> None:
    paper = add(ward, official, "Danh sách tổ dân phố", entry=entry("5.1"))
    asked.put(assessment, c5_1=(7, 9))
    Assessment.objects.filter(pk=assessment.pk).update(round=1, state=State.UNDER_REVIEW)
    period = factories.period(third, first_year=2020, last_year=2020)
    [now] = assessments.open_assessments(period=period, wards=[ward])
    lines = now.entries.select_related("indicator", "assessment")

    offered = reuse.reusable(now, lines.order_by("pk"))

    assert [(one.entry.indicator.code, one.evidence) for one in offered] == [("5.2", paper)]
    assert {key: (row.met, row.of) for key, row in gather(now, for_office=False).earlier.items()} == {
        ("5.2", 2019): (7, 9)
    }


def test_page_asks_as_often_for_three_hundred_as_for_three(
    period: Period, second: CriteriaSet, third: CriteriaSet, as_head: Client, office: Office
) -> None:
    later = factories.period(second)

    def queries(count: int) -> int:
        wards = [
            Ward(code=f"{50000 + n}", name=f"Phường {n}", kind="phường", district_code="380", area="", office=office)
            for n in range(Ward.objects.count(), count)
        ]
        for ward in wards:
            ward.set_keys()
        Ward.objects.bulk_create(wards)
        assessments.open_assessments(period=period, wards=wards[::2])
        assessments.open_assessments(period=later, wards=wards[1::2])
        Entry.objects.filter(indicator__code="1.2").update(number=5)
        with CaptureQueriesContext(connection) as asked_for:
            page = as_head.get(reverse("wards:set_move", args=[third.code]))
        assert sum(len(rows) for _period, rows in page.context["periods"]) == count
        return len(asked_for)

    few = queries(4)
    assert queries(300) == few
