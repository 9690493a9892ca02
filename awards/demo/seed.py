"""Lay the demonstration down, once; a second time finds everything there."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from awards.demo import (
    deadlines,
    dien_bien,
    doubts,
    illustration,
    journey,
    library,
    office_words,
    people,
    visit,
    year_before,
)  # fmt: skip
from wards.domain import units
from wards.domain.criteria import catalogue
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Office, Officer, Period, Ward

DISTRICT = "380"  # Thành phố Thanh Hóa, until 30/06/2025
MODEL_WARD = "model-ward-2019"
REFERENCE_DATE = dt.date(2019, 12, 31)
WARD_DAYS, OFFICE_DAYS = 14, 30  # to the wards' deadline, and from there to the office's
CLOSING_HOUR = 17


def steps() -> Iterator[str]:
    """Do it step by step; yields what comes next, for whoever shows the progress."""
    yield "Bộ tiêu chí"
    folder = Path(apps.get_app_config("wards").path) / "catalogues"
    sources = [catalogue.Source(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    sets = {loaded.criteria_set.code: loaded.criteria_set for loaded in catalogue.load_all(sources=sources)}
    yield "Đơn vị hành chính"
    units.import_units(listing=units.read_listing(district=DISTRICT))
    yield "Cơ quan, tài khoản"
    with transaction.atomic():
        office = people.seat_offices()
        wards = take_wards(office)
        officers = people.seat_accounts(wards=wards)
        office_words.list_reasons(office=office, by=officers["truongphong.thanhhoa"])
    period = Period.objects.filter(criteria_set=sets[MODEL_WARD], last_year=2019).first()
    if period is None:
        period = open_period(sets[MODEL_WARD])
    yield str(wards[dien_bien.CODE])
    open_dien_bien(period=period, ward=wards[dien_bien.CODE], by=officers["canbo.dienbien"])
    yield from journey.play(period=period, wards=wards, officers=officers)
    made_up = [plan.ward for plan in illustration.PLANS]
    doubts.keep_records(wards=wards, made_up=made_up, by=officers["noivu.thanhhoa"])
    for plan in illustration.PLANS:
        yield f"{wards[plan.ward]} (minh họa)"
        illustrate(plan=plan, period=period, ward=wards[plan.ward], officers=officers)
    library.open_ward(period=period, ward=wards[library.WARD])
    yield "Các phường còn lại"
    assessments.open_assessments(period=period, wards=list(wards.values()))
    yield "Thời hạn"
    deadlines.open_past_period(criteria_set=sets[MODEL_WARD], wards=wards)
    year_before.look_back(
        period=Period.objects.get(criteria_set=sets[MODEL_WARD], last_year=deadlines.YEAR), ward=wards[doubts.ASKED],
        officers=officers,
    )  # fmt: skip
    deadlines.give_more_time(period=period, by=officers["truongphong.thanhhoa"])
    deadlines.tell()
    yield "Kho tài liệu (minh họa)"
    library.lay_down(ward=wards[library.WARD], by=officers["canbo.dongson"])
    yield "Kiểm tra thực tế (minh họa)"
    visit.play(period=period, officers=officers)
    yield "Điểm"
    while stale := scoring.stale_assessments():
        scoring.recompute(assessments=stale)


def take_wards(office: Office) -> dict[str, Ward]:
    """The city's wards (phường; the title is theirs, not the communes') given to its office, by code."""
    wards = Ward.objects.on(REFERENCE_DATE).filter(district_code=DISTRICT, kind=Ward.Kind.WARD)
    wards.filter(office=None).update(office=office)
    return {ward.code: ward for ward in wards.select_related("office")}


def open_period(criteria_set: catalogue.CriteriaSet) -> Period:
    """The period of 2019 with deadlines counted from today, so that everything can be tried."""
    today = timezone.localtime().replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0)
    ward_deadline = today + dt.timedelta(days=WARD_DAYS)
    # Within the year where that can be: papers carry the year they are due in, and are issued today.
    year_end = ward_deadline.replace(month=12, day=31)
    office_deadline = max(ward_deadline, min(ward_deadline + dt.timedelta(days=OFFICE_DAYS), year_end))
    return assessments.open_period(
        criteria_set=criteria_set, title="Phường kiểu mẫu năm 2019", first_year=2019, last_year=2019,
        reference_date=REFERENCE_DATE, ward_deadline=ward_deadline,
        office_deadline=office_deadline, needs_papers=False,
    )  # fmt: skip


@transaction.atomic
def open_dien_bien(*, period: Period, ward: Ward, by: Officer) -> None:
    """The real ward: what the articles say, entered by its official."""
    for assessment in assessments.open_assessments(period=period, wards=[ward]):
        dien_bien.record_figures(assessment=assessment, by=by)
    dien_bien.record_awards(ward=ward)


@transaction.atomic
def illustrate(*, plan: illustration.Plan, period: Period, ward: Ward, officers: dict[str, Officer]) -> None:
    """One made-up ward, all of it or nothing; if it hands in, then its figures alone."""
    of_all = Period.objects.filter(pk=period.pk)
    of_all.update(needs_papers=False)
    for assessment in assessments.open_assessments(period=period, wards=[ward], illustrative=True):
        story = illustration.Story(
            plan=plan, assessment=assessment, ward=people.seat_extras(ward=ward),
            office=(officers["noivu.thanhhoa"], officers["truongphong.thanhhoa"]),
        )  # fmt: skip
        story.play()
    of_all.update(needs_papers=True)
