"""The desk's pages: acting on a line, conflicts, who may see it, how much it asks of the database."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.wards import road
from tests.wards.desk import act, desk_url
from wards.domain.appraisal import review
from wards.models import Assessment, Decision, Officer, State, Verdict

REASON = _("Give a reason.")


def test_confirming_goes_on_to_the_next_line_that_waits(
    client: Client, under_review: Assessment, reviewer: Officer,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    road.judge(under_review, "5.3", "confirmed", by=reviewer)
    client.force_login(reviewer)

    with django_capture_on_commit_callbacks() as sent:
        response = act(client, under_review, "5.2", "confirmed")

    assert response["Location"] == desk_url(under_review, "5.4") + "#dong"
    assert len(sent) == 1  # the score follows


def test_refused_adjustment_keeps_what_was_typed(client: Client, under_review: Assessment, reviewer: Officer) -> None:
    client.force_login(reviewer)

    response = act(client, under_review, "5.2", "adjusted", met="9", of="8", reason="Theo danh sách")

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="9"' in page
    assert "Theo danh sách" in page
    assert "<title>Lỗi:" in page
    assert not Verdict.objects.exists()


def test_adjustment_without_reason_says_so_beside_the_field(
    client: Client, under_review: Assessment, reviewer: Officer
) -> None:
    client.force_login(reviewer)

    response = act(client, under_review, "5.2", "adjusted", met="6", of="8", reason="")

    assert response.status_code == 422
    assert response.context["adjust"].errors == {"reason": [str(REASON)]}


def test_conflict_shows_both_verdicts_and_lets_the_person_choose(
    client: Client, under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    theirs = road.judge(under_review, "5.2", "confirmed", by=reviewer)
    client.force_login(second_reviewer)
    typed = {"met": "5", "of": "8", "reason": "Ba tổ chưa có quyết định"}

    response = act(client, under_review, "5.2", "adjusted", **typed)
    page = response.content.decode()
    chosen = act(client, under_review, "5.2", "adjusted", seen=theirs.pk, **typed)

    assert response.status_code == 409
    assert "Chuyên viên Phòng Nội vụ" in page
    assert "5/8 tổ dân phố = 62,5%" in page
    assert f'name="seen" value="{theirs.pk}"' in page
    assert chosen.status_code == 302
    assert list(Verdict.objects.values_list("kind", flat=True)) == ["confirmed", "adjusted"]


def test_act_after_completion_is_told_why_not(
    client: Client, under_review: Assessment, reviewer: Officer, head: Officer
) -> None:
    road.confirm_all(under_review, by=reviewer)
    review.complete(assessment=under_review, by=head)
    client.force_login(reviewer)

    response = act(client, under_review, "5.2", "to_complete", reason="Muộn rồi")

    assert response.status_code == 409
    assert "Đã thẩm định" in response.content.decode()


def test_reviewer_sees_why_they_cannot_complete(
    client: Client, under_review: Assessment, reviewer: Officer, head: Officer
) -> None:
    road.confirm_all(under_review, by=reviewer)
    url = reverse("wards:complete", args=[under_review.pk])
    client.force_login(reviewer)
    page = client.get(desk_url(under_review)).content.decode()

    assert 'disabled aria-describedby="why-complete"' in page
    assert client.post(url).status_code == 403
    client.force_login(head)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    under_review.refresh_from_db()
    assert under_review.state == State.REVIEWED


def test_reopening_needs_its_reason_and_keeps_every_verdict(
    client: Client, under_review: Assessment, reviewer: Officer, head: Officer
) -> None:
    road.confirm_all(under_review, by=reviewer)
    review.complete(assessment=under_review, by=head)
    client.force_login(head)
    url = reverse("wards:reopen", args=[under_review.pk])

    refused = client.post(url, {"reason": "  "})
    client.post(url, {"reason": "Có đơn phản ánh"})

    assert refused.status_code == 422
    assert str(REASON) in refused.content.decode()
    under_review.refresh_from_db()
    assert (under_review.state, Verdict.objects.count()) == (State.UNDER_REVIEW, 26)
    assert Decision.objects.get(action="reopen").reason == "Có đơn phản ánh"


DESK_PAGES = ("desk", "start_review", "ask_completion", "complete", "reopen")


@pytest.mark.parametrize(
    ("person", "status"),
    [("official", 403), ("leader", 403), ("stranger", 404), ("other_reviewer", 404), ("province", 404)],
)
def test_desk_is_the_offices_own(
    client: Client, assessment: Assessment, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(person))

    answers = {name: client.get(reverse(f"wards:{name}", args=[assessment.pk])).status_code for name in DESK_PAGES}

    assert answers == dict.fromkeys(DESK_PAGES, status)


@pytest.mark.parametrize("name", DESK_PAGES)
def test_anonymous_is_sent_to_the_login(client: Client, assessment: Assessment, name: str) -> None:
    response = client.get(reverse(f"wards:{name}", args=[assessment.pk]))

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, reverse("login"))


@pytest.mark.parametrize(("person", "status"), [("official", 403), ("stranger", 404), ("other_reviewer", 404)])
def test_judging_is_scoped(
    client: Client, under_review: Assessment, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert act(client, under_review, "5.2", "confirmed").status_code == status


def test_desk_says_that_nothing_was_handed_in(client: Client, assessment: Assessment, reviewer: Officer) -> None:
    client.force_login(reviewer)

    assert "Phường chưa nộp bản tự đánh giá" in client.get(desk_url(assessment)).content.decode()


def test_desk_says_for_how_many_lines_its_points_stand(
    client: Client, under_review: Assessment, reviewer: Officer
) -> None:
    client.force_login(reviewer)
    assert "Chưa thẩm định" in client.get(desk_url(under_review)).content.decode()
    road.judge(under_review, "5.2", "confirmed", by=reviewer)
    road.judge(under_review, "5.3", "to_complete", by=reviewer, reason="Thiếu danh sách")

    for headers in ({}, {"HX-Request": "true"}):
        assert "mới thẩm định 1/26" in client.get(desk_url(under_review), headers=headers).content.decode()
    road.judge(under_review, "5.3", "confirmed", by=reviewer)
    road.confirm_all(under_review, by=reviewer)

    assert "mới thẩm định" not in client.get(desk_url(under_review)).content.decode()


def test_fault_of_an_adjustment_belongs_to_its_figure(
    client: Client, under_review: Assessment, reviewer: Officer
) -> None:
    client.force_login(reviewer)

    page = act(client, under_review, "5.2", "adjusted", met="7", of="8", reason="Như phường").content.decode()

    assert '<a href="#adjust-met">Số đạt: Số liệu điều chỉnh trùng' in page
    figure = page[page.index('name="met"') : page.index('id="adjust-met"') + 40]
    assert 'aria-invalid="true"' in figure


def test_legend_names_the_keys_that_do_something(
    client: Client, under_review: Assessment, official: Officer, reviewer: Officer, head: Officer
) -> None:
    client.force_login(reviewer)

    def keys(code: str) -> str:
        return "".join(key for key, _words in client.get(desk_url(under_review, code)).context["keys"])

    assert keys("1.1") == "JXDY"  # the first line, without a document
    assert keys("5.2") == "JKXDY"
    road.confirm_all(under_review, by=reviewer)
    review.complete(assessment=under_review, by=head)
    assert keys("5.2") == "JK"


def test_rounds_leave_nothing_to_be_guessed(
    client: Client, under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=official)
    review.hand_in(assessment=under_review, by=leader)
    client.force_login(reviewer)

    page = client.get(desk_url(under_review, "5.2")).content.decode()

    table = page[page.index('<table class="data rounds">') : page.index("</table>")]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", table.partition("<tbody>")[2], re.DOTALL)
    assert all(re.sub("<[^>]+>", "", cell).strip() for cell in cells)
    assert [re.sub("<[^>]+>", "", cell).strip() for cell in cells[3:5]] == ["4", "4"]
    assert table.count("chưa thẩm định") == 2


def test_unit_of_a_figure_is_said_once_beside_its_row(
    client: Client, under_review: Assessment, reviewer: Officer
) -> None:
    client.force_login(reviewer)

    heads = {}
    for code in ("1.2", "1.3"):
        page = client.get(desk_url(under_review, code)).content.decode()
        row = page[page.index('<table class="data rounds">') :]
        heads[code] = re.sub("<[^>]+>", "", row.partition("<tbody>")[2].partition("</th>")[0]).strip()

    assert heads == {"1.2": "Số liệu (triệu đồng/người/năm)", "1.3": "Số liệu"}
