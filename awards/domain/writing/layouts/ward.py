"""Báo cáo thành tích, Bảng tổng hợp and Danh mục tài liệu minh chứng of a ward: from its figures."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from awards.domain.facts import CriterionFacts, Facts
from awards.domain.writing import wording as say
from awards.domain.writing.flow import blocks
from awards.domain.writing.layouts import headings
from awards.domain.writing.notes import note
from awards.domain.writing.sources import WardSource
from awards.models import Grant
from emulation.text import write_number

# What a paper does not print it does not see: a change there makes no new revision of it.
OFFICE = {"office_points", "office_result", "office_reason"}
REPORT_UNSEEN = {*OFFICE, "met", "required", "explanation", "no_data_reason"}
SUMMARY_UNSEEN = {"explanation", "no_data_reason", "office_result", "office_reason", "met"}
Texts = Mapping[str, str]


def report(source: WardSource, *, final: bool, texts: Texts) -> dict[str, Any]:
    """The ward's account of itself: what it is, what it reached, what it was given before."""
    facts = source.facts
    own = facts.self_total
    before = int(bool(texts["leadership"]))  # headings that stand before the criteria
    criteria = [
        {
            **_criterion(criterion, unseen=REPORT_UNSEEN, notes=True), "place": str(before + place),
            "in_words": _criterion_in_words(criterion),
        }
        for place, criterion in enumerate(facts.criteria, start=1)
    ]  # fmt: skip
    return {
        **_shared(source, "Báo cáo thành tích", final=final, copies=texts["copies"]),
        "totals": _totals(facts),
        "ward": {"name": facts.ward.name, "code": facts.ward.code, "parents": _parents(facts), "kind": facts.ward.kind},
        "basis": _basis(facts),
        "set_in_words": _set_in_words(facts),
        "figures_in_words": _figures_in_words(facts, final=final),
        "features": blocks(texts["features"]),
        "leadership": blocks(texts["leadership"]),
        "causes": blocks(texts["causes"]),
        "lead": f"{facts.ward.get_kind_display()} tự đánh giá theo {own.criteria} tiêu chí "
        f"“{facts.criteria_set.title}” {say.period(facts)} như sau:",
        "criteria": criteria,
        "numbers": _numbers(len(criteria), texts),
        "overview": f"{facts.ward.get_kind_display()} tự đánh giá {outcome(facts, own)}.",
        "grants_until": say.long_date(dt.date(facts.last_year, 12, 31)),
        "titles": _grants(source.grants, Grant.Form.TITLE),
        "rewards": _grants(source.grants, Grant.Form.REWARD),
        "has_exhibits": bool(facts.exhibits),
    }


def summary(source: WardSource, *, final: bool, texts: Texts) -> dict[str, Any]:
    """All figures in one table. The ward signs it before it is appraised: its final one leaves that column blank."""
    facts = source.facts
    unseen = SUMMARY_UNSEEN | {"office_points"} if final else SUMMARY_UNSEEN
    lines = [line for criterion in facts.criteria for line in criterion.lines]
    adjusted = [] if final else [line for line in lines if line.office_result]
    office = None if final or not facts.office_total else facts.office_total.points
    return {
        **_shared(source, "Bảng tổng hợp kết quả thực hiện tiêu chí", final=final),
        "totals": {**_totals(facts), "office_points": office},
        # Annexes are numbered where there are two or more: Nghị định 30/2020/NĐ-CP, Phụ lục I.
        "annex": "Phụ lục I" if facts.exhibits else "Phụ lục",
        "criteria": [_criterion(c, unseen=unseen, notes=False) for c in facts.criteria],
        "some_missing": any(not line.provided and not line.no_data_reason for line in lines),
        "appraised": facts.appraised and not final,
        "adjusted": [
            {"code": line.code, "was": line.result, "now": line.office_result, "reason": line.office_reason}
            for line in adjusted
        ],
    }


