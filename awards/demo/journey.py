"""Four made-up wards on the whole way: from their councils to the province, back from it, and to the decision."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awards.demo import box, illustration, library, people, signing
from awards.documents.binders import draw_binder
from awards.documents.papers import draw_paper
from awards.domain.binders import binding
from awards.domain.councils import closing, counting, meetings, membership, usual
from awards.domain.onward import deciding, dossiers, returning, sending
from awards.domain.papers import drawing, issuing, paper_facts, scans  # fmt: skip
from awards.models import Council, Dossier, Issue, Meeting, Member, Paper, Scan
from awards.queries.places import Place
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Office, Officer, Period, Ward

Role = Member.Role
SIGNED = (Paper.Kind.PROPOSAL, Paper.Kind.REPORT, Paper.Kind.COUNCIL)
OF_CITY = (Paper.Kind.CITY_COUNCIL, Paper.Kind.CITY_PROPOSAL)
DISCUSSION = "Minh họa: các thành viên nhất trí với kết quả tự đánh giá và hồ sơ minh chứng kèm theo."
RETURNED_LINE, RETURN_DAYS = "8.3", 10
MEETING = dt.timedelta(hours=2)
SEATS = (
    ("Chủ tịch Hội đồng (minh họa)", "Chủ tịch UBND", Role.CHAIR),
    ("Phó Chủ tịch Hội đồng (minh họa)", "Phó Chủ tịch UBND", Role.DEPUTY),
    ("Ủy viên thư ký (minh họa)", "Công chức Văn phòng", Role.SECRETARY),
    ("Ủy viên Mặt trận (minh họa)", "Chủ tịch Ủy ban Mặt trận Tổ quốc", Role.MEMBER),
    ("Ủy viên Công an (minh họa)", "Trưởng Công an", Role.MEMBER),
    ("Ủy viên Quân sự (minh họa)", "Chỉ huy trưởng Quân sự", Role.MEMBER),
    ("Ủy viên Hội Phụ nữ (minh họa)", "Chủ tịch Hội Liên hiệp Phụ nữ", Role.MEMBER),
    ("Ủy viên Đoàn Thanh niên (minh họa)", "Bí thư Đoàn Thanh niên", Role.MEMBER),
    ("Ủy viên Hội Cựu chiến binh (minh họa)", "Chủ tịch Hội Cựu chiến binh", Role.MEMBER),
)


class Story(illustration.Story):
    """A ward whose figures have real exhibits, and whose papers are signed before it hands in."""

    def attach_document(self) -> None:
        if self.plan.ward != AT_THE_PROVINCE[0]:
            super().attach_document()
            return
        box.attach(assessment=self.assessment, by=self.official)

    def vote(self) -> None:
        scoring.recompute(assessments=[self.assessment.pk])
        ward = self.assessment.ward
        council = _council(ward, by=self.leader)
        _meet(council, [self.assessment], counted_by=(self.leader, self.official), closed_by=self.leader)

    def sign(self) -> None:
        _sign(self.assessment, SIGNED, settled_by=self.leader, clerk=self.leader)

    def report(self) -> None:
        """The office's own report on this ward."""
        scoring.recompute(assessments=[self.assessment.pk])
        _sign(self.assessment, (Paper.Kind.APPRAISAL,), settled_by=self.head, clerk=self.reviewer)


