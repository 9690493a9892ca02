"""A draft as a file: downloaded, edited, brought back, every fault told by its place."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.wards.set_pages import as_head, draft, now, send, url
from wards.models import CriteriaSet, Draft

__all__ = ["as_head", "draft"]
pytestmark = pytest.mark.django_db
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("form", ["excel", "toml"])
def test_downloaded_and_brought_back_unchanged_changes_nothing(draft: Draft, as_head: Client, form: str) -> None:
    content = as_head.get(url("set_download", draft, form)).content

    answer = send(as_head, draft, content, f"bo.{'xlsx' if form == 'excel' else 'toml'}")

    assert answer["Location"] == url("draft", draft)
    assert now(draft).version == draft.version


def test_published_toml_is_given_as_it_was_loaded(model_ward_set: CriteriaSet, as_head: Client) -> None:
    answer = as_head.get(reverse("wards:set_download", args=[model_ward_set.code, "toml"]))

    assert answer.content.decode() == model_ward_set.source_text


def book(draft: Draft, client: Client) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(url("set_download", draft, "excel")).content))


def saved(edited: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    edited.save(content)
    return content.getvalue()


def cell(sheet: Any, code: str, heading: str) -> Any:
    head = next(row for row in sheet.iter_rows() if any(one.value == heading for one in row))
    column = next(one.column for one in head if one.value == heading)
    row = next(row[0].row for row in sheet.iter_rows(min_row=head[0].row + 1) if str(row[0].value) == code)
    return sheet.cell(row, column)


def test_excel_has_four_sheets_with_frozen_heads_and_widths(draft: Draft, as_head: Client) -> None:
    sheets = book(draft, as_head).worksheets

    assert [sheet.title for sheet in sheets] == ["Bộ tiêu chí", "Tiêu chí", "Chỉ tiêu", "Mức điểm"]
    assert [sheet.freeze_panes for sheet in sheets] == ["B5", "B5", "B5", "B5"]
    assert [sheet.column_dimensions["B"].width for sheet in sheets] == [80, 44, 52, 40]


def test_files_are_called_as_people_call_the_set(draft: Draft, as_head: Client) -> None:
    answers = [as_head.get(url("set_download", draft, form)) for form in ("excel", "toml")]

    name = "bo-tieu-chi-phuong-kieu-mau-09-2019-qd-ubnd-du-thao-ban-thay-the"
    assert [answer["Content-Disposition"] for answer in answers] == [
        f'attachment; filename="{name}.{ending}"' for ending in ("xlsx", "toml")
    ]
    assert book(draft, as_head).worksheets[0]["A1"].value == draft.criteria_set.full_name


def test_excel_edited_is_taken_in_with_its_differences(draft: Draft, as_head: Client) -> None:
    edited = book(draft, as_head)
    cell(edited["Chỉ tiêu"], "2.2", "Ngưỡng").value = "1,5"
    cell(edited["Chỉ tiêu"], "2.2", "Bắt buộc").value = "x"
    cell(edited["Tiêu chí"], "3", "Tên tiêu chí").value = "Quy hoạch và hạ tầng"

    answer = send(as_head, draft, saved(edited), "bo.xlsx")

    assert answer["Location"] == url("draft_differences", draft)
    rows = [(one.line, one.what, one.old, one.new) for one in as_head.get(answer["Location"]).context["rows"]]
    assert [row for row in rows if row[1] != "Nguồn lời văn"] == [
        ("Chỉ tiêu 2.2", "Ngưỡng", "1", "1,5"), ("Chỉ tiêu 2.2", "Bắt buộc", "", "Có"),
        ("Tiêu chí 3", "Tên tiêu chí", "Quy hoạch, hạ tầng, trật tự đô thị", "Quy hoạch và hạ tầng"),
    ]  # fmt: skip


def test_excel_with_faults_tells_all_of_them_by_cell(draft: Draft, as_head: Client) -> None:
    edited = book(draft, as_head)
    wrong = {
        cell(edited["Chỉ tiêu"], "2.2", "Điểm tối đa"): "bốn",
        cell(edited["Chỉ tiêu"], "1.2", "Loại số liệu"): "Chữ",
        cell(edited["Tiêu chí"], "3", "Tên tiêu chí"): None,
        edited["Bộ tiêu chí"]["B9"]: "31/02/2019",
    }
    for at, value in wrong.items():
        at.value = value
    edited["Mức điểm"].append(["9.9", 1, 1, None])

    answer = send(as_head, draft, saved(edited), "bo.xlsx")

    assert answer.status_code == 422
    places = set(re.findall(r"“([^”]+)”, ô ([A-Z]+\d+)", " ".join(answer.context["faults"])))
    assert places == {(at.parent.title, at.coordinate) for at in wrong} | {
        ("Mức điểm", f"A{edited['Mức điểm'].max_row}")
    }
    assert now(draft).version == draft.version


@pytest.mark.parametrize("sheet", ["Bộ tiêu chí", "Tiêu chí", "Chỉ tiêu", "Mức điểm"])
@pytest.mark.parametrize("harm", ["removed", "emptied", "without heading", "letters everywhere"])
def test_broken_workbook_is_refused_in_words(draft: Draft, as_head: Client, sheet: str, harm: str) -> None:
    edited = book(draft, as_head)
    match harm:
        case "removed":
            edited.remove(edited[sheet])
        case "emptied":
            edited[sheet].delete_rows(1, 999)
        case "without heading":
            edited[sheet].cell(4, 2).value = "Khác"
        case _:
            for row in edited[sheet].iter_rows(min_row=5):
                for one in row:
                    one.value = "=1/0" if one.column % 2 else "\u202etệ"

    answer = send(as_head, draft, saved(edited), "bo.xlsx")

    assert (answer.status_code, bool(answer.context["faults"])) == (422, True)
    assert now(draft).version == draft.version


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "bo.xlsx"), (b"PK\x03\x04 broken", "bo.xlsx"), (b"%PDF-1.7", "bo.xlsx"), (b"\xff\xfe", "bo.toml"),
        (b"code = ", "bo.toml"), (b"", "bo.toml"), (b'title = "\\u0000"', "bo.toml"), (b"a", "bo.txt"),
        (b"criteria = 5", "bo.toml"), (b"legal_basis = [1]\ncriteria = [1, {}]", "bo.toml"),
        (b"supersedes = 7", "bo.toml"), (b"[[criteria]]\nnumber = 5\nindicators = 3", "bo.toml"),
    ],
)  # fmt: skip
def test_file_that_is_no_set_is_refused_in_words(draft: Draft, as_head: Client, content: bytes, name: str) -> None:
    answer = send(as_head, draft, content, name)

    assert answer.status_code == 422
    assert answer.context["faults"] or answer.context["form"].errors
    assert now(draft).version == draft.version


def test_toml_faults_are_told_by_line(draft: Draft, as_head: Client) -> None:
    source = draft.criteria_set.source_text.replace("max_points = 100", "max_points = 90")
    line = next(n for n, row in enumerate(source.splitlines(), 1) if row.startswith("max_points"))

    answer = send(as_head, draft, source.encode(), "bo.toml")

    assert [fault.split(",")[0] for fault in answer.context["faults"]][:1] == [f"dòng {line}"]
