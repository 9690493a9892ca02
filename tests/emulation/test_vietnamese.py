"""The template filters, seen through a template."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def show(value: Any, name: str) -> str:
    with translation.override("vi"):
        return Template("{% load vietnamese %}{{ value|" + name + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("value", "name", "shown"),
    [
        (Decimal("95.70"), "number", "95,7"),
        (Decimal("1234.50"), "number", "1.234,5"),
        (None, "number", ""),
        (Decimal("1234.50"), "typed", "1234,5"),
        (Decimal("37"), "percent", "37%"),
        (date(2026, 11, 21), "day", "21/11/2026"),
        (datetime(2019, 12, 31, 20, 0, tzinfo=ZoneInfo("UTC")), "day", "01/01/2020"),
        (datetime(2019, 12, 31, 7, 3, tzinfo=ZoneInfo("UTC")), "clock", "14:03"),
        (0, "filesize", "0 byte"),
        (999, "filesize", "999 byte"),
        (491_520, "filesize", "480 KB"),
        (1_258_291, "filesize", "1,2 MB"),
        (20 * 1024 * 1024, "filesize", "20 MB"),
    ],
)
def test_filter_writes_the_vietnamese_form(value: Any, name: str, shown: str) -> None:
    assert show(value, name) == shown


@pytest.mark.parametrize(
    ("days", "hour", "minute", "shown"),
    [
        (12, 17, 0, "17 giờ ngày 31/12/2019 (còn 12 ngày)"),
        (1, 0, 30, "0 giờ 30 ngày 20/12/2019 (còn 1 ngày)"),
        (0, 17, 0, "17 giờ ngày 19/12/2019 (hôm nay)"),
        (0, 8, 0, "8 giờ ngày 19/12/2019 (quá hạn từ hôm nay)"),
        (-3, 17, 0, "17 giờ ngày 16/12/2019 (quá hạn 3 ngày)"),
    ],
)
def test_deadline_counts_days_as_the_calendar_does(
    monkeypatch: pytest.MonkeyPatch, days: int, hour: int, minute: int, shown: str
) -> None:
    now = datetime(2019, 12, 19, 10, 0, tzinfo=HANOI)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert show((now + timedelta(days=days)).replace(hour=hour, minute=minute), "deadline") == shown
