"""Two people, or one on two devices, correcting the data of one document."""

import datetime as dt
import re
from functools import partial

import pytest
from django.urls import reverse

from tests.wards.forms import form_of
from tests.wards.library import add, as_, text
from tests.wards.races import together
from wards.domain.exhibits import evidence_edit
from wards.models import Assessment, Evidence, Officer


@pytest.fixture
def document(assessment: Assessment, official: Officer) -> Evidence:
    return add(assessment.ward, official, "Báo cáo", number="45/BC", issuer="UBND phường")


def url_of(document: Evidence) -> str:
    return reverse("wards:evidence_detail", args=[document.pk])


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
