"""Pages of criteria sets, and the administration that may look but not touch."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from wards.models import CriteriaSet, LedgerEntry, Officer

CATALOGUES = Path(__file__).resolve().parents[2] / "wards" / "catalogues"

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    """Logged in, with no role anywhere."""
    client.force_login(factories.OfficerFactory(), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def keeper(client: Client) -> Client:
    """Runs the system."""
    officer = factories.OfficerFactory(is_staff=True, is_superuser=True)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("url", ["/bo-tieu-chi/", "/bo-tieu-chi/model-ward-2019/"])
def test_catalogue_asks_strangers_to_log_in(client: Client, sets: dict[str, CriteriaSet], url: str) -> None:
    response = client.get(url)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/dang-nhap/")


def test_list_shows_basis_dates_wording_and_warnings(reader: Client, sets: dict[str, CriteriaSet]) -> None:
    html = page(reader, "/bo-tieu-chi/")

    for words in ("Luật số 39/2013/QH13", "từ 01/06/2014 đến 31/12/2023", "Hết hiệu lực", "6 tiêu chí nguyên văn",
                  "Quyết định số 09/2019/QĐ-UBND", "từ 20/04/2019", "8 tiêu chí tạm thời"):  # fmt: skip
        assert words in html
    due = dt.date.today() >= dt.date(2026, 10, 1)
    assert ("Cần đối chiếu Luật 06/2026/QH16." in html) is due


def test_ward_set_shows_what_is_asked_and_that_it_is_provisional(reader: Client, sets: dict[str, CriteriaSet]) -> None:
    html = page(reader, "/bo-tieu-chi/model-ward-2019/")

    notice = "tên, chỉ tiêu, ngưỡng và điểm chưa đối chiếu với Quyết định số 09/2019/QĐ-UBND."
    assert f"<b>Bộ tiêu chí tạm thời:</b> {notice}" in html
    for words in ("UBND tỉnh Thanh Hóa, 09/04/2019", "Tiêu chí 5.", "Lời văn: tạm thời", "không quá 0,5%",
                  "Dưới 40%: 0 điểm; từ 40% đến dưới 80%: tính theo tỷ lệ; từ 80%: 3 điểm",
                  "Quyết định công nhận tổ dân phố kiểu mẫu", "tổng điểm từ 90 trên 100 trở lên"):  # fmt: skip
        assert words in html


def test_hero_set_shows_the_law_verbatim_beside_what_it_replaced(reader: Client, sets: dict[str, CriteriaSet]) -> None:
    html = page(reader, "/bo-tieu-chi/labor-hero-2022/")

    assert "Bộ tiêu chí tạm thời" not in html
    for criterion in sets["labor-hero-2022"].criteria.all():
        assert f"“{criterion.text}”" in html
    assert "Luật số 06/2022/QH15, Điều 63 khoản 2, điểm đ" in html
    assert "<mark>trung thành với Tổ quốc</mark> Việt Nam xã hội chủ nghĩa" in html
    assert "“trung thành với Tổ quốc” chuyển sang điểm đ" in html
    assert "<mark>và chuyển đổi số</mark>" in html
    assert "Khoản 3" in html


def test_draft_and_unknown_sets_are_not_found(reader: Client) -> None:
    CriteriaSet.objects.create(
        code="nhap", kind="labor-hero", title="x", scoring="verdict", effective_from=dt.date(2030, 1, 1),
        basis_number="1", basis_name="x", basis_issuer="x", basis_issued=dt.date(2030, 1, 1),
    )  # fmt: skip

    assert [reader.get(f"/bo-tieu-chi/{code}/").status_code for code in ("nhap", "khong-co")] == [404, 404]


def test_admin_reads_sets_but_changes_and_deletes_none(keeper: Client, sets: dict[str, CriteriaSet]) -> None:
    pk = sets["model-ward-2019"].pk
    change, delete = (reverse(f"admin:wards_criteriaset_{act}", args=[pk]) for act in ("change", "delete"))

    assert "model-ward-2019" in page(keeper, change)
    assert keeper.post(change, {"title": "x"}).status_code == 403
    assert keeper.post(delete, {"post": "yes"}).status_code == 403
    assert keeper.get(reverse("admin:wards_criteriaset_add")).status_code == 403
    assert CriteriaSet.objects.get(pk=pk).title == "Phường kiểu mẫu"


def test_admin_confirms_a_set_once(keeper: Client, sets: dict[str, CriteriaSet]) -> None:
    form = {"action": "confirm", "_selected_action": [sets["labor-hero-2022"].pk]}
    url = reverse("admin:wards_criteriaset_changelist")

    first = keeper.post(url, form, follow=True).content.decode()
    second = keeper.post(url, form, follow=True).content.decode()

    assert "Đã cập nhật 1 bộ tiêu chí." in first
    assert "Không thực hiện được" in second
    entry = LedgerEntry.objects.get(kind="criteria_set_confirmed")
    assert entry.actor == Officer.objects.get(is_superuser=True)


def test_admin_without_the_right_cannot_confirm(client: Client, sets: dict[str, CriteriaSet]) -> None:
    officer = factories.OfficerFactory(is_staff=True)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    form = {"action": "confirm", "_selected_action": [sets["labor-hero-2022"].pk]}

    client.post(reverse("admin:wards_criteriaset_changelist"), form)

    assert CriteriaSet.objects.get(code="labor-hero-2022").status == "published"


def test_administrator_alone_confirms_no_provisional_set(
    client: Client, sets: dict[str, CriteriaSet], admin: Officer
) -> None:
    client.force_login(admin)
    form = {"action": "confirm", "_selected_action": [sets["model-ward-2019"].pk]}

    client.post(reverse("admin:wards_criteriaset_changelist"), form)

    assert CriteriaSet.objects.get(code="model-ward-2019").status == "published"
