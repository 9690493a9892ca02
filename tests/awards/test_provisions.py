"""Provisions: what is in force for whom, what two people of an office record, what the pages say."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.domain import provisions
from awards.models import Provision, ProvisionConfirmation
from tests import factories
from tests.awards import sittings
from tests.wards.library import as_
from wards.models import Assessment, LedgerEntry, Office, Officer

RULE = {"title": "model-ward", "level": "city", "key": "quorum"}
WHERE = "?danh-hieu=model-ward&cap=city&muc=quorum"
SHIPPED = provisions.shipped(**RULE)


def record(by: Officer, **other: object) -> Provision:
    says = {**RULE, "value": Decimal("66.67"), "citation": "Quy chế số 5/QC-HĐ", "confidence": "verbatim", **other}
    office = next(m.office for m in by.current_memberships)
    return provisions.record(**{"office": office, **says}, by=by)


def address(row: Provision) -> str:
    return reverse("awards:provision_confirm", args=[row.pk])


def test_recorded_number_is_in_force_once_a_second_person_confirmed_it(
    office: Office, head: Officer, reviewer: Officer
) -> None:
    made = record(head)
    assert provisions.in_force(**RULE, office=office) == SHIPPED
    assert provisions.waiting(office) == [made]

    provisions.confirm(row=made, by=reviewer)

    assert (SHIPPED.value, SHIPPED.caveat) == (Decimal(70), "tạm thời, chưa có văn bản")
    assert provisions.in_force(**RULE, office=office) == provisions.Rule(
        Decimal("66.67"), "Quy chế số 5/QC-HĐ", "verbatim"
    )
    rule, source = provisions.every(office)["model-ward", "city", "quorum"]
    assert (rule.value, source.by, source.confirmation.by) == (Decimal("66.67"), head, reviewer)
    assert provisions.waiting(office) == []


def test_number_of_one_office_binds_no_other(
    office: Office, other_reviewer: Officer, head: Officer, reviewer: Officer
) -> None:
    provisions.confirm(row=record(head), by=reviewer)
    [elsewhere] = [m.office for m in other_reviewer.current_memberships]

    assert provisions.in_force(**RULE, office=elsewhere) == SHIPPED
    assert provisions.every(elsewhere)["model-ward", "city", "quorum"] == (SHIPPED, None)
    assert provisions.in_force(**RULE, office=None) == SHIPPED
    with pytest.raises(provisions.NotAllowed):
        record(head, office=elsewhere)
    with pytest.raises(provisions.NotAllowed):
        provisions.confirm(row=record(head, value=Decimal(80)), by=other_reviewer)


def test_nobody_confirms_alone_and_the_head_is_one_of_the_two(
    office: Office, head: Officer, reviewer: Officer, official: Officer
) -> None:
    second = factories.officer("reviewer", office=office, username="noivu2.thanhhoa")
    of_head, of_reviewer = record(head), record(reviewer, key="vote_share")

    for row, by, said in ((of_head, head, "người khác"), (of_reviewer, second, "Trưởng phòng"),
                          (of_head, official, "cơ quan nội vụ")):  # fmt: skip
        with pytest.raises(provisions.NotAllowed, match=said):
            provisions.confirm(row=row, by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProvisionConfirmation.objects.create(provision=of_head, by=head)
    provisions.confirm(row=of_head, by=second)
    provisions.confirm(row=of_reviewer, by=head)

    assert provisions.waiting(office) == []


def test_older_number_is_not_confirmed_past_a_newer_one(office: Office, head: Officer, reviewer: Officer) -> None:
    older, newer = record(head), record(head, value=Decimal(75))

    assert provisions.waiting(office) == [newer]
    with pytest.raises(provisions.NotAllowed, match="ghi sau"):
        provisions.confirm(row=older, by=reviewer)
    assert provisions.confirm(row=newer, by=reviewer) == provisions.confirm(row=newer, by=reviewer)
    assert ProvisionConfirmation.objects.count() == 1


def test_number_waiting_leaves_the_one_in_force(office: Office, head: Officer, reviewer: Officer) -> None:
    provisions.confirm(row=record(head), by=reviewer)
    record(reviewer, value=Decimal(1))

    assert provisions.in_force(**RULE, office=office).value == Decimal("66.67")


def test_number_recorded_before_numbers_had_owners_binds_nobody(office: Office, head: Officer) -> None:
    Provision.objects.create(**RULE, value=Decimal(1), citation="x", confidence="verbatim", by=head)

    assert provisions.in_force(**RULE, office=office) == SHIPPED
    assert provisions.waiting(office) == []


def test_number_sent_twice_is_recorded_once_and_goes_into_the_ledger(head: Officer, reviewer: Officer) -> None:
    row = record(head)
    assert row == record(head)
    provisions.confirm(row=row, by=reviewer)

    assert list(LedgerEntry.objects.order_by("id").values_list("kind", "actor")) == [
        ("provision", head.pk), ("provision_confirmed", reviewer.pk),
    ]  # fmt: skip
    assert list(provisions.unproven_provisions()) == []
    for model in (Provision, ProvisionConfirmation):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(by=reviewer)


def test_confirmation_the_ledger_was_not_told_of_is_found(head: Officer, reviewer: Officer) -> None:
    made = ProvisionConfirmation.objects.create(provision=record(head), by=reviewer)

    assert list(provisions.unproven_provisions()) == [made]


@pytest.mark.parametrize(
    "wrong",
    [{"value": Decimal(0)}, {"value": Decimal("100.01")}, {"key": "copies", "value": Decimal("1.5")},
     {"key": "copies", "value": Decimal(21)}, {"citation": "  "}, {"confidence": "sure"}],
)  # fmt: skip
def test_number_out_of_its_range_is_refused(wrong: dict[str, object], head: Officer) -> None:
    with pytest.raises(ValidationError):
        record(head, **wrong)
    assert not Provision.objects.exists()


def test_page_says_what_is_in_force_and_how_sure_that_is(official: Officer, head: Officer, reviewer: Officer) -> None:
    provisions.confirm(row=record(head, confidence="reported", value=Decimal(75)), by=reviewer)
    page = as_(official).get(reverse("awards:provisions")).content.decode()

    assert "Quy chế số 5/QC-HĐ" in page
    assert "75%" in page
    assert "theo nguồn" in page
    assert "Ghi số khác" not in page
    assert "THẤP HƠN" not in page


def test_page_shows_what_waits_and_names_a_lower_share_loudly(
    official: Officer, head: Officer, reviewer: Officer, other_reviewer: Officer
) -> None:
    row = record(head, value=Decimal("0.01"))
    pages = {one: as_(one).get(reverse("awards:provisions")).content.decode() for one in (official, reviewer, head)}

    assert all("Chờ xác nhận" in page and "THẤP HƠN mức 70%" in page for page in pages.values())
    assert [address(row) in page for page in pages.values()] == [False, True, True]
    assert "0,01%" not in as_(other_reviewer).get(reverse("awards:provisions")).content.decode()
    assert "THẤP HƠN mức 70%" in as_(reviewer).get(address(row)).content.decode()


def test_head_records_and_a_reviewer_confirms_by_the_pages(office: Office, head: Officer, reviewer: Officer) -> None:
    form = {"value": "80,5%", "citation": "Quy chế mới", "confidence": "verbatim"}

    answer = as_(head).post(reverse("awards:provision_new") + WHERE, form)

    assert answer.status_code == 303
    [made] = Provision.objects.all()
    assert (made.office, made.level, made.key, made.value) == (office, "city", "quorum", Decimal("80.5"))
    assert as_(head).post(address(made)).status_code == 409
    assert "Xác nhận số này" not in as_(head).get(address(made)).content.decode()
    assert as_(reviewer).post(address(made)).status_code == 303
    assert provisions.in_force(**RULE, office=office).value == Decimal("80.5")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": ""}, "Đề nghị nhập số."),
        ({"value": "nhiều"}, "không phải là số"),
        ({"value": "120"}, "không quá 100 phần trăm"),
        ({"citation": ""}, "Đề nghị nhập căn cứ của con số."),
        ({"confidence": ""}, "Đề nghị chọn mức độ đối chiếu."),
        ({"confidence": "x"}, "Mức độ đối chiếu: "),
    ],
)
def test_bad_number_is_told_and_what_was_typed_stays(wrong: dict[str, str], said: str, head: Officer) -> None:
    form = {"value": "80", "citation": "Quy chế 99", "confidence": "verbatim", **wrong}

    answer = as_(head).post(reverse("awards:provision_new") + WHERE, form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert all(typed in page for typed in form.values())
    assert not Provision.objects.exists()


def test_rule_nobody_knows_and_office_of_others_are_not_there(head: Officer, other_reviewer: Officer) -> None:
    [elsewhere] = [m.office_id for m in other_reviewer.current_memberships]
    new = reverse("awards:provision_new")

    assert as_(head).get(f"{new}?danh-hieu=x&cap=city&muc=quorum").status_code == 404
    assert as_(head).get(f"{new}{WHERE}&phong={elsewhere}").status_code == 404
    assert as_(head).get(new).status_code == 303


def test_page_asks_the_database_as_often_for_many_records(office: Office, head: Officer, reviewer: Officer) -> None:
    client, asked = as_(reviewer), []
    client.get(reverse("awards:provisions"))
    for many in (3, 297):
        Provision.objects.bulk_create(
            Provision(**RULE, office=office, value=Decimal(70), citation=f"Văn bản {n}", confidence="verbatim", by=head)
            for n in range(many)
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("awards:provisions"))
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_council_of_a_ward_goes_by_its_offices_number(
    assessment: Assessment, office: Office, head: Officer, reviewer: Officer, official: Officer
) -> None:
    sittings.ruled(office, value=Decimal(75), by=reviewer, second=head)
    meeting = sittings.begun(sittings.council(assessment.ward, by=official), assessment, by=official)

    assert (meeting.share, meeting.share_citation) == (Decimal(75), "Quy chế mới")
