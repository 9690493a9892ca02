"""What is asked about a ward's figures, for tests: figures of many wards, papers with data, questions by kind."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from tests import factories
from wards.domain.doubts import plausibility
from wards.domain.doubts.plausibility import Question
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet.sealed import handed_in_text
from wards.models import (
    Assessment,
    Citation,
    Content,
    Entry,
    Evidence,
    EvidenceFile,
    HandIn,
    Officer,
    Period,
    RegistryFigure,
    State,
    Ward,
)  # fmt: skip


def asked(assessment: Assessment, kind: str = "", *, for_office: bool = False) -> list[Question]:
    """The questions of one kind, or all."""
    found = plausibility.questions(Assessment.objects.get(pk=assessment.pk), for_office=for_office)
    return [question for question in found if kind in ("", question.kind)]


def codes(assessment: Assessment, kind: str, *, for_office: bool = False) -> list[str]:
    return [question.entry.indicator.code for question in asked(assessment, kind, for_office=for_office)]


def put(assessment: Assessment, **figures: object) -> None:
    """Write figures as if somebody had: `put(a, c5_1=(8, 9), c2_3=96)`."""
    for name, value in figures.items():
        columns = {"met": value[0], "of": value[1]} if isinstance(value, tuple) else {"number": Decimal(str(value))}
        lines = Entry.objects.filter(assessment=assessment, indicator__code=name[1:].replace("_", "."))
        lines.update(**columns, version=1)


def hand_in(assessment: Assessment, by: Officer, *, round: int = 1) -> None:
    """Frozen as it stands, past all that a hand-in needs."""
    assessment.round = round
    HandIn.objects.create(assessment=assessment, round=round, text=handed_in_text(assessment), digest="0" * 64, by=by)
    Assessment.objects.filter(pk=assessment.pk).update(round=round, state=State.UNDER_REVIEW)


def neighbours(period: Period, like: Ward, values: Iterable[object], *, code: str = "2.3") -> list[Assessment]:
    """Wards of the same office that handed in these figures of one indicator."""
    figures = list(values)
    start = Ward.objects.aggregate(last=Max("pk"))["last"] or 0
    wards = [
        Ward(code=f"{50000 + start + n}", name=f"Phường Láng Giềng {start + n}", kind="phường", office=like.office)
        for n in range(len(figures))
    ]
    for ward in wards:
        ward.set_keys()
    Ward.objects.bulk_create(wards)
    made = Assessment.objects.bulk_create(
        Assessment(ward=ward, period=period, state=State.DRAFTING, round=1) for ward in wards
    )
    indicator = period.criteria_set.criteria.get(number=code.partition(".")[0]).indicators.get(code=code)
    Entry.objects.bulk_create(
        Entry(assessment=one, indicator=indicator, year=period.first_year, version=1, number=Decimal(str(value)))
        for one, value in zip(made, figures, strict=True)
    )
    Assessment.objects.filter(pk__in=[one.pk for one in made]).update(state=State.UNDER_REVIEW)
    return made


def paper(assessment: Assessment, code: str, by: Officer, *, sha256: str = "", **data: object) -> Citation:
    """A document with these data, cited by the line."""
    fields = {"abstract": "Tài liệu", "issued_on": None, **data}
    evidence = Evidence.objects.create(ward=assessment.ward, created_by=by, **fields)
    if sha256:
        content, _ = Content.objects.get_or_create(
            sha256=sha256, defaults={"size": 9, "media_type": "application/pdf", "pages": 1, "file": "evidence/x.pdf"}
        )
        EvidenceFile.objects.create(evidence=evidence, content=content, name="quyet-dinh.pdf", uploaded_by=by)
    entry = assessment.entries.get(indicator__code=code)
    position = (entry.citations.aggregate(last=Max("position"))["last"] or 0) + 1
    return Citation.objects.create(entry=entry, evidence=evidence, position=position, by=by)


def on_record(ward: Ward, subject: str, value: int, by: Officer, *, year: int = 2019) -> RegistryFigure:
    return RegistryFigure.objects.create(
        ward=ward, year=year, subject=subject, value=value, source="Niên giám thống kê 2019", by=by
    )


def year_before(assessment: Assessment, by: Officer, *, year: int = 2018, **figures: object) -> Assessment:
    """The same ward's assessment of an earlier year, handed in."""
    period = factories.period(
        assessment.period.criteria_set, first_year=year, last_year=year, title=f"Năm {year}",
        reference_date=dt.date(year, 12, 31), ward_deadline=timezone.now(), office_deadline=timezone.now(),
    )  # fmt: skip
    earlier = assessments.open_assessments(period=period, wards=[assessment.ward])[0]
    put(earlier, **figures)
    hand_in(earlier, by)
    return earlier
