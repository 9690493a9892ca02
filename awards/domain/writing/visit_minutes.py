"""Biên bản kiểm tra thực tế: what the minutes of a visit print, in the form of Nghị định 30/2020/NĐ-CP, mẫu 1.9."""

import re
from typing import Any

from awards.domain.writing.layouts import DRAFT, NOT_FOR_USE, long_date, period_in_words
from awards.domain.writing.visit_facts import PICTURES, VisitFacts
from wards.models.units import Office

# A person is written as "Ông Nguyễn Văn A, Trưởng phòng"; a paper prints the bare name beneath a signature.
FORM_OF_ADDRESS = re.compile(r"^(ông|bà|đồng chí|đ/c)[\s:]+", re.IGNORECASE)
NAME_ENDS = re.compile(r"[,;:(]|\s[-–]\s")


def context(facts: VisitFacts) -> dict[str, Any]:
    """All that the minutes of one visit may see, ready for canonical text; `closed` tells drafts from final ones."""
    ward, period = facts.ward, period_in_words(facts.first_year, facts.last_year)
    return {
        "heading": _heading(facts, period),
        "closed": facts.closed,
        "award": facts.criteria_set.title,
        "period": period,
        "day": long_date(facts.held_on),
        "place": facts.place,
        "group": facts.office.name if facts.office else "",
        "ward": {"name": ward.name_in_text, "kind": ward.kind},
        "office_people": _rows(facts.office_people),
        "ward_people": _rows(facts.ward_people),
        "signers": {"ward": signer(_rows(facts.ward_people)), "group": signer(_rows(facts.office_people))},
        "round": str(facts.round),
        "lines": [{"code": x.code, "text": x.text, "unit": x.unit, "result": x.result} for x in facts.lines],
        "findings": _rows(facts.findings),
        "conclusion": _rows(facts.conclusion),
        "pictures": PICTURES,
        "photos": [
            {"sha256": photo.sha256, "caption": photo.caption, "number": str(number)}
            for number, photo in enumerate(facts.photos, start=1)
        ],
    }


def _heading(facts: VisitFacts, period: str) -> dict[str, Any]:
    office, ward = facts.office, facts.ward
    issuer = short_name(office) if office else ""
    marks = [] if facts.closed else [DRAFT]
    marks += [NOT_FOR_USE] if facts.criteria_set.is_provisional or facts.illustrative else []
    return {
        "document_title": f"Biên bản kiểm tra thực tế “{facts.criteria_set.title}” {period}, {ward.name_in_text}, "
        f"ngày {facts.held_on:%d/%m/%Y}",
        "superior": office.authority.replace("Ủy ban nhân dân", "UBND") if office else "",
        "issuer": office.name if office else "",
        "issuer_name": issuer,
        "sign": f"BB-{initials(issuer)}",
        "watermark": "\n".join(marks),
        "notice": facts.criteria_set.provisional_notice,
        "illustrative": facts.illustrative,
        "copies": [f"UBND {ward.name_in_text}", f"Lưu: VT, {initials(issuer)}"],
    }


def short_name(office: Office) -> str:
    """The body's own name beneath that of its superior: "Phòng Nội vụ" of "Phòng Nội vụ thành phố Thanh Hóa"."""
    place = office.authority.removeprefix("Ủy ban nhân dân ")
    return office.name.removesuffix(place).strip()


def initials(name: str) -> str:
    """The abbreviation papers are signed with: "Phòng Nội vụ" → "PNV"."""
    return "".join(word[0] for word in name.split() if word[0].isalpha()).upper()


def signer(people: list[str]) -> str:
    """Who signs for a side: its "trưởng đoàn", else the first listed; empty where that row begins with no name."""
    row = next((person for person in people if "trưởng đoàn" in person.lower()), people[0] if people else "")
    words = NAME_ENDS.split(FORM_OF_ADDRESS.sub("", row))[0].split()
    is_name = 2 <= len(words) <= 6 and all(word.isalpha() and word.istitle() for word in words)
    return " ".join(words) if is_name else ""


def _rows(text: str) -> list[str]:
    """Lines or paragraphs, without empty ones and the dashes people put before them."""
    return [row for line in text.splitlines() if (row := line.strip().removeprefix("- ").strip())]
