"""What the office did: visits, verdicts, remarks, lines given to a reviewer; and the hand-ins it has of them."""

from django.utils import timezone

from tests.wards.visits import SAYS
from wards.domain.sheet.sealed import handed_in_text
from wards.models import (
    Answer,
    Assessment,
    Charge,
    Content,
    Entry,
    HandIn,
    Inspection,
    InspectionPhoto,
    Officer,
    Remark,
    UsualReason,
    Verdict,
)


def visits(count: int, line: Entry, by: Officer, tag: int) -> dict[str, int]:
    """Visits about the line, closed; an open one with so many photographs about so many lines."""
    now, assessment = timezone.now(), line.assessment
    made = Inspection.objects.bulk_create(
        Inspection(assessment=assessment, round=1, by=by, **SAYS, **({"closed_by": by, "closed_at": now} if n else {}))
        for n in range(count)
    )
    about = Inspection.lines.through
    about.objects.bulk_create(about(inspection=one, entry=line) for one in made)
    about.objects.bulk_create(
        about(inspection=made[0], entry=one) for one in assessment.entries.exclude(pk=line.pk)[: count - 1]
    )
    contents = Content.objects.filter(sha256__startswith=str(tag), media_type="application/pdf")
    InspectionPhoto.objects.bulk_create(
        InspectionPhoto(inspection=made[0], content=one, name="a.jpg", by=by) for one in contents[:count]
    )
    return {"inspection": made[0].pk, "closed": made[-1].pk}


def hand_ins(count: int, wide: Assessment, assessment: Assessment, people: dict[str, Officer]) -> None:
    """The last hand-in of both, as they stand now."""
    for one, rounds in ((wide, 1), (assessment, count)):
        Assessment.objects.filter(pk=one.pk).update(round=rounds)
        one.refresh_from_db()
        text = handed_in_text(one)
        HandIn.objects.create(assessment=one, round=rounds, text=text, digest="0" * 64, by=people["leader"])


def of_the_line(count: int, line: Entry, people: dict[str, Officer]) -> dict[str, int]:
    """What the office said of it, and the ward's answers."""
    last, by = line.assessment.hand_ins.last(), people["reviewer"]
    Verdict.objects.bulk_create(
        Verdict(entry=line, hand_in=last, entry_version=1, kind="adjusted", met=n % 8, of=8, reason="Vì", by=by)
        for n in range(count)
    )
    Verdict.objects.create(entry=line, hand_in=last, entry_version=1, kind="to_complete", reason="Thiếu", by=by)
    Remark.objects.bulk_create(
        Remark(entry=line, hand_in=last, is_internal=n % 2 == 0, text=f"Lời {n}", by=by) for n in range(count)
    )
    Answer.objects.bulk_create(
        Answer(
            assessment=line.assessment, entry=line, kind="other_year", facts=f"{n:064d}", question="Vì sao?",
            sentence="Vì thế.", is_office=n % 2 == 0, by=by,
        )
        for n in range(count)
    )  # fmt: skip
    reasons = UsualReason.objects.bulk_create(
        UsualReason(office=line.assessment.ward.office, kind="to_complete", text=f"Lý do {n}", position=n, by=by)
        for n in range(count)
    )
    return {"usual": reasons[0].pk, "hand_in": last.pk}


def charged(assessment: Assessment, to: Officer) -> None:
    """Every line is the reviewer's."""
    Charge.objects.bulk_create(Charge(entry=line, officer=to, by=to) for line in assessment.entries.all())
