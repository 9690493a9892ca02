"""The head of a paper, who receives it and who signs: Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from collections.abc import Mapping
from typing import Any

from awards.domain.writing import wording as say
from awards.domain.writing.flow import rows
from awards.domain.writing.sources import authority_over
from wards.models.units import Office, Ward

PEOPLE = "Ủy ban nhân dân"
COUNCIL = "Hội đồng Thi đua - Khen thưởng"
HEADS = {"Phòng": "Trưởng phòng", "Ban": "Trưởng ban", "Sở": "Giám đốc"}  # who signs for an office, by its first word


def of_ward(ward: Ward, *, sign: str) -> dict[str, Any]:
    """The ward's people's committee under that of its city."""
    return {
        "superior": say.short_body(authority_over(ward)), "issuer": f"{PEOPLE} {ward.name_in_text}",
        "issuer_lines": [PEOPLE, ward.name_in_text], "place": ward.short_name, "sign": sign,
        "signer": [f"TM. {PEOPLE}", "Chủ tịch"],
    }  # fmt: skip


def of_council(body: str, *, name: str) -> dict[str, Any]:
    """A council under the committee it advises ("Ủy ban nhân dân phường Điện Biên"); minutes bear no place and date."""
    own = name.removesuffix(say.place_of(body)).strip() or COUNCIL
    return {
        "superior": say.short_body(body), "issuer": name, "issuer_lines": _two_lines(own), "place": "",
        "sign": "BB-HĐTĐKT", "signer": [],
    }  # fmt: skip


def of_office(office: Office | None, *, sign: str) -> dict[str, Any]:
    """An office under the committee it serves."""
    own = say.short_office(office) if office else ""
    body = own.split(" ")[0]
    return {
        "superior": say.short_body(office.authority) if office else "", "issuer": office.name if office else "",
        "issuer_lines": [own], "place": say.bare_place(office.authority) if office else "",
        "sign": f"{sign}-{say.initials(own)}", "signer": [HEADS.get(body, "Thủ trưởng cơ quan")],
    }  # fmt: skip


def of_city(office: Office) -> dict[str, Any]:
    """The committee that an office serves, under that of the province."""
    superior = office.parent.authority if office.parent else ""
    return {
        "superior": say.short_body(superior), "issuer": office.authority,
        "issuer_lines": [PEOPLE, say.place_of(office.authority)], "place": say.bare_place(office.authority),
        "sign": "TTr-UBND", "signer": [f"TM. {PEOPLE}", "Chủ tịch"],
    }  # fmt: skip


def whole(
    head: Mapping[str, Any], matter: say.Matter, *, title: str, final: bool, copies: str, to: str = ""
) -> dict[str, Any]:
    """The head with what is said across the pages, the document's title and its recipients (markup of lists)."""
    return {**head, **say.marks(matter, final=final), "document_title": title, "copies": rows(copies), "to": rows(to)}


def _two_lines(name: str) -> list[str]:
    """A council's long name, broken where clerks break it."""
    before, dash, after = name.partition(" - ")
    return [f"{before} -", after] if dash and len(name) > 24 else [name]
