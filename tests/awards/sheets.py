"""Sources of papers made up without a database, as short or as long as a test wants them."""

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from awards.documents import pdf, qr
from awards.domain.facts import CriterionFacts, Exhibit, Facts, Line
from awards.domain.writing import layouts, sources
from awards.domain.writing.appraisal_facts import Course, Round, Visited
from awards.domain.writing.dossier_facts import Matter, WardResult
from emulation.text import canonical, digest
from tests.awards import reading
from wards.domain.sheet.scoring import Total
from wards.models import CriteriaSet, Office, Ward

CODE = "7KQ2-M8XD-4RTA"
PERCENT = Decimal("0.01")
NAMES = ["Lê Thị Hồng Hạnh", "Nguyễn Văn Bình", "Trịnh Đức Mạnh", "Phạm Thị Thu Trang", "Hoàng Anh Tuấn"]
JOBS = [
    "Phó Chủ tịch UBND phường",
    "Công chức Văn hóa - xã hội",
    "Chủ tịch Ủy ban MTTQ phường",
    "Trưởng Công an phường",
]
CITATION = "Thủ tục hành chính 9387, Cổng Dịch vụ công quốc gia: ít nhất 70% tổng số thành viên Hội đồng tán thành"


def office() -> Office:
    province = Office(
        name="Ban Thi đua - Khen thưởng tỉnh Thanh Hóa", authority="Ủy ban nhân dân tỉnh Thanh Hóa", level="province"
    )
    return Office(
        name="Phòng Nội vụ thành phố Thanh Hóa", authority="Ủy ban nhân dân thành phố Thanh Hóa", level="city",
        parent=province,
    )  # fmt: skip


def ward(name: str = "Điện Biên", **fields: Any) -> Ward:
    values = {"code": "14767", "kind": "phường", "area": "Thành phố Thanh Hóa", "office": office(), **fields}
    return Ward(name=f"Phường {name}", **values)


def criteria_set(*, provisional: bool = False, **fields: Any) -> CriteriaSet:
    values = {
        "kind": "model-ward", "title": "Phường kiểu mẫu", "scoring": "points", "max_points": Decimal(100),
        "basis_number": "09/2019/QĐ-UBND", "basis_issuer": "UBND tỉnh Thanh Hóa", "basis_issued": dt.date(2019, 4, 9),
        "basis_name": "Quy định các tiêu chí và trình tự, thủ tục xét, công nhận các danh hiệu kiểu mẫu",
        "pass_every_criterion": True, "pass_min_points": Decimal(90),
        "status": "published" if provisional else "confirmed", **fields,
    }  # fmt: skip
    made = CriteriaSet(**values)
    made.__dict__["has_provisional_wording"] = provisional
    return made


def matter(*, illustrative: bool = False, **fields: Any) -> Matter:
    return Matter(criteria_set(**fields), 2019, 2019, dt.date(2019, 12, 31), 2020, illustrative)


def facts(*, exhibits: int = 12, appraised: bool = False, ward: Ward | None = None, **fields: Any) -> Facts:
    """Eight criteria of three lines; `exhibits` documents spread over them."""
    shared = {key: fields.pop(key) for key in ("criteria_set",) if key in fields}
    listed = [_exhibit(number) for number in range(exhibits)]
    criteria = tuple(_criterion(number, listed, appraised) for number in range(1, 9))
    total = Total(Decimal("92.5"), 24, 24, 8, 8, True)
    values = {
        "ward": ward or globals()["ward"](), "criteria_set": criteria_set(), "first_year": 2019, "last_year": 2019,
        "reference_date": dt.date(2019, 12, 31), "paper_year": 2020, "illustrative": False, "round": 0,
        "handed_in_at": None, "appraised": appraised, "criteria": criteria, "exhibits": tuple(listed),
        "self_total": total, "office_total": Total(Decimal(91), 24, 24, 8, 8, True) if appraised else None,
        **shared, **fields,
    }  # fmt: skip
    return Facts(**values)


