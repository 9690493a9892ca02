"""A ward's documents in tests: made the short way, asked for through its pages."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client

from wards.domain import evidence as evidences
from wards.domain import uploads
from wards.models import Entry, Evidence, Officer, Ward

HTMX = {"HX-Request": "true"}
TYPED = {"abstract": "Quyết định công nhận", "number": "1234/QĐ-UBND", "issued_on": "15/11/2019", "copy": "certified",
         "issuer": "UBND thành phố", "pages": ""}  # fmt: skip


def as_(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(response: HttpResponseBase) -> bytes:
    """The whole body; a streamed one is thereby closed."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def add(
    ward: Ward, by: Officer, abstract: str, *, entry: Entry | None = None, files: dict[str, bytes] | None = None
) -> Evidence:
    evidence = evidences.add_evidence(ward=ward, by=by, abstract=abstract, entry=entry)
    for name, content in (files or {}).items():
        evidences.attach(evidence=evidence, checked=uploads.check(SimpleUploadedFile(name, content)), by=by)
    return evidence
