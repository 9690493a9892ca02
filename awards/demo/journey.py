"""Four made-up wards on the whole way: from their councils to the province, back from it, and to the decision."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awards.demo import box, days, illustration, library, people, signing, sittings
from awards.documents.binders import draw_binder
from awards.documents.papers import draw_paper
from awards.domain.binders import binding
from awards.domain.onward import deciding, dossiers, returning, sending
from awards.domain.papers import drawing, issuing, paper_facts, scans  # fmt: skip
from awards.domain.writing import parts, texts
from awards.models import Dossier, Issue, Paper, Scan
from awards.queries.places import Place
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import periods, scoring
from wards.models import Assessment, Officer, Period, Ward

SIGNED = (Paper.Kind.PROPOSAL, Paper.Kind.REPORT, Paper.Kind.COUNCIL)
OF_CITY = (Paper.Kind.CITY_COUNCIL, Paper.Kind.CITY_PROPOSAL)
SIGNER = {parts.SIGNER.key: parts.paragraphs(["Chủ tịch UBND thành phố (minh họa)"])}  # of the city's proposal
RETURNED_LINE, RETURN_DAYS = "8.3", 14  # whole weeks: a working day again
# A round takes five working days: figures; council, papers, hand-in; appraisal; the city's part; the province's. The
# next round begins two days after it, and the last one left the city yesterday.
ROUND_DAYS, LATER = 5, 2
CITY_MEETS, CITY_SIGNS, FORWARDS = ((3, dt.time(hour, 15)) for hour in (10, 13, 16))
RECEIVES, ANSWERS = ((4, dt.time(hour, 30)) for hour in (8, 15))
HOURS = {
    "fill": (0, dt.time(8, 30)), "attach_document": (0, dt.time(14)), "vote": (1, dt.time(10, 15)),
    "sign": (1, dt.time(13, 30)), "submit": (1, dt.time(15)), "hand_in": (1, dt.time(16)),
    "start_review": (2, dt.time(8)), "judge": (2, dt.time(8, 30)), "complete": (2, dt.time(14)),
    "report": (2, dt.time(15)),
}  # fmt: skip
SCANNED = {
    Paper.Kind.PROPOSAL: "Tờ trình", Paper.Kind.REPORT: "Báo cáo thành tích", Paper.Kind.COUNCIL: "Biên bản họp",
    Paper.Kind.APPRAISAL: "Báo cáo thẩm định", Paper.Kind.CITY_COUNCIL: "Biên bản họp",
    Paper.Kind.CITY_PROPOSAL: "Tờ trình",
}  # fmt: skip


class Story(illustration.Story):
    """A ward whose figures have real exhibits, and whose papers are signed before it hands in; on these days."""

    round_days: days.Days = ()

    def play(self) -> None:
        for step in ("fill", "attach_document", *self.plan.steps):
            with days.clock(self.round_days, HOURS[step]):
                getattr(self, step)()

    def attach_document(self) -> None:
        if self.plan.ward != AT_THE_PROVINCE[0]:
            super().attach_document()
            return
        box.attach(assessment=self.assessment, by=self.official)

    def vote(self) -> None:
        scoring.recompute(assessments=[self.assessment.pk])
        ward = self.assessment.ward
        council = sittings.council(ward, by=self.leader)
        sittings.meet(council, [self.assessment], counted_by=(self.leader, self.official), closed_by=self.leader)

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
    Period.objects.filter(pk=period.pk).update(needs_papers=True)
    period.refresh_from_db()
    periods.tell(period=period, by=None)
    cast = Cast(officers["noivu.thanhhoa"], officers["truongphong.thanhhoa"], officers["bantdkt.thanhhoa"])
    rounds: tuple[tuple[Sequence[str], Callable[[Dossier, Cast, int], None] | None], ...] = (
        (RECOGNISED, _decide), (SENT_BACK, _send_back), (AT_THE_PROVINCE, None),
    )  # fmt: skip
    calendar = days.working_days(ROUND_DAYS - 1 + LATER * (len(rounds) - 1))
    for first, (codes, what_came_of_it) in zip(range(0, len(calendar), LATER), rounds, strict=False):
        round_days = calendar[first : first + ROUND_DAYS]
        opened = [_free(period, wards[code]) for code in codes]
        if None in opened:
            continue
        going = [assessment for assessment in opened if assessment]
        for assessment in going:
            yield f"{assessment.ward} (minh họa)"
            ward = people.seat_extras(ward=assessment.ward)
            plan = PLANS[assessment.ward.code]
            story = Story(plan=plan, assessment=assessment, ward=ward, office=(cast.reviewer, cast.head))
            story.round_days = round_days
            story.play()
            assessment.refresh_from_db()
        yield f"Hồ sơ trình tỉnh: {', '.join(str(assessment.ward) for assessment in going)}"
        dossier = _forward(period, going, cast, round_days)
        if what_came_of_it:
            with days.clock(round_days, RECEIVES):
                seen = _receive(dossier, cast)
            with days.clock(round_days, ANSWERS):
                what_came_of_it(dossier, cast, seen)


def _free(period: Period, ward: Ward) -> Assessment | None:
    assessments.open_assessments(period=period, wards=[ward], illustrative=True)
    own = Assessment.objects.filter(period=period, ward=ward)
    library.untouched(own).update(illustrative=True)
    return library.untouched(own.filter(illustrative=True)).select_related("ward__office", "period").first()


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
        signer=entered["signer"], signer_office=entered["signer_office"],
    )  # fmt: skip
    _scan(paper, issue, clerk)


def _scan(paper: Paper, issue: Issue, clerk: Officer) -> None:
    with paper.file.open("rb") as file:
        signed = signing.scan(drawn=file.read(), issue=issue)
    name = f"{SCANNED[Paper.Kind(paper.kind)]} số {issue} đã ký.pdf".replace("/", "-")
    checked = paper_facts.checked_scan([SimpleUploadedFile(name, signed, "application/pdf")])
    # Made from the paper a moment ago: looking for its code in twenty such scans would take half a minute.
    finding = scans.Finding(match=Scan.Match.CODE, pages=checked.pages, drawn=paper.pages or 0)
    scans.keep(paper=paper, scan=checked, finding=finding, by=clerk)


def _forward(period: Period, going: Sequence[Assessment], cast: Cast, round_days: days.Days) -> Dossier:
    """The city's council, its papers, the bound volume, and off to the province."""
    office = going[0].ward.office
    if office is None:
        raise ValueError("a ward without an office proposes nothing")
    with days.clock(round_days, CITY_MEETS):
        dossier = dossiers.make(office=office, period=period.pk, by=cast.head)
        dossiers.choose(dossier=dossier, assessments=[assessment.pk for assessment in going], seen=[], by=cast.head)
        council = sittings.council(office, by=cast.head)
        meeting = sittings.meet(council, going, counted_by=(cast.head, cast.reviewer), closed_by=cast.head)
        dossiers.attach_meeting(dossier=dossier, meeting=meeting, by=cast.head)
    dossier.refresh_from_db()
    with days.clock(round_days, CITY_SIGNS):
        texts.write(place=dossier, kind=Paper.Kind.CITY_PROPOSAL, typed=SIGNER, seen={}, by=cast.head)
        _sign(dossier, OF_CITY, settled_by=cast.head, clerk=cast.reviewer)
    with days.clock(round_days, FORWARDS):
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


def _decide(dossier: Dossier, cast: Cast, _seen: int) -> None:
    """The title is recognised; its decision is a paper that says it is made up."""
    paper = box.printed(box.Thing("Quyết định công nhận Phường kiểu mẫu", "", (), "", box.printed, "4567/QĐ-UBND"))
    scan = paper_facts.checked_scan([SimpleUploadedFile("quyet-dinh.pdf", paper, "application/pdf")])
    deciding.decide(
        dossier=dossier, number="4567/QĐ-UBND (minh họa)", decided_on=timezone.localdate(),
        authority="Chủ tịch UBND tỉnh Thanh Hóa", scan=scan, by=cast.province,
        outcomes={row.assessment_id: None for row in dossier.wards.all()},
    )  # fmt: skip


def _send_back(dossier: Dossier, cast: Cast, seen: int) -> None:
    """One line at the ward and the city's proposal are to be corrected."""
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
