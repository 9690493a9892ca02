"""What the ledger is told of papers: settled for signing, registered, taken back, scanned."""

from collections.abc import Iterator

from awards.domain.facts import told_to_ledger
from awards.models import Issue, Paper, Scan
from emulation.text import canonical, digest

FINAL, ISSUE, CANCELLED, SCAN = "paper_final", "issue", "issue_cancelled", "scan"


def of_final(paper: Paper) -> str:
    """A paper as it was settled, before it is drawn: what it says, by its digest."""
    return canonical(
        {
            "code": paper.code, "kind": str(paper.kind), "subject": paper.subject, "revision": paper.revision,
            "context": digest(paper.context), "by": paper.requested_by_id,
        }
    )  # fmt: skip


def of_issue(issue: Issue) -> str:
    """A registration, with the digest of the drawn file it is of."""
    return canonical(
        {
            "id": issue.pk, "paper": issue.paper.code, "drawn": issue.paper.sha256, "sign": issue.sign,
            "number": issue.number, "date": issue.issued_on, "signer": issue.signer,
            "signer_office": issue.signer_office, "by": issue.by_id, "at": issue.at,
        }
    )  # fmt: skip


def of_cancelling(issue: Issue) -> str:
    """That a registration was taken back, and why."""
    return canonical(
        {"id": issue.pk, "reason": issue.cancel_reason, "by": issue.cancelled_by_id, "at": issue.cancelled_at}
    )


def of_scan(scan: Scan) -> str:
    """A signed scan by its bytes, and how it agreed with what was drawn."""
    return canonical(
        {
            "id": scan.pk, "paper": scan.paper.code, "sha256": scan.sha256, "size": scan.size, "pages": scan.pages,
            "match": str(scan.match), "reason": scan.reason, "by": scan.by_id, "at": scan.at,
        }
    )  # fmt: skip


def unproven_issues() -> Iterator[Issue | Scan]:
    """Registrations and scans that say something the ledger was never told."""
    issued, cancelled = told_to_ledger(kind=ISSUE), told_to_ledger(kind=CANCELLED)
    for issue in Issue.objects.select_related("paper").order_by("id").iterator():
        is_told = issue.cancelled_at is None or of_cancelling(issue) in cancelled
        if of_issue(issue) not in issued or not is_told:
            yield issue
    scanned = told_to_ledger(kind=SCAN)
    for scan in Scan.objects.select_related("paper").order_by("id").iterator():
        if of_scan(scan) not in scanned:
            yield scan
