"""Commands an administrator runs: recompute scores, open a period."""

import datetime as dt
import threading
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from tests import factories
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, CriteriaSet, Office, Officer, Period, Score, Ward

pytestmark = pytest.mark.django_db

OPEN = {
    "office": "phong-noi-vu-tp-thanh-hoa", "years": "2019", "reference_date": "31/12/2019",
    "ward_deadline": "17:00 31/12/2019", "office_deadline": "17:00 31/01/2020",
}  # fmt: skip


def run(command: str, *args: str, **options: object) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue().strip()


@pytest.fixture
def poverty(assessment: Assessment, entry, official: Officer) -> Assessment:
    """A figure saved while no worker was there: its points are not yet counted."""
    assessments.record(entry=entry("2.1"), figure={"number": Decimal(0)}, seen=0, by=official)
    assessment.refresh_from_db()
    return assessment


def points(assessment: Assessment) -> Decimal:
    return Score.objects.get(assessment=assessment, side="self", criterion__number="2").points


def test_recompute_brings_scores_up_to_the_figures(poverty: Assessment) -> None:
    said = run("recompute")
    assert said == "Đã tính lại điểm 1 bản tự đánh giá, trong đó 1 bản có điểm chưa cập nhật."
    poverty.refresh_from_db()
    assert (points(poverty), poverty.is_stale) == (Decimal(6), False)


def test_office_has_no_score_before_anything_was_handed_in(poverty: Assessment) -> None:
    run("recompute")
    assert set(Score.objects.values_list("side", flat=True)) == {"self"}

    Assessment.objects.filter(pk=poverty.pk).update(round=1)
    run("recompute")
    assert set(Score.objects.values_list("side", flat=True)) == {"self", "office"}


def test_recompute_repairs_a_score_someone_tampered_with(poverty: Assessment) -> None:
    run("recompute")
    Score.objects.filter(assessment=poverty, criterion__number="2").update(points=99)
    run("recompute", stale=True)
    assert points(poverty) == 99
    run("recompute")
    assert points(poverty) == 6


def test_recompute_of_a_period_leaves_others(poverty: Assessment, model_ward_set: CriteriaSet) -> None:
    other = factories.period(model_ward_set, first_year=2020, last_year=2020)
    assert "0 bản tự đánh giá" in run("recompute", period=other.pk)
    assert not Score.objects.exists()


def test_recompute_refuses_an_unknown_period() -> None:
    with pytest.raises(CommandError, match="Không có kỳ xét số 77"):
        call_command("recompute", period=77)


def test_open_period_opens_every_ward_of_the_office(ward: Ward, other_ward: Ward, model_ward_set: CriteriaSet) -> None:
    factories.WardFactory(name="Xã Đông Minh", kind="xã", office=ward.office)
    said = run("open_period", "model-ward-2019", **OPEN)
    assert said == "Phường kiểu mẫu 2019: đã mở 2 bản tự đánh giá, 0 bản đã có."
    period = Period.objects.get()
    assert period.reference_date == dt.date(2019, 12, 31)
    assert timezone.localtime(period.ward_deadline) == timezone.make_aware(dt.datetime(2019, 12, 31, 17))
    assert [a.entries.count() for a in period.assessments.all()] == [26, 26]


def test_open_period_again_adds_only_new_wards(ward: Ward, model_ward_set: CriteriaSet) -> None:
    run("open_period", "model-ward-2019", **OPEN)
    factories.WardFactory(office=ward.office)
    said = run("open_period", "model-ward-2019", **{**OPEN, "ward_deadline": "17:00 01/01/2021"})
    assert said == "Phường kiểu mẫu 2019: đã mở 1 bản tự đánh giá, 1 bản đã có."
    assert timezone.localtime(Period.objects.get().ward_deadline).year == 2019


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"office": "khong-co"}, "Không có cơ quan mang mã “khong-co”"),
        ({"years": "2019-2018"}, "“2019-2018” không phải là năm"),
        ({"reference_date": "2019-12-31"}, "Không đọc được “2019-12-31”; đề nghị viết như 31/12/2019"),
        ({"ward_deadline": "31/12/2019"}, "đề nghị viết như 17:00 31/12/2019"),
        ({"office_deadline": "17:00 30/12/2019"}, "không được sớm hơn"),
        ({"kind": "thị trấn"}, "không có đơn vị loại này"),
        ({"reference_date": "01/07/2025"}, "không có đơn vị loại này"),
    ],
)
def test_open_period_refuses_and_says_why(
    ward: Ward, model_ward_set: CriteriaSet, changes: dict[str, str], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("open_period", "model-ward-2019", **{**OPEN, **changes})
    assert not Period.objects.exists()


def test_open_period_refuses_an_unknown_set(office: Office) -> None:
    with pytest.raises(CommandError, match="Không có bộ tiêu chí mang mã “x”"):
        call_command("open_period", "x", **OPEN)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_leave_an_old_score_called_fresh(poverty: Assessment, entry, official: Officer) -> None:
    """A figure goes away and comes back while the first recompute is under way: the second one still has work to do."""
    scoring.recompute(assessments=[poverty.pk])
    line = entry("2.1")
    assessments.record(entry=line, figure={}, seen=1, by=official)
    begun, commit = threading.Event(), threading.Event()

    def recompute_and_wait() -> None:
        with transaction.atomic():
            scoring.recompute(assessments=[poverty.pk])
            begun.set()
            commit.wait(5)
        connection.close()

    def recompute() -> None:
        scoring.recompute(assessments=[poverty.pk])
        connection.close()

    first, second = threading.Thread(target=recompute_and_wait), threading.Thread(target=recompute)
    with transaction.atomic():
        assessments.record(entry=line, figure={"number": Decimal(0)}, seen=2, by=official)
        first.start()
        begun.wait(0.5)  # it waits for this save, having looked or not
    begun.wait(5)
    second.start()
    second.join(0.5)
    commit.set()
    first.join(5)
    second.join(5)
    poverty.refresh_from_db()
    assert (points(poverty), poverty.is_stale) == (Decimal(6), False)
