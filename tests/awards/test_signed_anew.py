"""A ward that hands in again with only some of its signed papers owes them all: none that is outdated is passed on."""

import json

import pytest
from django.core.exceptions import ValidationError

from awards.domain.onward import keeping_votes, sending, sent_text
from awards.domain.onward.returning import Item
from awards.domain.onward.steps import Way
from awards.domain.papers import drawing, handing_in
from awards.domain.papers.standings import standing
from awards.domain.writing.kept_votes import changed_votes
from awards.models import Dossier, Forwarding, Paper
from awards.queries.dossiers import get_dossier
from awards.queries.hand_ins import lays_papers_down_later, owing_papers
from awards.rules import is_open
from emulation.text import digest
from tests.awards import dossiers as road
from tests.awards import signing
from tests.awards.province import send_back
from tests.awards.sittings import brought
from tests.wards import road as wards_road
from tests.wards.library import as_, text
from wards.domain.appraisal import review
from wards.domain.sheet import scoring
from wards.domain.sheet.sealed import handed_in_text, signed_papers
from wards.models import Assessment, Evidence, HandIn, Office, Officer

CHANGED = "nội dung đã thay đổi sau khi chốt. Chốt và ký lại văn bản này."
OWED = [f"Phường Điện Biên: “{name}”: {CHANGED}"
        for name in ("Báo cáo thành tích", "Bảng tổng hợp kết quả thực hiện tiêu chí")]  # fmt: skip


@pytest.fixture
def signed(assessment: Assessment, official: Officer, leader: Officer) -> dict[str, Paper]:
    """All papers signed before the first hand-in, in a period that does not ask for them."""
    road.confirm(assessment.period)
    wards_road.fill(assessment, by=official)
    scoring.recompute(assessments=[assessment.pk])
    return road.ward_papers(Assessment.objects.get(pk=assessment.pk), by=leader)


@pytest.fixture
def sent(
    signed: dict[str, Paper], assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer,
    head: Officer, office: Office,
) -> Forwarding:  # fmt: skip
    """Handed in with all of them, appraised, forwarded."""
    review.submit(assessment=assessment, by=official)
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    wards_road.confirm_all(assessment, by=reviewer)
    review.complete(assessment=assessment, by=head)
    scoring.recompute(assessments=[assessment.pk])
    dossier = road.begun(office, Assessment.objects.get(pk=assessment.pk), by=reviewer)
    road.met(dossier, by=reviewer)
    road.paper("appraisal", by=reviewer, assessment=dossier.wards.get().assessment)
    for kind in ("city_council", "city_proposal"):
        road.paper(kind, by=reviewer, dossier=dossier)
    road.bind(dossier, by=reviewer)
    return sending.forward(dossier=dossier, by=head)