def exhibits(source: WardSource, *, final: bool, texts: Texts) -> dict[str, Any]:
    """The documents cited, under the numbers the other papers cite them by; one each criterion after the other."""
    groups = [
        {"number": criterion.number, "name": criterion.name, "exhibits": found}
        for criterion in source.facts.criteria
        if (found := [asdict(exhibit) for exhibit in source.facts.exhibits if _cited_in(exhibit.number, criterion)])
    ]
    shared = _shared(source, "Danh mục tài liệu minh chứng", final=final)
    del shared["source"]
    return {**shared, "annex": "Phụ lục II", "groups": groups, "count": str(len(source.facts.exhibits))}


def outcome(facts: Facts, total: Any) -> str:
    """What one side's figures come to: criteria met, points, and whether the pass rule holds."""
    sentence = f"đạt {total.criteria_met}/{total.criteria} tiêu chí"
    if facts.criteria_set.max_points:
        points, most = write_number(total.points), write_number(facts.criteria_set.max_points)
        sentence += f", tổng điểm {'tự chấm ' if total is facts.self_total else ''}{points}/{most} điểm"
    rule = pass_rule(facts)
    return sentence + f"; {'đủ' if total.passed else 'chưa đủ'} điều kiện công nhận ({rule})" * bool(rule)


def pass_rule(facts: say.Matter) -> str:
    """When the title is reached, in words; empty where the set has no rule."""
    rule = facts.criteria_set
    parts = [f"từ {write_number(rule.pass_min_points)} điểm trở lên"] if rule.pass_min_points is not None else []
    return " và ".join(parts + ["đạt tất cả các tiêu chí"] * rule.pass_every_criterion)


def _shared(source: WardSource, name: str, *, final: bool, copies: str = "") -> dict[str, Any]:
    facts = source.facts
    title = f"{name} “{facts.criteria_set.title}” {say.period(facts)}, {facts.ward.name_in_text}"
    head = headings.of_ward(facts.ward, sign="BC-UBND")
    return {
        "heading": headings.whole(head, facts, title=title, final=final, copies=copies),
        "award": facts.criteria_set.title,
        "period": say.period(facts),
        "source": _source(facts, final=final),
    }


def _source(facts: Facts, *, final: bool) -> str:
    """Where the figures come from. What is signed is handed in with them: it cannot tell when."""
    if final:
        return f"Số liệu lấy từ bản tự đánh giá của {facts.ward.kind}, nộp cùng hồ sơ này."
    if facts.handed_in_at:
        at = timezone.localtime(facts.handed_in_at)
        return (
            f"Số liệu lấy từ bản tự đánh giá {facts.ward.kind} nộp lần {facts.round}, "
            f"lúc {say.hour(at)} ngày {say.long_date(at.date())}."
        )
    before = f"; lần nộp gần nhất là lần {facts.round}" if facts.round else ""
    return f"Số liệu lấy từ bản tự đánh giá {facts.ward.kind} đang nhập, chưa nộp{before}."


def _set_in_words(facts: Facts) -> list[str]:
    own, most, rule = facts.self_total, facts.criteria_set.max_points, pass_rule(facts)
    points = f", tổng điểm tối đa {write_number(most)} điểm" if most else ""
    return [
        f"Bộ tiêu chí “{facts.criteria_set.title}” gồm {own.criteria} tiêu chí với {own.of} chỉ tiêu{points}."
        + f" Điều kiện công nhận: {rule}." * bool(rule)
        + " Tiêu chí được tính là đạt khi mọi chỉ tiêu bắt buộc của tiêu chí đều đạt."
    ]


def _figures_in_words(facts: Facts, *, final: bool) -> list[str]:
    """What the figures are counted to, where they come from, how many there are; made-up ones say so."""
    own, kind, missing = facts.self_total, facts.ward.kind, facts.self_total.of - facts.self_total.provided
    there = f"{facts.ward.get_kind_display()} có số liệu của {own.provided}/{own.of} chỉ tiêu"
    if missing:
        there += f"; còn {missing} chỉ tiêu chưa có số liệu, được ghi rõ tại từng tiêu chí dưới đây"
    made_up = f" Số liệu trong báo cáo này là số liệu minh họa, không phải số liệu thật của {kind}."
    return [
        f"Kỳ xét: {say.period(facts)}; đơn vị hành chính xác định tại ngày {say.long_date(facts.reference_date)}. "
        f"{_source(facts, final=final)}",
        f"{there}.{made_up * facts.illustrative}",
    ]


