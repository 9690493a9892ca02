"""After a return: what has to be made anew, and a second revision that says what changed."""

import json

import pytest

from awards.domain.onward import keeping_votes, sending, sent_changes
from awards.domain.onward.returning import Item
from awards.domain.onward.steps import Way
from awards.domain.writing.kept_votes import changed_votes
from awards.models import Dossier, Forwarding
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.awards.province import receive, send_back, states
from tests.wards import road as wards_road
from tests.wards.library import as_, text
from wards.domain.appraisal import review
from wards.models import Assessment, Officer


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
    report, summary = (
        f"Phường Điện Biên: “{name}”: nội dung đã thay đổi sau khi chốt. Chốt và ký lại văn bản này."
        for name in ("Báo cáo thành tích", "Bảng tổng hợp kết quả thực hiện tiêu chí")
    )
    assert refusal.value.missing == [
        report,
        summary,
        said,
        voted,
        city,
        early,
    ]  # bound as a draft, while something was missing
    page = Way(get_dossier(head, corrected.pk))
    assert {step.key: [lack.text for lack in step.missing] for step in page.steps if step.key != "binder"} == {
        "wards": [], "ward_papers": [report, summary], "appraisal": [said], "council": [voted], "papers": [city],
    }  # fmt: skip


def test_the_whole_way_back_ends_in_a_second_revision(
    sent: Forwarding, corrected: Dossier, first: Assessment, reviewer: Officer, head: Officer, province: Officer
) -> None:  # fmt: skip
    dossier = corrected
    vote = changed_votes(get_dossier(head, dossier.pk), [first])[first.pk]
    keeping_votes.keep_vote(dossier=dossier, assessment=first.pk, reason="Vẫn đủ điều kiện", seen=vote.seen, by=head)
    for kind in ("appraisal", "report", "summary"):
        road.paper(kind, by=reviewer, assessment=first)
    road.paper("city_proposal", by=reviewer, dossier=dossier)
    road.bind(dossier, by=reviewer)
    road.bind(dossier, by=reviewer, content="replaced")

    again = sending.forward(dossier=Dossier.objects.get(pk=dossier.pk), by=head)

    assert states(dossier) == ["forwarded", "forwarded", "forwarded"]
    assert (again.revision, again.replaced.content) == (2, "replaced")
    changes = sent_changes.compared(sent, again)
    assert [(line.ward, line.code, line.was, line.now) for line in changes.lines] == [
        ("Phường Điện Biên", "5.2", "7/8 (87,5%)", "6/8 (75%)")
    ]
    listed = json.loads(again.replaced.plan)["sections"][0]["rows"]
    assert [(row.title, row.how, row.old, row.new) for row in changes.replaced] == [
        (row["title"], row["how"], row["old"], row["new"]) for row in listed
    ]
    assert [row.unit for row in changes.replaced] == ["Văn bản của thành phố", *["Phường Điện Biên"] * 3]
    shown = text(as_(province).get(f"/tiep-nhan/{dossier.pk}/"))
    assert all(row.title in shown for row in changes.replaced)
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
