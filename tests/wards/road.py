"""The way of an assessment from the ward to its office, for tests that begin in the middle of it."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Citation, Content, Entry, Evidence, EvidenceFile, HandIn, Officer, Verdict

FIGURES = {
    "2.1": {"number": Decimal(0)},
    "2.2": {"number": Decimal(0)},
    "4.1": {"yes": True},
    "5.1": {"met": 8, "of": 8},
    "5.2": {"met": 7, "of": 8},
    "5.3": {"met": 21, "of": 25},
    "6.1": {"met": 4, "of": 4},
    "7.1": {"yes": True},
    "8.2": {"number": Decimal(50)},
}
WHY_NONE = "Chưa có số liệu của cơ quan thống kê."


def record(assessment: Assessment, code: str, figure: dict[str, object], *, by: Officer, **words: str) -> Entry:
    """Save one line as a person who has just read it."""
    entry = assessment.entries.select_related("assessment", "indicator").get(indicator__code=code)
    return assessments.record(entry=entry, figure=figure, seen=entry.version, by=by, **words)


def fill(assessment: Assessment, *, by: Officer) -> None:
    """The nine real figures; the other required lines say why they have none."""
    lines = assessment.entries.select_related("assessment__period", "indicator").order_by("indicator__code")
    for line in lines:
        figure = FIGURES.get(line.indicator.code, {})
        why_none = "" if figure else WHY_NONE
        if figure or line.indicator.required:
            assessments.record(entry=line, figure=figure, no_data_reason=why_none, seen=line.version, by=by)


def cite(assessment: Assessment, code: str, *, by: Officer, sha256: str = "a" * 64) -> Citation:
    """A document of one file, cited by the line."""
    paper = Evidence.objects.create(
        ward=assessment.ward, number="1234/QĐ-UBND", abstract="Quyết định công nhận", created_by=by
    )
    content, _ = Content.objects.get_or_create(
        sha256=sha256, defaults={"size": 480_000, "media_type": "application/pdf", "pages": 3, "file": "evidence/x.pdf"}
    )
    EvidenceFile.objects.create(evidence=paper, content=content, name="quyet-dinh.pdf", uploaded_by=by)
    entry = assessment.entries.get(indicator__code=code)
    return Citation.objects.create(entry=entry, evidence=paper, position=entry.citations.count() + 1, pages="2", by=by)


def handed_in(assessment: Assessment, *, official: Officer, leader: Officer) -> HandIn:
    """Filled, submitted, handed in."""
    fill(assessment, by=official)
    review.submit(assessment=assessment, by=official)
    handed = review.hand_in(assessment=assessment, by=leader)
    assessment.refresh_from_db()
    return handed


def judge(assessment: Assessment, code: str, kind: str, *, by: Officer, **more: object) -> Verdict:
    """A verdict by someone who has just looked at the line."""
    entry = assessment.entries.select_related("assessment").get(indicator__code=code)
    last = entry.verdicts.order_by("-id").values_list("pk", flat=True).first()
    return review.judge(entry=entry, kind=kind, seen=last, by=by, **more)


def confirm_all(assessment: Assessment, *, by: Officer, but: tuple[str, ...] = ()) -> None:
    """Confirm every line that has no verdict yet."""
    lines = assessment.entries.filter(verdicts=None).exclude(indicator__code__in=but)
    for code in lines.order_by("indicator__code").values_list("indicator__code", flat=True):
        judge(assessment, code, "confirmed", by=by)


def to_complete(assessment: Assessment, *codes: str, reviewer: Officer) -> dt.datetime:
    """These lines go back to the ward; the rest is confirmed."""
    for code in codes:
        judge(assessment, code, "to_complete", reason=f"Thiếu tài liệu cho {code}.", by=reviewer)
    confirm_all(assessment, by=reviewer)
    due = timezone.now() + dt.timedelta(days=5)
    review.ask_completion(assessment=assessment, due=due, by=reviewer)
    assessment.refresh_from_db()
    return due


def hour_and_day(at: dt.datetime) -> str:
    """As pages write a moment: "14:03 21/11/2026"."""
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
