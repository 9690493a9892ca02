"""Tờ trình of a ward, and of a city for several wards: grounds, results, votes, what is asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from awards.domain.councils.voted_on import ChangedVote
from awards.domain.writing import wording as say
from awards.domain.writing.dossier_facts import WardResult
from awards.domain.writing.flow import blocks, ended, rows
from awards.domain.writing.layouts import headings
from awards.domain.writing.layouts.ward import outcome, pass_rule
from awards.domain.writing.sources import DossierSource, Vote, WardSource
from emulation.text import write_number

FEW = 5  # wards that are named one by one in the text; more are in the annex alone
Texts = Mapping[str, str]


def of_ward(source: WardSource, *, final: bool, texts: Texts) -> dict[str, Any]:
    """The ward asks its city; the vote of its council is told as it was, also where it missed the share."""
    facts, vote = source.facts, source.vote
    council = vote["council"] if vote else f"{headings.COUNCIL} {facts.ward.name_in_text}"
    head = headings.of_ward(facts.ward, sign="TTr-UBND")
    results = f"{facts.ward.get_kind_display()} tự đánh giá {outcome(facts, facts.self_total)}."
    return {
        **_shared(facts, head, facts.ward.name_in_text, final=final, texts=texts),
        "grounds": _grounds(texts["basis"], council, vote),
        "results": [results, _voted(council, vote), *_changed(source)],
    }


def of_city(source: DossierSource, *, final: bool, texts: Texts) -> dict[str, Any]:
    """The city asks the province for several wards at once; their results stand in an annex."""
    matter, wards = source.matter, source.wards
    first = next(iter(source.votes.values()), None)
    council = first["council"] if first else f"{headings.COUNCIL} {say.place_of(source.office.authority)}"
    return {
        **_shared(matter, headings.of_city(source.office), _count(source), final=final, texts=texts),
        "grounds": _grounds(texts["basis"], council, first),
        "results": [_met(source, council, first)],
        "named": [_named(source, ward) for ward in wards] if len(wards) <= FEW else [],
        "rule": pass_rule(matter),
        "rows": [_row(source, ward) for ward in wards],
        "notes": [note for ward in wards for note in _notes(source, ward)],
        "needed": f"ít nhất {first['required']['in_words']} tổng số thành viên Hội đồng tán thành" if first else "",
        "needed_from": say.cited(first["required"]) if first else "",
        "scored": bool(matter.criteria_set.max_points),
    }


def _shared(matter: say.Matter, head: Mapping[str, Any], whom: str, *, final: bool, texts: Texts) -> dict[str, Any]:
    award, period = matter.criteria_set.title, say.period(matter)
    title = f"Tờ trình đề nghị công nhận danh hiệu “{award}” {period}, {whom}"
    return {
        "heading": headings.whole(head, matter, title=title, final=final, copies=texts["copies"], to=texts["to"]),
        "award": award,
        "period": period,
        "opening": blocks(texts["content"]),
        "request": ended(blocks(texts["request"])),
    }


def _grounds(basis: str, council: str, vote: Vote | None) -> list[str]:
    """One a line, each a semicolon, the last a full stop; the minutes of the council are always the last."""
    day = f"ngày {say.long_date(vote['held_on'])}." if vote else "ngày … tháng … năm …"
    cited = [row if row.startswith("Căn cứ") else f"Căn cứ {row}" for row in rows(basis)]
    return [*(f"{row};" for row in cited), f"Căn cứ Biên bản họp {council} {day}"]


def _voted(council: str, vote: Vote | None) -> str:
    if vote is None:
        return f"{council} đã họp xét, với …/… thành viên Hội đồng tán thành (…% tổng số thành viên)."
    how = "bỏ phiếu kín" if vote["secret"] else "biểu quyết"
    told = (
        f"{council} đã họp ngày {say.long_date(vote['held_on'])} và {how}: {say.number(vote['in_favour'])}/"
        f"{say.number(vote['members'])} thành viên Hội đồng tán thành, đạt {vote['share_in_words']} tổng số thành viên"
    )
    if vote["reached"]:
        return f"{told} (yêu cầu ít nhất {vote['required']['in_words']})."
    return f"{told}, thấp hơn mức {vote['required']['in_words']} {say.cited(vote['required'])}. {_went_on(vote)}"


def _changed(source: WardSource) -> Iterator[str]:
    """Of figures that are others since the vote: what, and why the vote stands."""
    if changed := source.changed:
        yield (
            f"Sau phiên họp của Hội đồng, kết quả tự đánh giá thay đổi: {changed.what}. "
            f"Lý do giữ nguyên kết quả biểu quyết: {_reason(changed)}."
        )


def _reason(changed: ChangedVote) -> str:
    return changed.kept.reason.strip().rstrip(".") if changed.kept else "…"


def _went_on(vote: Vote) -> str:
    return (
        f"Lý do vẫn đề nghị: {vote['below_reason'].strip().rstrip('.')}."
        if vote["goes_on"]
        else "Hội đồng không đề nghị."
    )


def _count(source: DossierSource) -> str:
    """One ward by its name, several by their number."""
    wards = source.wards
    return wards[0].ward.name_in_text if len(wards) == 1 else f"{say.number(len(wards))} đơn vị"


def _met(source: DossierSource, council: str, vote: Vote | None) -> str:
    if vote is None:
        return f"{council} đã họp ngày … tháng … năm …, xét hồ sơ của {_count(source)}."
    how = "bỏ phiếu kín" if vote["secret"] else "biểu quyết"
    end = ", kết quả như sau:" if len(source.wards) <= FEW else "; kết quả của từng đơn vị nêu tại Phụ lục kèm theo."
    return f"{council} đã họp ngày {say.long_date(vote['held_on'])}, xét hồ sơ và {how} đối với {_count(source)}{end}"


def _named(source: DossierSource, ward: WardResult) -> str:
    total, vote, most = ward.office_total, source.votes.get(ward.assessment_id), source.matter.criteria_set.max_points
    points = f", {write_number(total.points)}/{write_number(most)} điểm" if most else ""
    told = f"{ward.ward.name}: thẩm định đạt {total.criteria_met}/{total.criteria} tiêu chí{points}"
    if vote is None:
        return told
    votes = f"{say.number(vote['in_favour'])}/{say.number(vote['members'])}"
    missed = "" if vote["reached"] else f", thấp hơn mức {vote['required']['in_words']}, lý do nêu tại Phụ lục"
    is_changed = ward.assessment_id in source.changed
    changed = ", kết quả thẩm định thay đổi sau phiên họp, nêu tại Phụ lục" if is_changed else ""
    return f"{told}; {votes} thành viên Hội đồng tán thành ({vote['share_in_words']}){missed}{changed}"


def _row(source: DossierSource, ward: WardResult) -> dict[str, Any]:
    own, office, vote = ward.self_total, ward.office_total, source.votes.get(ward.assessment_id)
    return {
        "name": ward.ward.name, "self_met": f"{own.criteria_met}/{own.criteria}",
        "office_met": f"{office.criteria_met}/{office.criteria}", "self_points": own.points,
        "office_points": office.points, "passed": "Đủ điều kiện" if office.passed else "Chưa đủ điều kiện",
        "votes": f"{vote['in_favour']}/{vote['members']}" if vote else "",
        "share": vote["share_in_words"] if vote else "",
    }  # fmt: skip


def _notes(source: DossierSource, ward: WardResult) -> Iterator[str]:
    name, changed = ward.ward.name, source.changed.get(ward.assessment_id)
    if note := _note(name, source.votes.get(ward.assessment_id)):
        yield note
    if changed:
        yield (
            f"{name}: sau phiên họp của Hội đồng, kết quả thẩm định thay đổi: {changed.what}. "
            f"Lý do giữ nguyên kết quả biểu quyết: {_reason(changed)}."
        )


def _note(name: str, vote: Vote | None) -> str:
    """What must be said of a ward whose vote missed the share."""
    if vote is None or vote["reached"]:
        return ""
    return f"{name}: tỷ lệ tán thành thấp hơn mức {vote['required']['in_words']}. {_went_on(vote)}"
