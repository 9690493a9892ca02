"""The page of the bound dossier, its files and its ZIP; and what anybody learns of a printed code."""

import csv
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.domain.binders import binding
from awards.models import Binder
from tests.awards import bound
from tests.wards.library import HTMX, as_, read, text
from wards.models import Assessment, LedgerEntry, Officer


@pytest.fixture
def full(filled: Assessment, official: Officer) -> Assessment:
    bound.exhibit(filled, "5.2", "=Quyết định công nhận", {"QĐ số 1.pdf": bound.page("Quyết định")}, by=official)
    bound.exhibit(filled, "5.2", "Ảnh", {"ảnh 1.jpg": bound.photograph(), "ẢNH 1.JPG": bound.noise(9000, seed=1)},
                  by=official)  # fmt: skip
    bound.ward_papers(filled, by=official)
    return filled


@pytest.fixture
def binder(full: Assessment, official: Officer) -> Binder:
    return bound.bind(by=official, assessment=full)


def url(assessment: Assessment) -> str:
    return reverse("awards:binders", args=[assessment.pk])


def test_page_says_what_is_missing(filled: Assessment, official: Officer) -> None:
    bound.paper("report", by=official, final=False, assessment=filled)
    bound.paper("proposal", by=official, assessment=filled)

    said = text(as_(official).get(url(filled)))

    assert "Bìa sẽ ghi “DỰ THẢO” khi còn thiếu: Tờ trình: chưa có số, ngày Báo cáo thành tích: mới là dự thảo" in said
    assert "Biên bản họp Hội đồng Thi đua - Khen thưởng: chưa tạo" in said


def test_clerk_asks_for_a_volume_and_watches_it(full: Assessment, clerk: Officer) -> None:
    client = as_(clerk)
    answer = client.post(url(full), {"content": "all", "duplex": "on", "limit": "25"})

    assert (answer.status_code, answer["Location"]) == (303, url(full))
    binder = Binder.objects.get()
    assert (binder.content, binder.duplex, binder.part_limit) == ("all", True, 25 * 1024 * 1024)
    page = client.get(url(full))
    assert "Đang đóng tập, bản 1…" in text(page)
    assert 'hx-trigger="every 1500ms"' in page.content.decode()
    assert client.get(url(full), headers=HTMX).status_code == 200

    client.post(reverse("awards:binder_cancel", args=[binder.pk]))

    assert "Đã hủy" in text(client.get(url(full)))
    assert client.get(url(full), headers=HTMX).status_code == 286


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"content": "all", "limit": "1"}, "Ít nhất 2 MB."), ({"content": "all", "limit": "9999"}, "Nhiều nhất 2000"),
        ({"content": "all", "limit": "lớn"}, "Nhập số MB là số nguyên"), ({"content": "replaced"}, "replaced"),
    ],
)  # fmt: skip
def test_wrong_choice_is_told_and_kept(full: Assessment, official: Officer, typed: dict[str, str], said: str) -> None:
    answer = as_(official).post(url(full), typed)

    assert answer.status_code == 422
    assert said in text(answer) or said == "replaced"
    assert f'value="{typed.get("limit", "")}"' in answer.content.decode() or "limit" not in typed
    assert not Binder.objects.exists()


def test_page_reads_no_more_for_more_volumes(
    full: Assessment, official: Officer, binder: Binder, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(official)
    client.get(url(full))
    with bound.queries() as few:
        client.get(url(full))
    for number in range(2, 5):
        binding.request_binder(by=official, assessment=full, part_limit=number * 1_000_000)
    Binder.objects.exclude(pk=binder.pk).update(state="cancelled")
    bound.many_exhibits(full, 300, by=official)

    with django_assert_num_queries(len(few)):
        client.get(url(full))


def test_parts_are_opened_and_saved(binder: Binder, official: Officer) -> None:
    place = reverse("awards:binder_part", args=[binder.pk, 1])

    shown, saved = as_(official).get(place), as_(official).get(f"{place}?tai=1")

    assert shown["Content-Type"] == "application/pdf"
    assert read(shown) == bound.Volume(binder).content
    assert saved["Content-Disposition"] == 'attachment; filename="ho-so-phuong-dien-bien-2019-ban-1-tap-1.pdf"'
    read(saved)
    assert as_(official).get(reverse("awards:binder_part", args=[binder.pk, 2])).status_code == 404


def test_zip_holds_everything_and_its_digests_are_true(binder: Binder, official: Officer, tmp_path: Path) -> None:
    answer = as_(official).get(reverse("awards:binder_zip", args=[binder.pk]))
    content = read(answer)

    assert int(answer["Content-Length"]) == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}
        names = [name.removeprefix("ho-so-phuong-dien-bien-2019-ban-1/") for name in package.namelist()]
        package.extractall(tmp_path)
    assert names == [
        "tap-ho-so/tap-1.pdf", "van-ban/01 to-trinh.pdf", "van-ban/01 to-trinh (ban ky).pdf",
        "van-ban/02 bao-cao-thanh-tich.pdf", "van-ban/02 bao-cao-thanh-tich (ban ky).pdf",
        "van-ban/03 bang-tong-hop-ket-qua-thuc-hien-tieu-chi.pdf", "van-ban/04 danh-muc-tai-lieu-minh-chung.pdf",
        "van-ban/05 bien-ban-hop-hoi-dong-thi-dua-khen-thuong.pdf",
        "van-ban/05 bien-ban-hop-hoi-dong-thi-dua-khen-thuong (ban ky).pdf",
        "tai-lieu-minh-chung/MC 5.2-01 qd-so-1.pdf", "tai-lieu-minh-chung/MC 5.2-02 anh-1.jpg",
        "tai-lieu-minh-chung/MC 5.2-02 anh-1-2.jpg", "danh-muc.csv", "SHA256SUMS.txt",
    ]  # fmt: skip
    folder = tmp_path / "ho-so-phuong-dien-bien-2019-ban-1"
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS.txt"], cwd=folder, check=True)
    entry = LedgerEntry.objects.get(kind="binder")
    assert (folder / "SHA256SUMS.txt").read_text().splitlines()[:2] == [
        f"# Sổ cái của hệ thống khi đóng tập hồ sơ này: mục số {entry.pk}, mã băm {entry.hash}",
        f"# Đối chiếu về sau: manage.py verify_ledger --holds {entry.hash}",
    ]
    rows = list(csv.reader(io.StringIO((folder / "danh-muc.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 13
    assert [row[:3] for row in rows if "MC 5.2-01" in row[0]] == [
        ["tai-lieu-minh-chung/MC 5.2-01 qd-so-1.pdf", "MC 5.2-01. =Quyết định công nhận", "9"]
    ]


def test_office_sees_a_volume_once_the_ward_handed_in(binder: Binder, reviewer: Officer, province: Officer) -> None:
    place = reverse("awards:binder_part", args=[binder.pk, 1])
    assert as_(reviewer).get(url(binder.assessment)).status_code == 403
    assert as_(province).get(place).status_code == 404
    Assessment.objects.filter(pk=binder.assessment_id).update(state="forwarded", round=1)
    assert as_(province).get(place).status_code == 404  # a ward's own volume was not sent
    assert as_(province).get(url(binder.assessment)).status_code == 403