STEPS = ("vote", "sign", "submit", "hand_in", "start_review", "judge", "complete", "report")
AT_THE_PROVINCE, SENT_BACK, RECOGNISED = ("14800", "15856"), ("14803",), ("14806",)
PLANS = {
    code: illustration.Plan(code, "1.20", STEPS, cited=4, adjusted=("5.2",) if code == AT_THE_PROVINCE[0] else ())
    for code in (*RECOGNISED, *SENT_BACK, *AT_THE_PROVINCE)
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Who acts for city and province."""

    reviewer: Officer
    head: Officer
    province: Officer


def play(*, period: Period, wards: Mapping[str, Ward], officers: Mapping[str, Officer]) -> Iterator[str]:
    """Ward by ward, then round by round; yields what comes next. What somebody has begun to try stays theirs."""
    Period.objects.filter(pk=period.pk).update(needs_papers=True)  # the wards before handed in without
    cast = Cast(officers["noivu.thanhhoa"], officers["truongphong.thanhhoa"], officers["bantdkt.thanhhoa"])
    rounds: tuple[tuple[Sequence[str], Callable[[Dossier, Cast], None] | None], ...] = (
        (RECOGNISED, _decide), (SENT_BACK, _send_back), (AT_THE_PROVINCE, None),
    )  # fmt: skip
    for codes, what_came_of_it in rounds:
        opened = [_free(period, wards[code]) for code in codes]
        if None in opened:
            continue
        going = [assessment for assessment in opened if assessment]
        for assessment in going:
            yield f"{assessment.ward} (minh họa)"
            ward = people.seat_extras(ward=assessment.ward)
            plan = PLANS[assessment.ward.code]
            Story(plan=plan, assessment=assessment, ward=ward, office=(cast.reviewer, cast.head)).play()
            assessment.refresh_from_db()
        yield f"Hồ sơ trình tỉnh: {', '.join(str(assessment.ward) for assessment in going)}"
        dossier = _forward(period, going, cast)
        if what_came_of_it:
            what_came_of_it(dossier, cast)


def _free(period: Period, ward: Ward) -> Assessment | None:
    assessments.open_assessments(period=period, wards=[ward], illustrative=True)
    own = Assessment.objects.filter(period=period, ward=ward)
    library.untouched(own).update(illustrative=True)
    return library.untouched(own.filter(illustrative=True)).select_related("ward__office", "period").first()


def _council(place: Ward | Office, *, by: Officer) -> Council:
    seats = [membership.Seat(name, job, role) for name, job, role in SEATS]
    return membership.current_council(place) or membership.set_up(
        place=place, seats=seats, by=by, seen=None, name=membership.usual_name(place), decision_number="15/QĐ-UBND",
        decision_date=dt.date(2019, 1, 15), decision_issuer=membership.usual_issuer(place),
    )  # fmt: skip


def _meet(
    council: Council, going: Sequence[Assessment], *, counted_by: tuple[Officer, Officer], closed_by: Officer
) -> Meeting:
    """One is away, one votes blank, two count the secret ballots. A ward's council met yesterday morning; the city's
    today, for its wards hand in and are appraised today."""
    members = list(council.members.order_by("position"))
    now = timezone.localtime().replace(second=0, microsecond=0)
    began = now.replace(hour=8, minute=0) - dt.timedelta(days=1)
    if council.office_id:
        began = max(now - MEETING, now.replace(hour=0, minute=0))
    meeting = meetings.begin(
        council=council, assessments=[assessment.pk for assessment in going], by=counted_by[0], held_at=began,
        ended_at=began + MEETING, place=usual.usual_place(council), chair=members[0],
        secretary=members[2], guests="", discussion=DISCUSSION, vote=Meeting.Vote.SECRET,
        agenda=usual.usual_agenda(council, going[0].period.criteria_set.title),
    )  # fmt: skip
    seen = meetings.fingerprint(meeting)
    away = {members[-1].pk: "Đi công tác (minh họa)"}
    meeting = meetings.attend(meeting=meeting, absent=away, seen=seen, by=counted_by[0])
    for ballot in meeting.ballots.all():
        for officer in counted_by:
            counting.count(ballot=ballot, in_favour=len(members) - 2, against=0, blank=1, by=officer)
    return closing.close(meeting=meeting, seen=_seen(meeting), below={}, by=closed_by)


def _seen(meeting: Meeting) -> str:
    return closing.fingerprint(closing.stored.whole().get(pk=meeting.pk))


def _sign(place: Place, kinds: Sequence[str], *, settled_by: Officer, clerk: Officer) -> None:
    """Settle, draw, register and scan these papers; annexes go with their report and have no number of their own."""
    present = drawing.present_to(settled_by, place)
    keys = [key for key in present.keys if key[0] in kinds]
    for settled in drawing.finalise(place=place, by=settled_by, only=keys):
        draw_paper(settled.pk)
        if settled.kind in kinds:
            _register(Paper.objects.get(pk=settled.pk), clerk)


def _register(paper: Paper, clerk: Officer) -> None:
    entered = issuing.proposed(paper)
    issue = issuing.register(
        paper=paper, number=entered["number"], issued_on=entered["issued_on"], by=clerk,
        signer=entered.get("signer", SEATS[0][0]), signer_office=entered.get("signer_office", "Chủ tịch"),
    )  # fmt: skip
    _scan(paper, issue, clerk)


def _scan(paper: Paper, issue: Issue, clerk: Officer) -> None:
    with paper.file.open("rb") as file:
        signed = signing.scan(drawn=file.read(), issue=issue)
    checked = paper_facts.checked_scan([SimpleUploadedFile(f"{paper.kind}-da-ky.pdf", signed, "application/pdf")])
    # Made from the paper a moment ago: looking for its code in twenty such scans would take half a minute.
    finding = scans.Finding(match=Scan.Match.CODE, pages=checked.pages, drawn=paper.pages or 0)
    scans.keep(paper=paper, scan=checked, finding=finding, by=clerk)


def _forward(period: Period, going: Sequence[Assessment], cast: Cast) -> Dossier:
    """The city's council, its papers, the bound volume, and off to the province."""
    office = going[0].ward.office
    if office is None:
        raise ValueError("a ward without an office proposes nothing")
    dossier = dossiers.make(office=office, period=period.pk, by=cast.head)
    dossiers.choose(dossier=dossier, assessments=[assessment.pk for assessment in going], seen=[], by=cast.head)
    council = _council(office, by=cast.head)
    meeting = _meet(council, going, counted_by=(cast.head, cast.reviewer), closed_by=cast.head)
    dossiers.attach_meeting(dossier=dossier, meeting=meeting, by=cast.head)
    dossier.refresh_from_db()
    _sign(dossier, OF_CITY, settled_by=cast.head, clerk=cast.reviewer)
    draw_binder(binding.request_binder(assessment=going[0], by=cast.head).pk)
    draw_binder(binding.request_binder(dossier=dossier, by=cast.head).pk)
    sending.forward(dossier=dossier, by=cast.head)
    dossier.refresh_from_db()
    return dossier


def _receive(dossier: Dossier, cast: Cast) -> int:
    forwarding = dossier.forwardings.latest("revision")
    sending.receive(
        dossier=dossier, received_on=timezone.localdate(), receiver=cast.province.full_name, number="01/TN",
        seen=forwarding.pk, by=cast.province,
    )  # fmt: skip
    dossier.refresh_from_db()
    return forwarding.pk


def _decide(dossier: Dossier, cast: Cast) -> None:
    """The title is recognised; its decision is a paper that says it is made up."""
    _receive(dossier, cast)
    paper = box.printed(box.Thing("Quyết định công nhận Phường kiểu mẫu", "", (), "", box.printed, "4567/QĐ-UBND"))
    scan = paper_facts.checked_scan([SimpleUploadedFile("quyet-dinh.pdf", paper, "application/pdf")])
    deciding.decide(
        dossier=dossier, number="4567/QĐ-UBND (minh họa)", decided_on=timezone.localdate(),
        authority="Chủ tịch UBND tỉnh Thanh Hóa", scan=scan, by=cast.province,
        outcomes={row.assessment_id: None for row in dossier.wards.all()},
    )  # fmt: skip


def _send_back(dossier: Dossier, cast: Cast) -> None:
    """One line at the ward and the city's proposal are to be corrected."""
    seen = _receive(dossier, cast)
    (row,) = dossier.wards.all()
    line = row.assessment.entries.get(indicator__code=RETURNED_LINE)
    proposal = Paper.objects.filter(dossier=dossier, kind=Paper.Kind.CITY_PROPOSAL, is_final=True).latest("revision")
    due = timezone.localtime().replace(hour=17, minute=0, second=0, microsecond=0) + dt.timedelta(days=RETURN_DAYS)
    returning.send_back(
        dossier=dossier, seen=seen, letter_number="88/BTĐKT-NV (minh họa)", letter_date=timezone.localdate(),
        reasons="Minh họa: hồ sơ cần bổ sung tài liệu minh chứng và chỉnh sửa Tờ trình.", due=due, by=cast.province,
        items=[
            returning.Item(returning.Place.WARD, "Bổ sung thông báo kết quả xếp loại.", entry=line),
            returning.Item(returning.Place.CITY, "Ghi đúng tên kỳ xét.", paper=proposal),
        ],
    )  # fmt: skip
