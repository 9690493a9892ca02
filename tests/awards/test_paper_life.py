"""From draft to a paper that was signed: what can be drawn, what is settled, when it no longer holds."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.domain.facts import NotAllowed, told_to_ledger
from awards.domain.papers import drawing, issuing, ledger_texts
from awards.domain.papers.standings import PaperStanding
from awards.domain.writing import texts
from awards.models import Binder, Dossier, Forwarding, Paper, Return, ReturnedItem
from tests.awards import signing
from tests.wards.races import together
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Officer

ALL = ["council", "proposal", "report", "summary"]


def standings(assessment: Assessment) -> dict[str, PaperStanding]:
    return {row.kind: row for row in issuing.standing(assessment)}


def test_what_cannot_be_drawn_yet_says_why(filled: Assessment, official: Officer) -> None:
    rows = standings(filled)

    assert {kind: row.lacks for kind, row in rows.items() if row.lacks} == {
        "council": "Hội đồng chưa họp hoặc phiên họp chưa được chốt.",
        "exhibits": "Chưa có tài liệu nào được trích dẫn.",
        "appraisal": "Thẩm định chưa hoàn thành.",
    }
    assert rows["proposal"].lacks_final.startswith("Tờ trình nêu kết quả bỏ phiếu")
    assert [p.kind for p in drawing.request_papers(assessment=filled, by=official)] == ["proposal", "report", "summary"]
    with pytest.raises(ValidationError, match="phiên họp chưa được chốt"):
        drawing.request_drafts(place=filled, by=official, only=[("council", 0)])


def test_leader_settles_everything_the_annexes_with_the_report(filled: Assessment, leader: Officer) -> None:
    signing.voted(filled, by=leader)

    found = drawing.finalise(place=filled, by=leader)

    assert sorted(p.kind for p in found) == ALL
    assert all(p.is_final and p.code for p in found)
    assert len({p.code for p in found}) == 4
    assert told_to_ledger(kind="paper_final") == {ledger_texts.of_final(p) for p in found}


def test_proposal_without_a_vote_is_not_settled(filled: Assessment, leader: Officer) -> None:
    with pytest.raises(ValidationError, match="Tờ trình nêu kết quả bỏ phiếu"):
        drawing.finalise(place=filled, by=leader, only=[("proposal", 0)])

    assert sorted(p.kind for p in drawing.finalise(place=filled, by=leader)) == ["report", "summary"]


@pytest.mark.parametrize("role", ["official", "clerk", "reviewer", "head", "stranger"])
def test_only_the_leader_settles_a_wards_papers(role: str, filled: Assessment, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        drawing.finalise(place=filled, by=request.getfixturevalue(role))


def test_settling_again_without_a_change_gives_the_same_papers(filled: Assessment, leader: Officer) -> None:
    first = drawing.finalise(place=filled, by=leader)

    assert [p.pk for p in drawing.finalise(place=filled, by=leader)] == [p.pk for p in first]


def test_changed_figure_outdates_what_was_settled_and_a_new_version_replaces_it(
    filled: Assessment, leader: Officer, clerk: Officer, official: Officer, entry: Callable[[str], Entry]
) -> None:
    signing.signed(filled, leader=leader, clerk=clerk)
    assert {kind for kind, row in standings(filled).items() if row.is_outdated} == set()

    assessments.record(entry=entry("5.2"), figure={"met": 8, "of": 8}, seen=1, by=official)
    now = standings(filled)
    assert {kind for kind, row in now.items() if row.is_outdated} >= {"report", "summary"}
    assert now["report"].issue is not None

    new = signing.draw(drawing.finalise(place=filled, by=leader, only=[("report", 0)]))
    row = standings(filled)["report"]
    assert (row.paper, row.issue, row.is_outdated, str(row.replaced)) == (new[0], None, False, "01/BC-UBND")
    assert row.paper.revision == 2


def test_handing_in_and_appraisal_do_not_outdate_signed_papers(
    filled: Assessment, leader: Officer, clerk: Officer, official: Officer
) -> None:
    for hole in review.holes(filled):
        assessments.record(entry=hole, figure={}, no_data_reason="chưa có báo cáo", seen=0, by=official)
    signed = signing.signed(filled, leader=leader, clerk=clerk)
    contexts = {kind: paper.context for kind, paper in signed.items()}

    review.submit(assessment=filled, by=official)
    review.hand_in(assessment=filled, by=leader)
    review.recall(assessment=filled, by=leader)

    again = drawing.finalise(place=filled, by=leader)
    assert {p.kind: p.context for p in again} == contexts


def test_draft_is_not_drawn_of_what_is_settled_and_true(filled: Assessment, leader: Officer, official: Officer) -> None:
    signing.settled(filled, by=leader)

    assert [p.kind for p in drawing.request_papers(assessment=filled, by=official)] == ["proposal"]


def test_clerk_asks_for_no_drafts(filled: Assessment, clerk: Officer) -> None:
    with pytest.raises(NotAllowed):
        drawing.request_drafts(place=filled, by=clerk)


def test_nothing_is_settled_once_it_is_at_the_province(handed_in: Assessment, leader: Officer) -> None:
    Assessment.objects.filter(pk=handed_in.pk).update(state="forwarded")
    with pytest.raises(NotAllowed, match="ở trạng thái"):
        drawing.finalise(place=handed_in, by=leader)


def test_typed_text_stands_in_the_paper(filled: Assessment, leader: Officer) -> None:
    typed = {"features": "<p>Phường <strong>trung tâm</strong><script>x</script></p>"}
    texts.write(place=filled, kind="report", typed=typed, seen={}, by=leader)

    report = next(p for p in drawing.finalise(place=filled, by=leader) if p.kind == "report")

    assert "<strong>trung tâm</strong>" in report.context
    assert "script" not in report.context


@pytest.mark.django_db(transaction=True)
def test_two_leaders_settle_at_once_one_version(filled: Assessment, leader: Officer) -> None:
    outcomes = together(*[lambda: drawing.finalise(place=filled, by=leader)] * 2)

    assert [sorted(p.kind for p in found) for found in outcomes] == [["report", "summary"]] * 2
    assert sorted(Paper.objects.values_list("kind", "revision")) == [("report", 1), ("summary", 1)]


@pytest.mark.django_db(transaction=True)
def test_two_clerks_take_one_number(filled: Assessment, leader: Officer, clerk: Officer) -> None:
    signing.voted(filled, by=leader)
    found = signing.settled(filled, by=leader)
    other = signing.draw([_other_report(found["report"])])[0]

    outcomes = together(
        lambda: signing.registered(found["report"], by=clerk, number=7),
        lambda: signing.registered(other, by=leader, number=7),
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert len(refused) == 1
    assert list(refused[0].message_dict) == ["number"]
    assert "Số 07/BC-UBND đã cấp cho Báo cáo thành tích" in refused[0].message_dict["number"][0]


def _other_report(paper: Paper) -> Paper:
    """The report of the same ward's other period, to be signed at the same time."""
    from_period = paper.assessment.period
    other = Assessment.objects.create(ward=paper.assessment.ward, period=_another(from_period))
    return Paper.objects.create(
        assessment=other, kind="report", revision=1, is_final=True, code="7KQ2-M8XD-4RTA", context=paper.context,
        digest=paper.digest, requested_by=paper.requested_by,
    )  # fmt: skip


