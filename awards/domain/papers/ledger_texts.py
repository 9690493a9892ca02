"""What the ledger is told of papers: settled for signing, drawn, registered, taken back, scanned; and its proof."""

from collections.abc import Iterator
from typing import Any

from awards.domain.facts import unproven
from awards.models import Issue, Paper, Scan
from emulation.text import canonical, digest

FINAL, DRAWN, ISSUE, CANCELLED, SCAN = "paper_final", "paper_drawn", "issue", "issue_cancelled", "scan"


def of_final(paper: Paper) -> str:
    """A paper as it was settled, before it is drawn: what it says, by its digest."""
    return canonical(
        {
            "id": paper.pk, "assessment": paper.assessment_id, "dossier": paper.dossier_id, "code": paper.code,
            "kind": str(paper.kind), "subject": paper.subject, "revision": paper.revision,
            "context": digest(paper.context), "digest": paper.digest, "by": paper.requested_by_id,
            "at": paper.requested_at,
        }
    )  # fmt: skip


def of_drawn(paper: Paper) -> str:
    """The file that was drawn of it."""
    return canonical(
        {
            "id": paper.pk, "code": paper.code, "file": str(paper.file), "sha256": paper.sha256, "pages": paper.pages,
            "at": paper.drawn_at,
        }
    )  # fmt: skip


def of_issue(issue: Issue) -> str:
    """A registration, with the digest of the drawn file it is of."""
    return canonical(
        {
            "id": issue.pk, "paper": issue.paper.code, "drawn": issue.paper.sha256, "ward": issue.ward_id,
            "office": issue.office_id, "sign": issue.sign, "year": issue.year, "number": issue.number,
            "date": issue.issued_on, "signer": issue.signer, "signer_office": issue.signer_office,
            "by": issue.by_id, "at": issue.at,
        }
    )  # fmt: skip


def of_cancelling(issue: Issue) -> str:
    """That a registration was taken back, and why."""
    return canonical(
        {"id": issue.pk, "reason": issue.cancel_reason, "by": issue.cancelled_by_id, "at": issue.cancelled_at}
    )


def of_scan(scan: Scan) -> str:
    """A signed scan by its bytes, and how it agreed with what was drawn; the annexes in it, where there are any."""
    along = {"annexes": scan.annexes} if scan.annexes else {}
    return canonical(
        {
            "id": scan.pk, "paper": scan.paper.code, "issue": scan.issue_id, "file": str(scan.file), "name": scan.name,
            "sha256": scan.sha256, "size": scan.size, "pages": scan.pages, "match": str(scan.match),
            "reason": scan.reason, "by": scan.by_id, "at": scan.at, **along,
        }
    )  # fmt: skip


def unproven_papers() -> Iterator[Any]:
    """Papers to be signed, registrations, cancellations and scans that are not what the ledger was told of them, and
    entries whose record is gone."""
    final = Paper.objects.filter(is_final=True).order_by("id")
    yield from unproven(kind=FINAL, records=((paper, of_final(paper)) for paper in final.iterator(chunk_size=100)))
    drawn = final.filter(state=Paper.State.READY).defer("context")
    yield from unproven(kind=DRAWN, records=((paper, of_drawn(paper)) for paper in drawn.iterator()))
    # Joined with their paper: one whose paper is gone counts as gone.
    issues = Issue.objects.select_related("paper").defer("paper__context").order_by("id")
    yield from unproven(kind=ISSUE, records=((issue, of_issue(issue)) for issue in issues.iterator()))
    cancelled = issues.filter(cancelled_at__isnull=False)
    yield from unproven(kind=CANCELLED, records=((issue, of_cancelling(issue)) for issue in cancelled.iterator()))
    scans = Scan.objects.select_related("paper").defer("paper__context").order_by("id")
    yield from unproven(kind=SCAN, records=((scan, of_scan(scan)) for scan in scans.iterator()))
