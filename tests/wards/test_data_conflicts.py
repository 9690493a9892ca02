"""Two people at one thing that is no figure: a document's data, criteria given to officials, usual reasons, visits."""

import datetime as dt
import re
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import MembershipFactory, OfficerFactory
from tests.wards.library import add, as_, text
from tests.wards.races import together
from wards.domain.appraisal import inspections, usual_reasons
from wards.domain.doubts import plausibility_registry as registry
from wards.domain.exhibits import evidence_edit
from wards.domain.sheet import assignments
from wards.models import Assessment, Assignment, Criterion, Evidence, Officer, UsualReason


@pytest.fixture
def document(assessment: Assessment, official: Officer) -> Evidence:
    return add(assessment.ward, official, "Báo cáo", number="45/BC", issuer="UBND phường")


@pytest.fixture
def deputy(leader: Officer, assessment: Assessment) -> Officer:
    """A second leader of the ward."""
    return MembershipFactory(role="leader", ward=assessment.ward, office=None, officer=OfficerFactory()).officer


def url_of(document: Evidence) -> str:
    return reverse("wards:evidence_detail", args=[document.pk])


def form_of(response: HttpResponse, form: str) -> dict[str, str]:
    """What a browser would send of the form with this id: its fields as they were drawn."""
    found = re.search(rf'<form[^>]* id="{form}".*?</form>', response.content.decode(), re.DOTALL)
    assert found, f"no form {form}"
    drawn = found[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", drawn):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or "checked" in tag):
            fields[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', drawn, re.DOTALL):
        fields[name] = body.strip()
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', drawn, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', body)
        fields[name] = chosen[1] if chosen else ""
    return fields


# Documents ----------------------------------------------------------------------------------------------------------


def test_later_data_do_not_silently_replace_anothers(document: Evidence, official: Officer, colleague: Officer) -> None:
    first, second = as_(official), as_(colleague)
    shown = {client: form_of(client.get(url_of(document)), "data-form") for client in (first, second)}
    first.post(url_of(document), {**shown[first], "number": "46/BC"})

    answer = second.post(url_of(document), {**shown[second], "number": "47/BC", "issued_on": "15/11/2019"})

    document.refresh_from_db()
    assert (answer.status_code, document.number, document.issued_on) == (409, "46/BC", None)
    said = text(answer)
    assert f"{official} đã sửa dữ liệu lúc" in said
    rows = re.findall(r"Đang lưu (\S+).*?chưa lưu (\S+)", said)
    assert rows[0] == ("46/BC", "47/BC")
    assert 'value="47/BC"' in answer.content.decode()


def test_data_sent_once_more_are_what_the_person_chose(
    document: Evidence, official: Officer, colleague: Officer
) -> None:
    first, second = as_(official), as_(colleague)
    shown = form_of(second.get(url_of(document)), "data-form")
    first.post(url_of(document), {**form_of(first.get(url_of(document)), "data-form"), "number": "46/BC"})
    answer = second.post(url_of(document), {**shown, "number": "47/BC"})

    assert second.post(url_of(document), form_of(answer, "data-form")).status_code == 303

    document.refresh_from_db()
    assert (document.number, document.changed_by) == ("47/BC", colleague)
    assert f"Người sửa gần nhất {colleague}" in text(second.get(url_of(document)))


def test_data_that_differ_in_nothing_conflict_with_nobody(
    document: Evidence, official: Officer, colleague: Officer
) -> None:
    first, second = as_(official), as_(colleague)
    shown = form_of(second.get(url_of(document)), "data-form")
    first.post(url_of(document), {**form_of(first.get(url_of(document)), "data-form"), "number": "46/BC"})

    assert second.post(url_of(document), {**shown, "number": "46/BC"}).status_code == 303

    document.refresh_from_db()
    assert document.changed_by == official


def test_changes_of_two_people_in_different_fields_are_both_kept(
    document: Evidence, official: Officer, colleague: Officer
) -> None:
    first, second = as_(official), as_(colleague)
    shown = {client: form_of(client.get(url_of(document)), "data-form") for client in (first, second)}
    first.post(url_of(document), {**shown[first], "number": "46/BC", "issuer": "UBND thành phố"})

    assert second.post(url_of(document), {**shown[second], "issued_on": "15/11/2019"}).status_code == 303

    document.refresh_from_db()
    assert (document.number, document.issuer, document.issued_on) == ("46/BC", "UBND thành phố", dt.date(2019, 11, 15))
    assert "Giữ nguyên các mục đã được sửa sau khi Ông/Bà mở trang: Số, ký hiệu; Cơ quan ban hành." in text(
        second.get(url_of(document))
    )


def test_conflict_in_one_field_asks_about_no_other(document: Evidence, official: Officer, colleague: Officer) -> None:
    first, second = as_(official), as_(colleague)
    shown = {client: form_of(client.get(url_of(document)), "data-form") for client in (first, second)}
    first.post(url_of(document), {**shown[first], "number": "46/BC", "issuer": "UBND thành phố"})

    answer = second.post(url_of(document), {**shown[second], "number": "47/BC", "issued_on": "15/11/2019"})

    assert re.findall(r"Đang lưu (\S+).*?chưa lưu (\S+)", text(answer)) == [("46/BC", "47/BC")]
    again = form_of(answer, "data-form")
    assert (again["number"], again["issuer"], again["issued_on"]) == ("47/BC", "UBND thành phố", "15/11/2019")
    assert second.post(url_of(document), again).status_code == 303
    document.refresh_from_db()
    assert (document.number, document.issuer, document.issued_on) == ("47/BC", "UBND thành phố", dt.date(2019, 11, 15))


@pytest.mark.parametrize("base", ["", "x:y", "W10:x"])
def test_form_without_a_true_base_is_asked_about_every_difference(
    document: Evidence, official: Officer, base: str
) -> None:
    client = as_(official)
    shown = form_of(client.get(url_of(document)), "data-form")

    answer = client.post(url_of(document), {**shown, "number": "46/BC", "opened": base})

    document.refresh_from_db()
    assert (answer.status_code, document.number) == (409, "45/BC")
    assert "Không rõ trang đã hiển thị dữ liệu nào" in text(answer)
    assert client.post(url_of(document), form_of(answer, "data-form")).status_code == 303


def test_base_of_another_document_is_not_taken(document: Evidence, official: Officer) -> None:
    client, other = as_(official), add(document.ward, official, "Báo cáo", number="45/BC", issuer="UBND phường")
    foreign = form_of(client.get(url_of(other)), "data-form")

    assert client.post(url_of(document), {**foreign, "number": "46/BC"}).status_code == 409


def test_changes_that_do_not_hold_together_are_asked_back(
    document: Evidence, official: Officer, colleague: Officer
) -> None:
    first, second = as_(official), as_(colleague)
    shown = {client: form_of(client.get(url_of(document)), "data-form") for client in (first, second)}
    first.post(url_of(document), {**shown[first], "issued_on": "15/11/2019"})

    answer = second.post(url_of(document), {**shown[second], "valid_until": "31/12/2018"})

    again = form_of(answer, "data-form")
    assert (answer.status_code, again["issued_on"], again["valid_until"]) == (409, "15/11/2019", "31/12/2018")
    assert second.post(url_of(document), again).status_code == 422


def test_same_person_on_two_devices_is_asked(document: Evidence, official: Officer) -> None:
    phone, laptop = as_(official), as_(official)
    shown = {client: form_of(client.get(url_of(document)), "data-form") for client in (phone, laptop)}
    phone.post(url_of(document), {**shown[phone], "number": "46/BC"})

    answer = laptop.post(url_of(document), {**shown[laptop], "number": "47/BC"})

    document.refresh_from_db()
    assert (answer.status_code, document.number) == (409, "46/BC")
    assert "Ông/Bà đã sửa dữ liệu ở thiết bị hoặc thẻ khác lúc" in text(answer)


def test_conflict_after_a_refusal_is_still_seen(document: Evidence, official: Officer, colleague: Officer) -> None:
    second = as_(colleague)
    shown = form_of(second.get(url_of(document)), "data-form")
    evidence_edit.edit_evidence(evidence=document, by=official, number="46/BC")

    refused = second.post(url_of(document), {**shown, "number": "47/BC", "issued_on": "31/02/2019"})
    answer = second.post(url_of(document), {**form_of(refused, "data-form"), "issued_on": "15/11/2019"})

    assert (refused.status_code, answer.status_code) == (422, 409)


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_told_of_the_other(
    document: Evidence, official: Officer, colleague: Officer
) -> None:
    opened = evidence_edit.values(document)

    outcomes = together(*(
        partial(evidence_edit.edit_evidence, evidence=document, by=officer, opened=opened, number=f"{officer.pk}/BC")
        for officer in (official, colleague)
    ))  # fmt: skip

    kept = [one for one in outcomes if isinstance(one, Evidence)]
    told = [one for one in outcomes if isinstance(one, evidence_edit.Rewritten)]
    assert (len(kept), len(told)) == (1, 1)
    assert told[0].current.number == kept[0].number == Evidence.objects.get().number


# Criteria of officials ----------------------------------------------------------------------------------------------


@pytest.fixture
def criteria(assessment: Assessment) -> list[Criterion]:
    return list(assessment.period.criteria_set.criteria.order_by("position")[:2])


def holders(assessment: Assessment) -> dict[str, Officer]:
    return {row.criterion.number: row.officer for row in Assignment.objects.filter(assessment=assessment)}


def test_stale_page_takes_no_criterion_away(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, deputy: Officer, official: Officer,
    colleague: Officer,
) -> None:  # fmt: skip
    url, (first, second) = reverse("wards:assignments", args=[assessment.pk]), criteria
    one, other = as_(leader), as_(deputy)
    shown = {client: form_of(client.get(url), "assignments") for client in (one, other)}

    one.post(url, {**shown[one], f"criterion-{first.pk}": official.pk})
    answer = other.post(url, {**shown[other], f"criterion-{second.pk}": colleague.pk})

    assert answer.status_code == 302
    assert holders(assessment) == {first.number: official, second.number: colleague}


def test_criterion_given_by_two_leaders_is_asked_back(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, deputy: Officer, official: Officer,
    colleague: Officer,
) -> None:  # fmt: skip
    url, (first, second) = reverse("wards:assignments", args=[assessment.pk]), criteria
    one, other = as_(leader), as_(deputy)
    shown = form_of(other.get(url), "assignments")
    one.post(url, {f"criterion-{first.pk}": official.pk})

    answer = other.post(url, {**shown, f"criterion-{first.pk}": colleague.pk, f"criterion-{second.pk}": colleague.pk})

    assert answer.status_code == 409
    assert "Lựa chọn của Ông/Bà ở các tiêu chí khác đã được lưu." in answer.content.decode()
    assert f"{leader} đã giao cho {official} lúc" in text(answer)
    assert holders(assessment) == {first.number: official, second.number: colleague}
    assert other.post(url, form_of(answer, "assignments")).status_code == 302
    assert holders(assessment) == {first.number: colleague, second.number: colleague}


def test_leader_in_two_tabs_is_asked(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, official: Officer, colleague: Officer
) -> None:  # fmt: skip
    url, first, (one, other) = reverse("wards:assignments", args=[assessment.pk]), criteria[0], (as_(leader),) * 2
    shown = form_of(other.get(url), "assignments")
    one.post(url, {f"criterion-{first.pk}": official.pk})

    answer = other.post(url, {**shown, f"criterion-{first.pk}": colleague.pk})

    assert (answer.status_code, holders(assessment)) == (409, {first.number: official})
    assert f"Ông/Bà đã giao cho {official} ở thiết bị hoặc thẻ khác lúc" in text(answer)


def test_sharing_judges_who_has_a_criterion_under_the_lock(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, deputy: Officer, official: Officer,
    colleague: Officer,
) -> None:  # fmt: skip
    wish = {criteria[0]: assignments.Wish(None, official)}
    assignments.share(assessment=assessment, wishes=wish, by=leader)

    late = assignments.share(
        assessment=assessment, wishes={criteria[0]: assignments.Wish(None, colleague)}, by=deputy
    )  # fmt: skip

    assert [(one.criterion, one.given.officer) for one in late if one.given] == [(criteria[0], official)]


# Usual reasons ------------------------------------------------------------------------------------------------------


@pytest.fixture
def reason(reviewer: Officer, assessment: Assessment) -> UsualReason:
    return usual_reasons.add(office=assessment.ward.office, kind="to_complete", text="Thiếu quyết định", by=reviewer)


def reason_form(client: Client, reason: UsualReason) -> dict[str, str]:
    return form_of(client.get(reverse("wards:usual_reasons")), f"reason-{reason.pk}")


@pytest.mark.parametrize("act", ["save", "up", "remove"])
def test_reason_somebody_else_rewrote_is_asked_back(
    reason: UsualReason, reviewer: Officer, second_reviewer: Officer, act: str
) -> None:
    one, other, url = as_(reviewer), as_(second_reviewer), reverse("wards:usual_reason", args=[reason.pk])
    shown = reason_form(other, reason)
    usual_reasons.change(reason=reason, text="Thiếu bản sao y", by=reviewer)
    assert one.get(url).status_code == 200

    answer = other.post(url, {**shown, "text": "Thiếu danh sách", "do": act})

    assert (answer.status_code, UsualReason.objects.get().text) == (409, "Thiếu bản sao y")
    said = text(answer)
    assert said.count(f"{reviewer} đã viết lại lý do này lúc") == 1
    assert "Đang lưu Thiếu bản sao y Ông/Bà vừa nhập, chưa lưu Thiếu danh sách" in said
    assert "Đề nghị sửa các mục sau" not in said
    again = form_of(answer, f"reason-{reason.pk}")
    assert again["text"] == "Thiếu danh sách"
    assert other.post(url, {**again, "do": act}).status_code == 302
    assert [one.text for one in UsualReason.objects.all()] == ([] if act == "remove" else ["Thiếu danh sách"])


def test_moving_a_reason_does_not_bring_its_old_words_back(
    reason: UsualReason, reviewer: Officer, second_reviewer: Officer
) -> None:
    other = as_(second_reviewer)
    shown = reason_form(other, reason)
    usual_reasons.change(reason=reason, text="Thiếu bản sao y", by=reviewer)

    answer = other.post(reverse("wards:usual_reason", args=[reason.pk]), {**shown, "do": "down"})

    assert (answer.status_code, UsualReason.objects.get().text) == (302, "Thiếu bản sao y")


def test_reason_removed_meanwhile_gives_back_what_was_typed(
    reason: UsualReason, reviewer: Officer, second_reviewer: Officer
) -> None:
    other, url = as_(second_reviewer), reverse("wards:usual_reason", args=[reason.pk])
    shown = reason_form(other, reason)
    usual_reasons.remove(reason=reason, by=reviewer)

    answer = other.post(url, {**shown, "text": "Thiếu danh sách"}, follow=True)

    assert "Nội dung Ông/Bà vừa nhập: “Thiếu danh sách”" in text(answer)
    with pytest.raises(usual_reasons.Removed):
        usual_reasons.change(reason=reason, text="x", by=reviewer)


def test_reason_is_not_changed_into_one_that_is_there(reason: UsualReason, reviewer: Officer) -> None:
    other = usual_reasons.add(office=reason.office, kind=reason.kind, text="Thiếu danh sách", by=reviewer)

    with pytest.raises(ValidationError):
        usual_reasons.change(reason=other, text=reason.text, by=reviewer)


# Visits and records -------------------------------------------------------------------------------------------------


def test_visit_written_the_same_by_two_is_written_once(
    under_review: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    words = {
        "held_on": dt.date(2019, 11, 20), "place": "Nhà văn hóa", "office_people": "Bà A", "ward_people": "Ông B",
        "findings": "Đủ", "conclusion": "",
    }  # fmt: skip
    visit = inspections.write(assessment=under_review, lines=[], by=reviewer, **words)
    inspections.rewrite(inspection=visit, seen=1, lines=[], by=reviewer, **{**words, "findings": "Đủ hồ sơ"})

    now = inspections.rewrite(
        inspection=visit, seen=1, lines=[], by=second_reviewer, **{**words, "findings": "Đủ hồ sơ"}
    )  # fmt: skip

    assert (now.version, now.by) == (2, reviewer)
    with pytest.raises(inspections.Rewritten):
        inspections.rewrite(inspection=visit, seen=1, lines=[], by=second_reviewer, **words)


def test_record_typed_the_same_by_two_conflicts_with_nobody(
    assessment: Assessment, reviewer: Officer, second_reviewer: Officer
) -> None:
    given = {subject.value: registry.Given(None, "") for subject in registry.Subject}
    first = registry.Subject.values[0]
    given[first] = registry.Given(registry.Decimal(120), "Niên giám")
    seen = registry.fingerprint({})
    registry.keep(ward=assessment.ward, year=2019, given=given, by=reviewer, seen=seen)

    assert registry.keep(ward=assessment.ward, year=2019, given=given, by=second_reviewer, seen=seen) == 0
    given[first] = registry.Given(registry.Decimal(121), "Niên giám")
    with pytest.raises(registry.ChangedMeanwhile):
        registry.keep(ward=assessment.ward, year=2019, given=given, by=second_reviewer, seen=seen)
