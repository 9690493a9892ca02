"""Records made the short way, for tests: every one can be changed by keyword."""

import datetime as dt

import factory
from django.utils import timezone

from wards import models
from wards.domain.sheet import periods


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Office
        django_get_or_create = ("code",)

    code = "phong-noi-vu-tp-thanh-hoa"
    name = "Phòng Nội vụ thành phố Thanh Hóa"
    authority = "Ủy ban nhân dân thành phố Thanh Hóa"
    level = "city"


class WardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Ward

    code = factory.Sequence(lambda n: f"{20000 + n}")
    name = factory.Sequence(lambda n: f"Phường Số {n}")
    kind = "phường"
    district_code = "380"
    area = "Thành phố Thanh Hóa"
    office = factory.SubFactory(OfficeFactory)
    valid_to = dt.date(2025, 6, 30)


class OfficerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Officer
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"canbo{n}")
    full_name = factory.Sequence(lambda n: f"Cán bộ {n}")
    position = "Công chức Văn hóa - xã hội"
    password = factory.django.Password("thidua-demo")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Membership

    officer = factory.SubFactory(OfficerFactory)
    role = "official"
    valid_from = dt.date(2019, 1, 1)


def officer(
    role: str, *, ward: models.Ward | None = None, office: models.Office | None = None, **account: object
) -> models.Officer:
    """An account with one role in one place."""
    return MembershipFactory(role=role, ward=ward, office=office, officer=OfficerFactory(**account)).officer


def period(criteria_set: models.CriteriaSet, **fields: object) -> models.Period:
    """The model-ward period of 2019, its deadlines still ahead."""
    now = timezone.now()
    values = {
        "title": "Phường kiểu mẫu năm 2019", "first_year": 2019, "last_year": 2019,
        "reference_date": dt.date(2019, 12, 31), "ward_deadline": now + dt.timedelta(days=14),
        "office_deadline": now + dt.timedelta(days=30), "needs_papers": False,
    }  # fmt: skip
    made = models.Period.objects.create(criteria_set=criteria_set, **{**values, **fields})
    periods.tell(period=made, by=None)
    return made
