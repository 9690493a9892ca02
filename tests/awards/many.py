"""Dossiers of any number of wards, complete and bound, made by rows: for pages that must ask alike for all of them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import count

from django.utils import timezone

from awards.domain import codes
from awards.domain.papers.together import read_together
from awards.models import (
    Attendance,
    Ballot,
    Council,
    Dossier,
    DossierWard,
    Issue,
    Meeting,
    Member,
    Paper,
    Scan,
)  # fmt: skip
from awards.queries.places import SIGNED_KINDS, WARD_KINDS
from emulation.text import digest
from tests.awards import dossiers as road
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.domain.sheet.sealed import handed_in_text
from wards.models import Assessment, HandIn, Office, Officer, Period, Verdict, Ward

SEATS = 3
KINDS = ("appraisal", "proposal", "report", "summary", "council")
_codes = count(50000)


def wards_of(office: Office, number: int) -> list[Ward]:
    """So many new wards."""
    made = [Ward(code=str(code), name=f"Phường Số {code}", kind="phường", office=office)
            for code in (next(_codes) for _n in range(number))]  # fmt: skip
    for ward in made:
        ward.set_keys()
    return Ward.objects.bulk_create(made)


def appraised(office: Office, period: Period, number: int, *, by: Officer) -> list[Assessment]:
    """Wards that handed in lines without figures, and no papers; every line confirmed."""
    found = assessments.open_assessments(period=period, wards=wards_of(office, number))
    texts = {one.pk: handed_in_text(one, round=1) for one in found}
    hand_ins = HandIn.objects.bulk_create(
        HandIn(assessment=one, round=1, text=texts[one.pk], digest=digest(texts[one.pk]), by=by) for one in found
    )
    judge({handed.assessment_id: handed for handed in hand_ins}, "confirmed", by=by)
    pks = [one.pk for one in found]
    Assessment.objects.filter(pk__in=pks).update(state="reviewed", round=1)
    scoring.recompute(assessments=pks)
    return list(whole(pks))


def judge(hand_ins: dict[int, HandIn], kind: str, *, by: Officer, code: str = "", **says: object) -> None:
    """The same verdict on every line of these assessments, or on the one with this code."""
    Verdict.objects.bulk_create(
        Verdict(entry=line, hand_in=hand_ins[one], entry_version=line.version, kind=kind, by=by, **says)
        for one in hand_ins
        for line in Assessment.objects.get(pk=one).entries.select_related("indicator")
        if code in ("", line.indicator.code)
    )


def whole(pks: Iterable[int]) -> Sequence[Assessment]:
    """These assessments in their order, with what papers need."""
    return (
        Assessment.objects.filter(pk__in=list(pks))
        .select_related("ward__office", "period__criteria_set")
        .order_by("pk")
    )


def voted(named: Sequence[Assessment], *, by: Officer) -> None:
    """The council of each of these wards met, all came, all in favour, and closed."""
    today = timezone.localdate()
    councils = Council.objects.bulk_create(
        Council(
            ward=one.ward, name="Hội đồng", decision_number="1/QĐ-UBND",
            decision_date=today, decision_issuer="Chủ tịch", by=by,
        )
        for one in named
    )  # fmt: skip
    members = Member.objects.bulk_create(
        Member(council=council, position=n, full_name=f"Ủy viên {n}", job="Ủy viên", role="member")
        for council in councils for n in range(1, SEATS + 1)
    )  # fmt: skip
    meetings = Meeting.objects.bulk_create(
        Meeting(
            council=council, held_at=timezone.now(), place="Phòng họp", agenda="Xét", vote="open", share=Decimal(70),
            share_citation="Thủ tục 9387", share_confidence="verbatim", quorum=Decimal(67), quorum_citation="Quy chế",
            quorum_confidence="provisional", by=by,
            chair=members[n * SEATS], secretary=members[n * SEATS + 1],
        )
        for n, council in enumerate(councils)
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member=member)
        for n, meeting in enumerate(meetings) for member in members[n * SEATS : (n + 1) * SEATS]
    )  # fmt: skip
    Ballot.objects.bulk_create(
        Ballot(meeting=meeting, assessment=one, in_favour=SEATS, against=0, blank=0)
        for meeting, one in zip(meetings, named, strict=True)
    )
    closed = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
    closed.update(closed_by=by, closed_at=timezone.now())


def signed(named: Sequence[Assessment], *, by: Officer) -> None:
    """The ward's own papers and the office's report of each, as the records say them now, registered and scanned."""
    papers = []
    for present in read_together(named):
        for key in present.keys:
            if key[0] in KINDS:
                said = present.says(key, final=True)
                papers.append(_paper(present.assessment, *key, said, by))
    made = [paper for paper in Paper.objects.bulk_create(papers) if paper.kind in {*SIGNED_KINDS, "appraisal"}]
    last = Issue.objects.count()
    issues = Issue.objects.bulk_create(
        Issue(
            paper=paper, sign=road.KINDS[paper.kind], year=timezone.localdate().year, number=last + n,
            issued_on=timezone.localdate(), signer="Nguyễn Văn A", signer_office="Chủ tịch", by=by,
            **_register(paper),
        )
        for n, paper in enumerate(made, 1)
    )  # fmt: skip
    Scan.objects.bulk_create(
        Scan(
            paper=issue.paper, issue=issue, file="papers/x.pdf", name="ban-ky.pdf", sha256=digest(f"scan {issue.pk}"),
            size=900, pages=2, match="code", by=by,
        )
        for issue in issues
    )  # fmt: skip


def _register(paper: Paper) -> dict[str, Ward | Office]:
    ward = paper.assessment.ward
    return {"ward": ward} if paper.kind in WARD_KINDS else {"office": ward.office}


def _paper(assessment: Assessment, kind: str, subject: int, said: str, by: Officer) -> Paper:
    return Paper(
        assessment=assessment, kind=kind, subject=subject, revision=1, is_final=True, code=codes.new_code(),
        context=said, digest=digest(said), requested_by=by, state="ready", pages=2, drawn_at=timezone.now(),
        file="papers/x.pdf", sha256=digest(f"{assessment.pk} {kind}"),
    )  # fmt: skip


def dossier(office: Office, period: Period, number: int, *, by: Officer) -> Dossier:
    """A round of so many wards with everything that forwarding asks for."""
    named = appraised(office, period, number, by=by)
    voted(named, by=by)
    signed(named, by=by)
    made = Dossier.objects.create(office=office, period=period, number=Dossier.objects.count() + 1, by=by)
    DossierWard.objects.bulk_create(
        DossierWard(dossier=made, assessment=one, position=n) for n, one in enumerate(named, 1)
    )
    road.met(made, by=by)
    made = Dossier.objects.get(pk=made.pk)
    for kind in ("city_council", "city_proposal"):
        road.paper(kind, by=by, dossier=made)
    road.bind(made, by=by)
    return made
