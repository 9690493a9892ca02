"""What makes the system ask: records of the office, and papers that raise a question.

All of it is made up and says so, but for phường Điện Biên: its records are the totals that the articles name.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from awards.demo import dien_bien, figures
from wards.domain.doubts import plausibility
from wards.domain.doubts import plausibility_registry as registry
from wards.domain.doubts.plausibility_registry import Given
from wards.domain.exhibits import evidence as evidences
from wards.domain.sheet import assessment as assessments
from wards.models import Answer, Assessment, Evidence, Officer, RegistryFigure, Ward

YEAR = 2019
SOURCE = "Số liệu minh họa"
SUBJECTS = {"tổ dân phố": "groups", "đơn vị": "units", "trường": "schools"}  # unit of a share → what is on record
ASKED = "14758"  # the ward whose lines raise every kind of question
SHARING = ("14758", "14755")  # two wards that cite one decision
FEWER = {ASKED: "schools"}  # where the record is one below what the ward counts
SHARED = {"number": "4545/QĐ-UBND", "issued_on": dt.date(2019, 11, 18), "issuer": "UBND thành phố (minh họa)"}
SHARED_ABSTRACT = "Quyết định công nhận tổ dân phố văn hóa năm 2019 (tài liệu minh họa)"
OLD = {"number": "88/BC-UBND", "issued_on": dt.date(2017, 3, 6), "issuer": "UBND phường (minh họa)"}
OLD_ABSTRACT = "Báo cáo kết quả lấy ý kiến người dân (tài liệu minh họa)"
ANSWER = "Minh họa: phường tính cả một trường tư thục mới thành lập trong năm."


@transaction.atomic
def keep_records(*, wards: Mapping[str, Ward], made_up: Iterable[str], by: Officer) -> None:
    """What the office knows of its wards; a ward with records keeps them."""
    there = set(RegistryFigure.objects.values_list("ward__code", flat=True))
    for code in [code for code in made_up if code not in there]:
        numbers = {s: Decimal(figures.whole(ward_code=code, unit=unit)) for unit, s in SUBJECTS.items()}
        if code in FEWER:
            numbers[FEWER[code]] -= 1
        given = {subject: Given(number, SOURCE) for subject, number in numbers.items()}
        registry.keep(ward=wards[code], year=YEAR, given=given, by=by)
    if dien_bien.CODE not in there:
        registry.keep(ward=wards[dien_bien.CODE], year=YEAR, given=_told_by_articles(), by=by)


def _told_by_articles() -> dict[str, Given]:
    source = dien_bien.told()["articles"]["title_kept"]
    of = {entry["indicator"]: entry["of"] for entry in dien_bien.told()["entries"] if "of" in entry}
    lines = {"groups": "5.1", "units": "5.3", "schools": "6.1"}
    return {subject: Given(Decimal(of[code]), source[:1].upper() + source[1:]) for subject, code in lines.items()}


def lay_papers(*, assessment: Assessment, by: Officer) -> None:
    """Before the hand-in of a ward that is asked: the papers that lead to questions, and the answer to one."""
    code = assessment.ward.code
    if assessment.period.last_year != YEAR or code not in SHARING:
        return
    _cite(assessment, "5.1", SHARED_ABSTRACT, SHARED, by)
    if code == ASKED:
        _miscount(assessment, by)
        _cite(assessment, "5.4", OLD_ABSTRACT, OLD, by)
        for question in plausibility.questions(assessment, for_office=False):
            if question.kind == Answer.Kind.REGISTRY:
                plausibility.answer(question=question, sentence=ANSWER, by=by)
                return


def _miscount(assessment: Assessment, by: Officer) -> None:
    """One more residential group at 5.2 than at 5.1."""
    entry = assessment.entries.select_related("indicator__criterion", "assessment__period").get(indicator__code="5.2")
    figure = {"met": entry.met, "of": (entry.of or 0) + 1}
    assessments.record(entry=entry, figure=figure, explanation=entry.explanation, seen=entry.version, by=by)


def _cite(assessment: Assessment, code: str, abstract: str, data: Mapping[str, Any], by: Officer) -> None:
    entry = assessment.entries.select_related("indicator__criterion", "assessment__period").get(indicator__code=code)
    kind = Evidence.Kind.DECISION if "QĐ" in data["number"] else Evidence.Kind.REPORT
    evidences.add_evidence(ward=assessment.ward, by=by, abstract=abstract, entry=entry, kind=kind, **data)
