"""The administration is part of the house: Vietnamese on every page, its name, the notice of a demonstration."""

from collections.abc import Iterator
from decimal import Decimal
from gettext import NullTranslations

import pytest
from django.conf import LazySettings
from django.contrib import admin as administration
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import trans_real

from awards.domain import provisions
from awards.models import Grant, Paper
from emulation.models import FailedLogin
from tests.emulation.test_templates import FORBIDDEN
from wards.models import Assessment, Membership, Officer

pytestmark = pytest.mark.django_db
ROOMS = administration.site._registry
SHOWN = {*ROOMS, *(inline.model for room in ROOMS.values() for inline in room.inlines)}
WEAK = {
    "username": "admin", "old_password": "sai", "password1": "ngan", "password2": "ngan", "usable_password": "true",
    "new_password1": "ngan", "new_password2": "ngan", "code": "a b",
}  # fmt: skip


class Unknown(NullTranslations):
    """Stands behind the Vietnamese catalogues and notes every message that none of them has."""

    def __init__(self, vietnamese: set[str]) -> None:
        super().__init__()
        self.vietnamese, self.asked = vietnamese, set[str]()

    def gettext(self, message: str) -> str:
        if message not in self.vietnamese:  # Django asks once more for what it has already translated
            self.asked.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1)


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> Unknown:
    known = trans_real.translation("vi")
    unknown = Unknown({words for _, words in known._catalog.items()})
    monkeypatch.setattr(known, "_fallback", unknown)
    return unknown


@pytest.fixture
def desk(client: Client, admin: Officer, assessment: Assessment, official: Officer, reviewer: Officer) -> Client:
    """The administrator, with a record of every kind at hand."""
    client.post("/dang-nhap/", {"username": admin.username, "password": "thidua-demo"})
    FailedLogin.objects.create(username="ai-do", ip_address="192.0.2.1", failures_since_start=1)
    Grant.objects.create(
        ward=assessment.ward, form="reward", title="Bằng khen", recipient="Phường", authority="UBND tỉnh", year=2019
    )
    Paper.objects.create(
        assessment=assessment, kind="report", revision=1, context="{}", digest="0" * 64, requested_by=official
    )
    provisions.record(
        office=assessment.ward.office, title="model-ward", level="ward", key="copies", value=Decimal(2),
        citation="Công văn", confidence="reported", by=reviewer,
    )  # fmt: skip
    return client


def listed(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def pages(model: type[Model]) -> Iterator[str]:
    """Every page of one room, each way its list can be shown, and what is done there last: deleting."""
    yield from (listed(model) + query for query in ("", "?_facets=True", "?q=khong-co", "?e=1", "?_popup=1"))
    pk = model._default_manager.values_list("pk", flat=True)[0]
    yield from (f"{listed(model)}{page}/" for page in ("add", f"{pk}/change", f"{pk}/history", f"{pk}/delete"))


def walk(client: Client, path: str, sent: dict[str, str]) -> None:
    """Look at a page, then send it something wrong; nothing on it may stand inline."""
    for page in (client.get(path, follow=True), client.post(path, sent, follow=True)):
        shown = page.content.decode()
        assert [fault for fault, pattern in FORBIDDEN.items() if pattern.search(shown)] == [], path
        assert "default-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("model", list(ROOMS), ids=lambda model: model.__name__)
def test_room_asks_for_no_word_that_is_not_vietnamese(desk: Client, unknown: Unknown, model: type[Model]) -> None:
    one = str(model._default_manager.values_list("pk", flat=True)[0])
    walk(desk, listed(model), {"action": "delete_selected", "_selected_action": one})
    for path in pages(model):
        walk(desk, path, WEAK)

    assert unknown.asked == set()


def test_pages_around_the_rooms_ask_for_no_word_that_is_not_vietnamese(
    desk: Client, admin: Officer, official: Officer, unknown: Unknown
) -> None:
    failed, person = FailedLogin.objects.get(), f"{listed(Officer)}{official.pk}/"
    desk.post(f"{listed(FailedLogin)}{failed.pk}/delete/", {"post": "yes"})  # stands under the recent acts of the index
    desk.post(f"{person}password/", {"usable_password": "false", "unset-password": "1"})
    for path in (
        reverse("admin:index"), *(reverse("admin:app_list", args=[app]) for app in ("emulation", "wards", "awards")),
        f"{person}password/", f"{person}change/", "/doi-mat-khau/", "/quan-tri/password_change/", "/quan-tri/logout/",
        "/quan-tri/login/",
    ):  # fmt: skip
        walk(desk, path, WEAK)

    assert unknown.asked == set()


@pytest.mark.parametrize("model", sorted(SHOWN, key=str), ids=lambda model: model.__name__)
def test_what_the_administration_shows_has_a_name_to_translate(model: type[Model]) -> None:
    """A name that Django makes of the column's would be English in every language."""
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key and (field.editable or field.choices)]

    assert isinstance(meta.verbose_name, Promise)
    assert isinstance(meta.verbose_name_plural, Promise)
    assert [field.name for field in fields if not isinstance(field.verbose_name, Promise)] == []


def test_weak_password_is_refused_in_vietnamese(desk: Client) -> None:
    page = desk.post("/doi-mat-khau/", WEAK).content.decode()

    assert "Mật khẩu quá ngắn, cần ít nhất 10 ký tự." in page


def test_role_without_a_place_is_refused_in_words(desk: Client, official: Officer) -> None:
    page = desk.post(
        f"{listed(Membership)}add/", {"officer": official.pk, "role": "leader", "valid_from": "2019-01-01"}
    )

    assert "Vai trò ở xã, phường thì chọn xã, phường" in page.content.decode()
    assert "membership_place" not in page.content.decode()


@pytest.mark.parametrize("path", ["/quan-tri/", "/quan-tri/wards/ward/", "/quan-tri/wards/ward/?_popup=1"])
def test_frame_names_the_product_and_the_demonstration(desk: Client, settings: LazySettings, path: str) -> None:
    settings.DEMO = True

    page = desk.get(path).content.decode()

    assert page.count('<p class="demo">Đây là bản trình diễn') == 1
    assert " – Thi đua - Khen thưởng</title>" in page
    assert "Django" not in page


def test_login_of_the_administration_names_the_demonstration(client: Client, settings: LazySettings) -> None:
    settings.DEMO = True

    assert '<p class="demo">' in client.get("/quan-tri/login/").content.decode()
