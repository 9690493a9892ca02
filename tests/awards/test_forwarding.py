"""From the city to the province: sent once, whole, and only when nothing is missing."""

import pytest

from awards.domain.facts import NotAllowed
from awards.domain.onward import sending, sent_text
from awards.models import Dossier, Forwarding
from tests.awards import dossiers as road
from tests.awards.province import states
from tests.wards.races import together
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, LedgerEntry, Notice, Office, Officer

OF_WARD = ("appraisal", "proposal", "report", "summary", "council")  # as they are bound


def test_forwarding_moves_every_ward_and_keeps_what_went(dossier: Dossier, head: Officer, first: Assessment) -> None:
    forwarding = sending.forward(dossier=dossier, by=head)

    assert states(dossier) == ["forwarded", "forwarded", "forwarded"]
    sent = sent_text.read(forwarding)
    assert [(ward.name, str(ward.points), ward.vote["in_favour"]) for ward in sent.wards] == [
        ("Phường Điện Biên", "37", 9), ("Phường Đông Sơn", "0", 9),
    ]  # fmt: skip
    assert [line.result for line in sent.wards[0].lines if line.code == "5.2"] == ["7/8 (87,5%)"]
    assert [(paper.kind, paper.ward) for paper in sent.papers] == [
        ("city_proposal", ""),
        ("city_council", ""),
        *((kind, ward.name) for ward in sent.wards for kind in OF_WARD),
    ]
    assert {paper.kind for paper in sent.papers if not paper.scan} == {"summary"}  # an annex: signed with its report


def test_forwarding_tells_the_wards_and_the_province(
    dossier: Dossier, head: Officer, official: Officer, province: Officer, reviewer: Officer
) -> None:
    sending.forward(dossier=dossier, by=head)

    told = [sentence(found.notices.get(kind="forwarded")) for found in (official, province)]
    assert told == [
        "Phòng Nội vụ thành phố Thanh Hóa đã trình tỉnh hồ sơ của Phường Điện Biên: Phường kiểu mẫu năm 2019.",
        "Phòng Nội vụ thành phố Thanh Hóa trình hồ sơ đợt 1 gồm 2 đơn vị: Phường kiểu mẫu năm 2019.",
    ]
    assert not reviewer.notices.filter(kind="forwarded").exists()


@pytest.mark.parametrize("person", ["official", "leader", "reviewer", "other_reviewer", "province", "admin"])
def test_only_the_head_forwards(dossier: Dossier, person: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        sending.forward(dossier=dossier, by=request.getfixturevalue(person))
    assert states(dossier) == ["preparing", "reviewed", "reviewed"]


def test_a_provisional_set_goes_nowhere(dossier: Dossier, head: Officer) -> None:
    with road.past_the_triggers("UPDATE wards_criteriaset SET status = 'published'"):
        _refused_as_provisional(dossier, head)


def _refused_as_provisional(dossier: Dossier, head: Officer) -> None:
    with pytest.raises(sending.Lacking) as refusal:
        sending.forward(dossier=dossier, by=head)
    assert ["tạm thời" in sentence for sentence in refusal.value.missing][:2] == [True, True]


def test_what_is_missing_is_said_step_by_step(
    first: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    dossier = road.begun(office, first, by=reviewer)
    with pytest.raises(sending.Lacking) as refusal:
        sending.forward(dossier=dossier, by=head)
    assert refusal.value.missing == [
        "Phường Điện Biên: Chưa lập “Tờ trình”.",
        "Phường Điện Biên: Chưa lập “Báo cáo thành tích”.",
        "Phường Điện Biên: Chưa lập “Bảng tổng hợp kết quả thực hiện tiêu chí”.",
        "Phường Điện Biên: Chưa lập “Biên bản họp Hội đồng Thi đua - Khen thưởng”.",
        "Phường Điện Biên: Chưa lập “Báo cáo thẩm định”.",
        "Chưa gắn phiên họp của Hội đồng thành phố.",
        "Chưa lập “Tờ trình của Ủy ban nhân dân thành phố”.",
        "Chưa lập “Biên bản họp Hội đồng Thi đua - Khen thưởng thành phố”.",
        "Chưa đóng tập hồ sơ.",
    ]


def test_a_missed_share_without_a_reason_stops_the_dossier(
    first: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    dossier = road.begun(office, first, by=reviewer)
    road.met(dossier, by=reviewer, in_favour=6)
    road.ward_papers(first, by=reviewer)
    with pytest.raises(sending.Lacking) as refusal:
        sending.forward(dossier=dossier, by=head)
    assert refusal.value.missing[1] == (
        "Phường Điện Biên: Hội đồng thành phố không đề nghị công nhận. Đưa ra khỏi hồ sơ trước khi trình."
    )


def test_a_newer_paper_outdates_the_volume(dossier: Dossier, reviewer: Officer, head: Officer) -> None:
    road.paper("city_proposal", by=reviewer, dossier=dossier)
    with pytest.raises(sending.Lacking) as refusal:
        sending.forward(dossier=dossier, by=head)
    assert refusal.value.missing == ["Tập hồ sơ còn văn bản, minh chứng hoặc danh sách đơn vị cũ: đóng lại tập hồ sơ."]


def test_what_changed_since_it_was_shown_is_not_sent(dossier: Dossier, head: Officer) -> None:
    with pytest.raises(sending.NotAsSeen):
        sending.forward(dossier=dossier, by=head, seen="0" * 64)
    assert states(dossier) == ["preparing", "reviewed", "reviewed"]


@pytest.mark.django_db(transaction=True)
def test_two_heads_forward_once(dossier: Dossier, head: Officer) -> None:
    outcomes = together(*[lambda: sending.forward(dossier=dossier, by=head)] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Forwarding", "NotAllowed"]
    assert Forwarding.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="forwarding").count() == 1


def test_notices_lead_where_one_acts(dossier: Dossier, head: Officer, province: Officer) -> None:
    sent = sending.forward(dossier=dossier, by=head)
    notice = Notice.objects.get(officer=province)
    assert notice.path == f"/tiep-nhan/{sent.dossier_id}/"
