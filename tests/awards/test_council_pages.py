"""The pages of councils and meetings: plain forms that lose nothing, say what is wrong, and show what may be seen."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.domain.councils import meetings, membership
from awards.models import Council, Meeting
from tests.awards import sittings
from tests.wards.library import HTMX, as_
from wards.models import Assessment, Officer, Ward

LIST = "1. Nguyễn Văn A, Chủ tịch UBND phường, Chủ tịch Hội đồng\n2. Lê Thị B, Công chức, Ủy viên - Thư ký"


@pytest.fixture
def council(ward: Ward, official: Officer) -> Council:
    return sittings.council(ward, by=official)


@pytest.fixture
def meeting(council: Council, assessment: Assessment, official: Officer) -> Meeting:
    return sittings.begun(council, assessment, by=official)


def url(name: str, *args: object) -> str:
    return reverse(f"awards:{name}", args=args)


def decision(**other: object) -> dict[str, Any]:
    return {
        "name": "Hội đồng phường", "decision_number": "15/QĐ-UBND", "decision_date": "05/03/2019",
        "decision_issuer": "Chủ tịch UBND phường", "pasted": "", "seen": "", **other,
    }  # fmt: skip


def rows(*members: tuple[str, str, str]) -> dict[str, list[str]]:
    """As a browser sends them: lists of one length."""
    names, jobs, roles = (list(column) for column in zip(*members, strict=True))
    return {"seat": [""] * len(names), "full_name": names, "job": jobs, "role": roles, "officer": [""] * len(names)}


def typed(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def meeting_form(**other: str) -> dict[str, str]:
    return {
        "held_on": f"{timezone.localdate():%d/%m/%Y}", "began": "8h30", "ended_at": "", "place": "Hội trường",
        "vote": "secret", "guests": "", "agenda": "Bỏ phiếu", "discussion": "", "version": "1", **other,
    }  # fmt: skip


def test_pasted_list_becomes_rows_and_is_saved(ward: Ward, official: Officer) -> None:
    client, address = as_(official), url("council_new_ward", ward.pk)
    pasted = client.post(address, {**decision(pasted=LIST), "paste": "1"}).content.decode()

    assert typed(pasted, "full_name") == ["Nguyễn Văn A", "Lê Thị B"]
    assert typed(pasted, "decision_number") == ["15/QĐ-UBND"]
    assert "Đề nghị sửa" not in pasted
    members = rows(
        ("Nguyễn Văn A", "Chủ tịch UBND phường", "chair"), ("Lê Thị B", "Công chức", "secretary"), ("", "", "member")
    )
    answer = client.post(address, {**decision(), **members})

    council = Council.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url("council", council.pk))
    assert [(m.full_name, m.role) for m in council.members.all()] == [
        ("Nguyễn Văn A", "chair"),
        ("Lê Thị B", "secretary"),
    ]


@pytest.mark.parametrize(
    ("button", "names"),
    [({"add": "1"}, ["A", "B", ""]), ({"drop": "0"}, ["B"]), ({"up": "1"}, ["B", "A"]), ({"up": "7"}, ["A", "B"]),
     ({"drop": "x"}, ["A", "B"])],
)  # fmt: skip
def test_buttons_of_the_list_keep_what_was_typed(
    button: dict[str, str], names: list[str], ward: Ward, official: Officer
) -> None:
    members = rows(("A", "Chức vụ A", "chair"), ("B", "Chức vụ B", "member"))

    page = as_(official).post(url("council_new_ward", ward.pk), {**decision(), **members, **button}, headers=HTMX)

    shown = page.content.decode()
    assert page.status_code == 200
    assert re.findall(r'name="full_name"(?: value="([^"]*)")?', shown) == names
    assert not Council.objects.exists()


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(ward: Ward, official: Officer) -> None:
    members = rows(("Nguyễn Văn A", "", "member"), ("", "Công chức", "member"))

    answer = as_(official).post(url("council_new_ward", ward.pk), {**decision(decision_date="31/02/2019"), **members})

    page = answer.content.decode()
    assert (answer.status_code, Council.objects.count()) == (422, 0)
    assert "<title>Lỗi:" in page
    assert 'href="#id_decision_date"' in page
    assert 'href="#id_job_0"' in page
    assert 'href="#id_full_name_1"' in page
    assert typed(page, "full_name") == ["Nguyễn Văn A"]
    assert typed(page, "decision_date") == ["31/02/2019"]


def test_council_saved_by_somebody_else_is_shown_beside_what_was_typed(
    council: Council, official: Officer, leader: Officer
) -> None:
    seen = membership.fingerprint(council)
    seats = [membership.Seat(m.full_name, "Chức vụ khác", m.role, None, m.pk) for m in council.members.all()]
    membership.correct(council=council, seats=seats, by=leader, seen=seen, **sittings.DECISION)
    mine = decision(seen=seen, decision_number="99/QĐ-UBND")

    answer = as_(official).post(url("council_edit", council.pk), {**mine, **rows(("Nguyễn Văn A", "Ông A", "chair"))})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Chức vụ khác" in page
    assert typed(page, "decision_number") == ["99/QĐ-UBND"]
    assert typed(page, "seen") == [membership.fingerprint(council)]


def test_council_that_has_met_says_that_a_new_decision_is_needed(
    council: Council, assessment: Assessment, official: Officer, leader: Officer
) -> None:
    sittings.closed(council, assessment, by=leader, second=official)

    page = as_(official).get(url("council", council.pk)).content.decode()
    edit = as_(official).get(url("council_edit", council.pk)).content.decode()

    assert "Muốn thay đổi, đề nghị nhập quyết định mới." in page
    assert url("council_edit", council.pk) not in page
    assert '<form method="post" id="council"' not in edit


def test_meeting_is_written_down_by_the_page(council: Council, assessment: Assessment, official: Officer) -> None:
    client, address = as_(official), url("meeting_new", council.pk)
    offered = client.get(address).content.decode()
    assert "Biểu quyết đề nghị công nhận danh hiệu “Phường kiểu mẫu”." in offered
    first, last = council.members.first(), council.members.last()
    people = {"chair": str(first.pk), "secretary": str(last.pk)}

    answer = client.post(address, {**meeting_form(), **people, "assessments": [str(assessment.pk)]})

    made = Meeting.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url("meeting", made.pk))
    assert f"{timezone.localtime(made.held_at):%H:%M}" == "08:30"
    assert (made.chair, made.secretary, made.ballots.get().assessment) == (first, last, assessment)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"began": "25:00"}, "không phải là giờ"),
        ({"began": ""}, "Đề nghị nhập giờ bắt đầu họp."),
        ({"held_on": "01/01/2019"}, "không thể họp trước ngày đó"),
        ({"ended_at": "7:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"chair": ""}, "Chưa chọn người chủ trì"),
        ({"agenda": " "}, "Đề nghị nhập nội dung phiên họp."),
        ({"vote": "x"}, "Hình thức biểu quyết"),
        ({"assessments": ""}, "Hội đồng biểu quyết về"),
        ({"assessments": "999999"}, "Hội đồng biểu quyết về"),
        ({"place": "x" * 300}, "Địa điểm"),
    ],
)
def test_bad_meeting_is_told(
    wrong: dict[str, str], said: str, council: Council, assessment: Assessment, official: Officer
) -> None:
    people = {"chair": str(council.members.first().pk), "secretary": str(council.members.last().pk)}
    form = {**meeting_form(guests="Khách mời riêng"), **people, "assessments": str(assessment.pk), **wrong}

    answer = as_(official).post(url("meeting_new", council.pk), form)

    page = answer.content.decode()
    summary = page[page.index("error-summary") : page.index("</ul></div>" if "</ul></div>" in page else "</main>")]
    assert (answer.status_code, Meeting.objects.count()) == (422, 0)
    assert said in summary
    assert "Khách mời riêng" in page


def test_meeting_keeps_no_strange_sign(council: Council, assessment: Assessment, official: Officer) -> None:
    people = {"chair": str(council.members.first().pk), "secretary": str(council.members.last().pk)}
    form = {**meeting_form(discussion="a\x00b\u200b\x1f c"), **people, "assessments": str(assessment.pk)}

    answer = as_(official).post(url("meeting_new", council.pk), form)

    assert (answer.status_code, Meeting.objects.get().discussion) == (303, "ab c")


@pytest.mark.parametrize(("length", "status"), [(8000, 303), (8001, 422)])
def test_meeting_keeps_long_opinions(
    length: int, status: int, council: Council, assessment: Assessment, official: Officer
) -> None:
    people = {"chair": str(council.members.first().pk), "secretary": str(council.members.last().pk)}
    form = {**meeting_form(discussion="ý" * length), **people, "assessments": str(assessment.pk)}

    answer = as_(official).post(url("meeting_new", council.pk), form)

    assert (answer.status_code, Meeting.objects.count()) == (status, int(status == 303))


def test_meeting_two_people_write_shows_both_texts(
    meeting: Meeting, council: Council, official: Officer, leader: Officer
) -> None:
    meetings.rewrite(meeting=meeting, seen=1, by=leader, **sittings.text(council, place="Hội trường lớn"))
    people = {"chair": str(meeting.chair_id), "secretary": str(meeting.secretary_id)}

    answer = as_(official).post(url("meeting_edit", meeting.pk), {**meeting_form(place="Phòng họp số 2"), **people})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hội trường lớn" in page
    assert typed(page, "place") == ["Phòng họp số 2"]
    assert typed(page, "version") == ["2"]


def test_attendance_asks_for_the_reason_and_keeps_the_ticks(meeting: Meeting, official: Officer) -> None:
    client, address = as_(official), url("meeting_attendance", meeting.pk)
    here = [str(member.pk) for member in meeting.council.members.all()]
    seen = meetings.fingerprint(meeting)

    refused = client.post(address, {"member": here[1:], "seen": seen})
    saved = client.post(address, {"member": here[1:], f"reason-{here[0]}": "ốm", "seen": seen})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'href="#reason-{here[0]}"' in page
    assert page.count(" checked") == 8
    assert saved.status_code == 303
    assert [row.reason for row in meeting.attendances.filter(present=False)] == ["ốm"]


def count(client: Client, meeting: Meeting, *votes: str) -> Any:
    names = ("in_favour", "against", "blank")
    return client.post(url("ballot", meeting.ballots.get().pk), dict(zip(names, votes, strict=True)))


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        (("x", "0", "0"), "không phải là số"), (("-1", "0", "0"), "nhỏ hơn 0"), (("9,5", "0", "0"), "9,5"),
        (("10", "0", "0"), "10 phiếu nhiều hơn 9 người bỏ phiếu."), (("8", "0", "0"), "còn thiếu 1 phiếu"),
        (("9", "", "0"), "không có thì nhập 0"), (("9" * 39, "0", "0"), "error-summary"),
    ],
)  # fmt: skip
def test_bad_count_is_told(votes: tuple[str, ...], said: str, meeting: Meeting, official: Officer) -> None:
    answer = count(as_(official), meeting, *votes)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_second_person_sees_no_number_before_their_own(meeting: Meeting, official: Officer, leader: Officer) -> None:
    count(as_(official), meeting, "4", "3", "2")
    address = url("ballot", meeting.ballots.get().pk)

    first, second = as_(official).get(address).content.decode(), as_(leader).get(address).content.decode()

    assert "Đã nhập, chờ người thứ hai." in first
    assert 'data-th="Đồng ý">4<' in first
    assert "đã nhập kết quả kiểm phiếu" in second
    assert "data-th=" not in second
    for page in (url("meeting", meeting.pk), url("meeting_close", meeting.pk)):
        assert 'data-th="Đồng ý"' not in as_(leader).get(page).content.decode()


def test_counts_that_differ_are_still_shown_to_their_own_people_only(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    count(as_(official), meeting, "4", "3", "2")
    count(as_(leader), meeting, "5", "3", "1")

    for who, own in ((official, ["4"]), (leader, ["5"])):
        page = as_(who).get(url("ballot", meeting.ballots.get().pk)).content.decode()
        assert "Cán bộ phường Điện Biên và Lãnh đạo phường Điện Biên khác nhau nên cả hai đều không có giá trị" in page
        assert "Đã có 1 lần kiểm phiếu không khớp" in page
        assert re.findall(r'data-th="Đồng ý">(\d)<', page) == own


def test_meeting_is_closed_by_the_page_with_a_reason_for_the_missed_share(
    meeting: Meeting, official: Officer, leader: Officer
) -> None:
    sittings.counted(meeting.ballots.get(), (6, 3, 0), official, leader)
    client, address, vote = as_(leader), url("meeting_close", meeting.pk), meeting.ballots.get().pk
    seen = typed(client.get(address).content.decode(), "seen")[0]

    unchosen = client.post(address, {"seen": seen, f"reason-{vote}": "Đã bàn kỹ"})
    refused = client.post(address, {"seen": seen, f"goes-on-{vote}": "0", f"reason-{vote}": " "})
    done = client.post(address, {"seen": seen, f"goes-on-{vote}": "0", f"reason-{vote}": "Chưa đủ căn cứ"})

    assert [unchosen.status_code, refused.status_code, done.status_code] == [422, 422, 303]
    assert "Đã bàn kỹ" in unchosen.content.decode()
    page = client.get(url("meeting", meeting.pk)).content.decode()
    assert "Không đề nghị, lý do: Chưa đủ căn cứ" in page
    assert "66,67%" in page


def test_official_reads_why_they_cannot_close(meeting: Meeting, official: Officer, leader: Officer) -> None:
    sittings.counted(meeting.ballots.get(), (9, 0, 0), official, leader)

    page = as_(official).get(url("meeting_close", meeting.pk)).content.decode()
    posted = as_(official).post(url("meeting_close", meeting.pk), {"seen": ""})

    assert "Chỉ người chủ trì phiên họp, lãnh đạo phường hoặc Trưởng phòng mới chốt được." in page
    assert posted.status_code == 409


def test_office_reads_a_wards_meeting_once_it_is_closed(
    meeting: Meeting, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    client, address = as_(reviewer), url("meeting", meeting.pk)
    assert client.get(address).status_code == 404
    sittings.counted(meeting.ballots.get(), (9, 0, 0), official, leader)
    sittings.close(meeting, by=leader)

    assert client.get(address).status_code == 200
    assert client.get(url("ballot", meeting.ballots.get().pk)).status_code == 403
    assert client.post(url("meeting_edit", meeting.pk), meeting_form()).status_code == 403


def test_show_of_hands_is_told_in_its_own_words(council: Council, assessment: Assessment, official: Officer) -> None:
    ballot = sittings.begun(council, assessment, by=official, vote="open").ballots.get()

    counts = {"in_favour": "9", "against": "0", "blank": "0"}
    client = as_(official)
    after = client.get(client.post(url("ballot", ballot.pk), counts)["Location"])

    assert [str(said) for said in after.context["messages"]] == ["Đã ghi nhận kết quả biểu quyết giơ tay."]


def test_meeting_typed_when_the_login_ran_out_is_offered_again(
    council: Council, assessment: Assessment, official: Officer
) -> None:
    client, address = Client(), url("meeting_new", council.pk)
    client.post(address, {**meeting_form(place="Nhà văn hóa"), "typed_by": str(official.pk)})
    client.force_login(official, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(address).content.decode()

    assert typed(page, "place") == ["Nhà văn hóa"]
    assert not Meeting.objects.exists()