def _criterion(number: int, listed: list[Exhibit], appraised: bool) -> CriterionFacts:
    lines = tuple(_line(number, place, listed, appraised) for place in (1, 2, 3))
    return CriterionFacts(
        number=str(number), name="Phát triển kinh tế, thu nhập và đời sống", points=Decimal("11.5"),
        max_points=Decimal("12.5"), provided=3, of=3, met=True, office_points=Decimal(11) if appraised else None,
        lines=lines, office_met=True if appraised else None,
    )  # fmt: skip


def _line(number: int, place: int, listed: list[Exhibit], appraised: bool) -> Line:
    code, adjusted = f"{number}.{place}", appraised and (number, place) in {(2, 1), (5, 3)}
    return Line(
        code=code, text="Tỷ lệ hộ gia đình được công nhận danh hiệu gia đình văn hóa", unit="%", target="≥ 95%",
        result="1.234/1.250 (98,72%)", provided=True, numeric=True, required=place == 1, points=Decimal(4),
        max_points=Decimal(4), met=True, office_points=Decimal("3.5") if appraised else None,
        office_result="1.200/1.250 (96%)" if adjusted else "",
        office_reason="Quyết định công nhận chỉ ghi 1.200 hộ" if adjusted else "",
        explanation="Theo báo cáo tổng kết năm của phường.", no_data_reason="",
        exhibits=tuple(exhibit.number for exhibit in listed if exhibit.number.startswith(f"MC {code}-")),
    )  # fmt: skip


def _exhibit(number: int) -> Exhibit:
    line = number % 24
    return Exhibit(
        number=f"MC {line // 3 + 1}.{line % 3 + 1}-{number // 24 + 1:02d}",
        document="1234/QĐ-UBND, UBND thành phố Thanh Hóa",
        issued_on=dt.date(2019, 11, 5), abstract="Về việc công nhận tổ dân phố đạt chuẩn văn hóa năm 2019",
        copy="Bản sao y", pages="1-3",
    )  # fmt: skip


def meeting(
    *,
    members: int = 11,
    absent: int = 1,
    wards: int = 1,
    share: str = "70",
    in_favour: int | None = None,
    level: str = "ward",
    **fields: Any,
) -> dict[str, Any]:
    """What `councils_minutes.meeting_facts` says of a closed secret ballot."""
    people = [_member(place) for place in range(members)]
    present = people[: members - absent]
    place = "phường Điện Biên" if level == "ward" else "thành phố Thanh Hóa"
    return {
        "id": 1, "closed": True, "held_on": dt.date(2019, 12, 20), "began": "14 giờ 00 phút", "ended": "16 giờ 30 phút",
        "council": {
            "name": f"Hội đồng Thi đua - Khen thưởng {place}", "decision_number": "15/QĐ-UBND", "level": level,
            "decision_date": dt.date(2019, 2, 5), "decision_issuer": f"Chủ tịch Ủy ban nhân dân {place}",
            "authority": f"Ủy ban nhân dân {place}",
        },
        "place": f"Phòng họp số 1, Trụ sở UBND {place}", "chair": people[0], "secretary": people[1],
        "members": members, "present": present,
        "absent": [{**one, "reason": "đi công tác"} for one in people[members - absent :]],
        "guests": ["Đại diện Phòng Nội vụ thành phố"],
        "agenda": ["Báo cáo kết quả tự đánh giá theo 8 tiêu chí", "Thảo luận", "Bỏ phiếu và công bố kết quả"],
        "discussion": ["Các thành viên nhất trí với kết quả tự đánh giá; đề nghị bổ sung số liệu quý IV."],
        "vote": "secret", "vote_in_words": "bỏ phiếu kín",
        "required": _rule(Decimal(share), CITATION, ""),
        "quorum": {
            **_rule(Decimal(70), "Suy ra từ tỷ lệ 70% tổng số thành viên tán thành", "tạm thời, chưa có văn bản"),
            **_share(len(present), members, Decimal(70)),
        },
        "ballots": [_ballot(n, members, len(present), Decimal(share), in_favour) for n in range(1, wards + 1)],
        **fields,
    }  # fmt: skip


