"""A ward's library of 300 documents against `/health/live`."""

from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from emulation.text import search_key
from tests import factories
from tests.bench import stage
from tests.bench.measure import Ratio, compare
from tests.processes import web
from wards.models import Assessment, Citation, Content, Evidence, EvidenceFile, Officer

DOCUMENTS = 300


def measure(log: Path) -> dict[str, Ratio]:
    """library_300_vs_live: the first page of the library, with its filters counted."""
    place, _reviewer = stage.office("bench-library")
    assessment = stage.opened(stage.period(stage.criteria_set(), 2018), 1, place, first=60000)[0]
    official = factories.officer("official", ward=assessment.ward, username="bench.librarian")
    lay_down(assessment, official)
    with web(log) as port:
        live, ward = stage.Browser(port), stage.Browser(port, official)
        page = reverse("wards:evidence_list")
        ratio = compare(
            lambda: ward.ask("GET", page), lambda: live.ask("GET", "/health/live"), runs=5, repeat=20
        )  # fmt: skip
    return {"library_300_vs_live": ratio}


def lay_down(assessment: Assessment, by: Officer) -> None:
    """Documents of every kind, each with its file and cited by one line."""
    content = Content.objects.create(sha256="f" * 64, size=480_000, media_type="application/pdf", pages=3, file="x")
    kinds = [kind for kind in Evidence.Kind.values if kind != Evidence.Kind.CONFIRMATION]
    made = Evidence.objects.bulk_create(
        Evidence(
            ward=assessment.ward, number=f"{n}/BC-UBND", abstract=f"Báo cáo số {n}", kind=kinds[n % len(kinds)],
            issuer=f"Cơ quan {n % 12}", issued_on=timezone.localdate(), created_by=by,
            search_key=search_key(f"{n}/BC-UBND Cơ quan {n % 12} Báo cáo số {n}"),
        )
        for n in range(DOCUMENTS)
    )  # fmt: skip
    EvidenceFile.objects.bulk_create(
        EvidenceFile(evidence=one, content=content, name="bao-cao.pdf", search_key="bao-cao.pdf", uploaded_by=by)
        for one in made
    )
    lines = list(assessment.entries.order_by("pk"))
    Citation.objects.bulk_create(
        Citation(entry=lines[n % len(lines)], evidence=one, position=n + 1, by=by) for n, one in enumerate(made)
    )
