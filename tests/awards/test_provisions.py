"""Provisions: what is in force with its source, what the head of an office records, what the page says."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from awards.domain import provisions
from awards.models import Provision
from tests.wards.library import as_
from wards.models import LedgerEntry, Officer

RULE = {"title": "model-ward", "level": "city", "key": "quorum"}
WHERE = "?danh-hieu=model-ward&cap=city&muc=quorum"


def record(by: Officer, **other: object) -> Provision:
    says = {**RULE, "value": Decimal("66.67"), "citation": "Quy chế số 5/QC-HĐ", "confidence": "verbatim", **other}
    return provisions.record(**says, by=by)


def test_recorded_number_takes_the_place_of_the_shipped_one(head: Officer) -> None:
    before = provisions.in_force(**RULE)
    record(head)

    assert (before.value, before.caveat) == (Decimal(70), "tạm thời, chưa có văn bản")
    assert provisions.in_force(**RULE) == provisions.Rule(Decimal("66.67"), "Quy chế số 5/QC-HĐ", "verbatim")
    rule, source = provisions.every()["model-ward", "city", "quorum"]
    assert (rule.value, source.by) == (Decimal("66.67"), head)


def test_number_sent_twice_is_recorded_once_and_goes_into_the_ledger(head: Officer) -> None:
    assert record(head) == record(head)
    assert LedgerEntry.objects.filter(kind="provision").count() == 1
    assert list(provisions.unproven_provisions()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Provision.objects.update(value=1)


@pytest.mark.parametrize(
    "wrong",
    [{"value": Decimal(0)}, {"value": Decimal("100.01")}, {"key": "copies", "value": Decimal("1.5")},
     {"key": "copies", "value": Decimal(21)}, {"citation": "  "}, {"confidence": "sure"}],
)  # fmt: skip
def test_number_out_of_its_range_is_refused(wrong: dict[str, object], head: Officer) -> None:
    with pytest.raises(ValidationError):
        record(head, **wrong)
    assert not Provision.objects.exists()


def test_page_says_what_is_in_force_and_how_sure_that_is(official: Officer, head: Officer) -> None:
    record(head, confidence="reported")
    page = as_(official).get(reverse("awards:provisions")).content.decode()

    assert "Quy chế số 5/QC-HĐ" in page
    assert "66,67%" in page
    assert "theo nguồn" in page
    assert "Ghi số khác" not in page


def test_head_records_a_number_by_the_page(head: Officer) -> None:
    form = {"value": "80,5%", "citation": "Quy chế mới", "confidence": "verbatim"}

    answer = as_(head).post(reverse("awards:provision_new") + WHERE, form)

    assert answer.status_code == 303
    [made] = Provision.objects.all()
    assert (made.level, made.key, made.value, made.citation) == ("city", "quorum", Decimal("80.5"), "Quy chế mới")


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


def test_rule_nobody_knows_is_not_there(head: Officer) -> None:
    assert as_(head).get(reverse("awards:provision_new") + "?danh-hieu=x&cap=city&muc=quorum").status_code == 404
    assert as_(head).get(reverse("awards:provision_new")).status_code == 303
