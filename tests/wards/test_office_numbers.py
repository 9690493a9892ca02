"""Figures, days and times of an Excel file: as its reader sees them, in Vietnamese writing, or plain; never wrong."""

import datetime as dt
from typing import Any

import pytest

from wards.domain.files import office_numbers

NOON = dt.datetime(2023, 3, 15, 12, 5, 7)


@pytest.mark.parametrize(
    ("value", "pattern", "said"),
    [
        (95.7, "General", "95,7"), (1234567, "General", "1234567"), (1234.5, "#,##0", "1.235"),
        (0.875, "0.0%", "87,5%"), (0.5, "0%", "50%"), (2.5, "0", "3"), (-1234.5, "#,##0.00", "-1.234,50"),
        (-7, "#,##0;(#,##0)", "(7)"), (0, '0;-0;"–"', "–"), (1500000, '#,##0 "đồng"', "1.500.000 đồng"),
        (1500000, "#,##0.0,,", "1,5"), (12.30, "0.##", "12,3"), (7, "000", "007"), (5, "00,000", "00.005"),
        (-0.001, "0.0", "0,0"), (12, "[$-42A]#,##0\\ [$₫]", "12 ₫"), (3, '"Có"', "Có"), (12, '0"%"', "12%"),
        (-5, '_(* #,##0_);_(* (#,##0);_(* "-"_)', "(5)"), (-1234567, "#,##0;[Red]-#,##0", "-1.234.567"),
        (1234.5, "#.##0", "1234,500"), (0.1 + 0.2, "General", "0,3"),
        (True, "General", "TRUE"), ("chữ", "@", "chữ"), (None, "0", ""),
    ],
)  # fmt: skip
def test_number_is_shown_as_its_format_says_in_vietnamese(value: Any, pattern: str, said: str) -> None:
    assert office_numbers.shown(value, pattern) == said


@pytest.mark.parametrize(
    ("value", "pattern", "said"),
    [
        (5, "#", "5"), (5, "##", "5"), (0.5, "#%", "50%"), (5, "???", "5"), (5, "# ##0", "5"),
        (1234567, "# ##0", "1234 567"), (1234567.5, "# ##0.00", "1234 567,50"),
        (0, "#,###", ""), (0.4, "#,###", ""), (0.6, "#,###", "1"),
        (912345678, "0000\\ 000\\ 000", "0912 345 678"), (5, "00\\-00", "00-05"), (5, "##\\-##", "5"),
    ],
)  # fmt: skip
def test_places_that_need_no_digit_and_text_between_digits(value: Any, pattern: str, said: str) -> None:
    assert office_numbers.shown(value, pattern) == said


@pytest.mark.parametrize(
    ("value", "pattern", "said"),
    [
        (1e27, "0.00", "1e+27"), (1e300, "#,##0", "1e+300"), (1e300, "0.00E+00", "1e+300"),
        (123456789012345, "0." + "0" * 15, "123456789012345," + "0" * 15), (0.5, "0" + "%" * 30, "0,5"),
        (1234567890123456789, "0", "1234567890123456789"), (float("nan"), "0", "NaN"), (float("inf"), "0", "Infinity"),
        (0.5, "[>1]0.00;0", "0,5"), (3.5, "# ?/?", "3,5"), (0.456, ".00", "0,456"), (5, "0;0;0;0;0", "5"),
        (5, "@", "5"), (5, "", "5"), (1234.5, "#,##0\\-00", "1234,5"),
    ],
)  # fmt: skip
def test_number_whose_format_is_not_understood_is_plain(value: Any, pattern: str, said: str) -> None:
    assert office_numbers.shown(value, pattern) == said


@pytest.mark.parametrize(
    ("value", "pattern", "said"),
    [
        (dt.datetime(2019, 12, 31), "dd/mm/yyyy", "31/12/2019"), (dt.datetime(2019, 12, 1), "mm/yyyy", "12/2019"),
        (dt.datetime(2019, 12, 1), "yyyy", "2019"), (dt.datetime(2019, 12, 31), "General", "31/12/2019"),
        (dt.datetime(2019, 12, 31), '"ngày" dd "tháng" mm "năm" yyyy', "31/12/2019"),
        (dt.datetime(2019, 12, 31), "dddd", "31/12/2019"), (dt.date(2019, 12, 31), "hh:mm", "31/12/2019"),
        (dt.datetime(2019, 12, 31, 14, 3), "d/m/yy h:mm", "31/12/2019 14:03"), (dt.time(14, 3), "hh:mm", "14:03"),
        (NOON, "mm:ss", "05:07"), (NOON, "h:mm AM/PM", "12:05"), (NOON, 'hh"giờ"mm', "12:05"),
        (NOON, "dd/mm/yyyy\\ hh:mm:ss;@", "15/03/2023 12:05:07"),
        (dt.timedelta(hours=30), "[h]:mm", "30:00"), (dt.timedelta(minutes=-90), "[h]:mm", "-1:30"),
        (dt.timedelta(hours=24, seconds=30), "[h]:mm:ss", "24:00:30"),
    ],
)  # fmt: skip
def test_day_and_time_are_shown_as_far_as_the_format_asks(value: Any, pattern: str, said: str) -> None:
    assert office_numbers.shown(value, pattern) == said