def _another(period: object) -> object:
    period.pk, period.last_year, period.first_year = None, 2018, 2018
    period.save()
    return period


def test_page_queries_do_not_grow_with_versions(filled: Assessment, leader: Officer) -> None:
    signing.settled(filled, by=leader)
    few = _queries(filled)
    report = Paper.objects.filter(kind="report").get()
    Paper.objects.bulk_create(
        Paper(
            assessment=filled, kind="report", revision=n, context=report.context, digest=report.digest,
            requested_by=leader, state="ready", pages=3, file=report.file.name, sha256=report.sha256,
            drawn_at=report.drawn_at,
        )
        for n in range(2, 302)
    )  # fmt: skip

    assert _queries(filled) == few


def _queries(assessment: Assessment) -> int:
    fresh = Assessment.objects.select_related("ward__office", "period__criteria_set").get(pk=assessment.pk)
    with CaptureQueriesContext(connection) as asked:
        issuing.standing(fresh)
    return len(asked)


def test_version_the_province_sent_back_is_made_anew(
    filled: Assessment, leader: Officer, clerk: Officer, head: Officer, province: Officer
) -> None:
    signing.signed(filled, leader=leader, clerk=clerk)
    report = Paper.objects.get(kind="report", is_final=True)
    _sent_back(filled, report, head=head, province=province)

    row = standings(filled)["report"]
    assert (row.is_wanted, row.is_outdated, row.is_complete, row.wish) == (True, True, False, "Thiếu dấu")
    with pytest.raises(ValidationError, match="tạo dự thảo"):
        drawing.finalise(place=filled, by=leader, only=[("report", 0)])
    signing.draw(drawing.request_drafts(place=filled, by=leader, only=[("report", 0)]))
    assert (standings(filled)["report"].lacks_final, standings(filled)["report"].is_unchanged) == ("", True)
    new = drawing.finalise(place=filled, by=leader, only=[("report", 0)])

    assert [(p.kind, p.revision) for p in new] == [("report", 3), ("summary", 1)]
    assert standings(filled)["report"].is_wanted is False


def _sent_back(assessment: Assessment, paper: Paper, *, head: Officer, province: Officer) -> None:
    """The province's letter names the paper; the ward has it again."""
    dossier = Dossier.objects.create(office=assessment.ward.office, period=assessment.period, number=1, by=head)
    volume = Binder.objects.create(
        dossier=dossier, revision=1, plan="{}", digest="b" * 64, code="2222-2222-2222", requested_by=head
    )
    sent = Forwarding.objects.create(dossier=dossier, revision=1, binder=volume, text="{}", by=head)
    letter = Return.objects.create(
        forwarding=sent, letter_number="45/BTĐKT", letter_date=timezone.localdate(), reasons="Thiếu dấu",
        due=timezone.now(), by=province,
    )  # fmt: skip
    ReturnedItem.objects.create(returned=letter, place="ward", paper=paper, note="Thiếu dấu")
    Assessment.objects.filter(pk=assessment.pk).update(state="returned")
    assessment.refresh_from_db()
