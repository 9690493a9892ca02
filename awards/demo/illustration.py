"""A dozen other wards, taken to every state by the same acts people use; all they show is marked as illustrative."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from awards.demo import booklet, doubts, figures, office_words
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Officer, Verdict

MARK = "Số liệu minh họa."
NO_FIGURE = "Minh họa: cơ quan bảo hiểm xã hội chưa gửi báo cáo năm."
ADJUSTED = "Minh họa: điều chỉnh theo số ghi trong tài liệu."
RETURNED = "Minh họa: đề nghị bổ sung quyết định công nhận."
COMPLETED = "Số liệu minh họa. Đã bổ sung theo yêu cầu của Phòng Nội vụ."
HANDED_IN = ("submit", "hand_in")
STARTED = (*HANDED_IN, "start_review")
COMPLETION_DAYS = 7


@dataclass(frozen=True)
class Plan:
    """What a made-up ward does. Codes name indicators; `lines`, `judged` and `cited` of None mean all of them."""

    ward: str
    quality: str
    steps: tuple[str, ...] = ()
    lines: int | None = None
    judged: int | None = None
    cited: int | None = None
    without: tuple[str, ...] = ()
    adjusted: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


PLANS = (
    Plan("14764", "0.55", lines=6),
    Plan("14770", "0.60", lines=14),
    Plan("14773", "0.85", lines=23),
    Plan("14776", "0.80", HANDED_IN[:1]),
    Plan("14779", "0.70", HANDED_IN, without=("2.3",)),
    Plan("14782", "0.90", HANDED_IN),
    Plan("14758", "0.75", (*STARTED, "judge"), judged=9, adjusted=("1.2",)),
    Plan("14755", "0.95", (*STARTED, "judge"), judged=22, adjusted=("5.2",), returned=("3.1",)),
    Plan("14761", "0.65", (*STARTED, "judge", "ask_completion"), adjusted=("4.2",), returned=("5.3", "8.4")),
    Plan("14791", "0.80", (*STARTED, "judge", "ask_completion", "complete_lines", "hand_in"), returned=("6.2",)),
    Plan("14794", "1.20", (*STARTED, "judge", "complete")),
    Plan("14797", "0.75", (*STARTED, "judge", "complete"), without=("2.3",), adjusted=("1.3", "5.2", "8.1")),
)


class Story:
    """One made-up ward on its way; each step is a method."""

    def __init__(
        self, *, plan: Plan, assessment: Assessment, ward: tuple[Officer, Officer], office: tuple[Officer, Officer]
    ) -> None:
        self.plan, self.assessment = plan, assessment
        self.official, self.leader = ward
        self.reviewer, self.head = office

    def play(self) -> None:
        """From empty lines to the state the plan ends in."""
        self.fill()
        if self.plan.steps:
            self.attach_document()
        for step in self.plan.steps:
            getattr(self, step)()

    def lines(self) -> list[Entry]:
        """Criterion by criterion, in an order of the ward's own."""
        entries = self.assessment.entries.select_related("indicator__criterion")
        return sorted(
            entries,
            key=lambda entry: (
                figures.chance(self.plan.ward, entry.indicator.criterion.number), entry.indicator.position
            ),
        )  # fmt: skip

    def fill(self) -> None:
        quality = Decimal(self.plan.quality)
        for entry in self.lines()[: self.plan.lines]:
            if entry.indicator.code in self.plan.without:
                assessments.record(entry=entry, figure={}, no_data_reason=NO_FIGURE, seen=0, by=self.official)
                continue
            figure = figures.figure(ward_code=self.plan.ward, indicator=entry.indicator, quality=quality)
            assessments.record(entry=entry, figure=figure, explanation=MARK, seen=0, by=self.official)

    def attach_document(self) -> None:
        """Every figure has its page, but for those that will be sent back for want of one."""
        entries = self.assessment.entries.select_related("indicator__criterion", "option", "assessment")
        cited = [
            entry
            for entry in entries.order_by("indicator__criterion__position", "indicator__position")
            if entry.is_provided and entry.indicator.code not in self.plan.returned
        ][: self.plan.cited]
        booklet.attach(assessment=self.assessment, entries=cited, worse=self.plan.adjusted, by=self.official)
        doubts.lay_papers(assessment=self.assessment, by=self.official)

    def submit(self) -> None:
        review.submit(assessment=self.assessment, by=self.official)

    def hand_in(self) -> None:
        review.hand_in(assessment=self.assessment, by=self.leader)

    def start_review(self) -> None:
        review.start_review(assessment=self.assessment, by=self.reviewer)

    def judge(self) -> None:
        for entry in self.lines()[: self.plan.judged]:
            code = entry.indicator.code
            if code in self.plan.adjusted:
                worse = figures.lowered(figure=entry.shape)
                self._verdict(entry, Verdict.Kind.ADJUSTED, ADJUSTED, worse)
            elif code in self.plan.returned:
                self._verdict(entry, Verdict.Kind.TO_COMPLETE, RETURNED)
            else:
                self._verdict(entry, Verdict.Kind.CONFIRMED)

        for code in self.plan.returned:
            office_words.remark(assessment=self.assessment, code=code, by=self.reviewer)

    def _verdict(self, entry: Entry, kind: str, reason: str = "", figure: dict[str, object] | None = None) -> None:
        review.judge(entry=entry, kind=kind, reason=reason, figure=figure, seen=None, by=self.reviewer)

    def ask_completion(self) -> None:
        day = timezone.localtime() + dt.timedelta(days=COMPLETION_DAYS)
        due = day.replace(hour=17, minute=0, second=0, microsecond=0)
        review.ask_completion(assessment=self.assessment, due=due, by=self.reviewer)

    def complete_lines(self) -> None:
        for entry in self.lines():
            if entry.indicator.code in self.plan.returned:
                assessments.record(
                    entry=entry, figure=entry.shape, explanation=COMPLETED, seen=entry.version, by=self.official
                )

    def complete(self) -> None:
        review.complete(assessment=self.assessment, by=self.head)