def _criterion_in_words(criterion: CriterionFacts) -> str:
    points = f"Tự chấm {write_number(criterion.points)}/{write_number(criterion.max_points)} điểm; "
    told = f"{points * bool(criterion.max_points)}có số liệu {criterion.provided}/{criterion.of} chỉ tiêu; "
    told += "đạt tiêu chí." if criterion.met else "chưa đạt tiêu chí."
    return told[:1].upper() + told[1:]


def _totals(facts: Facts) -> dict[str, Any]:
    own = facts.self_total
    return {
        "criteria": str(own.criteria), "met": str(own.criteria_met), "of": str(own.of),
        "provided": str(own.provided), "missing": str(own.of - own.provided) if own.of > own.provided else "",
        "max_points": facts.criteria_set.max_points, "points": own.points,
    }  # fmt: skip


def _criterion(criterion: CriterionFacts, *, unseen: set[str], notes: bool) -> dict[str, Any]:
    unexplained = [line.code for line in criterion.lines if not line.provided and not line.no_data_reason]
    lines = [
        {
            **{name: value for name, value in asdict(line).items() if name not in unseen},
            "result_class": "figure" if line.numeric else ("middle" if line.provided else "none"),
            "verdict": {True: "Đạt", False: "Chưa đạt", None: ""}[line.met],
            "exhibits": ", ".join(line.exhibits),
            "note": note(line) if notes else "",
        }
        for line in criterion.lines
    ]
    return {
        "number": criterion.number, "name": criterion.name, "lines": lines, "unexplained": ", ".join(unexplained),
        "points": criterion.points, "max_points": criterion.max_points, "met": criterion.met,
        "provided": str(criterion.provided), "of": str(criterion.of),
        "office_points": None if "office_points" in unseen else criterion.office_points,
    }  # fmt: skip


def _numbers(criteria: int, texts: Texts) -> dict[str, str]:
    """The numbers of headings after what was written, or was not."""
    first, last = 2 + bool(texts["features"]), bool(texts["leadership"]) + criteria
    return {"basis": str(first), "source": str(first + 1), "overview": str(last + 1), "causes": str(last + 2)}


def _basis(facts: Facts) -> str:
    rule = facts.criteria_set
    provision = f", {rule.basis_provision}" if rule.basis_provision else ""
    return (
        f"{rule.basis_title} ngày {say.long_date(rule.basis_issued)} của {rule.basis_issuer} "
        f"({rule.basis_name}){provision}."
    )


def _parents(facts: Facts) -> str:
    units = [say.in_text(facts.ward.area)]
    if facts.ward.office and facts.ward.office.parent:
        units.append(say.place_of(facts.ward.office.parent.authority))
    return ", ".join(dict.fromkeys(units))


def _grants(grants: Iterable[Grant], form: str) -> list[dict[str, Any]]:
    return [
        {
            "years": grant.years_text or str(grant.year),
            "title": grant.title,
            "recipient": say.in_text(grant.recipient) if grant.recipient.startswith("Phường") else grant.recipient,
            "decision": _decision(grant),
        }
        for grant in grants
        if grant.form == form
    ]


def _decision(grant: Grant) -> str:
    number = f"Số {grant.decision_number}" if grant.decision_number else "Chưa có thông tin số quyết định"
    day = f" ngày {say.long_date(grant.decision_date)}" if grant.decision_date else ""
    return f"{number}{day}; {grant.authority}"


def _cited_in(number: str, criterion: CriterionFacts) -> bool:
    return any(number in line.exhibits for line in criterion.lines)
