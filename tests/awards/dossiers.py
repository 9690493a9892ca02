"""A dossier of the city brought to any point of its way, by rows: its papers and volumes are other tests' subject."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from awards.domain import codes
from awards.domain.appraisals import appraisal_text
from awards.domain.binders import plan as binder_plan
from awards.domain.onward import dossiers, sending
from awards.domain.papers.paper_facts import CheckedScan
from awards.domain.papers.present import Present
from awards.models import (
    Attendance,
    AwardDecision,
    Ballot,
    Binder,
    BinderPart,
    Council,
    Dossier,
    Forwarding,
    Issue,
    Meeting,
    Member,
    Paper,
    Scan,
)  # fmt: skip
from awards.queries.places import WARD_KINDS
from emulation.text import canonical, digest
from tests import papers as files
from tests.awards import signing
from tests.wards import road
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.domain.sheet.sealed import handed_in_text
from wards.models import Assessment, CriteriaSet, HandIn, Office, Officer, Period, Verdict, Ward

KINDS = {
    "city_proposal": "TTr-UBND", "city_council": "BB-HĐTĐKT", "appraisal": "BC-PNV", "proposal": "TTr-UBND",
    "report": "BC-UBND", "council": "BB-HĐTĐKT",
}  # fmt: skip


def confirm(period: Period) -> None:
    """An office compared the set with the law."""
    CriteriaSet.objects.filter(pk=period.criteria_set_id).update(status=CriteriaSet.Status.CONFIRMED)
    period.criteria_set.refresh_from_db()


def reviewed(assessment: Assessment, *, official: Officer, leader: Officer, reviewer: Officer, head: Officer) -> None:
    """Handed in, every line confirmed, the appraisal completed."""
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.confirm_all(assessment, by=reviewer)
    review.complete(assessment=assessment, by=head)
    scoring.recompute(assessments=[assessment.pk])
    assessment.refresh_from_db()


def another(period: Period, ward: Ward, *, state: str = "reviewed") -> Assessment:
    """An assessment of another ward that stands in this state, without figures."""
    found = assessments.open_assessments(period=period, wards=[ward])[0]
    Assessment.objects.filter(pk=found.pk).update(state=state, round=1)
    found.refresh_from_db()
    return found


def begun(office: Office, *named: Assessment, by: Officer) -> Dossier:
    """A round with these wards."""
    dossier = dossiers.make(office=office, period=named[0].period_id, by=by)
    return dossiers.choose(dossier=dossier, assessments=[found.pk for found in named], seen=[], by=by)


def met(
    dossier: Dossier, *, by: Officer, in_favour: int = 9, members: int = 9, closed: bool = True,
    refused: Assessment | None = None,
) -> Meeting:  # fmt: skip
    """The city's council met, all members came, and voted on every ward; one of them it may not propose."""
    council = Council.objects.filter(office=dossier.office).first() or Council.objects.create(
        office=dossier.office, name="Hội đồng Thi đua - Khen thưởng thành phố Thanh Hóa",
        decision_number="12/QĐ-UBND", decision_date=timezone.localdate(), decision_issuer="Chủ tịch", by=by,
    )  # fmt: skip
    people = list(council.members.all()) or Member.objects.bulk_create(
        Member(council=council, position=n, full_name=f"Ủy viên {n}", job="Ủy viên", role="member")
        for n in range(1, members + 1)
    )
    meeting = Meeting.objects.create(
        council=council, held_at=timezone.now(), place="Phòng họp", chair=people[0], secretary=people[1],
        agenda="Xét", vote="open", share=Decimal(70), share_citation="Thủ tục 9387", share_confidence="verbatim",
        quorum=Decimal(67), quorum_citation="Quy chế", quorum_confidence="provisional", by=by,
    )  # fmt: skip
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member) for member in people)
    Ballot.objects.bulk_create(
        Ballot(meeting=meeting, assessment_id=row.assessment_id, position=n, in_favour=in_favour,
               against=members - in_favour, blank=0, basis=appraisal_text(row.assessment))
        for n, row in enumerate(dossier.wards.all(), 1)
    )  # fmt: skip
    Ballot.objects.filter(meeting=meeting, assessment=refused).update(
        in_favour=3, against=members - 3, below_reason="Chưa đạt", goes_on=False
    )
    if closed:
        Meeting.objects.filter(pk=meeting.pk).update(closed_by=by, closed_at=timezone.now())
    meeting.refresh_from_db()
    return dossiers.attach_meeting(dossier=dossier, meeting=meeting, by=by).meeting


