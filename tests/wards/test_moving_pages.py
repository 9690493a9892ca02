"""The page on which assessments move to the new set, or stay."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.domain.councils.hints import hints
from awards.models import PaperText
from tests import factories
from tests.awards import sittings
from tests.wards.set_drafts import change, confirm
from tests.wards.set_pages import as_head, draft, text
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, CriteriaSet, Draft, Entry, Office, Officer, Period, State, Stay, Ward

__all__ = ["as_head", "draft"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def new_set(draft: Draft, reviewer: Officer, head: Officer) -> CriteriaSet:
    return confirm(draft, reviewer, head)


def move(client: Client, new_set: CriteriaSet, *chosen: Assessment, act: str = "move", reason: str = "Có văn bản"):
    data = {"chon": [one.pk for one in chosen], "reason": reason, act: "1"}
    return client.post(reverse("wards:set_move", args=[new_set.code]), data)


def test_ticked_assessment_moves_and_both_link_to_each_other(
    assessment: Assessment, entry: Callable[[str], Entry], new_set: CriteriaSet, as_head: Client, official: Officer
) -> None:
    assessments.record(entry=entry("1.2"), figure={"number": Decimal(62)}, seen=0, by=official)

    assert move(as_head, new_set, assessment).status_code == 302

    new = Assessment.objects.get(moved_from=assessment)
    as_head.force_login(official)
    for here, there in ((assessment, new), (new, assessment)):
        page = as_head.get(reverse("wards:task_list", args=[here.pk]))
        assert f'href="{reverse("wards:task_list", args=[there.pk])}"' in page.content.decode()
    assert as_head.get(reverse("wards:my_work"))["Location"] == reverse("wards:task_list", args=[new.pk])
    told = text(as_head.get(reverse("wards:history", args=[new.pk])))
    assert "Chuyển từ bộ tiêu chí Phường kiểu mẫu (09/2019/QĐ-UBND)" in told
    assert "Bộ tiêu chí tạm thời" not in text(as_head.get(reverse("wards:task_list", args=[new.pk])))


def test_figure_left_behind_is_shown_beside_its_line(
    assessment: Assessment, entry: Callable[[str], Entry], draft: Draft, client: Client, official: Officer,
    reviewer: Officer, head: Officer,
) -> None:  # fmt: skip
    assessments.record(entry=entry("1.2"), figure={"number": Decimal(62)}, seen=0, by=official)
    new_set = confirm(change(draft, head, "1.2", unit="đồng"), reviewer, head)
    client.force_login(head)
    move(client, new_set, assessment)
    client.force_login(official)
    new = Assessment.objects.get(moved_from=assessment)

    page = client.get(reverse("wards:criterion", args=[new.pk, "1"]))

    [left] = [card.left for card in page.context["sheet"].cards if card.left]
    assert (left.code, left.figure) == ("1.2", "62 triệu đồng/người/năm")
    assert left.why in text(page)


def test_staying_is_shown_with_its_reason(assessment: Assessment, new_set: CriteriaSet, as_head: Client) -> None:
    assert move(as_head, new_set, assessment, act="stay", reason="Sắp trình tỉnh").status_code == 302

    assert Stay.objects.get().reason == "Sắp trình tỉnh"
    assert "Sắp trình tỉnh" in text(as_head.get(reverse("wards:set_move", args=[new_set.code])))


@pytest.mark.parametrize(("ticks", "reason"), [(True, ""), (False, "Có văn bản")])
def test_moving_needs_a_tick_and_a_reason(
    assessment: Assessment, new_set: CriteriaSet, as_head: Client, ticks: bool, reason: str
) -> None:
    answer = move(as_head, new_set, *([assessment] if ticks else []), reason=reason)

    assert answer.status_code == 422
    assert answer.context["chosen"] == ({assessment.pk} if ticks else set())
    assert Assessment.objects.count() == 1


def test_moving_touches_only_ones_own_wards(
    period: Period, new_set: CriteriaSet, as_head: Client, province_office: Office
) -> None:
    elsewhere = factories.OfficeFactory(code="sam-son", name="Phòng Nội vụ Sầm Sơn", parent=province_office)
    [other] = assessments.open_assessments(period=period, wards=[factories.WardFactory(office=elsewhere)])

    assert move(as_head, new_set, other).status_code == 422
    assert not Assessment.objects.filter(moved_from=other).exists()


def test_tick_all_works_without_script(assessment: Assessment, new_set: CriteriaSet, as_head: Client) -> None:
    here = reverse("wards:set_move", args=[new_set.code])

    assert as_head.get(f"{here}?chon=tat-ca").context["chosen"] == {assessment.pk}
    assert as_head.get(here).context["chosen"] == set()


def test_move_page_asks_as_often_for_three_hundred_as_for_three(
    period: Period, new_set: CriteriaSet, as_head: Client, office: Office
) -> None:
    def asked(count: int) -> int:
        wards = [
            Ward(code=f"{50000 + n}", name=f"Phường {n}", kind="phường", district_code="380", area="", office=office)
            for n in range(Ward.objects.count(), count)
        ]
        for ward in wards:
            ward.set_keys()
        assessments.open_assessments(period=period, wards=Ward.objects.bulk_create(wards))
        Entry.objects.filter(indicator__code="1.2").update(number=5)
        with CaptureQueriesContext(connection) as queries:
            page = as_head.get(reverse("wards:set_move", args=[new_set.code]))
        assert sum(len(rows) for _period, rows in page.context["periods"]) == count
        return len(queries)

    few = asked(3)
    assert asked(300) == few


@pytest.mark.parametrize("state", list(State))
def test_moved_page_is_read_in_every_state(
    assessment: Assessment, new_set: CriteriaSet, as_head: Client, state: State
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(state=state, round=1)

    page = as_head.get(reverse("wards:set_move", args=[new_set.code]))

    movable = state not in {State.FORWARDED, State.CLOSED, State.MOVED}
    assert (page.status_code, page.context["open"]) == (200, int(movable))


def test_move_page_and_the_new_assessment_tell_what_stays_of_council_and_papers(
    assessment: Assessment, new_set: CriteriaSet, as_head: Client, official: Officer, head: Officer
) -> None:
    council = sittings.council(assessment.ward, by=official)
    meeting = sittings.begun(council, assessment, by=official)
    for part, markup in (("intro", "<p>Một</p>"), ("intro", "<p>Hai</p>"), ("end", "")):
        version = PaperText.objects.filter(part=part).count() + 1
        PaperText.objects.create(
            assessment=assessment, kind="report", part=part, markup=markup, version=version, by=official
        )  # fmt: skip

    page = as_head.get(reverse("wards:set_move", args=[new_set.code]))

    [[_period, [row]]] = page.context["periods"]
    assert row.staying == ["1 phiên họp Hội đồng", "1 phần lời văn đã soạn"]
    assert "1 phiên họp Hội đồng, 1 phần lời văn đã soạn" in text(page)

    assert hints(meeting) == []
    move(as_head, new_set, assessment)
    as_head.force_login(official)
    told = text(as_head.get(reverse("awards:meeting", args=[meeting.pk])))
    assert "nội dung phiên họp này không chuyển theo" in told
    new = Assessment.objects.get(moved_from=assessment)
    assert "Hội đồng bỏ phiếu lại" in text(as_head.get(reverse("wards:task_list", args=[new.pk])))


def test_only_the_period_whose_deadline_passed_is_called_late(
    assessment: Assessment, new_set: CriteriaSet, as_head: Client
) -> None:
    here = reverse("wards:set_move", args=[new_set.code])
    Period.objects.update(ward_deadline=timezone.now() + dt.timedelta(days=1))
    assert as_head.get(here).context["late"] == set()

    Period.objects.update(ward_deadline=timezone.now() - dt.timedelta(days=1))
    assert as_head.get(here).context["late"] == {assessment.period_id}
