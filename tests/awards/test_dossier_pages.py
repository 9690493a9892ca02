"""The office's pages of a dossier: begin a round, name wards, see what lacks, forward."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.domain.facts import NotAllowed
from awards.domain.onward import dossiers
from awards.models import Dossier, DossierWard, Forwarding
from tests.awards import dossiers as road
from tests.awards import sittings
from tests.wards.library import as_, text
from wards.models import Assessment, Office, Officer, Period, Score, Ward


@pytest.fixture
def second(first: Assessment, other_ward: Ward) -> Assessment:
    return road.reviewed_beside(first, other_ward)


def url(name: str, dossier: Dossier) -> str:
    return reverse(f"awards:{name}", args=[dossier.pk])


def named(dossier: Dossier) -> list[str]:
    return [str(row.assessment.ward) for row in dossier.wards.order_by("position")]


def test_a_round_is_begun_once_however_often_it_is_asked_for(
    first: Assessment, office: Office, reviewer: Officer
) -> None:
    one, again = (dossiers.make(office=office, period=first.period_id, by=reviewer) for _time in range(2))
    dossiers.choose(dossier=one, assessments=[first.pk], seen=[], by=reviewer)
    assert (one, one.number) == (again, 1)
    assert dossiers.make(office=office, period=first.period_id, by=reviewer).number == 2


def test_a_round_needs_an_appraised_ward(assessment: Assessment, office: Office, reviewer: Officer) -> None:
    with pytest.raises(ValidationError):
        dossiers.make(office=office, period=assessment.period_id, by=reviewer)


def test_wards_are_put_in_in_their_order_and_taken_out(
    first: Assessment, second: Assessment, office: Office, reviewer: Officer
) -> None:
    dossier = road.begun(office, first, second, by=reviewer)
    assert named(dossier) == ["Phường Điện Biên", "Phường Đông Sơn"]
    seen = [first.pk, second.pk]
    dossiers.choose(dossier=dossier, assessments=seen[::-1], seen=seen, by=reviewer)
    assert named(dossier) == ["Phường Đông Sơn", "Phường Điện Biên"]
    dossiers.choose(dossier=dossier, assessments=[first.pk], seen=seen[::-1], by=reviewer)
    assert named(dossier) == ["Phường Điện Biên"]


def test_a_list_changed_meanwhile_is_not_overwritten(
    first: Assessment, second: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    dossier = road.begun(office, first, by=reviewer)
    with pytest.raises(dossiers.Changed):
        dossiers.choose(dossier=dossier, assessments=[second.pk], seen=[], by=head)
    assert named(dossier) == ["Phường Điện Biên"]


def test_a_ward_stands_in_one_dossier(first: Assessment, office: Office, reviewer: Officer) -> None:
    road.begun(office, first, by=reviewer)
    other = dossiers.make(office=office, period=first.period_id, by=reviewer)
    with pytest.raises(ValidationError):
        dossiers.choose(dossier=other, assessments=[first.pk], seen=[], by=reviewer)
    assert DossierWard.objects.count() == 1


def test_what_was_forwarded_is_not_changed(first: Assessment, office: Office, reviewer: Officer) -> None:
    dossier = road.begun(office, first, by=reviewer)
    Dossier.objects.filter(pk=dossier.pk).update(state="forwarded")
    with pytest.raises(NotAllowed):
        dossiers.choose(dossier=dossier, assessments=[], seen=[first.pk], by=reviewer)
    with pytest.raises(NotAllowed):
        dossiers.attach_meeting(dossier=dossier, meeting=None, by=reviewer)


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_whole_preparation_through_the_pages(
    first: Assessment, second: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    client = as_(reviewer)
    answer = client.post(reverse("awards:dossier_new"), {"period": first.period_id})
    dossier = Dossier.objects.get()
    assert answer["Location"] == url("dossier_wards", dossier)
    typed = {f"in_{second.pk}": "on", f"place_{second.pk}": "1", f"in_{first.pk}": "on", f"place_{first.pk}": "2"}
    client.post(url("dossier_wards", dossier), {"seen": "", **typed})
    assert named(dossier) == ["Phường Đông Sơn", "Phường Điện Biên"]
    page = text(client.get(url("dossier", dossier)))
    assert "Phường Đông Sơn: Chưa lập “Báo cáo thẩm định”." in page
    assert "Chưa gắn phiên họp của Hội đồng thành phố." in page

    road.prepared(dossier, by=reviewer)

    page = text(client.get(url("dossier", dossier)))
    assert page.count("Đã xong") == 6
    assert "Chỉ Trưởng phòng Nội vụ trình tỉnh." in page
    boss = as_(head)
    confirm = boss.get(url("dossier_forward", dossier))
    assert "Tờ trình của Ủy ban nhân dân thành phố số 04/TTr-UBND" in text(confirm)
    assert "9/9 (100%)" in text(confirm)
    sent = boss.post(url("dossier_forward", dossier), {"seen": confirm.context["seen"]})
    assert (sent.status_code, Forwarding.objects.count()) == (303, 1)
    again = boss.post(url("dossier_forward", dossier), {"seen": confirm.context["seen"]})
    assert (again.status_code, Forwarding.objects.count()) == (409, 1)
    assert "Hồ sơ hiện là “Đã trình tỉnh”." in text(again)


def test_forwarding_says_what_lacks_and_sends_nothing(
    first: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    dossier = road.begun(office, first, by=reviewer)
    for answer in (as_(head).get(url("dossier_forward", dossier)), as_(head).post(url("dossier_forward", dossier))):
        assert "Chưa đóng tập hồ sơ." in text(answer)
    assert not Forwarding.objects.exists()


def test_a_wrong_place_stands_beside_its_field(first: Assessment, office: Office, reviewer: Officer) -> None:
    dossier = road.begun(office, first, by=reviewer)
    typed = {"seen": str(first.pk), f"in_{first.pk}": "on", f"place_{first.pk}": "một"}
    answer = as_(reviewer).post(url("dossier_wards", dossier), typed)
    assert answer.status_code == 422
    assert 'value="một"' in answer.content.decode()


def test_a_ward_that_is_not_appraised_any_more_is_said_with_its_state(
    first: Assessment, office: Office, reviewer: Officer
) -> None:
    dossier = road.begun(office, first, by=reviewer)
    Assessment.objects.filter(pk=first.pk).update(state="under_review")
    assert "Phường Điện Biên: Bản tự đánh giá đang ở trạng thái" in text(as_(reviewer).get(url("dossier", dossier)))


def test_two_people_choosing_wards_are_told(
    first: Assessment, second: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    dossier = road.begun(office, first, by=reviewer)
    answer = as_(head).post(url("dossier_wards", dossier), {"seen": "", f"in_{second.pk}": "on"})
    assert answer.status_code == 409
    assert "Người khác vừa sửa danh sách" in text(answer)


def test_attaching_says_what_is_attached_now(
    first: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    dossier = road.begun(office, first, by=reviewer)
    meeting = sittings.begun(sittings.council(office, by=head), first, by=head)
    chosen = {"day": f"{timezone.localdate(meeting.held_at):%d/%m/%Y}", "pk": str(meeting.pk)}

    said = []
    for pk in (chosen["pk"], ""):
        client = as_(reviewer)
        after = client.get(client.post(url("dossier_meeting", dossier), {"meeting": pk})["Location"])
        said += [str(message) for message in after.context["messages"]]

    assert said == [
        f"Đã gắn phiên họp ngày {chosen['day']} vào hồ sơ.",
        "Hồ sơ chưa gắn phiên họp nào. Phải gắn phiên họp của Hội đồng trước khi trình tỉnh.",
    ]


def test_links_to_what_lacks_are_named_by_it(
    first: Assessment, second: Assessment, office: Office, head: Officer
) -> None:
    page = as_(head).get(url("dossier", road.begun(office, first, second, by=head))).content.decode()

    names = re.findall(r"""Mở văn bản<span class="vh">: ([^<]+)</span>""", page)

    assert len(names) == len(set(names)) > 2


def test_an_empty_round_is_taken_back(first: Assessment, office: Office, reviewer: Officer) -> None:
    dossier = dossiers.make(office=office, period=first.period_id, by=reviewer)
    as_(reviewer).post(url("dossier_drop", dossier))
    assert not Dossier.objects.exists()
    kept = road.begun(office, first, by=reviewer)
    as_(reviewer).post(url("dossier_drop", kept))
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("name", ["dossier", "dossier_wards"])
def test_pages_of_a_dossier_ask_alike_for_3_wards_and_for_300(
    period: Period, office: Office, reviewer: Officer, name: str
) -> None:
    counts = []
    for count in (3, 297):
        wards = Ward.objects.bulk_create(_wards(office, count))
        found = Assessment.objects.bulk_create(
            Assessment(ward=ward, period=period, state="reviewed", round=1) for ward in wards
        )
        dossier = Dossier.objects.first() or Dossier.objects.create(office=office, period=period, number=1, by=reviewer)
        DossierWard.objects.bulk_create(DossierWard(dossier=dossier, assessment=row) for row in found)
        criterion = period.criteria_set.criteria.first()
        Score.objects.bulk_create(
            Score(assessment=row, criterion=criterion, side="office", points=1, met=True, provided=1, of=1)
            for row in found
        )
        client = as_(reviewer)
        client.get("/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url(name, dossier)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def _wards(office: Office, count: int) -> list[Ward]:
    start = Ward.objects.count()
    made = [Ward(code=f"{40000 + start + n}", name=f"Phường Số {start + n}", kind="phường", office=office)
            for n in range(count)]  # fmt: skip
    for ward in made:
        ward.set_keys()
    return made


def test_the_list_asks_alike_for_3_rounds_and_for_300(period: Period, office: Office, reviewer: Officer) -> None:
    counts = []
    for start, count in ((0, 3), (3, 297)):
        Dossier.objects.bulk_create(
            Dossier(office=office, period=period, number=n + 1, by=reviewer) for n in range(start, start + count)
        )
        client = as_(reviewer)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("awards:dossiers")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