def paper(
    kind: str, *, by: Officer, dossier: Dossier | None = None, assessment: Assessment | None = None, subject: int = 0
) -> Paper:
    """One to be signed, drawn, with its number and its signed scan (annexes have none); the next revision of its
    kind."""
    of = {"dossier": dossier, "assessment": assessment}
    before = Paper.objects.filter(**of, kind=kind).count()
    drawn, signed = (stored("papers", f"{kind} {of} {before} {what}") for what in ("drawn", "signed"))
    place = dossier or assessment
    says = Present(type(place).objects.get(pk=place.pk)).says((kind, subject), final=True)
    made = Paper.objects.create(
        **of, kind=kind, subject=subject, revision=before + 1, is_final=True, code=codes.new_code(), context=says,
        digest=digest(says), requested_by=by, state="ready", pages=2, drawn_at=timezone.now(), file=drawn[0],
        sha256=drawn[1],
    )  # fmt: skip
    if kind not in KINDS:
        return made
    whose = {"ward": assessment.ward} if kind in WARD_KINDS else {"office": place_office(place)}
    issue = Issue.objects.create(
        paper=made, **whose, sign=KINDS[kind], year=timezone.localdate().year,
        number=Issue.objects.count() + 1, issued_on=timezone.localdate(), signer="Nguyễn Văn A",
        signer_office="Chủ tịch", by=by,
    )  # fmt: skip
    Scan.objects.create(
        paper=made, issue=issue, file=signed[0], name="ban-ky.pdf", sha256=signed[1], size=900, pages=2, match="code",
        by=by,
    )  # fmt: skip
    return made


def place_office(place: Dossier | Assessment) -> Office | None:
    return place.office if isinstance(place, Dossier) else place.ward.office


def ward_papers(assessment: Assessment, *, by: Officer) -> dict[str, Paper]:
    """The vote of the ward's council, and all its own papers signed: by kind."""
    meeting = signing.voted(assessment, by=by)
    made = {kind: paper(kind, by=by, assessment=assessment) for kind in ("proposal", "report", "summary")}
    return {**made, "council": paper("council", by=by, assessment=assessment, subject=meeting.pk)}


def stored(folder: str, title: str) -> tuple[str, str]:
    """A PDF of its own: where it lies, and its digest."""
    content = files.pdf(2, title=title)
    sha256 = hashlib.sha256(content).hexdigest()
    return default_storage.save(f"{folder}/{sha256}.pdf", ContentFile(content)), sha256


def bytes_of(row: Any) -> bytes:
    """What lies in the storage of a record with a file."""
    with row.file.open("rb") as file:
        return file.read()


def bind(dossier: Dossier, *, by: Officer, content: str = "all") -> Binder:
    """A volume of what the records say now."""
    plan = canonical(binder_plan.make(dossier=dossier, content=content))
    name, sha256 = stored("binders", f"{content} {Binder.objects.count()}")
    binder = Binder.objects.create(
        dossier=dossier, revision=dossier.binders.count() + 1, content=content, plan=plan, digest="b" * 64,
        code=codes.new_code(), requested_by=by,
    )  # fmt: skip
    BinderPart.objects.create(binder=binder, position=1, file=name, sha256=sha256, size=1000, pages=2)
    Binder.objects.filter(pk=binder.pk).update(state="ready", drawn_at=timezone.now())
    return binder


