"""A criteria set as an Excel file of four sheets, for an office that corrects it there: its layout, and its writing.

Headings stay Vietnamese whatever the page speaks: the file outlives it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wards.domain.files import workbook

TITLE, CRITERIA, INDICATORS, LEVELS = "Bộ tiêu chí", "Tiêu chí", "Chỉ tiêu", "Mức điểm"
ITEM, CONTENT = "Mục", "Nội dung"  # headings of the first sheet
LEVEL_CODE, LEVEL_NAME, LEVEL_POINTS, LEVEL_MET = "Mã chỉ tiêu", "Từ giá trị, hoặc tên mức", "Điểm", "Mức này là đạt"
YES, NO = "Có", "Không"

WORDINGS = {"verbatim": "Nguyên văn", "reported": "Theo nguồn thứ cấp", "provisional": "Tạm thời"}
VALUES = {
    "number": "Số", "share": "Tỷ lệ (số đạt/tổng số)", "yes_no": "Đạt/Chưa đạt", "choice": "Chọn mức",
    "text": "Văn bản",
}  # fmt: skip
OPS = {">=": "Từ … trở lên", "<=": "Không quá …", ">": "Lớn hơn …", "<": "Nhỏ hơn …", "=": "Đúng bằng …"}
SCALES = {"linear": "Theo tỷ lệ giữa các mức", "step": "Theo bậc"}


@dataclass(frozen=True)
class Column:
    """A heading, the path of its value in the data, and how the value is read: the choices are of kind "word"."""

    heading: str
    path: str
    kind: str = "text"  # text | number | whole | day | flag | word | lines
    width: int = 14
    words: Mapping[str, str] | None = None
    must: bool = False  # a set, or a line of some kind, lacks something without it


HEAD = (
    Column("Tên bộ tiêu chí", "title", must=True),
    Column("Số, ký hiệu văn bản", "legal_basis.number", must=True),
    Column("Tên văn bản", "legal_basis.name", must=True),
    Column("Cơ quan ban hành", "legal_basis.issuer", must=True),
    Column("Ngày ban hành", "legal_basis.issued", "day", must=True),
    Column("Điều, khoản, phụ lục", "legal_basis.provision"),
    Column("Có hiệu lực từ ngày", "effective_from", "day", must=True),
    Column("Hết hiệu lực ngày", "effective_to", "day"),
    Column("Phải rà soát từ ngày", "review_from", "day"),
    Column("Nội dung phải rà soát", "review_notice"),
    Column("Số năm xét", "window_years", "whole", must=True),
    Column("Tổng điểm tối đa", "max_points", "number", must=True),
    Column("Phải đạt mọi tiêu chí", "pass_rule.every_criterion_met", "flag"),
    Column("Điểm tối thiểu", "pass_rule.min_points", "number"),
    Column("Ghi chú", "notes"),
)
OF_CRITERION = (
    Column("Số", "number", width=8, must=True),
    Column("Tên tiêu chí", "short", width=44, must=True),
    Column("Lời văn của văn bản", "text", width=60),
    Column("Nguồn lời văn", "wording", "word", 22, WORDINGS, must=True),
    Column("Từ ngữ có trong nguồn", "attested", width=30),
)
OF_INDICATOR = (
    Column("Mã", "code", width=8, must=True),
    Column("Nội dung chỉ tiêu", "text", width=52, must=True),
    Column("Đơn vị tính", "unit", width=20),
    Column("Loại số liệu", "value", "word", 22, VALUES, must=True),
    Column("Nhỏ nhất", "min", "number", 11, must=True),
    Column("Lớn nhất", "max", "number", 11, must=True),
    Column("Số chữ số thập phân", "decimals", "whole", 12, must=True),
    Column("Được vượt 100%", "may_exceed", "flag", 11),
    Column("So với ngưỡng", "target.op", "word", 16, OPS),
    Column("Ngưỡng", "target.value", "number", 11),
    Column("Bắt buộc", "required", "flag", 10),
    Column("Điểm tối đa", "points", "number", 10, must=True),
    Column("Cách tính điểm", "scale.kind", "word", 24, SCALES, must=True),
    Column("Tài liệu minh chứng (mỗi dòng một loại)", "evidence", "lines", 50),
)


def label_of(path: str, columns: Sequence[Column]) -> str:
    """The heading under which a value stands; its path where there is none."""
    return next((column.heading for column in columns if column.path == path), path)


def at(data: Mapping[str, Any], path: str) -> Any:
    """The value under a path like "target.value"; None when there is none."""
    for name in path.split("."):
        if not isinstance(data, Mapping) or name not in data:
            return None
        data = data[name]
    return data


def write(data: Mapping[str, Any], name: str) -> bytes:
    """The file of this data, under the name people call the set by; brought back unchanged it changes nothing."""
    criteria = data.get("criteria", [])
    indicators = [indicator for criterion in criteria for indicator in criterion.get("indicators", [])]
    note = "Sửa xong, tải tệp lên trang dự thảo. Không đổi tên trang và tiêu đề cột; thứ tự dòng là thứ tự trong bộ."
    head = [[column.heading, _cell(data, column)] for column in HEAD]
    levels = "Số và tỷ lệ: từ giá trị này trở lên được chừng này điểm. Chọn mức: tên mức, điểm và mức nào là đạt."
    return workbook.write(
        workbook.Table(TITLE, name, [note], [ITEM, CONTENT], [32, 80], head),
        _table(CRITERIA, ["Mỗi dòng một tiêu chí."], OF_CRITERION, criteria),
        _table(INDICATORS, ["Mỗi dòng một chỉ tiêu; mã bắt đầu bằng số của tiêu chí."], OF_INDICATOR, indicators),
        workbook.Table(
            LEVELS, LEVELS, [levels], [LEVEL_CODE, LEVEL_NAME, LEVEL_POINTS, LEVEL_MET], [14, 40, 12, 16],
            [row for indicator in indicators for row in _levels(indicator)],
        ),
    )  # fmt: skip


def _table(
    name: str, notes: Sequence[str], columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
) -> workbook.Table:
    return workbook.Table(
        name, name, notes, [column.heading for column in columns], [column.width for column in columns],
        [[_cell(row, column) for column in columns] for row in rows],
    )  # fmt: skip


def _cell(row: Mapping[str, Any], column: Column) -> workbook.Value:
    value = at(row, column.path)
    match column.kind:
        case "flag":
            return None if value is None else YES if value else NO
        case "word":
            return (column.words or {}).get(value, value)
        case "lines":
            return "\n".join(value or [])
    return None if value == "" else plain(value)


def _levels(indicator: Mapping[str, Any]) -> list[list[workbook.Value]]:
    code = indicator["code"]
    if "choices" in indicator:
        return [
            [code, one["name"], plain(one.get("points")), YES if one.get("met") else NO]
            for one in indicator["choices"]
        ]  # fmt: skip
    return [[code, plain(low), plain(points), None] for low, points in at(indicator, "scale.pairs") or []]


def plain(value: Any) -> workbook.Value:
    """A value as a cell or an input shows it: whole numbers without a fraction."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    if isinstance(value, int | str | dt.date) or value is None:
        return value
    return str(value)
