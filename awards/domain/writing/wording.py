"""How papers write dates, numbers, names and shares: Nghị định 30/2020/NĐ-CP, Phụ lục I, and Vietnamese digits."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from emulation.text import write_number

NOT_FOR_USE, DRAFT = "BẢN MINH HỌA - KHÔNG DÙNG ĐỂ NỘP", "DỰ THẢO"


class Matter(Protocol):
    """What every paper is about: a title, asked for under a criteria set, for a year or several."""

    @property
    def criteria_set(self) -> Any: ...
    @property
    def first_year(self) -> int: ...
    @property
    def last_year(self) -> int: ...
    @property
    def illustrative(self) -> bool: ...
    @property
    def paper_year(self) -> int: ...


def marks(matter: Matter, *, final: bool) -> dict[str, Any]:
    """What is said across and beneath every page, and at the head of the first."""
    lines = ([] if final else [DRAFT]) + [NOT_FOR_USE] * (matter.criteria_set.is_provisional or matter.illustrative)
    return {
        "watermark": "\n".join(lines),
        "notice": matter.criteria_set.provisional_notice,
        "illustrative": matter.illustrative,
        "year": str(matter.paper_year),
    }


def period_in_words(first_year: int, last_year: int) -> str:
    return f"năm {last_year}" if first_year == last_year else f"giai đoạn {first_year} - {last_year}"


def period(matter: Matter) -> str:
    return period_in_words(matter.first_year, matter.last_year)


def paper_day(matter: Matter) -> dt.date:
    """The day that a paper drawn now will bear, as far as one can know: today, within the year printed on it."""
    first, last = dt.date(matter.paper_year, 1, 1), dt.date(matter.paper_year, 12, 31)
    return min(max(timezone.localdate(), first), last)


def long_date(day: dt.date) -> str:
    """Days below 10 and months 1 and 2 get a leading 0: Nghị định 30/2020/NĐ-CP, Phụ lục I."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


def hour(at: dt.datetime) -> str:
    """A local time as minutes write it: "14 giờ 05 phút"."""
    return f"{at.hour:02d} giờ {at.minute:02d} phút"


def number(count: int) -> str:
    """People and votes, with a leading 0 below 10 as papers count them: "09"."""
    return f"{count:02d}"


def in_text(name: str) -> str:
    """A name in the middle of a sentence: "Thành phố Thanh Hóa" → "thành phố Thanh Hóa"."""
    return name[:1].lower() + name[1:]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "phường A, phường B và phường C"."""
    return " và ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def cited(rule: Any) -> str:
    """Where a number comes from, in brackets after it; what the citation says of the number was just said."""
    where = rule["citation"].partition(":")[0].strip().rstrip(".")
    return f"({'; '.join(part for part in (where, rule['caveat']) if part)})"


def short_body(name: str) -> str:
    """How the superior body is written above the issuing one, the only one that may be abbreviated."""
    return name.replace("Ủy ban nhân dân", "UBND")


def full_body(name: str) -> str:
    """A body in full, as the grounds of a paper name it."""
    return f"Ủy ban nhân dân{name[4:]}" if name.startswith("UBND") else name


def place_of(body: str) -> str:
    """What a body governs: "Ủy ban nhân dân thành phố Thanh Hóa" → "thành phố Thanh Hóa"."""
    return body.removeprefix("Ủy ban nhân dân ")


def bare_place(body: str) -> str:
    """Its name alone, as it stands before the date of a paper: "Thanh Hóa"."""
    place = place_of(body)
    kinds = ("thành phố ", "thị xã ", "quận ", "huyện ", "tỉnh ", "phường ", "xã ", "thị trấn ")
    return next((place.removeprefix(kind) for kind in kinds if place.startswith(kind)), place)


def printed(value: Any) -> Any:
    """Numbers and dates in their Vietnamese form; nothing as an empty string."""
    match value:
        case None:
            return ""
        case Decimal():
            return write_number(value)
        case dt.date():
            return value.strftime("%d/%m/%Y")
        case dict():
            return {key: printed(item) for key, item in value.items()}
        case list() | tuple():
            return [printed(item) for item in value]
    return value


def short_office(office: Any) -> str:
    """An office's own name beneath that of its superior: "Phòng Nội vụ" of "Phòng Nội vụ thành phố Thanh Hóa"."""
    return office.name.removesuffix(place_of(office.authority)).strip()


def initials(name: str) -> str:
    """The abbreviation papers are signed with: "Phòng Nội vụ" → "PNV"."""
    return "".join(word[0] for word in name.split() if word[0].isalpha()).upper()


def basis(criteria_set: Any) -> str:
    """The document a set comes from, as the grounds of a paper name it; nobody's reading of it is added."""
    name, day = criteria_set.basis_name, long_date(criteria_set.basis_issued)
    if criteria_set.basis_title.startswith("Luật "):
        return f"{name} ngày {day}"
    link = "ban hành" if name.startswith(("Quy định", "Quy chế", "Bộ tiêu chí")) else "về"
    return f"{criteria_set.basis_title} ngày {day} của {full_body(criteria_set.basis_issuer)} {link} {name}"