def prepared(dossier: Dossier, *, by: Officer) -> Dossier:
    """Everything there that forwarding asks for."""
    met(dossier, by=by)
    for row in dossier.wards.select_related("assessment__ward__office"):
        paper("appraisal", by=by, assessment=row.assessment)
    paper("city_council", by=by, dossier=dossier)
    paper("city_proposal", by=by, dossier=dossier)
    for row in dossier.wards.select_related("assessment__ward__office"):
        ward_papers(row.assessment, by=by)
    bind(dossier, by=by)
    return dossier


def received(sent: Forwarding, *, by: Officer) -> Forwarding:
    """The province confirmed that it arrived, once."""
    if sent.dossier.forwardings.latest("revision").pk == sent.pk and not hasattr(sent, "receipt"):
        sending.receive(
            dossier=sent.dossier, received_on=timezone.localdate(), receiver="Trần Thị B", seen=sent.pk, by=by
        )
        sent.refresh_from_db()
    return sent


def decision_scan() -> CheckedScan:
    content = files.pdf(1, title="Quyết định")
    return CheckedScan("quyet-dinh.pdf", content, hashlib.sha256(content).hexdigest(), 1)


def reviewed_beside(first: Assessment, ward: Ward) -> Assessment:
    """The same for another ward, its lines left without figures: by rows, since its people are nobody's subject."""
    from_first = first.hand_ins.get()
    second = another(first.period, ward)
    text = handed_in_text(second, round=1)
    handed = HandIn.objects.create(assessment=second, round=1, text=text, digest=digest(text), by=from_first.by)
    Verdict.objects.bulk_create(
        Verdict(entry=line, hand_in=handed, entry_version=line.version, kind="confirmed", by=from_first.by)
        for line in second.entries.all()
    )
    scoring.recompute(assessments=[second.pk])
    second.refresh_from_db()
    return second


@contextmanager
def past_the_triggers(statement: str) -> Iterator[None]:
    """Something altered in the database itself, undone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        point = transaction.savepoint()
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        yield
        transaction.savepoint_rollback(point)


def scene(office: Office, period: Period, drawn: Paper, *, by: Officer) -> dict[str, list[object]]:
    """A round that is being prepared, and one the province has with a paper, a volume and a decision: arguments."""
    begun_, sent = (Dossier.objects.create(office=office, period=period, number=n, by=by) for n in (1, 2))
    begun_.wards.create(assessment=drawn.assessment)
    name, sha256 = stored("binders", "volume")
    volume = Binder.objects.create(
        dossier=sent, revision=1, plan='{"sections":[],"cover":{"wards":[]}}', digest="b" * 64, code=codes.new_code(),
        requested_by=by,
    )  # fmt: skip
    BinderPart.objects.create(binder=volume, position=1, file=name, sha256=sha256, size=1000, pages=2)
    row = {
        "paper": drawn.pk, "assessment": drawn.assessment_id, "ward": str(drawn.assessment.ward), "kind": drawn.kind,
        "subject": 0, "name": "Báo cáo", "number": "", "revision": 1, "pages": 1, "sha256": drawn.sha256, "scan": None,
    }  # fmt: skip
    forwarding = Forwarding.objects.create(
        dossier=sent, revision=1, binder=volume, text=canonical({"wards": [], "papers": [row]}), by=by
    )
    decision = AwardDecision.objects.create(
        dossier=sent, number="1/QĐ-UBND", decided_on=timezone.localdate(), authority="Chủ tịch UBND tỉnh", file=name,
        name="a.pdf", sha256=sha256, size=1000, pages=2, by=by,
    )  # fmt: skip
    Dossier.objects.filter(pk=sent.pk).update(state="forwarded")
    return {
        "dossier": [begun_.pk], "kept_vote": [begun_.pk, drawn.assessment_id], "sent": [sent.pk],
        "sent_paper": [forwarding.pk, drawn.pk],
        "sent_part": [forwarding.pk, 1], "decision": [decision.pk],
    }  # fmt: skip


def scored(period: Period) -> None:
    """Every assessment of the period has its scores."""
    scoring.recompute(assessments=list(period.assessments.values_list("pk", flat=True)))
