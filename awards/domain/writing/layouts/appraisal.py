"""Báo cáo thẩm định of the interior office on one ward: how it went, what was found, what it asks its council."""

from collections.abc import Mapping
from typing import Any

from awards.domain.facts import CriterionFacts, Facts
from awards.domain.writing import wording as say
from awards.domain.writing.appraisal_facts import Round, Visited
from awards.domain.writing.flow import blocks, ended, rows
from awards.domain.writing.layouts import headings
from awards.domain.writing.layouts.ward import outcome
from awards.domain.writing.sources import AppraisalSource
from wards.models.units import Ward

Texts = Mapping[str, str]


def report(source: AppraisalSource, *, final: bool, texts: Texts) -> dict[str, Any]:
    """All that the office did with a ward's figures; until it is done the office's columns are empty."""
    facts, course = source.facts, source.course
    own, judged = facts.self_total, facts.office_total
    framed = frame(facts.ward, facts, final=final)
    return {
        **framed,
        "heading": {**framed["heading"], "copies": rows(texts["copies"]), "to": rows(texts["to"])},
        "office": source.words["office"],
        "rounds": [_round(found, facts) for found in course.rounds],
        "visits": [_visit(found) for found in course.visits],
        "criteria": [_criterion(criterion) for criterion in facts.criteria],
        "totals": {
            "max_points": facts.criteria_set.max_points, "points": own.points,
            "met": f"{own.criteria_met}/{own.criteria}",
            "office_points": judged.points if judged else None,
            "office_met": f"{judged.criteria_met}/{judged.criteria}" if judged else "",
        },
        "scored": bool(facts.criteria_set.max_points),
        "lines": str(sum(len(criterion.lines) for criterion in facts.criteria)),
        "adjusted": [
            {"code": line.code, "text": line.text, "unit": line.unit, "was": line.result, "now": line.office_result,
             "points": line.points, "office_points": line.office_points, "reason": line.office_reason}
            for criterion in facts.criteria for line in criterion.lines if line.office_result
        ],
        "outcome": _outcome(facts),
        "remarks": blocks(texts["remarks"]),
        "request": ended(blocks(texts["request"])),
    }  # fmt: skip


def frame(ward: Ward, matter: say.Matter, *, final: bool = True) -> dict[str, Any]:
    """What names and the criteria set alone decide: it can be told of a ward without its figures."""
    award, period = matter.criteria_set.title, say.period(matter)
    title = f"Báo cáo thẩm định đề nghị công nhận danh hiệu “{award}” {period}, {ward.name_in_text}"
    return {
        "heading": {
            **headings.of_office(ward.office, sign="BC"),
            **say.marks(matter, final=final),
            "document_title": title,
        },
        "award": award,
        "period": period,
        "ward": {"name": ward.name_in_text, "kind": ward.kind},
    }


def _round(found: Round, facts: Facts) -> str:
    kind = facts.ward.get_kind_display()
    what = "nộp hồ sơ" if found.number == 1 else "nộp bổ sung"
    told = f"Lần {found.number}: {kind} {what} ngày {say.long_date(found.handed_in_on)}"
    if not found.asked or not found.asked_on:
        return told
    due = f", hạn đến ngày {say.long_date(found.due_on)}" if found.due_on else ""
    codes = found.asked.split(", ")
    asked = f"yêu cầu bổ sung {say.number(len(codes))} chỉ tiêu ({found.asked})"
    return f"{told}; ngày {say.long_date(found.asked_on)} {asked}{due}"


def _visit(found: Visited) -> str:
    what = f" đối với chỉ tiêu {', '.join(found.codes)}" if found.codes else ""
    said = " ".join(found.conclusion.split()).rstrip(".")
    return (
        f"Ngày {say.long_date(found.held_on)} tại {found.place.strip().rstrip('.')}{what}"
        + f". Kết luận: {said}" * bool(said)
    )


def _criterion(criterion: CriterionFacts) -> dict[str, Any]:
    return {
        "number": criterion.number, "name": criterion.name, "max_points": criterion.max_points,
        "points": criterion.points, "office_points": criterion.office_points,
        "met": _in_words(criterion.met), "office_met": _in_words(criterion.office_met),
        "difference": None if criterion.office_points is None else criterion.office_points - criterion.points,
    }  # fmt: skip


def _in_words(met: bool | None) -> str:
    return {True: "Đạt", False: "Chưa đạt", None: ""}[met]


def _outcome(facts: Facts) -> str:
    if facts.office_total is None:
        return "Chưa hoàn thành thẩm định."
    return f"Theo kết quả thẩm định, {facts.ward.name_in_text} {outcome(facts, facts.office_total)}."
