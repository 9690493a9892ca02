"""Scales, targets and points in plain words."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from wards.domain.criteria import catalogue
from wards.domain.sheet import explain
from wards.models import CriteriaSet, Entry, Indicator

CATALOGUES = Path(__file__).resolve().parents[2] / "wards" / "catalogues"

pytestmark = pytest.mark.django_db


def indicator(code: str) -> Indicator:
    return Indicator.objects.select_related("criterion__criteria_set").get(code=code)


SCALES = {
    "1.2": "Dưới 30 triệu đồng/người/năm: 0 điểm; từ 30 đến dưới 60: tính theo tỷ lệ; từ 60: 4 điểm",
    "2.1": "Đến 0,5%: 6 điểm; trên 0,5% đến dưới 3%: tính theo tỷ lệ; từ 3%: 0 điểm",
    "2.3": "Dưới 85%: 0 điểm; từ 85% đến dưới 90%: 1 điểm; từ 90% đến dưới 95%: 2 điểm; từ 95%: 3 điểm",
    "3.2": "Đạt: 4 điểm; Chưa đạt: 0 điểm",
    "5.1": "Dưới 60%: 0 điểm; từ 60% đến dưới 100%: tính theo tỷ lệ; 100%: 4 điểm",
    "5.2": "Dưới 75%: tính theo tỷ lệ; từ 75%: 4 điểm",
    "5.3": "Dưới 40%: 0 điểm; từ 40% đến dưới 80%: tính theo tỷ lệ; từ 80%: 3 điểm",
    "8.3": "Hoàn thành xuất sắc nhiệm vụ: 3 điểm; Hoàn thành tốt nhiệm vụ: 2 điểm; "
    "Hoàn thành nhiệm vụ: 1 điểm; Không hoàn thành nhiệm vụ: 0 điểm",
}


@pytest.mark.parametrize("code", SCALES)
def test_scale_is_told_in_plain_words(model_ward_set: CriteriaSet, code: str) -> None:
    assert explain.describe_scale(indicator(code)) == SCALES[code]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2.1", "không quá 0,5%"),
        ("5.1", "100%"),
        ("5.2", "từ 75% trở lên"),
        ("7.3", "từ 100% trở lên"),
        ("3.2", ""),
        ("8.3", "“Hoàn thành xuất sắc nhiệm vụ” hoặc “Hoàn thành tốt nhiệm vụ”"),
    ],
)
def test_target_is_told_in_plain_words(model_ward_set: CriteriaSet, code: str, words: str) -> None:
    assert explain.describe_target(indicator(code)) == words


def why(code: str, points: str | None, is_met: bool | None, **value: Any) -> dict[str, str]:
    line = SimpleNamespace(points=None if points is None else Decimal(points), met=is_met)
    return dict(explain.explain(Entry(**value), indicator(code), line))


def test_explanation_leads_from_the_figure_to_its_points(model_ward_set: CriteriaSet) -> None:
    assert why("5.3", "3", True, met=21, of=25) == {
        "Số liệu": "21/25 đơn vị = 84%",
        "Điểm": "3 trên tối đa 3 điểm, vì số liệu thuộc mức “từ 80%”",
        "Thang điểm": SCALES["5.3"],
        "Mức đạt": "từ 80% trở lên: đạt",
        "Căn cứ": "Ngưỡng tạm thời, chưa đối chiếu văn bản gốc (Quyết định số 09/2019/QĐ-UBND)",
    }


def test_explanation_says_between_which_points_a_figure_lies(model_ward_set: CriteriaSet) -> None:
    rows = why("5.3", "1.7", False, met=5, of=8)

    assert rows["Số liệu"] == "5/8 đơn vị = 62,5%"
    assert rows["Điểm"] == (
        "1,7 trên tối đa 3 điểm, tính theo tỷ lệ từ 40% (0 điểm) đến 80% (3 điểm), làm tròn 2 chữ số thập phân"
    )
    assert rows["Mức đạt"] == "từ 80% trở lên: chưa đạt"


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("2.1", {"number": Decimal("0.000000")}, "0%"),
        ("1.2", {"number": Decimal("1234.50")}, "1.234,5 triệu đồng/người/năm"),
        ("5.1", {"met": 2, "of": 3}, "2/3 tổ dân phố = 66,67%"),
        ("3.2", {"yes": False}, "Chưa đạt"),
        ("2.1", {}, "Chưa có số liệu"),
    ],
)
def test_figure_is_told_with_its_unit(
    model_ward_set: CriteriaSet, code: str, value: dict[str, Any], shown: str
) -> None:
    assert explain.describe_figure(Entry(**value), indicator(code)) == shown


def test_explanation_without_figure_gives_no_points(model_ward_set: CriteriaSet) -> None:
    rows = why("2.1", None, None)

    assert rows["Số liệu"] == "Chưa có số liệu"
    assert "Điểm" not in rows
    assert rows["Mức đạt"] == "không quá 0,5%"


def test_explanation_of_a_share_at_a_boundary_compares_by_multiplication(model_ward_set: CriteriaSet) -> None:
    """1/3 of 33,33…% never equals a rounded percentage: 4/5 is 80% exactly and lies in the upper band."""
    assert "“từ 80%”" in why("5.3", "3", True, met=4, of=5)["Điểm"]
    assert "tính theo tỷ lệ" in why("5.3", "3.00", False, met=799999, of=1000000)["Điểm"]


def test_basis_follows_the_status_of_the_set(model_ward_set: CriteriaSet) -> None:
    catalogue.confirm(criteria_set=model_ward_set, by=None)

    assert (
        explain.describe_basis(indicator("2.1").criterion) == "Quyết định số 09/2019/QĐ-UBND, đã đối chiếu văn bản gốc"
    )


def test_scale_is_told_in_english_too(model_ward_set: CriteriaSet) -> None:
    with translation.override("en"):
        words = explain.describe_scale(indicator("2.3"))

    assert (
        words
        == "Below 85%: 0 points; from 85% to below 90%: 1 point; from 90% to below 95%: 2 points; from 95%: 3 points"
    )