def _member(place: int) -> dict[str, str]:
    if place < 2:
        role = ("Chủ tịch Hội đồng", "Ủy viên - Thư ký Hội đồng")[place]
        return {"name": NAMES[place], "job": ("Chủ tịch UBND phường", JOBS[1])[place], "role": role}
    return {"name": NAMES[place % 5], "job": JOBS[place % 4], "role": "Ủy viên Hội đồng"}


def _rule(value: Decimal, citation: str, caveat: str) -> dict[str, Any]:
    return {"value": value, "in_words": f"{value}%", "citation": citation, "confidence": "verbatim", "caveat": caveat}


def _share(part: int, whole: int, needed: Decimal) -> dict[str, Any]:
    share = (Decimal(part) * 100 / whole).quantize(PERCENT)
    words = f"{share.normalize():f}%".replace(".", ",")
    return {"share": share, "share_in_words": words, "reached": part * 100 >= needed * whole}


def _ballot(number: int, members: int, voters: int, needed: Decimal, in_favour: int | None) -> dict[str, Any]:
    votes = voters - 1 if in_favour is None else in_favour
    reached = _share(votes, members, needed)
    return {
        "assessment": number, "basis": "", "failed_rounds": 0, "first_year": 2019,
        "ward": "phường Điện Biên" if number == 1 else f"phường Số {number}",
        "last_year": 2019, "title": "Phường kiểu mẫu", "recused": [], "members": members, "voters": voters,
        "counted_by": ["Lê Thị Hồng Hạnh", "Nguyễn Văn Bình"], "counted": True, "in_favour": votes,
        "against": voters - votes, "blank": 0, **reached,
        "below_reason": "" if reached["reached"] else "Hai thành viên vắng mặt vì nhiệm vụ đột xuất",
        "goes_on": True,
    }  # fmt: skip


def ward_source(*, held: Mapping[str, Any] | None = None, voted: bool = True, **fields: Any) -> sources.WardSource:
    vote = sources.votes(held or meeting())[1] if voted else None
    return sources.WardSource(facts(**fields), (), vote)


def council_source(*, ward: Ward | None = None, provisional: bool = False, **fields: Any) -> sources.CouncilSource:
    of_city = fields.get("level") == "city"
    place = None if of_city else ward or globals()["ward"]()
    return sources.CouncilSource(matter(provisional=provisional), place, office(), meeting(**fields))


def appraisal_source(*, rounds: int = 2, visits: int = 1, **fields: Any) -> sources.AppraisalSource:
    day = dt.date(2020, 1, 5)
    told = tuple(
        Round(n, day, "1.2, 5.3" if n < rounds else "", day if n < rounds else None, day if n < rounds else None)
        for n in range(1, rounds + 1)
    )
    seen = tuple(
        Visited(day, "Nhà văn hóa tổ dân phố 3", "Số liệu đúng thực tế", ("4.1", "5.2")) for _n in range(visits)
    )
    return sources.AppraisalSource(facts(**{"appraised": True, **fields}), Course(told, seen, day))


def dossier_source(*, wards: int = 3, provisional: bool = False, **fields: Any) -> sources.DossierSource:
    held = meeting(level="city", members=15, wards=wards, **fields)
    total = Total(Decimal("92.5"), 24, 24, 8, 8, True)
    named = tuple(
        WardResult(n, ward("Điện Biên" if n == 1 else f"Số {n}"), total, Total(Decimal(91), 24, 24, 8, 8, True))
        for n in range(1, wards + 1)
    )
    return sources.DossierSource(matter(provisional=provisional), office(), named, sources.votes(held))


def drawn(kind: str, source: Any, *, final: bool = True, code: str = CODE, **texts: str) -> bytes:
    """The paper as PDF bytes, through canonical text as the workers draw it."""
    text = canonical(layouts.context(kind, source, final=final, texts=texts))
    html = layouts.html(kind, json.loads(text), code=code)
    pictures = {"code": qr.picture(layouts.check_address(code))} if code else {}
    return pdf.draw(
        html=html, stylesheet=layouts.stylesheet(), identifier=bytes.fromhex(digest(text))[:16], pictures=pictures
    ).content


read = reading.read
