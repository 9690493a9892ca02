"""What becomes of a file that was sent in pieces: judged when whole, then evidence, or nothing."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from tests import papers
from tests.wards.library import HTMX, TYPED, add, as_
from tests.wards.sending import announce, append, kept, send
from wards.domain.files import pieces
from wards.models import Content, Entry, Evidence, EvidenceFile, Officer, Upload, Ward


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
