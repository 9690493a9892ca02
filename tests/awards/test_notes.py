"""The paragraph of one figure: everything said, once, with its exhibits."""

import pytest

from awards.domain.facts import Line
from awards.domain.writing.notes import note


@pytest.mark.parametrize(
    ("explanation", "reason", "exhibits", "expected"),
    [
        ("", "", (), ""),
        ("Theo quyết định.", "", (), "Theo quyết định."),
        ("Theo quyết định.", "", ("MC 5.2-01",), "Theo quyết định (MC 5.2-01)."),
        ("Theo quyết định", "", ("MC 5.2-01", "MC 5.2-02"), "Theo quyết định (MC 5.2-01, MC 5.2-02)."),
        ("Có chợ, trường v.v.", "", ("MC 5.2-01",), "Có chợ, trường v.v. (MC 5.2-01)."),
        ("Còn nữa...", "", ("MC 5.2-01",), "Còn nữa... (MC 5.2-01)."),
        ("", "chưa có báo cáo", (), "Không có số liệu. Lý do: chưa có báo cáo."),
        ("Đang chờ", "chưa thu", ("MC 5.2-01",), "Đang chờ. Không có số liệu. Lý do: chưa thu (MC 5.2-01)."),
        ("", "", ("MC 5.2-01",), "Minh chứng MC 5.2-01."),
    ],
)  # fmt: skip
def test_note_says_everything_once(explanation: str, reason: str, exhibits: tuple[str, ...], expected: str) -> None:
    assert note(line(explanation=explanation, no_data_reason=reason, exhibits=exhibits)) == expected


def line(**said: object) -> Line:
    figure = {
        "code": "5.2", "text": "", "unit": "", "target": "", "result": "", "provided": True, "numeric": True,
        "required": True, "points": None, "max_points": 4, "met": None, "office_points": None, "office_result": "",
        "office_reason": "",
    }  # fmt: skip
    return Line(**figure, **said)
