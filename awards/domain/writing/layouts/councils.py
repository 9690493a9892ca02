"""Biên bản họp Hội đồng of a ward or of a city, in the form of Nghị định 30/2020/NĐ-CP, mẫu 1.9."""

from collections.abc import Mapping, Sequence
from typing import Any

from awards.domain.councils.voted_on import in_words
from awards.domain.writing import wording as say
from awards.domain.writing.flow import blocks, ended
from awards.domain.writing.layouts import headings
from awards.domain.writing.sources import CouncilSource

Texts = Mapping[str, str]
HOW = {"secret": "bỏ phiếu kín", "open": "biểu quyết giơ tay"}


def minutes(source: CouncilSource, *, final: bool, texts: Texts) -> dict[str, Any]:
    """The meeting as it was: who came, what was said, how the votes fell, whether the share was reached."""
    matter, held = source.matter, source.meeting
    council, ballots = held["council"], held["ballots"]
    award, period = matter.criteria_set.title, say.period(matter)
    title = f"Biên bản họp {council['name']}, ngày {held['held_on']:%d/%m/%Y}"
    head = headings.of_council(council["authority"], name=council["name"])
    return {
        "heading": headings.whole(head, matter, title=title, final=final, copies=texts["copies"]),
        "award": award,
        "period": period,
        "council": {**council, "decision_date": say.long_date(council["decision_date"])},
        "began": held["began"],
        "ended": held["ended"],
        "day": say.long_date(held["held_on"]),
        "place": held["place"].strip().rstrip("."),
        "chair": _person(held["chair"]),
        "secretary": _person(held["secretary"]),
        "signers": {"chair": held["chair"]["name"], "secretary": held["secretary"]["name"]},
        "attendance": _attendance(held),
        "guests": [row.rstrip(";.") for row in held["guests"]],
        "agenda": [row.rstrip(";.") for row in held["agenda"]],
        "discussion": held["discussion"],
        "vote": _vote(held),
        "ballots": [_ballot(ballot, council["level"]) for ballot in ballots],
        "conclusion": _conclusions(ballots, council["name"], f"danh hiệu “{award}” {period}"),
        "closing": ended(blocks(texts["closing"])),
    }


def _attendance(held: Mapping[str, Any]) -> dict[str, Any]:
    quorum = held["quorum"]
    reached = "bảo đảm" if quorum["reached"] else "thấp hơn"
    return {
        "members": say.number(held["members"]),
        "others": [_person(person) for person in held["present"] if person not in (held["chair"], held["secretary"])],
        "absent": [
            {"who": _person(person), "reason": person["reason"].strip().rstrip(".")} for person in held["absent"]
        ],
        "present_count": say.number(len(held["present"])),
        "absent_count": say.number(len(held["absent"])),
        "share": quorum["share_in_words"],
        "quorum": f"{reached} mức ít nhất {quorum['in_words']} tổng số thành viên {say.cited(quorum)}",
    }


def _vote(held: Mapping[str, Any]) -> dict[str, Any]:
    counters = [name for ballot in held["ballots"] for name in ballot["counted_by"]]
    return {
        "how": HOW[held["vote"]],
        "paper": "phiếu" if held["vote"] == "secret" else "người",
        "needed": held["required"]["in_words"],
        "where": say.cited(held["required"]),
        "counted_by": list(dict.fromkeys(counters)),
    }


def _ballot(ballot: Mapping[str, Any], level: str) -> dict[str, Any]:
    """One ward's vote in printed numbers; dots where it is not counted yet. What is true of few votes stands there for
    those alone: minutes that were signed before say what they said."""
    counts = {name: _count(ballot[name]) for name in ("in_favour", "against", "blank")}
    failed, own = ballot["failed_rounds"], bool(ballot["basis"]) and level == "ward"
    return {
        **counts,
        **({"failed_rounds": say.number(failed)} if failed else {}),
        **({"own_figures": True} if own else {}),
        "ward": ballot["ward"],
        "name": ballot["ward"][:1].upper() + ballot["ward"][1:],
        "members": say.number(ballot["members"]),
        "voters": say.number(ballot["voters"]),
        "share": ballot["share_in_words"] or "…",
        "basis": in_words(ballot["basis"]),
        "result": {True: "Đạt", False: "Không đạt", None: ""}[ballot["reached"]],
        "reached": bool(ballot["reached"]),
        "recused": [
            {"who": _person(person), "reason": person["reason"].strip().rstrip(".")} for person in ballot["recused"]
        ],
        "below_reason": ballot["below_reason"].strip().rstrip(".")
        if ballot["counted"] and not ballot["reached"]
        else "",
        "missed": ballot["counted"] and not ballot["reached"],
        "goes_on": bool(ballot["goes_on"]),
    }


def _conclusions(ballots: Sequence[Mapping[str, Any]], council: str, title: str) -> list[str]:
    """What the votes come to, wards with the same outcome in one sentence."""
    counted = [ballot for ballot in ballots if ballot["counted"]]
    said = {
        f"{council} thống nhất đề nghị cấp có thẩm quyền xem xét, công nhận {title} đối với {{}}.":
            [ballot for ballot in counted if ballot["reached"]],
        f"{council} đề nghị cấp có thẩm quyền xem xét, công nhận {title} đối với {{}}; tỷ lệ tán thành và lý do đã nêu "
        "tại mục III.": [ballot for ballot in counted if not ballot["reached"] and ballot["goes_on"]],
        f"{council} không đề nghị công nhận {title} đối với {{}}, do không đủ tỷ lệ tán thành.":
            [ballot for ballot in counted if not ballot["reached"] and not ballot["goes_on"]],
    }  # fmt: skip
    return [sentence.format(_wards(found)) for sentence, found in said.items() if found]


def _wards(ballots: Sequence[Mapping[str, Any]]) -> str:
    names = say.listed([ballot["ward"] for ballot in ballots])
    return names if len(ballots) == 1 else f"{say.number(len(ballots))} đơn vị: {names}"


def _person(person: Mapping[str, str]) -> str:
    """Name, job and role, as minutes list people; dots for a chair nobody is named as yet."""
    return ", ".join(part for part in (person["name"], person["job"], person["role"]) if part) or "…"


def _count(number: int | None) -> str:
    return "…" if number is None else say.number(number)
