"""What each kind of paper is drawn from: its context, its template, its stylesheet, and the digest of them all.

Printed words are Vietnamese by law (Nghị định 30/2020/NĐ-CP) and are not translated. Contexts hold what is printed:
numbers and dates already stand in their Vietnamese form.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.template.loader import get_template, render_to_string
from django.utils import timezone

from awards.domain.facts import CriterionFacts, Facts
from awards.domain.history import grants_up_to
from awards.domain.notes import note
from awards.models import Grant, Paper
from emulation.text import digest, write_number

OF_ASSESSMENT = (Paper.Kind.REPORT, Paper.Kind.SUMMARY)  # made from the facts of an assessment; minutes of a visit
TEMPLATES = {
    Paper.Kind.REPORT: "documents/report.html", Paper.Kind.SUMMARY: "documents/summary.html",
    Paper.Kind.MINUTES: "documents/minutes.html",
}  # fmt: skip
STYLESHEET = "documents/paper.css"
# What a kind does not print it does not see: a change there makes no new revision of it.
UNSEEN = {
    Paper.Kind.REPORT: {
        "office_points", "office_result", "office_reason", "met", "required", "explanation", "no_data_reason",
    },
    Paper.Kind.SUMMARY: {"explanation", "no_data_reason", "office_result", "office_reason", "met"},
}  # fmt: skip
ENGINE = f"WeasyPrint {version('weasyprint')}"
NOT_FOR_USE, DRAFT = "BẢN MINH HỌA - KHÔNG DÙNG ĐỂ NỘP", "DỰ THẢO"

_USES = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")


def context(kind: str, facts: Facts) -> dict[str, Any]:
    """All that one kind of paper may see of an assessment, ready for canonical text."""
    shared = {
        "heading": _heading(kind, facts),
        "award": facts.criteria_set.title,
        "period": _period(facts),
        "source": _source(facts),
        "totals": _totals(kind, facts),
        "criteria": [_criterion(kind, criterion) for criterion in facts.criteria],
    }
    return _printed({**shared, **(_report(facts) if kind == Paper.Kind.REPORT else _summary(facts))})


def html(kind: str, context: dict[str, Any]) -> str:
    """The paper as HTML, from its frozen context alone."""
    return render_to_string(TEMPLATES[Paper.Kind(kind)], context)


def stylesheet() -> str:
    """The stylesheet of all papers."""
    return _source_of(STYLESHEET)


def fingerprint(kind: str, text: str) -> str:
    """Digest of all a drawing depends on: context, templates, stylesheet, engine. Equal ones need no second drawing."""
    sources = [_source_of(name) for name in sorted(_templates(TEMPLATES[Paper.Kind(kind)]))]
    return digest("\n".join([text, *sources, stylesheet(), ENGINE]))


def _templates(name: str) -> set[str]:
    """A template and all it extends or includes; papers name them as plain strings."""
    return {name}.union(*(_templates(used) for used in _USES.findall(_source_of(name))))


def _source_of(name: str) -> str:
    return Path(cast(Any, get_template(name)).origin.name).read_text(encoding="utf-8")


def _heading(kind: str, facts: Facts) -> dict[str, Any]:
    ward, office = facts.ward, facts.ward.office
    appraising = [f"{office.name} (thẩm định)"] if office else []
    authority = office.authority if office else f"Ủy ban nhân dân {_in_text(ward.area)}"
    name = "Báo cáo thành tích" if kind == Paper.Kind.REPORT else "Bảng tổng hợp kết quả thực hiện tiêu chí"
    return {
        "document_title": f"{name} “{facts.criteria_set.title}” {_period(facts)}, {ward.name_in_text}",
        "superior": authority.replace("Ủy ban nhân dân", "UBND"),  # only the superior body may be abbreviated
        "issuer": f"Ủy ban nhân dân {ward.name_in_text}",
        "issuer_kind": "Ủy ban nhân dân",
        "issuer_name": ward.name_in_text,
        "place": ward.short_name,
        "sign": "BC-UBND",
        "year": str(facts.paper_year),
        "watermark": NOT_FOR_USE if facts.criteria_set.is_provisional or facts.illustrative else DRAFT,
        "notice": facts.criteria_set.provisional_notice,
        "illustrative": facts.illustrative,
        "copies": [*appraising, f"Thường trực Đảng ủy, HĐND {ward.kind}", "Lưu: VT"],
    }


def period_in_words(first_year: int, last_year: int) -> str:
    return f"năm {last_year}" if first_year == last_year else f"giai đoạn {first_year} - {last_year}"


def _period(facts: Facts) -> str:
    return period_in_words(facts.first_year, facts.last_year)


def _source(facts: Facts) -> str:
    if facts.handed_in_at:
        at = timezone.localtime(facts.handed_in_at)
        return (
            f"Số liệu lấy từ bản tự đánh giá {facts.ward.kind} nộp lần {facts.round}, "
            f"lúc {at.hour:02d} giờ {at.minute:02d} phút ngày {long_date(at.date())}."
        )
    before = f"; lần nộp gần nhất là lần {facts.round}" if facts.round else ""
    return f"Số liệu lấy từ bản tự đánh giá {facts.ward.kind} đang nhập, chưa nộp{before}."


def _totals(kind: str, facts: Facts) -> dict[str, Any]:
    own = facts.self_total
    return {
        "criteria": str(own.criteria), "met": str(own.criteria_met), "of": str(own.of),
        "provided": str(own.provided), "missing": str(own.of - own.provided) if own.of > own.provided else "",
        "max_points": facts.criteria_set.max_points, "points": own.points,
        "office_points": facts.office_total.points if facts.office_total and kind == Paper.Kind.SUMMARY else None,
    }  # fmt: skip


def _criterion(kind: str, criterion: CriterionFacts) -> dict[str, Any]:
    unexplained = [line.code for line in criterion.lines if not line.provided and not line.no_data_reason]
    lines = [
        {
            **{name: value for name, value in asdict(line).items() if name not in UNSEEN[Paper.Kind(kind)]},
            "result_class": "figure" if line.numeric else ("middle" if line.provided else "none"),
            "verdict": {True: "Đạt", False: "Chưa đạt", None: ""}[line.met],
            "exhibits": ", ".join(line.exhibits),
            "note": note(line) if kind == Paper.Kind.REPORT else "",
        }
        for line in criterion.lines
    ]
    return {
        "number": criterion.number, "name": criterion.name, "lines": lines, "unexplained": ", ".join(unexplained),
        "points": criterion.points, "max_points": criterion.max_points, "met": criterion.met,
        "provided": str(criterion.provided), "of": str(criterion.of),
        "office_points": criterion.office_points if kind == Paper.Kind.SUMMARY else None,
    }  # fmt: skip


def _report(facts: Facts) -> dict[str, Any]:
    grants = list(grants_up_to(ward=facts.ward, last_year=facts.last_year))
    rule, own = _rule(facts), facts.self_total
    sentence = f"{facts.ward.get_kind_display()} tự đánh giá đạt {own.criteria_met}/{own.criteria} tiêu chí"
    if facts.criteria_set.max_points:
        points, most = write_number(own.points), write_number(facts.criteria_set.max_points)
        sentence += f", tổng điểm tự chấm {points}/{most} điểm"
    if rule:
        sentence += f"; đối chiếu điều kiện đạt ({rule}): {'đạt' if own.passed else 'chưa đạt'}"
    return {
        "ward": {"name": facts.ward.name, "code": facts.ward.code, "parents": _parents(facts), "kind": facts.ward.kind},
        "basis": _basis(facts),
        "rule": rule,
        "reference_date": long_date(facts.reference_date),
        "grants_until": long_date(dt.date(facts.last_year, 12, 31)),
        "titles": _grants(grants, Grant.Form.TITLE),
        "rewards": _grants(grants, Grant.Form.REWARD),
        "exhibits": [asdict(exhibit) for exhibit in facts.exhibits],
        "overview_number": str(len(facts.criteria) + 1),
        "overview": f"{sentence}.",
    }


def _summary(facts: Facts) -> dict[str, Any]:
    lines = [line for criterion in facts.criteria for line in criterion.lines]
    adjusted = [line for line in lines if line.office_result]
    return {
        # Annexes are numbered where there are two or more: Nghị định 30/2020/NĐ-CP, Phụ lục I. The list of evidence,
        # bound with the report, is the second.
        "annex": "Phụ lục I" if facts.exhibits else "Phụ lục",
        "some_missing": any(not line.provided and not line.no_data_reason for line in lines),
        "appraised": facts.appraised,
        "adjusted": [
            {"code": line.code, "was": line.result, "now": line.office_result, "reason": line.office_reason}
            for line in adjusted
        ],
    }


def _rule(facts: Facts) -> str:
    rule = facts.criteria_set
    parts = [f"từ {write_number(rule.pass_min_points)} điểm trở lên"] if rule.pass_min_points is not None else []
    return " và ".join(parts + ["đạt tất cả các tiêu chí"] * rule.pass_every_criterion)


def _basis(facts: Facts) -> str:
    rule = facts.criteria_set
    provision = f", {rule.basis_provision}" if rule.basis_provision else ""
    return (
        f"{rule.basis_title} ngày {long_date(rule.basis_issued)} của {rule.basis_issuer} "
        f"({rule.basis_name}){provision}."
    )


def _parents(facts: Facts) -> str:
    units = [_in_text(facts.ward.area)]
    if facts.ward.office and facts.ward.office.parent:
        units.append(facts.ward.office.parent.authority.removeprefix("Ủy ban nhân dân "))
    return ", ".join(dict.fromkeys(units))


def _in_text(name: str) -> str:
    return name[:1].lower() + name[1:]


def _grants(grants: Iterable[Grant], form: str) -> list[dict[str, Any]]:
    return [
        {
            "years": grant.years_text or str(grant.year),
            "title": grant.title,
            "recipient": _in_text(grant.recipient) if grant.recipient.startswith("Phường") else grant.recipient,
            "decision": _decision(grant),
        }
        for grant in grants
        if grant.form == form
    ]


def _decision(grant: Grant) -> str:
    number = f"Số {grant.decision_number}" if grant.decision_number else "Chưa có thông tin số quyết định"
    day = f" ngày {long_date(grant.decision_date)}" if grant.decision_date else ""
    return f"{number}{day}; {grant.authority}"


def long_date(day: dt.date) -> str:
    """Days below 10 and months 1 and 2 get a leading 0: Nghị định 30/2020/NĐ-CP, Phụ lục I."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


def _printed(value: Any) -> Any:
    """Numbers and dates in their Vietnamese form; nothing as an empty string."""
    match value:
        case None:
            return ""
        case Decimal():
            return write_number(value)
        case dt.date():
            return value.strftime("%d/%m/%Y")
        case dict():
            return {key: _printed(item) for key, item in value.items()}
        case list() | tuple():
            return [_printed(item) for item in value]
    return value
