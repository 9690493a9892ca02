"""What a reviewer opened, confirming that together, and lines that were given to one of them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards import road
from tests.wards.desk import act, desk_url
from tests.wards.library import HTMX, as_, text
from wards.domain.appraisal import review, seen
from wards.domain.appraisal.seen import Sight
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, Charge, Entry, Officer, Opening, Verdict


def entry(assessment: Assessment, code: str) -> Entry:
    return assessment.entries.select_related("assessment", "indicator").get(indicator__code=code)


def give(assessment: Assessment, code: str, to: Officer, *, by: Officer) -> Charge:
    return Charge.objects.create(entry=entry(assessment, code), officer=to, by=by)


def look(client: Client, assessment: Assessment, *codes: str) -> str:
    """Open these lines one after the other; the last page."""
    return [client.get(desk_url(assessment, code)).content.decode() for code in codes][-1]


def sights(page: str) -> list[str]:
    """What the page would post of the lines to be confirmed together."""
    return re.findall(r'name="line" value="([^"]*)"', page)


def together(client: Client, assessment: Assessment, lines: list[str], **headers: str):
    return client.post(reverse("wards:confirm_seen", args=[assessment.pk]), {"line": lines}, headers=headers)


def verdicts(assessment: Assessment) -> dict[str, str]:
    rows = Verdict.objects.filter(entry__assessment=assessment).order_by("id")
    return dict(rows.values_list("entry__indicator__code", "kind"))


def test_opening_is_noted_once_for_each_reviewer(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    client = as_(reviewer)

    for headers in ({}, HTMX, {}):
        client.get(desk_url(under_review, "5.2"), headers=headers)
    as_(second_reviewer).get(desk_url(under_review, "5.2"))

    rows = Opening.objects.values_list("entry__indicator__code", "hand_in__round", "officer").order_by("id")
    assert list(rows) == [("5.2", 1, reviewer.pk), ("5.2", 1, second_reviewer.pk)]


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_opening_is_not_noted_for_what_a_browser_fetches_ahead(
    under_review: Assessment, reviewer: Officer, headers: dict[str, str]
) -> None:
    client = as_(reviewer)

    client.get(desk_url(under_review, "5.2"), headers=headers)
    client.head(desk_url(under_review, "5.2"))

    assert not Opening.objects.exists()


def test_opening_belongs_to_its_hand_in(
    under_review: Assessment, reviewer: Officer, official: Officer, leader: Officer
) -> None:
    client = as_(reviewer)
    look(client, under_review, "5.2", "5.3")
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 6, "of": 8}, by=official)
    review.hand_in(assessment=under_review, by=leader)
    review.start_review(assessment=under_review, by=reviewer)

    page = client.get(desk_url(under_review, "1.1")).content.decode()

    assert sights(page) == []


def test_opened_lines_are_confirmed_together_and_no_others(under_review: Assessment, reviewer: Officer) -> None:
    client = as_(reviewer)
    page = look(client, under_review, "5.2", "5.3", "2.1")

    answer = together(client, under_review, [*sights(page), f"{entry(under_review, '6.1').pk}:1:"])
    told = text(client.get(answer["Location"]))

    assert "Xác nhận 3 chỉ tiêu đã xem" in page
    assert verdicts(under_review) == {"2.1": "confirmed", "5.2": "confirmed", "5.3": "confirmed"}
    assert "Đã xác nhận 3 chỉ tiêu: 2.1, 5.2, 5.3." in told
    assert "Không xác nhận: 6.1 (chưa mở xem)." in told


def test_one_opened_line_is_told_in_the_singular_of_its_count(under_review: Assessment, reviewer: Officer) -> None:
    assert "Xác nhận 1 chỉ tiêu đã xem" in look(as_(reviewer), under_review, "5.2")


def test_confirming_together_leaves_out_what_was_judged_meanwhile(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    client = as_(reviewer)
    page = look(client, under_review, "5.2", "5.3", "2.1")
    road.judge(under_review, "5.3", "to_complete", by=second_reviewer, reason="Thiếu danh sách")
    road.judge(under_review, "2.1", "to_complete", by=reviewer, reason="Thiếu, ở cửa sổ khác")

    told = text(client.get(together(client, under_review, sights(page))["Location"]))

    assert verdicts(under_review) == {"2.1": "to_complete", "5.2": "confirmed", "5.3": "to_complete"}
    assert "Đã xác nhận 1 chỉ tiêu: 5.2." in told
    assert "Không xác nhận: 2.1 (đã có kết quả), 5.3 (đã có kết quả)." in told


def test_confirming_together_leaves_out_what_the_ward_changed_since(
    under_review: Assessment, reviewer: Officer, official: Officer, leader: Officer
) -> None:
    client = as_(reviewer)
    old_page = look(client, under_review, "5.2")
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 6, "of": 8}, by=official)
    review.hand_in(assessment=under_review, by=leader)
    review.start_review(assessment=under_review, by=reviewer)
    look(client, under_review, "5.2")

    told = text(client.get(together(client, under_review, sights(old_page))["Location"]))

    assert verdicts(under_review)["5.2"] == "to_complete"
    assert "Không xác nhận: 5.2 (số liệu đã thay đổi)." in told


def test_confirming_together_respects_whose_a_line_is(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer, head: Officer
) -> None:
    client = as_(reviewer)
    page = look(client, under_review, "5.2", "5.3")
    give(under_review, "5.2", reviewer, by=head)
    give(under_review, "5.3", second_reviewer, by=head)

    told = text(client.get(together(client, under_review, sights(page))["Location"]))

    assert verdicts(under_review) == {"5.2": "confirmed"}
    assert "Không xác nhận: 5.3 (đã giao cho Chuyên viên thứ hai)." in told


@pytest.mark.parametrize("value", ["", "1", "a:b:c", "1:2", "9" * 30 + ":1:", "-1:0:", "1:1:1:1", "²:1:"])
def test_confirming_together_survives_nonsense(under_review: Assessment, reviewer: Officer, value: str) -> None:
    answer = together(as_(reviewer), under_review, [value])

    assert answer.status_code == 302
    assert not Verdict.objects.exists()


def test_confirming_together_is_refused_once_completed(
    under_review: Assessment, reviewer: Officer, head: Officer
) -> None:
    road.confirm_all(under_review, by=reviewer)
    review.complete(assessment=under_review, by=head)

    with pytest.raises(NotAllowed):
        seen.confirm_seen(assessment=under_review, seen=[Sight(1, 1, None)], by=reviewer)
    assert together(as_(reviewer), under_review, ["1:1:"]).status_code == 409


def test_line_given_to_another_is_judged_by_them_or_the_head(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer, head: Officer
) -> None:
    for code in ("5.2", "5.3"):
        give(under_review, code, second_reviewer, by=head)

    refused = act(as_(reviewer), under_review, "5.2", "confirmed")
    page = text(as_(reviewer).get(desk_url(under_review, "5.2")))
    act(as_(second_reviewer), under_review, "5.2", "confirmed")
    act(as_(head), under_review, "5.3", "confirmed")

    why = "Chỉ tiêu này đã giao cho Chuyên viên thứ hai; chỉ người đó hoặc Trưởng phòng được thẩm định."
    assert refused.status_code == 409
    assert why in text(refused)
    assert why in page
    assert "Điều chỉnh số liệu" not in page
    assert verdicts(under_review) == {"5.2": "confirmed", "5.3": "confirmed"}


def test_list_shows_whose_a_line_is_and_can_be_narrowed_to_ones_own(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer, head: Officer
) -> None:
    give(under_review, "5.2", reviewer, by=head)
    give(under_review, "5.3", second_reviewer, by=head)
    client = as_(reviewer)

    every = client.get(desk_url(under_review))
    own = client.get(desk_url(under_review), {"cua-toi": "1"})

    assert len(every.context["desk"].shown) == 26
    assert [line.entry.indicator.code for line in own.context["desk"].shown] == ["5.2"]
    assert own.context["line"].entry.indicator.code == "5.2"
    assert "Của tôi (1)" in text(every)
    assert "Tất cả (26)" in text(every)
    assert "Chuyên viên thứ hai" in text(every)


def test_next_line_is_never_one_given_to_another(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer, head: Officer
) -> None:
    give(under_review, "5.3", second_reviewer, by=head)

    answer = act(as_(reviewer), under_review, "5.2", "confirmed")

    assert answer["Location"] == desk_url(under_review, "5.4") + "#dong"


def test_verdict_by_htmx_brings_the_next_line_and_its_address(under_review: Assessment, reviewer: Officer) -> None:
    line = entry(under_review, "5.2")
    data = {"kind": "confirmed", "seen": "", "version": line.version}

    answer = as_(reviewer).post(reverse("wards:judge", args=[line.pk]), data, headers=HTMX)

    assert answer.status_code == 200
    assert answer["HX-Push-Url"] == desk_url(under_review, "5.3")
    assert answer.context["line"].entry.indicator.code == "5.3"
    assert "<html" not in answer.content.decode()
    assert list(Opening.objects.values_list("entry__indicator__code", flat=True)) == ["5.3"]
