"""Offices and accounts of the demonstration. No person is invented: every name says which desk it stands for."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from wards.models import Membership, Office, Officer, Ward

PASSWORD = "thidua-demo"  # noqa: S105 - the published password of the demonstration, and of nothing else
SINCE = dt.date(2019, 1, 1)
Role = Membership.Role


@dataclass(frozen=True)
class Account:
    """An account with its one role; `place` is a ward's code or an office's."""

    username: str
    full_name: str
    position: str
    role: str = ""
    place: str = ""


CITY = Office(
    code="phong-noi-vu-tp-thanh-hoa", name="Phòng Nội vụ thành phố Thanh Hóa",
    authority="Ủy ban nhân dân thành phố Thanh Hóa", level=Office.Level.CITY,
)  # fmt: skip
PROVINCE = Office(
    code="ban-tdkt-tinh-thanh-hoa", name="Ban Thi đua - Khen thưởng tỉnh Thanh Hóa",
    authority="Ủy ban nhân dân tỉnh Thanh Hóa", level=Office.Level.PROVINCE,
)  # fmt: skip

OFFICIAL, CHAIRMAN = "Công chức Văn hóa - xã hội", "Chủ tịch UBND phường"
CLERK = "Công chức Văn phòng - thống kê"
ACCOUNTS = (
    Account("canbo.dienbien", "Cán bộ phường Điện Biên (trình diễn)", OFFICIAL, Role.OFFICIAL, "14767"),
    Account("lanhdao.dienbien", "Lãnh đạo phường Điện Biên (trình diễn)", CHAIRMAN, Role.LEADER, "14767"),
    Account("vanthu.dienbien", "Văn thư phường Điện Biên (trình diễn)", CLERK, Role.CLERK, "14767"),
    Account("canbo.dongson", "Cán bộ phường Đông Sơn (trình diễn)", OFFICIAL, Role.OFFICIAL, "14785"),
    Account("noivu.thanhhoa", "Cán bộ Phòng Nội vụ (trình diễn)", "Chuyên viên", Role.REVIEWER, CITY.code),
    Account("noivu2.thanhhoa", "Cán bộ thứ hai Phòng Nội vụ (trình diễn)", "Chuyên viên", Role.REVIEWER, CITY.code),
    Account("truongphong.thanhhoa", "Lãnh đạo Phòng Nội vụ (trình diễn)", "Trưởng phòng", Role.HEAD, CITY.code),
    Account("bantdkt.thanhhoa", "Cán bộ Ban TĐKT tỉnh (trình diễn)", "Chuyên viên", Role.PROVINCE, PROVINCE.code),
    Account("admin", "Quản trị hệ thống (trình diễn)", ""),
)


def seat_offices() -> Office:
    """The city's interior office under the provincial board; returns the former."""
    province = _office(PROVINCE, parent=None)
    return _office(CITY, parent=province)


def _office(office: Office, *, parent: Office | None) -> Office:
    fields = {"name": office.name, "authority": office.authority, "level": office.level, "parent": parent}
    return Office.objects.get_or_create(code=office.code, defaults=fields)[0]


def seat_accounts(*, wards: dict[str, Ward]) -> dict[str, Officer]:
    """The accounts, by user name; one that is there keeps its password and its roles."""
    there = {found.username: found for found in Officer.objects.filter(username__in=[a.username for a in ACCOUNTS])}
    missing = [account for account in ACCOUNTS if account.username not in there]
    password = make_password(PASSWORD) if missing else ""
    for account in missing:
        there[account.username] = _seat(account, password, wards)
    return there


def _seat(account: Account, password: str, wards: dict[str, Ward]) -> Officer:
    is_admin = not account.role
    officer = Officer.objects.create(
        username=account.username, full_name=account.full_name, position=account.position, password=password,
        email=f"{account.username}@thidua.example",
        is_staff=is_admin, is_superuser=is_admin,
    )  # fmt: skip
    if account.place in wards:
        Membership.objects.create(officer=officer, role=account.role, ward=wards[account.place], valid_from=SINCE)
    elif account.place:
        office = Office.objects.get(code=account.place)
        Membership.objects.create(officer=officer, role=account.role, office=office, valid_from=SINCE)
    return officer


def seat_extras(*, ward: Ward) -> tuple[Officer, Officer]:
    """An official and a leader who act for an illustrative ward; nobody can log in as them."""
    official = _extra(ward, "canbo", "Cán bộ", OFFICIAL, Role.OFFICIAL)
    return official, _extra(ward, "lanhdao", "Lãnh đạo", CHAIRMAN, Role.LEADER)


def _extra(ward: Ward, desk: str, title: str, position: str, role: str) -> Officer:
    officer = Officer(
        username=f"minhhoa.{desk}.{ward.code}", full_name=f"{title} {ward.name_in_text} (minh họa)", position=position,
        is_active=False,
    )  # fmt: skip
    officer.set_unusable_password()
    officer.save()
    Membership.objects.create(officer=officer, role=role, ward=ward, valid_from=SINCE)
    return officer
