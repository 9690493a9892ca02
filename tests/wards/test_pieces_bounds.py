"""Whose pieces are taken and which files are not; what is given up or forgotten leaves nothing."""

import datetime as dt
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from tests.wards.library import as_
from tests.wards.sending import SPOKEN, announce, append, kept
from wards import tasks
from wards.domain.files import pieces
from wards.models import Officer, Upload, Ward


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
