"""A kept file that was lost or damaged on the disk comes back when the same file is sent again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests import papers
from tests.wards.library import as_
from wards.domain.exhibits import evidence as evidences
from wards.domain.files import contents, uploads
from wards.models import Content, Evidence, EvidenceFile, LedgerEntry, Officer, Ward

PDF = papers.pdf(3)


def lost(path: Path) -> None:
    path.unlink()


def flipped(path: Path) -> None:
    kept = bytearray(path.read_bytes())
    kept[len(kept) // 2] ^= 1
    path.write_bytes(bytes(kept))


HARM = pytest.mark.parametrize("harm", [lost, flipped])


@pytest.fixture
def document(ward: Ward, official: Officer) -> Evidence:
    made = evidences.add_evidence(ward=ward, by=official, abstract="Quyết định công nhận")
    evidences.attach(evidence=made, checked=sent(), by=official)
    return made


def sent(name: str = "quyet-dinh.pdf") -> uploads.Checked:
    return uploads.check(SimpleUploadedFile(name, PDF))


def path() -> Path:
    return Path(settings.MEDIA_ROOT) / str(Content.objects.get().file)


@HARM
def test_same_file_sent_again_puts_it_back_and_says_so(
    harm: Callable[[Path], None], document: Evidence, official: Officer
) -> None:
    harm(path())
    with pytest.raises(CommandError):
        call_command("verify_ledger")

    again = evidences.attach(evidence=document, checked=sent("lai.pdf"), by=official)

    assert (path().read_bytes(), again, again.content.was_put_back) == (PDF, document.files.get(), True)
    told = LedgerEntry.objects.get(kind=contents.PUT_BACK)
    assert (told.actor, told.subject, json.loads(told.text)) == (
        official, "lai.pdf",
        {"content": again.content.pk, "sha256": again.content.sha256, "file": str(again.content.file),
         "sent_as": "lai.pdf"},
    )  # fmt: skip
    call_command("verify_ledger")


@HARM
def test_file_laid_down_with_another_document_puts_it_back(
    harm: Callable[[Path], None], document: Evidence, ward: Ward, official: Officer
) -> None:
    harm(path())
    other = evidences.add_evidence(ward=ward, by=official, abstract="Bản khác")

    evidences.attach(evidence=other, checked=sent(), by=official)

    assert (path().read_bytes(), EvidenceFile.objects.count(), Content.objects.count()) == (PDF, 2, 1)


def test_whole_file_is_left_and_nothing_is_recorded(document: Evidence, ward: Ward, official: Officer) -> None:
    before = path().stat().st_mtime_ns

    evidences.attach(
        evidence=evidences.add_evidence(ward=ward, by=official, abstract="Bản khác"), checked=sent(), by=official
    )

    assert (path().stat().st_mtime_ns, LedgerEntry.objects.filter(kind=contents.PUT_BACK).count()) == (before, 0)


def test_person_is_told_that_the_file_is_there_again(document: Evidence, official: Officer) -> None:
    client, address = as_(official), reverse("wards:evidence_upload", args=[document.pk])

    def send(client: Client) -> tuple[int, str]:
        answer = client.post(address, {"files": SimpleUploadedFile("quyet-dinh.pdf", PDF)})
        shown = client.get(answer["Location"]) if answer.has_header("Location") else answer
        return answer.status_code, shown.content.decode()

    EvidenceFile.objects.update(uploaded_at="2020-01-01T00:00:00+07:00")  # sent long ago: no second tap
    refused, page = send(client)
    lost(path())
    taken, mended = send(client)

    assert (refused, "Tệp này đã có trong tài liệu" in page, taken) == (422, True, 303)
    assert "Bản lưu của quyet-dinh.pdf đã bị mất hoặc hỏng" in mended
    assert path().read_bytes() == PDF
