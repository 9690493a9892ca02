"""A council that does not propose: nothing is proposed or handed in for that ward; a reason to go on is told."""

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from awards.domain.councils import closing, membership
from awards.domain.onward import dossiers as rounds
from awards.domain.papers import drawing, handing_in, issuing
from awards.domain.papers.present import Present
from awards.models import Dossier, Paper
from tests.awards import dossiers, signing, sittings
from wards.domain.sheet import scoring
from wards.models import Assessment, Office, Officer, Period, Ward

NOT_PROPOSED = "Hội đồng phường không đề nghị công nhận danh hiệu nên không lập Tờ trình."
PROPOSAL = [("proposal", 0)]
Refuse = Callable[..., None]


@pytest.fixture
def needing(filled: Assessment, period: Period) -> Assessment:
    """Its hand-in takes signed papers along."""
    Period.objects.filter(pk=period.pk).update(needs_papers=True)
    return Assessment.objects.select_related("period__criteria_set", "ward__office").get(pk=filled.pk)


@pytest.fixture
def refuse(needing: Assessment, leader: Officer, official: Officer) -> Refuse:
    """The ward's council met and missed the share."""

    def meet(reason: str, *, goes_on: bool = False) -> None:
        council = membership.current_council(needing.ward) or sittings.council(needing.ward, by=leader)
        meeting = sittings.begun(council, needing, by=leader)
        ballot = meeting.ballots.get()
        sittings.counted(ballot, (5, 4, 0), leader, official)
        sittings.close(meeting, by=leader, below={ballot.pk: closing.Below(goes_on, reason)})

    return meet


def test_ward_that_is_not_proposed_gets_no_proposal_and_hands_nothing_in(
    needing: Assessment, leader: Officer, refuse: Refuse
) -> None:
    refuse("Chưa đủ tài liệu")

    for ask in (drawing.request_drafts, drawing.finalise):
        with pytest.raises(ValidationError, match="không lập Tờ trình"):
            ask(place=needing, by=leader, only=PROPOSAL)
    kinds = {paper.kind for paper in drawing.finalise(place=needing, by=leader)}
    assert kinds == {"report", "summary", "council"}
    assert [said for said, _where in handing_in.for_hand_in(needing)["lacks"] if "Tờ trình" in said] == [NOT_PROPOSED]


def test_minutes_conclude_that_the_ward_is_not_proposed(needing: Assessment, leader: Officer, refuse: Refuse) -> None:
    refuse("Chưa đủ tài liệu")

    assert conclusion(needing) == [
        "Hội đồng Thi đua - Khen thưởng phường Điện Biên không đề nghị công nhận danh hiệu “Phường kiểu mẫu” năm 2019 "
        "đối với phường Điện Biên, do không đủ tỷ lệ tán thành."
    ]


def conclusion(assessment: Assessment) -> list[str]:
    present = Present(assessment)
    key = next(key for key in present.keys if key[0] == "council")
    return json.loads(present.says(key, final=True))["conclusion"]


def test_ward_that_goes_on_says_why_in_its_proposal(needing: Assessment, leader: Officer, refuse: Refuse) -> None:
    refuse("Bốn thành viên vắng mặt vì nhiệm vụ", goes_on=True)

    (paper,) = drawing.finalise(place=needing, by=leader, only=PROPOSAL)

    assert "Lý do vẫn đề nghị: Bốn thành viên vắng mặt vì nhiệm vụ." in paper.context
    assert "thống nhất" not in conclusion(needing)[0]
    assert "đề nghị cấp có thẩm quyền xem xét" in conclusion(needing)[0]


def test_proposal_signed_before_a_second_vote_is_not_handed_in(
    needing: Assessment, leader: Officer, refuse: Refuse
) -> None:
    signing.voted(needing, by=leader)
    signing.scanned(signing.draw(drawing.finalise(place=needing, by=leader, only=PROPOSAL))[0], by=leader)
    assert [row["kind"] for row in handing_in.for_hand_in(needing)["papers"]] == ["proposal"]

    refuse("Xét lại")

    told = handing_in.for_hand_in(needing)
    assert [row["kind"] for row in told["papers"]] == []
    assert NOT_PROPOSED in [said for said, _where in told["lacks"]]
    row = next(row for row in issuing.standing(needing) if row.kind == Paper.Kind.PROPOSAL)
    assert (row.is_outdated, row.lacks_final) == (True, NOT_PROPOSED)


@pytest.fixture
def city(first: Assessment, other_ward: Ward, office: Office, head: Officer) -> Dossier:
    """Two wards; the city's council proposes the first alone."""
    other = dossiers.another(first.period, other_ward)
    scoring.recompute(assessments=[other.pk])
    dossier = dossiers.begun(office, first, other, by=head)
    dossiers.met(dossier, by=head, refused=other)
    return Dossier.objects.get(pk=dossier.pk)


def test_city_proposes_no_ward_its_council_does_not(city: Dossier, head: Officer, first: Assessment) -> None:
    other = city.wards.exclude(assessment=first).get().assessment
    asked = [("city_proposal", 0)]

    with pytest.raises(ValidationError, match=f"{other.ward}: Hội đồng thành phố không đề nghị công nhận"):
        drawing.finalise(place=city, by=head, only=asked)
    rounds.choose(dossier=city, assessments=[first.pk], seen=[row.assessment_id for row in city.wards.all()], by=head)

    (paper,) = drawing.finalise(place=Dossier.objects.get(pk=city.pk), by=head, only=asked)
    assert str(other.ward) not in paper.context
