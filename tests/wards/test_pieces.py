"""Files sent piece by piece: what has arrived stays, nothing else does."""

import base64
import datetime as dt
import hashlib
import io
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import papers
from tests.wards.library import HTMX, TYPED, add, as_
from wards import tasks
from wards.domain.files import pieces
from wards.models import Content, Entry, Evidence, EvidenceFile, Officer, Upload, Ward

SPOKEN = {"Tus-Resumable": "1.0.0"}


def kept() -> list[str]:
    """Every file that lies in the storage."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def coded(**about: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in about.items())


def announce(client: Client, name: str, size: int | str, **about: str):
    headers = {**SPOKEN, "Upload-Length": str(size), "Upload-Metadata": coded(filename=name, **about)}
    return client.post(reverse("wards:uploads"), headers=headers)


def append(client: Client, url: str, offset: int, piece: bytes, **more: str):
    headers = {**SPOKEN, "Upload-Offset": str(offset), **more}
    return client.patch(url, piece, content_type="application/offset+octet-stream", headers=headers)


def send(client: Client, name: str, content: bytes, *, step: int = 1000) -> str:
    """The id of a file sent in pieces of `step` bytes."""
    url = announce(client, name, len(content))["Location"]
    for at in range(0, len(content), step):
        assert append(client, url, at, content[at : at + step]).status_code == 204
    return url.rstrip("/").rpartition("/")[2]


def test_server_tells_what_it_speaks(official: Officer, settings) -> None:
    answer = as_(official).options(reverse("wards:uploads"))

    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Resumable"]) == (204, "1.0.0", "1.0.0")
    assert answer["Tus-Extension"] == "creation,termination,checksum"
    assert answer["Tus-Max-Size"] == str(settings.UPLOAD_MAX_BYTES)


def test_upload_goes_on_where_it_stopped(official: Officer) -> None:
    client = as_(official)
    content = papers.pdf()
    begun = announce(client, "bao-cao.pdf", len(content))
    url = begun["Location"]

    assert (begun.status_code, begun["Upload-Offset"]) == (201, "0")
    assert append(client, url, 0, content[:6])["Upload-Offset"] == "6"
    told = client.head(url, headers=SPOKEN)
    assert (told.status_code, told["Upload-Offset"], told["Upload-Length"]) == (200, "6", str(len(content)))
    assert told["Cache-Control"] == "no-store"
    assert append(client, url, 6, content[6:]).status_code == 204
    upload = Upload.objects.get()
    assert upload.is_whole
    with pieces.assembled(upload) as whole:
        assert whole.read() == content


def test_same_file_chosen_again_is_the_same_upload(official: Officer, colleague: Officer) -> None:
    client = as_(official)
    first = announce(client, "a.pdf", 10, fingerprint="a.pdf|10|1")
    append(client, first["Location"], 0, b"%PDF")
    again = announce(client, "a.pdf", 10, fingerprint="a.pdf|10|1")
    other = announce(client, "a.pdf", 10, fingerprint="a.pdf|10|2")
    elsewhere = announce(as_(colleague), "a.pdf", 10, fingerprint="a.pdf|10|1")

    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (200, first["Location"], "4")
    assert len({first["Location"], other["Location"], elsewhere["Location"]}) == 3


@pytest.mark.parametrize(
    ("offset", "piece", "headers", "status"),
    [
        (0, b"again", {}, 409),  # arrived already
        (5, b"later", {}, 409),
        (4, b"far too much", {}, 413),
        (4, b"abc", {"Upload-Checksum": "sha256 " + base64.b64encode(b"x" * 32).decode()}, 460),
        (4, b"abc", {"Upload-Checksum": "crc32 AAAA"}, 400),
        (4, b"abc", {"Tus-Resumable": "0.2.2"}, 412),
        (4, b"abc", {"Upload-Offset": "x"}, 400),
    ],
)
def test_piece_that_is_not_as_told_leaves_nothing(
    official: Officer, offset: int, piece: bytes, headers: dict[str, str], status: int
) -> None:
    client = as_(official)
    url = announce(client, "a.pdf", 10)["Location"]
    append(client, url, 0, b"%PDF")
    before = kept()

    assert append(client, url, offset, piece, **headers).status_code == status
    assert (kept(), Upload.objects.get().received) == (before, 4)


def test_piece_that_broke_off_on_its_way_leaves_nothing(official: Officer) -> None:
    client = as_(official)
    url = announce(client, "a.pdf", 10)["Location"]
    cut = {"wsgi.input": io.BytesIO(b"abc"), "CONTENT_LENGTH": "5", "CONTENT_TYPE": "application/offset+octet-stream"}
    answer = client.patch(url, headers={**SPOKEN, "Upload-Offset": "0"}, **cut)

    assert (answer.status_code, kept(), Upload.objects.get().received) == (400, [], 0)


def test_piece_with_its_checksum_is_taken(official: Officer) -> None:
    client = as_(official)
    url = announce(client, "a.pdf", 10)["Location"]
    told = "sha256 " + base64.b64encode(hashlib.sha256(b"%PDF").digest()).decode()

    assert append(client, url, 0, b"%PDF", **{"Upload-Checksum": told}).status_code == 204


def test_piece_in_another_wrapping_is_refused(official: Officer) -> None:
    client = as_(official)
    url = announce(client, "a.pdf", 4)["Location"]
    answer = client.patch(url, b"%PDF", content_type="application/json", headers={**SPOKEN, "Upload-Offset": "0"})

    assert (answer.status_code, kept()) == (415, [])


@pytest.mark.parametrize(
    ("name", "size", "status", "word"),
    [
        ("a.pdf", 0, 422, "rỗng (0 byte)"),
        ("a.pdf", 21 * 1024 * 1024, 413, "vượt"),
        ("a.exe", 10, 422, "PDF, JPEG"),
        ("../../x", 10, 422, "thư mục"),
        ("C:\\x.pdf", 10, 422, "thư mục"),
        ("a.pdf", "-1", 400, ""),
        ("a.pdf", "9" * 30, 400, ""),
    ],
)
def test_file_that_cannot_be_taken_is_refused_before_it_is_sent(
    official: Officer, name: str, size: int | str, status: int, word: str
) -> None:
    answer = announce(as_(official), name, size)

    assert (answer.status_code, word in answer.content.decode()) == (status, True)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("metadata", ["filename ***", "filename /w==", "filename"])
def test_announcement_that_cannot_be_read_is_refused(official: Officer, metadata: str) -> None:
    headers = {**SPOKEN, "Upload-Length": "5", "Upload-Metadata": metadata}

    assert as_(official).post(reverse("wards:uploads"), headers=headers).status_code in (400, 422)
    assert not Upload.objects.exists()


def test_files_on_their_way_are_bounded_for_each_person(official: Officer, colleague: Officer, settings) -> None:
    settings.WAITING_MAX_BYTES = 100
    client = as_(official)

    assert announce(client, "a.pdf", 60).status_code == 201
    assert announce(client, "b.pdf", 60).status_code == 422
    assert announce(as_(colleague), "b.pdf", 60).status_code == 201


def test_uploads_are_ones_own(official: Officer, colleague: Officer, reviewer: Officer, stranger: Officer) -> None:
    url = announce(as_(official), "a.pdf", 10)["Location"]
    for person in (colleague, reviewer, stranger):
        client = as_(person)
        answers = [
            client.head(url, headers=SPOKEN), append(client, url, 0, b"%PDF"), client.delete(url, headers=SPOKEN)
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Upload.objects.get().received == 0


def test_upload_for_another_ward_is_refused(official: Officer, other_ward: Ward, ward: Ward) -> None:
    client = as_(official)

    assert announce(client, "a.pdf", 10, ward=str(other_ward.pk)).status_code == 400
    assert announce(client, "a.pdf", 10, ward=str(ward.pk)).status_code == 201


def test_uploads_ask_for_the_token_of_the_page(official: Officer) -> None:
    client = as_(official, enforce_csrf_checks=True)
    upload = pieces.begin(by=official, ward=official.memberships.get().ward, name="a.pdf", size=10)
    url = reverse("wards:upload", args=[upload.pk])

    assert announce(client, "a.pdf", 10).status_code == 403
    assert append(client, url, 0, b"%PDF").status_code == 403
    assert client.delete(url, headers=SPOKEN).status_code == 403


def test_given_up_upload_leaves_nothing(official: Officer, django_capture_on_commit_callbacks) -> None:
    client = as_(official)
    url = announce(client, "a.pdf", 10)["Location"]
    append(client, url, 0, b"%PDF")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(url, headers=SPOKEN).status_code == 204

    assert (kept(), Upload.objects.count(), client.head(url, headers=SPOKEN).status_code) == ([], 0, 404)


def test_sweep_forgets_what_nobody_went_on_with(official: Officer, django_capture_on_commit_callbacks) -> None:
    client = as_(official)
    for name in ("old.pdf", "new.pdf"):
        append(client, announce(client, name, 10)["Location"], 0, b"%PDF")
    Upload.objects.filter(name="old.pdf").update(touched_at=timezone.now() - dt.timedelta(hours=25))
    default_storage.save(f"uploads/{uuid.uuid4()}/0", ContentFile(b"left over"))  # its row went, its pieces stayed
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep_uploads()

    new = Upload.objects.get()
    assert (new.name, kept()) == ("new.pdf", [f"uploads/{new.pk}/0"])


def test_piece_whose_storing_fails_leaves_nothing(official: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_(official, raise_request_exception=False)
    url = announce(client, "a.pdf", 10)["Location"]

    def full(*_args: object, **_options: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Upload, "save", full)
    assert append(client, url, 0, b"%PDF").status_code == 503
    monkeypatch.undo()

    assert (kept(), Upload.objects.get().received) == ([], 0)
    assert append(client, url, 0, b"%PDF").status_code == 204


@pytest.mark.django_db(transaction=True)
def test_of_two_pieces_that_race_one_wins(official: Officer) -> None:
    client = as_(official)
    url = announce(client, "a.pdf", 8)["Location"]
    upload, start, results = Upload.objects.get(), threading.Barrier(2), []

    def race(piece: bytes) -> None:
        try:
            start.wait(10)
            pieces.append(upload=upload, offset=0, piece=piece)
            results.append(piece)
        except pieces.OutOfStep:
            results.append(b"")
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=[piece]) for piece in (b"%PDF-1.7", b"%PDF")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    winner = max(results)
    assert sorted(map(bool, results)) == [False, True]
    assert (Upload.objects.get().received, Path(settings.MEDIA_ROOT, kept()[0]).read_bytes()) == (len(winner), winner)
    assert client.head(url, headers=SPOKEN)["Upload-Offset"] == str(len(winner))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [("gia.pdf", b"MZ" + b"\0" * 50, "là chương trình (.exe)"), ("hong.pdf", papers.pdf()[:200], "hong.pdf")],
)
def test_file_is_judged_as_soon_as_it_has_arrived(
    official: Officer, django_capture_on_commit_callbacks, name: str, content: bytes, word: str
) -> None:
    client = as_(official)
    url = announce(client, name, len(content))["Location"]
    assert append(client, url, 0, content[:20]).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        answer = append(client, url, 20, content[20:])

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert word in answer.content.decode()
    assert (kept(), Upload.objects.count()) == ([], 0)


def test_new_document_takes_files_that_were_sent(
    official: Officer, entry: Callable[[str], Entry], django_capture_on_commit_callbacks
) -> None:
    client, line = as_(official), entry("5.2")
    ids = [send(client, name, papers.pdf(count)) for name, count in (("hai.pdf", 2), ("mot.pdf", 1))]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("wards:evidence_new", args=[line.pk]), {**TYPED, "pages": "3", "uploads": ids})

    assert answer.status_code == 303
    assert list(Evidence.objects.get().files.values_list("name", "content__pages")) == [("hai.pdf", 2), ("mot.pdf", 1)]
    assert (Upload.objects.count(), [name.split("/")[0] for name in kept()]) == (0, ["evidence", "evidence"])


def test_refused_form_keeps_the_files_that_were_sent(official: Officer, entry: Callable[[str], Entry]) -> None:
    client = as_(official)
    sent = send(client, "mot.pdf", papers.pdf())
    typed = {**TYPED, "abstract": "", "uploads": [sent]}
    answer = client.post(reverse("wards:evidence_new", args=[entry("5.2").pk]), typed, headers=HTMX)

    assert answer.status_code == 422
    assert f'<input type="hidden" name="uploads" value="{sent}">' in answer.content.decode()
    assert (Upload.objects.count(), Evidence.objects.count()) == (1, 0)


def test_file_that_is_not_whole_is_never_evidence(official: Officer, entry: Callable[[str], Entry]) -> None:
    client, content = as_(official), papers.pdf()
    url = announce(client, "mot.pdf", len(content))["Location"]
    append(client, url, 0, content[:-1])
    typed = {**TYPED, "uploads": [url.rstrip("/").rpartition("/")[2]]}
    answer = client.post(reverse("wards:evidence_new", args=[entry("5.2").pk]), typed)

    assert (answer.status_code, Evidence.objects.count(), Content.objects.count()) == (422, 0, 0)
    assert Upload.objects.get().received == len(content) - 1  # it can still be gone on with


def test_file_of_a_colleague_is_not_taken(official: Officer, colleague: Officer, entry: Callable[[str], Entry]) -> None:
    sent = send(as_(colleague), "mot.pdf", papers.pdf())
    for wrong in (sent, str(uuid.uuid4()), "x"):
        answer = as_(official).post(
            reverse("wards:evidence_new", args=[entry("5.2").pk]), {**TYPED, "uploads": [wrong]}
        )
        assert (answer.status_code, Evidence.objects.count()) == (422, 0)


def test_document_takes_more_files_that_were_sent(
    official: Officer, ward: Ward, django_capture_on_commit_callbacks
) -> None:
    evidence, client = add(ward, official, "Báo cáo"), as_(official)
    fake = pieces.begin(by=official, ward=ward, name="gia.pdf", size=52)
    pieces.append(upload=fake, offset=0, piece=b"MZ" + b"\0" * 50)  # whole, but nobody looked at it on its way
    sent = [send(client, "mot.pdf", papers.pdf()), str(fake.pk)]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("wards:evidence_upload", args=[evidence.pk]), {"uploads": sent}, headers=HTMX
        )  # fmt: skip

    assert (answer.status_code, list(evidence.files.values_list("name", flat=True))) == (200, ["mot.pdf"])
    page = answer.content.decode()
    assert ("gia.pdf" in page, 'name="uploads" value=' in page) == (True, False)
    assert (Upload.objects.count(), len(kept())) == (0, 1)


def test_failing_storage_leaves_no_document(
    official: Officer, entry: Callable[[str], Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file breaks off in the middle of being written: the first goes too."""
    client, real = as_(official), type(default_storage._wrapped).save
    sent = [send(client, name, papers.pdf(title=name)) for name in ("mot.pdf", "hai.pdf")]
    before = kept()

    def failing(self, name: str, content, **options: object) -> str:
        written = real(self, name, content, **options)
        if sum(name.startswith("evidence/") for name in kept()) == 2:
            raise OSError("disk full")
        return written

    monkeypatch.setattr(type(default_storage._wrapped), "save", failing)
    answer = client.post(reverse("wards:evidence_new", args=[entry("5.2").pk]), {**TYPED, "uploads": sent})

    assert (answer.status_code, kept()) == (422, before)
    counts = [model.objects.count() for model in (Evidence, EvidenceFile, Content, Upload)]
    assert counts == [0, 0, 0, 2]
