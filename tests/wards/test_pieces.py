"""Files sent piece by piece: what has arrived stays, nothing else does."""

import base64
import hashlib
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests import papers
from tests.wards.library import as_
from tests.wards.races import together
from tests.wards.sending import SPOKEN, announce, append, kept
from wards.domain.files import pieces
from wards.models import Officer, Upload


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
    upload = Upload.objects.get()

    def race(piece: bytes) -> bytes:
        pieces.append(upload=upload, offset=0, piece=piece)
        return piece

    results = together(lambda: race(b"%PDF-1.7"), lambda: race(b"%PDF"))

    (winner,) = (result for result in results if isinstance(result, bytes))
    assert [type(result) for result in results if result != winner] == [pieces.OutOfStep]
    assert (Upload.objects.get().received, Path(settings.MEDIA_ROOT, kept()[0]).read_bytes()) == (len(winner), winner)
    assert client.head(url, headers=SPOKEN)["Upload-Offset"] == str(len(winner))