@pytest.fixture
def again(
    sent: Forwarding, assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> Assessment:  # fmt: skip
    """Returned for a line, corrected, handed in again with no new paper, and appraised again."""
    send_back(sent, Item("ward", "Thiếu", entry=assessment.entries.get(indicator__code="5.2")), by=province)
    wards_road.record(assessment, "5.2", {"met": 6, "of": 8}, by=official)
    scoring.recompute(assessments=[assessment.pk])
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    wards_road.judge(assessment, "5.2", "confirmed", by=reviewer)
    review.complete(assessment=assessment, by=head)
    scoring.recompute(assessments=[assessment.pk])
    return Assessment.objects.select_related("ward__office", "period__criteria_set").get(pk=assessment.pk)


def city_signs_anew(dossier: Dossier, ward: Assessment, *, reviewer: Officer, head: Officer) -> None:
    """The city's part of the second sending."""
    vote = changed_votes(get_dossier(head, dossier.pk), [ward])[ward.pk]
    keeping_votes.keep_vote(dossier=dossier, assessment=ward.pk, reason="Vẫn đủ", seen=vote.seen, by=head)
    road.paper("appraisal", by=reviewer, assessment=ward)
    road.paper("city_proposal", by=reviewer, dossier=Dossier.objects.get(pk=dossier.pk))
    bind(dossier, by=reviewer)


def bind(dossier: Dossier, *, by: Officer) -> None:
    for content in ("all", "replaced"):
        road.bind(Dossier.objects.get(pk=dossier.pk), by=by, content=content)


def owed(dossier: Dossier, head: Officer) -> list[str]:
    way = Way(get_dossier(head, dossier.pk))
    return [missing.text for step in way.steps if step.key == "ward_papers" for missing in step.missing]


def test_first_hand_in_with_every_paper_owes_none(sent: Forwarding, assessment: Assessment) -> None:
    handed = assessment.hand_ins.get()

    assert [paper["kind"] for paper in signed_papers(handed)] == ["proposal", "report", "summary", "council"]
    Assessment.objects.filter(pk=assessment.pk).update(state="reviewed")
    assert not is_open(Assessment.objects.get(pk=assessment.pk), Paper.Kind.REPORT)


def test_report_that_a_second_hand_in_left_out_is_owed_and_holds_the_forwarding(
    sent: Forwarding, again: Assessment, head: Officer, reviewer: Officer
) -> None:
    city_signs_anew(sent.dossier, again, reviewer=reviewer, head=head)

    taken = [paper["kind"] for paper in signed_papers(again.hand_ins.get(round=2))]
    assert taken == ["proposal", "council"]
    assert owed(sent.dossier, head) == OWED
    with pytest.raises(sending.Lacking) as refused:
        sending.forward(dossier=sent.dossier, by=head)
    assert refused.value.missing[:2] == OWED
    for answer in (as_(head).get(page := f"/ho-so-trinh/{sent.dossier_id}/trinh-tinh/"), as_(head).post(page)):
        assert all(sentence in text(answer) for sentence in OWED)
    assert Forwarding.objects.get() == sent


def test_report_signed_anew_is_the_one_that_goes_and_never_the_stale_one(
    signed: dict[str, Paper], sent: Forwarding, again: Assessment, leader: Officer, clerk: Officer, head: Officer,
    reviewer: Officer,
) -> None:  # fmt: skip
    dossier = sent.dossier
    city_signs_anew(dossier, again, reviewer=reviewer, head=head)

    signing.draw(drawing.request_drafts(place=again, by=leader, only=[("report", 0)]))
    new = {paper.kind: paper for paper in signing.draw(drawing.finalise(place=again, by=leader, only=[("report", 0)]))}
    assert owed(dossier, head) == ["Phường Điện Biên: “Báo cáo thành tích” chưa vào sổ: cần ghi số, ngày, người ký."]
    signing.scanned(new["report"], by=clerk)
    assert owed(dossier, head) == []
    with pytest.raises(sending.Lacking):  # the volume shows the stale one
        sending.forward(dossier=dossier, by=head)
    bind(dossier, by=reviewer)
    went = sending.forward(dossier=dossier, by=head)

    papers = {paper.kind: paper.paper for paper in sent_text.read(went).papers_of(again.pk)}
    assert papers == {
        "appraisal": Paper.objects.get(kind="appraisal", revision=2).pk, "proposal": signed["proposal"].pk,
        "report": new["report"].pk, "summary": new["summary"].pk, "council": signed["council"].pk,
    }  # fmt: skip
    stale = {signed[kind].pk for kind in ("report", "summary")}
    shown = {file["sha256"] for row in json.loads(went.binder.plan)["sections"] for file in row.get("files", [])}
    assert shown & set(Paper.objects.filter(pk__in=stale).values_list("sha256", "scans__sha256")) == set()
    assert not is_open(Assessment.objects.get(pk=again.pk), Paper.Kind.REPORT)


def test_report_that_corrections_made_untrue_is_looked_at_as_a_draft_before_it_is_settled_anew(
    sent: Forwarding, again: Assessment, leader: Officer
) -> None:
    [row] = [row for row in standing(again) if row.kind == "report"]
    look = "Sửa trước, sau đó tạo dự thảo và xem lại; bản mới được chốt theo dự thảo đó."
    assert (row.is_outdated, row.is_wanted, row.lacks_final) == (True, False, look)
    page = as_(leader).get(f"/van-ban/{again.pk}/")
    assert [(row.state, row.step.label) for row in page.context["rows"] if row.standing.kind == "report"] == [
        ("changed", "Tạo dự thảo")
    ]
    with pytest.raises(ValidationError):
        drawing.finalise(place=again, by=leader, only=[("report", 0)])
    assert "report" not in {paper.kind for paper in drawing.finalise(place=again, by=leader)}

    signing.draw(drawing.request_drafts(place=again, by=leader, only=[("report", 0)]))

    settled = {paper.kind: paper.revision for paper in drawing.finalise(place=again, by=leader)}
    assert settled["report"] == row.paper.revision + 2  # the draft stands between


def test_report_that_changed_before_anything_was_sent_is_settled_anew_at_once(
    signed: dict[str, Paper], assessment: Assessment, official: Officer, leader: Officer
) -> None:
    wards_road.record(assessment, "5.2", {"met": 6, "of": 8}, by=official)
    scoring.recompute(assessments=[assessment.pk])
    there = Assessment.objects.get(pk=assessment.pk)

    assert drawing.finalise(place=there, by=leader, only=[("report", 0)])[0].revision == 2


def test_report_whose_annex_changed_is_not_brought_without_it(
    assessment: Assessment, official: Officer, leader: Officer
) -> None:
    wards_road.cite(assessment, "5.2", by=official)
    scoring.recompute(assessments=[assessment.pk])
    there = Assessment.objects.get(pk=assessment.pk)
    road.ward_papers(there, by=leader)
    road.paper("exhibits", by=leader, assessment=there)
    every = ["proposal", "report", "summary", "exhibits", "council"]
    assert [paper["kind"] for paper in handing_in.for_hand_in(there)["papers"]] == every

    Evidence.objects.update(abstract="Quyết định công nhận (bản đính chính)")  # the list of documents alone tells it

    assert [paper["kind"] for paper in handing_in.for_hand_in(there)["papers"]] == ["proposal", "council"]


@pytest.mark.parametrize(
    ("kinds", "owes"),
    [
        ((), True), (("report",), True), (("proposal", "council"), True), (("report", "summary", "council"), True),
        (("proposal", "report", "council"), False), (("proposal", "report", "summary", "exhibits", "council"), False),
    ],
)  # fmt: skip
def test_ward_owes_its_papers_unless_the_text_of_its_round_names_them_all(
    assessment: Assessment, leader: Officer, kinds: tuple[str, ...], owes: bool
) -> None:
    for round, papers in ((1, brought("proposal", "report", "council")), (2, brought(*kinds))):
        said = handed_in_text(assessment, round=round, papers=papers)
        HandIn.objects.create(assessment=assessment, round=round, text=said, digest=digest(said), by=leader)
    told = {}
    for state in ("handed_in", "under_review", "reviewed", "forwarded", "closed"):
        Assessment.objects.filter(pk=assessment.pk).update(state=state, round=2)
        now = Assessment.objects.get(pk=assessment.pk)
        told[state] = (lays_papers_down_later(now), Assessment.objects.filter(owing_papers()).exists())

    later = dict.fromkeys(("handed_in", "under_review", "reviewed"), (owes, owes))
    assert told == {**later, "forwarded": (False, False), "closed": (False, False)}


def test_words_typed_that_read_like_papers_are_none(assessment: Assessment, leader: Officer, official: Officer) -> None:
    line = assessment.entries.get(indicator__code="5.2")
    words = '"papers":[{"kind":"proposal"},{"kind":"report"},{"kind":"council"}]'
    wards_road.record(assessment, line.indicator.code, {"met": 7, "of": 8}, by=official, explanation=words)
    said = handed_in_text(assessment, round=1)
    HandIn.objects.create(assessment=assessment, round=1, text=said, digest=digest(said), by=leader)
    Assessment.objects.filter(pk=assessment.pk).update(state="handed_in", round=1)

    assert lays_papers_down_later(Assessment.objects.get(pk=assessment.pk))
