"""From the city to the province and back: sent once, received once, returned by letter, decided."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from awards.domain.facts import NotAllowed
from awards.domain.onward import keeping_votes, sealed, sending, sent_text
from awards.domain.onward.returning import Item
from awards.domain.onward.steps import Way
from awards.domain.writing.kept_votes import changed_votes
from awards.models import AwardDecision, Dossier, Forwarding, Grant, Outcome, Receipt, Return
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.wards import road as wards_road
from tests.wards.races import together
from wards.domain.appraisal import review
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, LedgerEntry, Notice, Office, Officer, Verdict, Ward

TODAY = timezone.localdate()
WEEK = dt.timedelta(days=7)
OF_WARD = ("appraisal", "proposal", "report", "summary", "council")  # as they are bound


@pytest.fixture
def first(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer) -> Assessment:
    road.confirm(assessment.period)
    road.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    return assessment


@pytest.fixture
def dossier(first: Assessment, other_ward: Ward, office: Office, reviewer: Officer) -> Dossier:
    """Two wards, everything made, signed and bound."""
    second = road.reviewed_beside(first, other_ward)
    return road.prepared(road.begun(office, first, second, by=reviewer), by=reviewer)


@pytest.fixture
def sent(dossier: Dossier, head: Officer) -> Forwarding:
    return sending.forward(dossier=dossier, by=head)


def states(dossier: Dossier) -> list[str]:
    dossier.refresh_from_db()
    return [dossier.state, *dossier.wards.order_by("position").values_list("assessment__state", flat=True)]


def receive(sent: Forwarding, by: Officer, **fields: object) -> Receipt:
    given = {"received_on": TODAY, "receiver": "Trần Thị B", "number": "07/TN", **fields}
    return sending.receive(dossier=sent.dossier, seen=sent.pk, by=by, **given)


def send_back(sent: Forwarding, *items: Item, by: Officer, **fields: object) -> Return:
    given = {
        "letter_number": "45/BTĐKT-NV1", "letter_date": TODAY, "reasons": "Thiếu minh chứng",
        "due": timezone.now() + WEEK, **fields,
    }  # fmt: skip
    return sending.send_back(dossier=sent.dossier, items=items, seen=sent.pk, by=by, **given)


def decide(sent: Forwarding, outcomes: dict[int, str | None], by: Officer, **fields: object) -> AwardDecision:
    given = {
        "number": "1500/QĐ-UBND", "decided_on": TODAY, "authority": "Chủ tịch UBND tỉnh Thanh Hóa",
        "scan": road.decision_scan(), **fields,
    }  # fmt: skip
    Dossier.objects.filter(pk=sent.dossier_id, state="forwarded").update(state="received")
    return sending.decide(dossier=sent.dossier, outcomes=outcomes, by=by, **given)


# Forwarding ----------------------------------------------------------------------------------------------------------


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


# Receipt -------------------------------------------------------------------------------------------------------------


def test_receipt_is_told_to_office_and_wards(
    sent: Forwarding, province: Officer, official: Officer, reviewer: Officer
) -> None:
    receive(sent, province)

    assert states(sent.dossier)[0] == "received"
    for person in (official, reviewer):
        assert "Trần Thị B" in sentence(person.notices.get(kind="received"))


@pytest.mark.parametrize("days", [-1, 1])
def test_a_receipt_lies_between_forwarding_and_today(sent: Forwarding, province: Officer, days: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        receive(sent, province, received_on=TODAY + dt.timedelta(days=days))
    assert list(refusal.value.message_dict) == ["received_on"]


def test_what_is_received_is_not_received_again(sent: Forwarding, province: Officer) -> None:
    receive(sent, province)
    with pytest.raises(NotAllowed):
        receive(sent, province)


@pytest.mark.django_db(transaction=True)
def test_receipt_and_return_at_once_leave_a_whole_story(sent: Forwarding, first: Assessment, province: Officer) -> None:
    item = Item("city", "Sai số liệu", entry=first.entries.get(indicator__code="5.2"))
    outcomes = together(lambda: receive(sent, province), lambda: send_back(sent, item, by=province))

    assert isinstance(outcomes[1], Return)
    assert isinstance(outcomes[0], Receipt | NotAllowed)
    assert states(sent.dossier) == ["returned", "returned", "returned"]


# Return --------------------------------------------------------------------------------------------------------------


def test_a_line_for_the_ward_opens_there_and_nothing_else(
    sent: Forwarding, first: Assessment, province: Officer, official: Officer
) -> None:
    line = first.entries.get(indicator__code="5.2")
    returned = send_back(sent, Item("ward", "Thiếu quyết định", entry=line), by=province)

    assert states(sent.dossier) == ["returned", "to_complete", "returned"]
    assert sent.dossier.revision == 2
    first.refresh_from_db()
    assert first.completion_due == returned.due
    verdict = Verdict.objects.filter(entry=line).latest("pk")
    day = f"{TODAY:%d/%m/%Y}"
    assert (verdict.kind, verdict.reason, verdict.by) == (
        "to_complete", f"Theo Công văn số 45/BTĐKT-NV1 ngày {day}: Thiếu quyết định", province,
    )  # fmt: skip
    assert wards_road.record(first, "5.2", {"met": 8, "of": 8}, by=official).met == 8
    with pytest.raises(Exception, match="được yêu cầu bổ sung"):
        wards_road.record(first, "5.1", {"met": 7, "of": 8}, by=official)


def test_what_is_for_the_city_goes_to_the_office_alone(
    sent: Forwarding, first: Assessment, province: Officer, head: Officer
) -> None:
    proposal = sent.dossier.papers.get(kind="city_proposal")
    send_back(sent, Item("city", "Sai trích yếu", paper=proposal), by=province)

    assert states(sent.dossier) == ["returned", "returned", "returned"]
    first.refresh_from_db()
    review.reopen(assessment=first, reason="Theo công văn", by=head)
    assert states(sent.dossier)[1] == "under_review"


def test_return_is_told_with_its_letter(
    sent: Forwarding, first: Assessment, province: Officer, official: Officer, reviewer: Officer
) -> None:
    line = first.entries.get(indicator__code="5.2")
    send_back(sent, Item("ward", "Thiếu quyết định", entry=line), by=province)

    ward, office = (sentence(found.notices.get(kind="returned")) for found in (official, reviewer))
    assert "bổ sung 5.2" in ward
    assert "45/BTĐKT-NV1" in office


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"letter_number": " "}, ["letter_number"]), ({"reasons": ""}, ["reasons"]),
        ({"letter_date": TODAY + dt.timedelta(days=1)}, ["letter_date"]),
        ({"letter_date": TODAY - dt.timedelta(days=1)}, ["letter_date"]),
        ({"due": timezone.now() - WEEK}, ["due"]),
    ],
)  # fmt: skip
def test_a_return_lacking_something_changes_nothing(
    sent: Forwarding, first: Assessment, province: Officer, fields: dict[str, object], wrong: list[str]
) -> None:
    item = Item("ward", "Thiếu", entry=first.entries.first())
    with pytest.raises(ValidationError) as refusal:
        send_back(sent, item, by=province, **fields)
    assert list(refusal.value.message_dict) == wrong
    assert states(sent.dossier) == ["forwarded", "forwarded", "forwarded"]


def test_a_return_names_what_was_forwarded_and_says_why(
    sent: Forwarding, first: Assessment, province: Officer, period, office: Office
) -> None:
    stranger = road.another(period, Ward.objects.create(code="30000", name="Phường Lạ", kind="phường", office=office))
    for items in (
        [],
        [Item("ward", "", entry=first.entries.first())],
        [Item("ward", "x", entry=stranger.entries.first())],
    ):
        with pytest.raises(ValidationError) as refusal:
            send_back(sent, *items, by=province)
        assert list(refusal.value.message_dict) == ["items"]


@pytest.fixture
def corrected(
    sent: Forwarding, first: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> Dossier:  # fmt: skip
    """Back by letter for one line, which now says less and was judged anew; no paper was made anew."""
    send_back(sent, Item("ward", "Thiếu", entry=first.entries.get(indicator__code="5.2")), by=province)
    wards_road.record(first, "5.2", {"met": 6, "of": 8}, by=official)
    review.hand_in(assessment=first, by=leader)
    review.start_review(assessment=first, by=reviewer)
    with pytest.raises(sending.Lacking):
        sending.forward(dossier=sent.dossier, by=head)
    wards_road.judge(first, "5.2", "confirmed", by=reviewer)
    review.complete(assessment=first, by=head)
    return Dossier.objects.get(pk=sent.dossier_id)


def test_report_that_says_earlier_figures_is_not_sent(corrected: Dossier, reviewer: Officer, head: Officer) -> None:
    road.bind(corrected, by=reviewer)

    with pytest.raises(sending.Lacking) as refusal:
        sending.forward(dossier=corrected, by=head)

    said = "Phường Điện Biên: “Báo cáo thẩm định”: nội dung đã thay đổi sau khi chốt. Chốt và ký lại văn bản này."
    voted = (
        "Phường Điện Biên: kết quả thẩm định đã thay đổi sau khi Hội đồng biểu quyết: chỉ tiêu 5.2 từ 7/8 (87,5%) "
        "thành 6/8 (75%). Hãy họp biểu quyết lại, hoặc ghi rõ lý do giữ nguyên kết quả biểu quyết."
    )
    city = "“Tờ trình của Ủy ban nhân dân thành phố”: nội dung đã thay đổi sau khi chốt. Chốt và ký lại văn bản này."
    early = "Tập hồ sơ còn văn bản, minh chứng hoặc danh sách đơn vị cũ: đóng lại tập hồ sơ."
    assert refusal.value.missing == [said, voted, city, early]  # bound as a draft, while something was missing
    page = Way(get_dossier(head, corrected.pk))
    assert {step.key: [lack.text for lack in step.missing] for step in page.steps if step.key != "binder"} == {
        "wards": [], "ward_papers": [], "appraisal": [said], "council": [voted], "papers": [city],
    }  # fmt: skip


def test_the_whole_way_back_ends_in_a_second_revision(
    sent: Forwarding, corrected: Dossier, first: Assessment, reviewer: Officer, head: Officer, province: Officer
) -> None:  # fmt: skip
    dossier = corrected
    vote = changed_votes(get_dossier(head, dossier.pk), [first])[first.pk]
    keeping_votes.keep_vote(dossier=dossier, assessment=first.pk, reason="Vẫn đủ điều kiện", seen=vote.seen, by=head)
    road.paper("appraisal", by=reviewer, assessment=first)
    road.paper("city_proposal", by=reviewer, dossier=dossier)
    road.bind(dossier, by=reviewer)
    road.bind(dossier, by=reviewer, content="replaced")

    again = sending.forward(dossier=Dossier.objects.get(pk=dossier.pk), by=head)

    assert states(dossier) == ["forwarded", "forwarded", "forwarded"]
    assert (again.revision, again.replaced.content) == (2, "replaced")
    changes = sent_text.compared(sent_text.read(sent), sent_text.read(again))
    assert [(ward, old.code, old.result, new.result) for ward, old, new in changes.lines] == [
        ("Phường Điện Biên", "5.2", "7/8 (87,5%)", "6/8 (75%)")
    ]
    assert [(old.revision, new.revision, new.ward) for old, new in changes.papers] == [
        (1, 2, ""), (1, 2, "Phường Điện Biên"),
    ]  # fmt: skip
    receive(again, province)
    assert states(dossier)[0] == "received"


def test_a_paper_the_letter_names_has_to_be_made_anew(
    sent: Forwarding, province: Officer, reviewer: Officer, head: Officer
) -> None:
    dossier = sent.dossier
    send_back(sent, Item("city", "Sai trích yếu", paper=dossier.papers.get(kind="city_proposal")), by=province)
    road.bind(dossier, by=reviewer, content="replaced")
    with pytest.raises(sending.Lacking) as refusal:
        sending.forward(dossier=dossier, by=head)
    assert refusal.value.missing == [
        "Tỉnh yêu cầu làm lại “Tờ trình của thành phố”: Sai trích yếu",
        "Đóng lại tập hồ sơ khi các bước trên đã xong.",
    ]


# Decision ------------------------------------------------------------------------------------------------------------


def test_a_decision_enters_award_history(
    sent: Forwarding, first: Assessment, province: Officer, official: Officer
) -> None:
    other = sent.dossier.wards.exclude(assessment=first).get().assessment
    receive(sent, province)
    decision = decide(sent, {first.pk: None, other.pk: "Chưa đạt tiêu chí 5"}, province)

    assert states(sent.dossier) == ["decided", "closed", "closed"]
    grant = Grant.objects.get()
    assert (grant.ward, grant.title, grant.year, grant.decision_number) == (
        first.ward, "Phường kiểu mẫu", 2019, "1500/QĐ-UBND",
    )  # fmt: skip
    assert [(o.assessment_id, o.recognised, o.grant_id, o.reason) for o in decision.outcomes.all()] == [
        (first.pk, True, grant.pk, ""), (other.pk, False, None, "Chưa đạt tiêu chí 5"),
    ]  # fmt: skip
    assert road.bytes_of(decision) == road.decision_scan().content
    assert "1500/QĐ-UBND" in sentence(official.notices.get(kind="decided"))


def test_a_decision_on_some_wards_leaves_the_others_there(
    sent: Forwarding, first: Assessment, province: Officer
) -> None:
    decide(sent, {first.pk: None}, province)
    assert states(sent.dossier) == ["received", "closed", "forwarded"]
    with pytest.raises(ValidationError):
        decide(sent, {first.pk: None}, province, number="1501/QĐ-UBND")
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"number": ""}, "number"), ({"authority": " "}, "authority"),
        ({"decided_on": TODAY + dt.timedelta(days=1)}, "decided_on"),
        ({"decided_on": TODAY - dt.timedelta(days=1)}, "decided_on"),
    ],
)  # fmt: skip
def test_a_decision_lacking_something_changes_nothing(
    sent: Forwarding, first: Assessment, province: Officer, fields: dict[str, object], wrong: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        decide(sent, {first.pk: None}, province, **fields)
    assert list(refusal.value.message_dict) == [wrong]
    for outcomes in ({}, {first.pk: " "}, {0: None}):
        with pytest.raises(ValidationError) as refusal:
            decide(sent, outcomes, province)
        assert list(refusal.value.message_dict) == ["outcomes"]
    assert states(sent.dossier) == ["received", "forwarded", "forwarded"]
    assert (AwardDecision.objects.count(), Outcome.objects.count()) == (0, 0)


def test_the_head_may_record_the_decision_and_nobody_below(
    sent: Forwarding, first: Assessment, head: Officer, reviewer: Officer
) -> None:
    with pytest.raises(NotAllowed):
        decide(sent, {first.pk: None}, reviewer)
    assert decide(sent, {first.pk: None}, head).by == head


# The ledger ----------------------------------------------------------------------------------------------------------


def altered() -> Iterator[str]:
    yield "UPDATE awards_forwarding SET text = '{}'"
    yield "UPDATE awards_receipt SET receiver = 'Kẻ khác'"
    yield "UPDATE awards_awarddecision SET number = '1/QĐ'"
    yield "UPDATE awards_outcome SET reason = 'khác'"


def test_the_ledger_proves_each_act(
    sent: Forwarding, first: Assessment, province: Officer, django_db_blocker: object
) -> None:
    receive(sent, province)
    decide(sent, {first.pk: None}, province)
    assert list(sealed.unproven_forwardings()) == []
    for statement, model in zip(altered(), (Forwarding, Receipt, AwardDecision, AwardDecision), strict=True):
        with road.past_the_triggers(statement):
            assert [type(act) for act in sealed.unproven_forwardings()] == [model]


def test_notices_lead_where_one_acts(dossier: Dossier, head: Officer, province: Officer) -> None:
    sent = sending.forward(dossier=dossier, by=head)
    notice = Notice.objects.get(officer=province)
    assert notice.path == f"/tiep-nhan/{sent.dossier_id}/"
