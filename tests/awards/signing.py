"""Papers of a ward brought to any point of their way: the council's vote, settled, drawn, registered, scanned."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from awards.documents import papers as drawing
from awards.documents import shelf
from awards.domain.codes import new_code
from awards.domain.councils import closing
from awards.domain.facts import enter_in_ledger
from awards.domain.papers import drawing as papers
from awards.domain.papers import issuing, scans
from awards.domain.papers.paper_facts import CheckedScan
from awards.domain.papers.present import Present
from awards.models import Attendance, Ballot, Council, Issue, Meeting, Member, Paper, Scan
from awards.queries.councils import whole
from emulation.text import digest
from tests import papers as files
from wards.models import Assessment, Officer

NEEDED = (Paper.Kind.PROPOSAL, Paper.Kind.REPORT, Paper.Kind.COUNCIL)


def voted(assessment: Assessment, *, by: Officer, in_favour: int = 9, members: int = 9) -> Meeting:
    """The ward's council met, all came, the meeting is closed."""
    council = Council.objects.filter(ward=assessment.ward).first() or Council.objects.create(
        ward=assessment.ward, name="Hội đồng Thi đua - Khen thưởng phường Điện Biên", decision_number="12/QĐ-UBND",
        decision_date=dt.date(2019, 1, 15), decision_issuer="Chủ tịch UBND phường", by=by,
    )  # fmt: skip
    people = list(council.members.all()) or Member.objects.bulk_create(
        Member(
            council=council, position=n, full_name=f"Nguyễn Văn {chr(64 + n)}", job="Ủy viên UBND phường",
            role="chair" if n == 1 else "secretary" if n == 2 else "member",
        )
        for n in range(1, members + 1)
    )  # fmt: skip
    meeting = Meeting.objects.create(
        council=council, held_at=timezone.now() - dt.timedelta(hours=2), ended_at=timezone.now(), place="Phòng họp",
        chair=people[0], secretary=people[1], agenda="Xét đề nghị công nhận", vote="open", share=Decimal(70),
        share_citation="Thủ tục 9387", share_confidence="verbatim", quorum=Decimal(67), quorum_citation="Quy chế",
        quorum_confidence="provisional", by=by,
    )  # fmt: skip
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member) for member in people)
    Ballot.objects.create(
        meeting=meeting, assessment=assessment, in_favour=in_favour, against=members - in_favour, blank=0
    )
    Meeting.objects.filter(pk=meeting.pk).update(closed_by=by, closed_at=timezone.now())
    closed = whole().get(pk=meeting.pk)
    text = closing.meeting_text(closed)
    enter_in_ledger(kind=closing.KIND, subject=str(closed), text=text, by=by)
    return closed


def draw(asked: Iterable[Paper]) -> list[Paper]:
    """Have them drawn, as the workers would."""
    found = list(asked)
    for paper in found:
        drawing.draw_paper(paper.pk)
        paper.refresh_from_db()
    return found


def settled(assessment: Assessment, *, by: Officer) -> dict[str, Paper]:
    """All of the ward's papers, drawn to be signed: by kind."""
    return {paper.kind: paper for paper in draw(papers.finalise(place=assessment, by=by))}


def registered(paper: Paper, *, by: Officer, number: int | None = None) -> Issue:
    """Number (the next one) and today's date."""
    today = timezone.localdate()
    return issuing.register(
        paper=paper, number=number or issuing.next_number(paper, year=today.year), issued_on=today,
        signer="Nguyễn Văn A", signer_office="Chủ tịch", by=by,
    )  # fmt: skip


def scan_of(paper: Paper) -> CheckedScan:
    """The drawn file with a seal on it as its own scan: it has the code, the text and a picture."""
    with paper.file.open("rb") as file:
        content = files.stamped(file.read())
    return CheckedScan("ban-ky.pdf", content, hashlib.sha256(content).hexdigest(), paper.pages or 0)


def scanned(paper: Paper, *, by: Officer) -> Scan:
    """Registered and scanned."""
    if not Issue.objects.filter(paper=paper, cancelled_at=None).exists():
        registered(paper, by=by)
    scan = scan_of(paper)
    return scans.keep(paper=paper, scan=scan, finding=scans.examine(paper=paper, scan=scan), by=by)


def signed(assessment: Assessment, *, leader: Officer, clerk: Officer) -> dict[str, Paper]:
    """Everything a hand-in takes along: voted, settled, registered, scanned."""
    voted(assessment, by=leader)
    found = settled(assessment, by=leader)
    for kind in NEEDED:
        scanned(found[kind], by=clerk)
    return found


def made(assessment: Assessment, kind: str, *, by: Officer) -> tuple[Paper, Issue, Scan]:
    """The same by rows alone, without drawing: for tests of doors and pages."""
    text = Present(assessment).says((kind, 0), final=True)
    file, sha256 = shelf.put(files.pdf(2, title=f"{assessment} {kind}"))
    paper = Paper.objects.create(
        assessment=assessment, kind=kind, revision=Paper.objects.filter(assessment=assessment, kind=kind).count() + 1,
        is_final=True, code=new_code(), context=text, digest=digest(text), requested_by=by, state="ready", pages=2,
        drawn_at=timezone.now(), file=file, sha256=sha256,
    )  # fmt: skip
    issue = registered(paper, by=by)
    scan = Scan.objects.create(
        paper=paper, issue=issue, file=file, name="ban-ky.pdf", sha256=sha256, size=900, pages=2, match="code", by=by
    )
    return paper, issue, scan
