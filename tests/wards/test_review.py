"""The office's side: who may take which step, verdicts line by line, completion of single lines."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pytest_django import Settings

from tests.wards import road
from tests.wards.desk import desk_url
from wards import rules
from wards.domain.appraisal import desk as desks
from wards.domain.appraisal import desk_line, review
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.domain.sheet.assessment import ChangedMeanwhile, NotAllowed, editable
from wards.models import Action, Assessment, CriteriaSet, Decision, Officer, Score, State, Verdict
from wards.queries.assessments import unjudged_lines

FUTURE = _("The deadline must lie in the future.")
PEOPLE = ("official", "leader", "stranger", "reviewer", "head", "other_reviewer", "province", "admin")
ALLOWED = {
    ("official", "submit", "drafting"), ("leader", "submit", "drafting"),
    ("official", "submit", "to_complete"), ("leader", "submit", "to_complete"),
    ("official", "take_back", "with_leader"), ("leader", "take_back", "with_leader"),
    ("leader", "hand_in", "drafting"), ("leader", "hand_in", "with_leader"), ("leader", "hand_in", "to_complete"),
    ("leader", "recall", "handed_in"),
    ("reviewer", "start_review", "handed_in"), ("head", "start_review", "handed_in"),
    ("head", "complete", "under_review"),
    ("head", "reopen", "reviewed"), ("head", "reopen", "returned"),
    ("head", "forward", "reviewed"), ("head", "forward", "returned"),
    ("province", "return", "forwarded"), ("province", "close", "forwarded"), ("head", "close", "forwarded"),
    ("province", "correct", "closed"), ("head", "correct", "closed"),
    *(("head", "move", state) for state in State.values if state not in {"forwarded", "closed", "moved"}),
}  # fmt: skip


# Steps -----------------------------------------------------------------------------------------------------------


def test_every_step_is_open_to_exactly_one_role_and_state(
    under_review: Assessment, reviewer: Officer, request: pytest.FixtureRequest
) -> None:
    road.confirm_all(under_review, by=reviewer)
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    under_review.period.criteria_set.status = CriteriaSet.Status.CONFIRMED  # forwarding on another: below
    allowed = set()
    for (name, person), action, state in itertools.product(people.items(), Action.values, State.values):
        under_review.state = state
        ruling = rules.may_move(person, under_review, Action(action))
        assert bool(ruling) != bool(ruling.reason)  # a refusal always says why
        if ruling:
            allowed.add((name, action, state))

    assert allowed == ALLOWED  # asking for completion needs a marked line: below


def test_nothing_is_forwarded_on_an_unconfirmed_set(
    under_review: Assessment, head: Officer, settings: Settings
) -> None:
    under_review.state = State.REVIEWED
    under_review.period.criteria_set.status = CriteriaSet.Status.PUBLISHED

    assert "Phường Điện Biên" in rules.may_move(head, under_review, Action.FORWARD).reason
    settings.DEMO = True
    assert not rules.may_move(head, under_review, Action.FORWARD)
    under_review.illustrative = True
    assert rules.may_move(head, under_review, Action.FORWARD)


def test_asking_needs_a_marked_line_and_completing_none(
    under_review: Assessment, reviewer: Officer, head: Officer
) -> None:
    road.confirm_all(under_review, by=reviewer, but=("5.2",))
    assert rules.may_move(head, under_review, Action.COMPLETE).reason == "Còn 1 chỉ tiêu chưa có kết quả thẩm định."
    assert not rules.may_move(reviewer, under_review, Action.ASK_COMPLETION)

    road.judge(under_review, "5.2", "to_complete", reason="Thiếu quyết định", by=reviewer)

    assert rules.may_move(reviewer, under_review, Action.ASK_COMPLETION)
    assert not rules.may_move(head, under_review, Action.COMPLETE)


def test_refused_step_changes_nothing(under_review: Assessment, reviewer: Officer) -> None:
    steps = Decision.objects.count()

    with pytest.raises(NotAllowed):
        review.complete(assessment=under_review, by=reviewer)

    under_review.refresh_from_db()
    assert (under_review.state, Decision.objects.count()) == (State.UNDER_REVIEW, steps)


# Verdicts --------------------------------------------------------------------------------------------------------


def test_confirming_copies_the_wards_figure(under_review: Assessment, reviewer: Officer) -> None:
    verdict = road.judge(under_review, "5.2", "confirmed", by=reviewer)

    assert (verdict.met, verdict.of, verdict.reason) == (7, 8, "")


def test_adjusting_changes_the_offices_score_and_leaves_the_wards(under_review: Assessment, reviewer: Officer) -> None:
    road.confirm_all(under_review, by=reviewer)
    scoring.recompute(assessments=[under_review.pk])
    before = {score.side: score.points for score in Score.objects.filter(criterion__number="5")}

    road.judge(
        under_review, "5.2", "adjusted", figure={"met": 5, "of": 8}, reason="Hai tổ chưa được công nhận", by=reviewer
    )
    under_review.refresh_from_db()
    stale = under_review.is_stale
    scoring.recompute(assessments=[under_review.pk])

    after = {score.side: score.points for score in Score.objects.filter(criterion__number="5")}
    entry = under_review.entries.get(indicator__code="5.2")
    assert stale
    assert (entry.met, entry.of) == (7, 8)
    assert before["self"] == before["office"] == after["self"] == 11
    assert after["office"] < 11


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("adjusted", {"figure": {"met": 6, "of": 8}}),  # no reason
        ("adjusted", {"reason": "vì"}),  # no figure
        ("adjusted", {"reason": "vì", "figure": {"met": 9, "of": 8}}),  # 9 of 8
        ("adjusted", {"reason": "vì", "figure": {"met": 7, "of": 8}}),  # the ward's own
        ("adjusted", {"reason": "vì", "figure": {"number": 3}}),  # another kind of figure
        ("to_complete", {"reason": "  "}),
    ],
)
def test_verdict_without_what_it_needs_is_refused(
    under_review: Assessment, reviewer: Officer, kind: str, more: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        road.judge(under_review, "5.2", kind, by=reviewer, **more)

    assert not Verdict.objects.exists()


@pytest.mark.parametrize("person", ["official", "leader", "stranger", "other_reviewer", "province", "admin"])
def test_only_the_office_judges(under_review: Assessment, person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        road.judge(under_review, "5.2", "confirmed", by=request.getfixturevalue(person))


def test_nobody_judges_before_the_start(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.handed_in(assessment, official=official, leader=leader)

    with pytest.raises(NotAllowed, match="Đã nộp"):
        road.judge(assessment, "5.2", "confirmed", by=reviewer)


def test_saying_the_same_twice_adds_nothing(under_review: Assessment, reviewer: Officer) -> None:
    first = road.judge(under_review, "5.2", "confirmed", by=reviewer)

    assert road.judge(under_review, "5.2", "confirmed", by=reviewer) == first
    assert Verdict.objects.count() == 1


def test_second_reviewer_is_shown_the_first_verdict(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    theirs = road.judge(under_review, "5.2", "confirmed", by=reviewer)
    entry = under_review.entries.get(indicator__code="5.2")

    with pytest.raises(review.JudgedMeanwhile) as conflict:
        review.judge(entry=entry, kind="to_complete", reason="Thiếu", seen=None, by=second_reviewer)

    assert conflict.value.current == theirs
    assert Verdict.objects.count() == 1


def test_verdict_on_a_line_changed_since_is_refused(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    seen = under_review.entries.get(indicator__code="5.2")
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=official)
    review.hand_in(assessment=under_review, by=leader)
    review.start_review(assessment=under_review, by=reviewer)
    last = Verdict.objects.filter(entry=seen).order_by("-id")[0]

    with pytest.raises(ChangedMeanwhile):
        review.judge(entry=seen, kind="confirmed", seen=last.pk, version=seen.version, by=reviewer)


# Completion ------------------------------------------------------------------------------------------------------


def test_completion_opens_only_the_marked_lines(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", "7.1", reviewer=reviewer)

    entries = list(under_review.entries.select_related("assessment__ward", "indicator").order_by("indicator__code"))
    for person in (official, leader):
        assert [entry.indicator.code for entry in entries if editable(entry, by=person)] == ["5.2", "7.1"]


def test_completion_respects_who_a_criterion_was_given_to(
    under_review: Assessment, official: Officer, colleague: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", "7.1", reviewer=reviewer)
    culture = under_review.period.criteria_set.criteria.get(number="5")
    assessments.assign(assessment=under_review, criterion=culture, officer=colleague, by=leader)

    entries = list(under_review.entries.select_related("assessment__ward", "indicator").order_by("indicator__code"))
    open_to = {
        person.username: [entry.indicator.code for entry in entries if editable(entry, by=person)]
        for person in (official, colleague, leader)
    }
    assert open_to == {
        "canbo.dienbien": ["7.1"], "canbo2.dienbien": ["5.2", "7.1"], "lanhdao.dienbien": ["5.2", "7.1"],
    }  # fmt: skip


def test_second_round_asks_only_for_the_completed_lines(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    road.to_complete(under_review, "5.2", "7.1", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 8, "of": 8}, by=official)
    review.hand_in(assessment=under_review, by=leader)
    review.start_review(assessment=under_review, by=reviewer)
    under_review.refresh_from_db()

    assert set(unjudged_lines(under_review).values_list("indicator__code", flat=True)) == {"5.2", "7.1"}
    standing = {line.entry.indicator.code: line.standing for line in desks.lay(under_review).lines}
    assert (standing["5.2"], standing["7.1"]) == ("Đã sửa, chờ xem", "Không đổi, chờ xem")
    assert {word for code, word in standing.items() if code not in ("5.2", "7.1")} == {
        "Đã xác nhận", "Xác nhận: không có số liệu",
    }  # fmt: skip
    for code in ("5.2", "7.1"):
        road.judge(under_review, code, "confirmed", by=reviewer)
    assert review.complete(assessment=under_review, by=head).to_state == State.REVIEWED


def test_rounds_stand_side_by_side(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 6, "of": 8}, by=official, explanation="Đếm lại")
    road.cite(under_review, "5.2", by=official)
    review.hand_in(assessment=under_review, by=leader)
    under_review.refresh_from_db()
    laid = desks.lay(under_review)
    line = laid.find(under_review.entries.get(indicator__code="5.2").pk)
    assert line is not None

    first, second = desk_line.rounds(laid, line, desk_line.verdicts(line))

    assert (first.figure, first.figure_changed, first.verdict.kind) == ("7/8 (87,5%)", False, "to_complete")
    assert (second.figure, second.figure_changed, second.words_changed) == ("6/8 (75%)", True, True)
    assert (second.evidence_added, second.verdict) == (1, None)
    assert [shown.is_new for shown in desk_line.evidence(line)] == [True]


def test_desk_shows_what_was_handed_in_not_what_is_being_written(
    client: Client, under_review: Assessment, official: Officer, reviewer: Officer
) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    road.record(under_review, "5.2", {"met": 3, "of": 8}, by=official)
    client.force_login(reviewer)

    page = client.get(desk_url(under_review, "5.2")).content.decode()

    assert "7/8 (87,5%)" in page
    assert "3/8" not in page


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2019-12-02 09:00", "2019-12-09 17:00"),  # Monday → Monday
        ("2019-12-06 16:00", "2019-12-13 17:00"),  # Friday → Friday
        ("2019-12-07 10:00", "2019-12-13 17:00"),  # Saturday: Monday is the first working day
    ],
)
def test_usual_due_is_five_working_days_on(now: str, due: str) -> None:
    here = ZoneInfo("Asia/Ho_Chi_Minh")

    assert review.usual_due(dt.datetime.fromisoformat(now).replace(tzinfo=here)) == dt.datetime.fromisoformat(
        due
    ).replace(tzinfo=here)


def test_asking_page_proposes_a_day_and_keeps_a_refused_one(
    client: Client, under_review: Assessment, reviewer: Officer
) -> None:
    road.judge(under_review, "5.2", "to_complete", reason="Thiếu quyết định công nhận", by=reviewer)
    client.force_login(reviewer)
    url = reverse("wards:ask_completion", args=[under_review.pk])
    proposed = timezone.localtime(review.usual_due(timezone.now()))

    page = client.get(url).content.decode()
    refused = client.post(url, {"day": "31/12/2018", "time": "17:00"})

    assert f'value="{proposed:%d/%m/%Y}"' in page
    assert "Thiếu quyết định công nhận" in page
    assert refused.status_code == 422
    assert 'value="31/12/2018"' in refused.content.decode()
    assert str(FUTURE) in refused.content.decode()


def test_asking_sends_the_lines_back_with_their_deadline(
    client: Client, under_review: Assessment, reviewer: Officer
) -> None:
    road.judge(under_review, "5.2", "to_complete", reason="Thiếu quyết định", by=reviewer)
    client.force_login(reviewer)
    day = timezone.localdate() + dt.timedelta(days=3)

    client.post(reverse("wards:ask_completion", args=[under_review.pk]), {"day": f"{day:%d/%m/%Y}", "time": "16h30"})

    under_review.refresh_from_db()
    step = Decision.objects.get(action="ask_completion")
    assert under_review.state == State.TO_COMPLETE
    assert timezone.localtime(under_review.completion_due).strftime("%d/%m/%Y %H:%M") == f"{day:%d/%m/%Y} 16:30"
    assert step.reason == f"5.2 · 16:30 {day:%d/%m/%Y}"
