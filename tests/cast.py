"""The cast everyone learns once.

`official`, `leader` and `clerk` of phường Điện Biên, `colleague` (official of the same ward), `stranger` (official of
another ward of the same city), `reviewer` and `head` of the city's interior office, `other_reviewer` of another city,
`province` (provincial board), `admin` (runs the system, belongs nowhere).
"""

from pathlib import Path

import pytest

from tests import factories, ward_set
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, CriteriaSet, Entry, Office, Officer, Period, Ward

CATALOGUES = Path(__file__).resolve().parent.parent / "wards" / "catalogues"


@pytest.fixture
def province_office(db: None) -> Office:
    return factories.OfficeFactory(
        code="ban-tdkt-tinh-thanh-hoa", name="Ban Thi đua - Khen thưởng tỉnh Thanh Hóa",
        authority="Ủy ban nhân dân tỉnh Thanh Hóa", level="province",
    )  # fmt: skip


@pytest.fixture
def office(province_office: Office) -> Office:
    return factories.OfficeFactory(parent=province_office)


@pytest.fixture
def ward(office: Office) -> Ward:
    return factories.WardFactory(code="14767", name="Phường Điện Biên", office=office)


@pytest.fixture
def other_ward(office: Office) -> Ward:
    return factories.WardFactory(code="14785", name="Phường Đông Sơn", office=office)


@pytest.fixture
def official(ward: Ward) -> Officer:
    return factories.officer("official", ward=ward, username="canbo.dienbien", full_name="Cán bộ phường Điện Biên")


@pytest.fixture
def colleague(ward: Ward) -> Officer:
    return factories.officer("official", ward=ward, username="canbo2.dienbien", full_name="Cán bộ thứ hai")


@pytest.fixture
def leader(ward: Ward) -> Officer:
    return factories.officer(
        "leader",
        ward=ward,
        username="lanhdao.dienbien",
        full_name="Lãnh đạo phường Điện Biên",
        position="Chủ tịch UBND phường",
    )


@pytest.fixture
def clerk(ward: Ward) -> Officer:
    return factories.officer("clerk", ward=ward, username="vanthu.dienbien", full_name="Văn thư phường Điện Biên")


@pytest.fixture
def stranger(other_ward: Ward) -> Officer:
    return factories.officer("official", ward=other_ward, username="canbo.dongson", full_name="Cán bộ phường Đông Sơn")


@pytest.fixture
def reviewer(office: Office) -> Officer:
    return factories.officer("reviewer", office=office, username="noivu.thanhhoa", full_name="Chuyên viên Phòng Nội vụ")


@pytest.fixture
def head(office: Office) -> Officer:
    return factories.officer("head", office=office, username="truongphong.thanhhoa", full_name="Trưởng phòng Nội vụ")


@pytest.fixture
def other_reviewer(province_office: Office) -> Officer:
    elsewhere = factories.OfficeFactory(
        code="phong-noi-vu-tp-sam-son", name="Phòng Nội vụ Sầm Sơn", parent=province_office
    )
    return factories.officer("reviewer", office=elsewhere, username="noivu.samson", full_name="Chuyên viên nơi khác")


@pytest.fixture
def province(province_office: Office) -> Officer:
    return factories.officer("province", office=province_office, username="bantdkt.thanhhoa", full_name="Ban TĐKT tỉnh")


@pytest.fixture
def admin(db: None) -> Officer:
    return factories.OfficerFactory(username="admin", full_name="Quản trị hệ thống", is_staff=True, is_superuser=True)


@pytest.fixture
def model_ward_set(db: None) -> CriteriaSet:
    """The 2019 set as it is loaded in production."""
    return ward_set.load()


@pytest.fixture
def period(model_ward_set: CriteriaSet) -> Period:
    return factories.period(model_ward_set)


@pytest.fixture
def assessment(period: Period, ward: Ward) -> Assessment:
    """Điện Biên's assessment, just opened: 26 empty lines."""
    return assessments.open_assessments(period=period, wards=[ward])[0]


@pytest.fixture
def entry(assessment: Assessment):
    """A line by its code: `entry("5.2")`."""

    def find(code: str) -> Entry:
        return assessment.entries.select_related("assessment__ward__office", "indicator__criterion").get(
            indicator__code=code
        )

    return find
