"""The administration: accounts, units and deadlines; never what wards entered or offices decided."""

import pytest
from django.contrib import admin as administration
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from wards.models import (
    Assessment,
    Decision,
    Entry,
    HandIn,
    LedgerEntry,
    Membership,
    Officer,
    Period,
    Score,
    Verdict,
    Ward,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, admin: Officer) -> Client:
    client.force_login(admin)
    return client


@pytest.mark.parametrize("model", [Assessment, Entry, HandIn, Verdict, Decision, Score, LedgerEntry])
def test_admin_does_not_touch_what_was_entered_or_decided(model: type) -> None:
    assert not administration.site.is_registered(model)


@pytest.mark.parametrize("name", ["officer", "office", "ward", "membership", "period"])
def test_admin_lists_and_opens(desk: Client, assessment: Assessment, official: Officer, name: str) -> None:
    models = {m._meta.model_name: m for m in (Officer, Ward, Membership, Period)}
    pk = models[name].objects.first().pk if name in models else assessment.ward.office_id
    assert desk.get(reverse(f"admin:wards_{name}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:wards_{name}_change", args=[pk])).status_code == 200


def test_admin_makes_an_account_that_can_log_in(desk: Client, client: Client) -> None:
    roles = {f"memberships-{part}_FORMS": number for part, number in (("TOTAL", 0), ("INITIAL", 0))}
    answer = desk.post(
        reverse("admin:wards_officer_add"),
        {
            "username": "vanthu.dienbien", "full_name": "Văn thư phường", "position": "Công chức",
            "usable_password": "true", "password1": "mot-mat-khau-dai", "password2": "mot-mat-khau-dai", **roles,
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["errors"]
    made = Officer.objects.get(username="vanthu.dienbien")
    assert (made.full_name, made.is_staff) == ("Văn thư phường", False)
    client.logout()
    client.post("/dang-nhap/", {"username": "vanthu.dienbien", "password": "mot-mat-khau-dai"})
    assert get_user(client) == made


def test_admin_finds_a_ward_without_diacritics(desk: Client, ward: Ward, other_ward: Ward) -> None:
    text = desk.get(reverse("admin:wards_ward_changelist") + "?q=Điện+BIEN").content.decode()
    assert "Phường Điện Biên" in text
    assert "Phường Đông Sơn" not in text


def test_admin_neither_opens_nor_deletes_periods_nor_deletes_accounts(desk: Client, period: Period) -> None:
    for url in (
        reverse("admin:wards_period_add"),
        reverse("admin:wards_period_delete", args=[period.pk]),
        reverse("admin:wards_officer_delete", args=[Officer.objects.get(username="admin").pk]),
    ):
        assert desk.get(url).status_code == 403


def test_admin_is_closed_to_everyone_else(client: Client, official: Officer, head: Officer) -> None:
    for person in (official, head):
        client.force_login(person)
        assert client.get(reverse("admin:index")).status_code == 302
