"""Binding under a lease: told, cancelled, killed, asked for twice, on a full disk, over files that are no good."""

import errno
import json

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from awards.documents import binders as binding
from awards.documents import joining
from awards.domain import leases
from awards.domain.binders import binding as binders
from awards.domain.binders import plan
from awards.models import Binder, BinderPart, Forwarding
from awards.views import binder_words
from tests import factories
from tests.awards import bound
from tests.awards.bound import Volume
from wards.models import Assessment, Content, Evidence, Officer


@pytest.fixture
def full(filled: Assessment, official: Officer) -> Assessment:
    """Signed papers and two exhibits."""
    bound.exhibit(filled, "5.2", "Quyết định công nhận", {"qd.pdf": bound.page("Quyết định", pages=2)}, by=official)
    bound.exhibit(filled, "7.1", "Ảnh ngày hội", {"a.jpg": bound.photograph()}, by=official)
    bound.ward_papers(filled, by=official)
    return filled


@pytest.fixture
def asked(full: Assessment, official: Officer) -> Binder:
    return binders.request_binder(by=official, assessment=full)


def test_progress_is_told_step_by_step(asked: Binder, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    tell = binders.tell
    monkeypatch.setattr(binders, "tell", lambda **said: told.append(said) or tell(**said))

    binding.draw_binder(asked.pk)

    assert [said["step"].partition(" số ")[0] for said in told] == [
        "Tờ trình", "Báo cáo thành tích", "Bảng tổng hợp kết quả thực hiện tiêu chí",
        "Danh mục tài liệu minh chứng", "Biên bản họp Hội đồng Thi đua - Khen thưởng",
        "MC 5.2-01. Quyết định công nhận", "MC 7.1-01. Ảnh ngày hội", "Bìa, mục lục", "Tập 1/1",
    ]  # fmt: skip
    assert [(said["done"], said["steps"]) for said in told] == [(n, 9) for n in range(9)]


def test_cancelled_work_stops_at_the_next_step(
    asked: Binder, official: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = binders.tell

    def cancel_at_third(**said: object) -> bool:
        if said["done"] == 3:
            binders.cancel(binder=asked, by=official)
        return tell(**said)

    monkeypatch.setattr(binders, "tell", cancel_at_third)

    assert not binding.draw_binder(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.parts.count()) == ("cancelled", 2, 0)
    assert not binding.draw_binder(asked.pk)


def test_cancelled_binder_can_be_asked_for_again(asked: Binder, full: Assessment, official: Officer) -> None:
    assert binders.cancel(binder=asked, by=official)

    again = bound.bind(by=official, assessment=full)

    assert (again.pk, again.state) == (asked.pk, "ready")
    assert not binders.cancel(binder=again, by=official)


def test_second_task_finds_nothing_to_do(asked: Binder) -> None:
    assert binding.draw_binder(asked.pk)
    assert not binding.draw_binder(asked.pk)
    assert asked.parts.count() == 1


def test_two_workers_make_one_binder(asked: Binder) -> None:
    token = binders.claim(asked.pk)

    assert not binding.draw_binder(asked.pk)
    Binder.objects.filter(pk=asked.pk).update(lease_until=Now() - leases.LEASE)
    assert binding.draw_binder(asked.pk)
    part = binders.Part("binders/x.pdf", "0" * 64, 1, 1, "[]")
    assert not binders.finish(binder_id=asked.pk, token=token, parts=[part])
    assert asked.parts.count() == 1


def test_worker_killed_while_binding_costs_nothing(asked: Binder, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(joining.Volume, "save", killed)
        with pytest.raises(SystemExit):
            binding.draw_binder(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, BinderPart.objects.count()) == ("drawing", 0)
    Binder.objects.filter(pk=asked.pk).update(lease_until=Now() - leases.LEASE)

    assert binders.sweep() == [asked.pk]
    assert binding.draw_binder(asked.pk)
    (part,) = asked.parts.all()
    asked.refresh_from_db()
    assert bound.rebound(asked) == [part.sha256]


@pytest.mark.parametrize("where", ["working folder", "storage"])
def test_full_disk_is_raised_and_leaves_nothing(asked: Binder, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.write_bytes" if where == "working folder" else "emulation.shelf.os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            binding.draw_binder(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, BinderPart.objects.count()) == ("drawing", 0)
    kept = default_storage.listdir("binders") if default_storage.exists("binders") else ([], [])
    assert [name for folder in kept[0] for name in default_storage.listdir(f"binders/{folder}")[1]] == []


def damaged(content: bytes) -> bytes:
    return content[:200]


def locked(content: bytes) -> bytes:
    with pikepdf.open(bound.io.BytesIO(content)) as pdf, bound.io.BytesIO() as file:
        pdf.save(file, encryption=pikepdf.Encryption(user="mật khẩu", owner="mật khẩu"))
        return file.getvalue()


@pytest.mark.parametrize(
    ("change", "fault", "words"),
    [
        (locked, "locked", "bảo vệ bằng mật khẩu"), (damaged, "damaged", "hỏng"), (None, "missing", "kho lưu trữ"),
        (lambda content: content + b" ", "changed", "SHA-256"),
    ],
)  # fmt: skip
def test_file_that_is_no_good_is_named(full: Assessment, official: Officer, change, fault: str, words: str) -> None:
    content = Content.objects.get(files__evidence__abstract="Quyết định công nhận")
    name = str(content.file)
    with content.file.open("rb") as file:
        before = file.read()
    default_storage.delete(name)
    if change:
        after = change(before)
        default_storage.save(name, bound.io.BytesIO(after))
        if fault != "changed":  # as if it had come so
            bound.take_for(content, after)

    binder = bound.bind(by=official, assessment=full)

    assert (binder.state, binder.parts.count()) == ("failed", 0)
    assert json.loads(binder.failure) == {"fault": fault, "label": "MC 5.2-01"}
    sentence = binder_words.fault(binder)
    assert "MC 5.2-01" in sentence
    assert words in sentence


def test_replaced_volume_needs_something_forwarded(full: Assessment, official: Officer) -> None:
    with pytest.raises(binders.NothingReplaced):
        binders.request_binder(by=official, assessment=full, content="replaced")


@pytest.fixture
def forwarded(full: Assessment, official: Officer, head: Officer) -> Forwarding:
    """The city's dossier of Điện Biên, sent."""
    dossier = bound.dossier(full, by=head)
    binder = bound.bind(by=head, dossier=dossier)
    assert binder.state == "ready", binder.failure
    return Forwarding.objects.create(dossier=dossier, revision=1, binder=binder, text="{}", by=head)


def test_city_binds_its_papers_then_each_ward(forwarded: Forwarding) -> None:
    volume = Volume(forwarded.binder)

    assert [row["title"].partition(" số ")[0] for row in volume.rows] == [
        "Văn bản của thành phố", "Tờ trình của Ủy ban nhân dân thành phố",
        "Biên bản họp Hội đồng Thi đua - Khen thưởng thành phố", "Phường Điện Biên", "Văn bản", "Báo cáo thẩm định",
        "Tờ trình", "Báo cáo thành tích", "Bảng tổng hợp kết quả thực hiện tiêu chí", "Danh mục tài liệu minh chứng",
        "Biên bản họp Hội đồng Thi đua - Khen thưởng", "Tài liệu minh chứng", "Tiêu chí 5. Văn hóa - xã hội",
        "MC 5.2-01. Quyết định công nhận", "Tiêu chí 7. Quốc phòng, an ninh, trật tự an toàn xã hội",
        "MC 7.1-01. Ảnh ngày hội",
    ]  # fmt: skip
    assert "ỦY BAN NHÂN DÂN THÀNH PHỐ THANH HÓA" in volume.pages[0]
    assert "HỒ SƠ CỦA Phường Điện Biên" in volume.pages[4]


def test_only_what_was_replaced_is_bound_with_its_list(
    forwarded: Forwarding, full: Assessment, official: Officer, head: Officer
) -> None:
    with pytest.raises(binders.NothingReplaced):
        binders.request_binder(by=head, dossier=forwarded.dossier, content="replaced")
    bound.paper("report", by=official, number=9, scan=bound.page("Bản ký lại"), assessment=full)
    bound.exhibit(full, "5.2", "Danh sách bổ sung", {"ds.pdf": bound.page("Danh sách")}, by=official)

    volume = Volume(bound.bind(by=head, dossier=forwarded.dossier, content="replaced"))

    listed = volume.pages[2]
    assert f"(mã {forwarded.binder.code})" in listed
    assert "Hồ sơ trình lần 2, so với tập hồ sơ đã trình lần 1" in listed
    was, now = "02/report-UBND", "09/report-UBND"
    assert f"Phường Điện Biên Báo cáo thành tích Thay thế {was}, 05/01/2020 8 {now}, 05/01/2020 4" in listed
    assert "MC 5.2-02. Danh sách bổ sung Bổ sung 7" in listed
    assert ["Bản ký lại" in volume.pages[3], "MC 5.2-02 · trang 1/1" in volume.pages[6]] == [True, True]
    assert f"Bảng tổng hợp kết quả thực hiện tiêu chí Thay thế kèm theo {was} 9 kèm theo {now} 5" in listed
    assert len(volume.pages) == 7


def test_plan_reads_no_more_for_more_exhibits(
    full: Assessment, official: Officer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def count() -> int:
        with bound.queries() as seen:
            plan.make(assessment=Assessment.objects.get(pk=full.pk), content="all")
        return len(seen)

    few = count()
    bound.many_exhibits(full, 300, by=official)

    assert Evidence.objects.filter(ward=full.ward).count() == 302
    assert count() == few


def test_office_binds_only_what_was_handed_in(full: Assessment, reviewer: Officer) -> None:
    with pytest.raises(binders.NotAllowed):
        binders.request_binder(by=reviewer, assessment=full)


def test_stranger_binds_nothing(full: Assessment) -> None:
    somebody = factories.officer("official", ward=factories.WardFactory())
    with pytest.raises(binders.NotAllowed):
        binders.request_binder(by=somebody, assessment=full)
