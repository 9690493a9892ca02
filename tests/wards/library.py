"""A ward's figures and documents in tests: made the short way, asked for through its pages."""

import re
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import revisions
from wards.domain.files import uploads
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Evidence, Officer, Score, Side, Ward

HTMX = {"HX-Request": "true"}
TYPED = {"abstract": "Quyết định công nhận", "number": "1234/QĐ-UBND", "issued_on": "15/11/2019", "copy": "certified",
         "issuer": "UBND thành phố", "pages": ""}  # fmt: skip


def as_(officer: Officer, **options: object) -> Client:
    client = Client(**options)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(response: HttpResponseBase) -> bytes:
    """The whole body; a streamed one is thereby closed."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def add(ward: Ward, by: Officer, abstract: str, *, files: dict[str, bytes] | None = None, **fields: object) -> Evidence:
    """A document with these files and fields, cited by `entry` if one is among them."""
    evidence = evidences.add_evidence(ward=ward, by=by, abstract=abstract, **fields)
    for name, content in (files or {}).items():
        evidences.attach(evidence=evidence, checked=uploads.check(SimpleUploadedFile(name, content)), by=by)
    return evidence


def save_url(entry: Entry) -> str:
    return reverse("wards:entry_save", args=[entry.pk])


def criterion_url(entry: Entry) -> str:
    return reverse("wards:criterion", args=[entry.assessment_id, entry.indicator.criterion.number])


def text(response: HttpResponseBase) -> str:
    """What is read, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def save(line: Entry, by: Officer, seen: int | None = None, **figure: object) -> Entry:
    """Record a line as somebody who has read it as it is now, or in version `seen`."""
    words = {name: figure.pop(name) for name in ("explanation", "no_data_reason") if name in figure}
    seen = line.version if seen is None else seen
    return assessments.record(entry=line, figure=figure, seen=seen, by=by, **words)


def points(assessment: Assessment, side: str = Side.SELF) -> dict[str, Decimal]:
    """Points of criteria that have any."""
    scoring.recompute(assessments=[assessment.pk])
    rows = Score.objects.filter(assessment=assessment, side=side).select_related("criterion")
    return {row.criterion.number: row.points for row in rows if row.points}


def revise(evidence: Evidence, by: Officer, **fields: object) -> Evidence:
    """A newer version of a document."""
    words = {"abstract": "Quyết định công nhận (bản mới)", "kind": "decision", **fields}
    return revisions.revise(evidence=evidence, by=by, **words).evidence
