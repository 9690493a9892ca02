"""A ward's figures and documents in tests: made the short way, asked for through its pages."""

import datetime as dt
import re
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import revisions
from wards.domain.files import uploads
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Citation, Content, Entry, Evidence, EvidenceFile, Officer, Score, Side, Ward

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


def fill_shelf(assessment: Assessment, count: int, *, by: Officer) -> None:
    """So many documents of every kind, each with a file and cited by a line; every third replaces another."""
    start = Evidence.objects.count()
    content, _made = Content.objects.get_or_create(
        sha256="b" * 64, defaults={"size": 1000, "media_type": "application/pdf", "pages": 2, "file": "x"}
    )
    kinds = [kind for kind in Evidence.Kind.values if kind != "confirmation"]
    made = Evidence.objects.bulk_create(
        Evidence(
            ward=assessment.ward, abstract=f"Tài liệu {n}", kind=kinds[n % len(kinds)], issuer=f"Cơ quan {n % 7}",
            issued_on=dt.date(2015 + n % 5, 1, 1), valid_until=dt.date(2019, 6, 1) if n % 2 else None,
            search_key=f"tai lieu {n}", created_by=by, created_at=timezone.now(),
        )
        for n in range(start, start + count)
    )  # fmt: skip
    for older, newer in zip(made[::3], made[1::3], strict=False):
        newer.revises = older
    Evidence.objects.bulk_update(made, ["revises"])
    EvidenceFile.objects.bulk_create(
        EvidenceFile(evidence=e, content=content, name="a.pdf", uploaded_by=by) for e in made
    )
    lines = list(assessment.entries.order_by("pk"))
    Citation.objects.bulk_create(
        Citation(entry=lines[n % len(lines)], evidence=one, position=start + n + 1, by=by) for n, one in enumerate(made)
    )
