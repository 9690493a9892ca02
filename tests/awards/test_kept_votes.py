"""Which paper counts, and which vote: a newer version that is not signed yet, an appraisal changed after its vote."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.domain.binders import plan
from awards.domain.facts import NotAllowed
from awards.domain.onward import keeping_votes, sealed, sending, sent_text
from awards.domain.onward.steps import Way
from awards.domain.papers import drawing
from awards.domain.papers.present import Present
from awards.domain.papers.standings import standing
from awards.domain.writing import texts
from awards.domain.writing.kept_votes import changed_votes
from awards.models import Ballot, Dossier, Forwarding, KeptVote, Paper
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.awards import signing
from tests.wards.library import as_, text
from wards.domain.appraisal import review
from wards.domain.sheet import scoring
from wards.models import Assessment, Officer, Verdict

REASON = "Số điểm sau điều chỉnh vẫn đủ điều kiện; thành viên Hội đồng đã được thông báo bằng văn bản"


def appraise_anew(first: Assessment, *, reviewer: Officer, head: Officer, met: int = 1) -> None:
    """Opened again: 5.2 is 1/8, no longer 7/8."""
    review.reopen(assessment=first, reason="xem lại", by=head)
    line = first.entries.get(indicator__code="5.2")
    last = Verdict.objects.filter(entry=line).order_by("-id").first()
    says = {"kind": "confirmed", "reason": ""}
    if met != line.met:
        figure = {**{name: getattr(line, name) for name in line.SHAPE}, "met": met}
        says = {"kind": "adjusted", "reason": "Chưa đủ minh chứng", "figure": figure}
    review.judge(entry=line, by=reviewer, seen=last.pk, version=line.version, round=first.round, **says)
    first.refresh_from_db()
    review.complete(assessment=first, by=head)
    scoring.recompute(assessments=[first.pk])
    first.refresh_from_db()


def lacking(dossier: Dossier, head: Officer) -> list[str]:
    return [missing.text for missing in Way(get_dossier(head, dossier.pk)).missing]


def sign_anew(dossier: Dossier, first: Assessment, *, by: Officer) -> None:
    """The report and the proposal as they read now, registered and scanned, and the volume of them."""
    road.paper("appraisal", by=by, assessment=first)
    road.paper("city_proposal", by=by, dossier=Dossier.objects.get(pk=dossier.pk))
    road.bind(Dossier.objects.get(pk=dossier.pk), by=by)


# Which paper counts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "said"), [("queued", "đang tạo"), ("failed", "chưa tạo được")])
def test_version_settled_anew_holds_everything_until_it_is_there(
    state: str, said: str, dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    texts.write(place=first, kind="appraisal", typed={"remarks": "<p>Lời mới</p>"}, seen={}, by=reviewer)
    assert [sentence for sentence in lacking(dossier, head) if "Báo cáo thẩm định" in sentence]
    (new,) = drawing.finalise(place=first, by=head, only=[("appraisal", 0)])
    if state == "failed":
        Paper.objects.filter(pk=new.pk).update(state="failed", failure="lỗi")

    missing = lacking(dossier, head)
    row = next(row for row in standing(first) if row.kind == "appraisal")
    sections = plan.make(dossier=dossier, content="papers")["sections"]

    assert [said in sentence for sentence in missing if "Báo cáo thẩm định" in sentence] == [True]
    assert (row.paper.pk, row.is_complete) == (new.pk, False)
    assert [one["title"] for one in sections if one.get("key") == f"{first.pk}/appraisal/0"] == []
    with pytest.raises(sending.Lacking):
        sending.forward(dossier=dossier, by=head)


def test_version_drawn_anew_waits_for_its_number_and_its_scan(
    dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    texts.write(place=first, kind="appraisal", typed={"remarks": "<p>Lời mới</p>"}, seen={}, by=reviewer)
    (new,) = signing.draw(drawing.finalise(place=first, by=head, only=[("appraisal", 0)]))

    assert any("Báo cáo thẩm định” chưa vào sổ" in sentence for sentence in lacking(dossier, head))
    signing.registered(new, by=head)
    assert any("Báo cáo thẩm định" in one and "bản quét" in one for one in lacking(dossier, head))
    signing.scanned(new, by=head)
    road.bind(dossier, by=reviewer)

    forwarding = sending.forward(dossier=dossier, by=head)

    assert [paper.revision for paper in sent_text.read(forwarding).papers if paper.paper == new.pk] == [2]


# Which vote counts ----------------------------------------------------------------------------------------------------


def test_appraisal_changed_after_the_vote_is_told_and_stops_the_dossier(
    dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    assert changed_votes(get_dossier(head, dossier.pk), [first]) == {}
    appraise_anew(first, reviewer=reviewer, head=head)
    sign_anew(dossier, first, by=reviewer)

    (told,) = [sentence for sentence in lacking(dossier, head) if "Hội đồng" in sentence]
    page = text(as_(head).get(reverse("awards:dossier", args=[dossier.pk])))

    assert told.startswith("Phường Điện Biên: kết quả thẩm định đã thay đổi sau khi Hội đồng biểu quyết")
    assert "chỉ tiêu 5.2 từ 7/8 (87,5%) thành 1/8 (12,5%)" in told
    assert told in page
    with pytest.raises(sending.Lacking) as refusal:
        sending.forward(dossier=dossier, by=head)
    assert told in refusal.value.missing


def test_same_figures_confirmed_again_ask_nothing(
    dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    appraise_anew(first, reviewer=reviewer, head=head, met=7)

    assert changed_votes(get_dossier(head, dossier.pk), [first]) == {}


def test_reason_of_the_head_is_kept_printed_and_sent(
    dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    appraise_anew(first, reviewer=reviewer, head=head)
    client, url = as_(head), reverse("awards:dossier_keep_vote", args=[dossier.pk, first.pk])
    page = client.get(url)
    seen = page.context["form"]["seen"].value()
    assert "7/8 (87,5%)" in text(page)
    assert client.post(url, {"seen": seen, "reason": " "}).status_code == 422
    assert client.post(url, {"seen": "", "reason": REASON}).status_code == 409
    assert client.post(url, {"seen": seen, "reason": REASON}).status_code == 303
    kept = KeptVote.objects.get()

    said = Present(Dossier.objects.get(pk=dossier.pk)).says(("city_proposal", 0), final=True)
    minutes = Present(Dossier.objects.get(pk=dossier.pk)).says(("city_council", 0), final=True)
    assert [REASON in note for note in json.loads(said)["notes"]] == [True]
    assert REASON not in minutes
    assert (
        json.loads(minutes)["ballots"][0]["basis"]
        == changed_votes(get_dossier(head, dossier.pk), [first])[first.pk].before
    )
    assert any("Tờ trình" in one for one in lacking(dossier, head))  # it tells of the reason: signed anew
    sign_anew(dossier, first, by=reviewer)
    sent = sent_text.read(sending.forward(dossier=dossier, by=head))
    assert [ward.vote["kept"] for ward in sent.wards] == [REASON, ""]
    assert (kept.by, kept.reason) == (head, REASON)
    assert list(sealed.unproven_forwardings()) == []


def test_reason_is_asked_again_when_the_appraisal_changes_again(
    dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer
) -> None:
    appraise_anew(first, reviewer=reviewer, head=head)
    changed = changed_votes(get_dossier(head, dossier.pk), [first])[first.pk]
    keeping_votes.keep_vote(dossier=dossier, assessment=first.pk, reason=REASON, seen=changed.seen, by=head)
    assert changed_votes(get_dossier(head, dossier.pk), [first])[first.pk].kept is not None

    appraise_anew(first, reviewer=reviewer, head=head, met=2)

    again = changed_votes(get_dossier(head, dossier.pk), [first])[first.pk]
    assert again.kept is None
    with pytest.raises(ValidationError):
        keeping_votes.keep_vote(dossier=dossier, assessment=first.pk, reason=REASON, seen=changed.seen, by=head)


def test_new_vote_needs_no_reason(dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer) -> None:
    appraise_anew(first, reviewer=reviewer, head=head)

    road.met(dossier, by=reviewer)

    assert changed_votes(get_dossier(head, dossier.pk), [first]) == {}


@pytest.mark.parametrize("person", ["reviewer", "official", "leader", "province"])
def test_only_the_head_says_that_a_vote_stands(
    person: str, dossier: Dossier, first: Assessment, reviewer: Officer, head: Officer, request: pytest.FixtureRequest
) -> None:
    appraise_anew(first, reviewer=reviewer, head=head)
    changed = changed_votes(get_dossier(head, dossier.pk), [first])[first.pk]

    with pytest.raises(NotAllowed):
        keeping_votes.keep_vote(
            dossier=dossier, assessment=first.pk, reason=REASON, seen=changed.seen,
            by=request.getfixturevalue(person),
        )  # fmt: skip
    assert not Forwarding.objects.exists()


def test_queries_do_not_grow_with_the_wards_voted_on(dossier: Dossier, head: Officer, first: Assessment) -> None:
    named = [row.assessment for row in get_dossier(head, dossier.pk).wards.all()]
    counts = []
    for wards in (named[:1], named):
        found = Dossier.objects.select_related("meeting").get(pk=dossier.pk)
        with CaptureQueriesContext(connection) as asked:
            changed_votes(found, wards)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert Ballot.objects.exclude(basis="").count() == 2
