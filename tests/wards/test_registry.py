"""What the office has on record of its wards: by page with its history, by sheet all or nothing."""

import io
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.wards.asked import on_record
from tests.wards.library import as_, text
from wards.domain.doubts import plausibility_registry as registry
from wards.models import Assessment, Officer, RegistryFigure, Ward

pytestmark = pytest.mark.django_db
IMPORT = "wards:registry_import"
HEAD = ["Mã đơn vị", "Đơn vị", "Số tổ dân phố", "Số trường học", "Nguồn số liệu"]


@pytest.fixture
def desk(reviewer: Officer, assessment: Assessment) -> Client:
    return as_(reviewer)


def edit_url(ward: Ward) -> str:
    return reverse("wards:registry_edit", args=[ward.pk, 2019])


def bring(client: Client, *rows: list[object], head: list[str] = HEAD, name: str = "bang.xlsx") -> HttpResponse:
    book = Workbook()
    for row in [["Số liệu cơ bản năm 2019"], [], head, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return client.post(reverse(IMPORT), {"year": 2019, "file": SimpleUploadedFile(name, content.getvalue())})


def kept() -> list[tuple[str, str, Decimal, str]]:
    rows = RegistryFigure.objects.order_by("ward__code", "subject")
    return list(rows.values_list("ward__code", "subject", "value", "source"))


def test_a_ward_is_edited_with_source_and_history(desk: Client, ward: Ward, reviewer: Officer) -> None:
    seen = registry.fingerprint({})
    answer = desk.post(edit_url(ward), {"groups": "8", "groups-source": "Niên giám 2019", "seen": seen})
    assert answer["Location"] == reverse("wards:registry") + "?nam=2019"
    now = registry.records([ward], 2019)[ward.pk]
    desk.post(edit_url(ward), {"groups": "9", "groups-source": "Niên giám 2019", "seen": registry.fingerprint(now)})
    now = registry.records([ward], 2019)[ward.pk]
    desk.post(edit_url(ward), {"groups": "", "groups-source": "", "seen": registry.fingerprint(now)})

    told = [(change.old, change.new, change.by) for change in registry.history(ward, 2019)]
    assert told == [("9", "bỏ số", reviewer), ("8", "9", reviewer), ("", "8", reviewer)]
    assert kept() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"groups": "8"}, "Cần ghi nguồn"), ({"groups": "-1", "groups-source": "x"}, "nhỏ hơn 0"),
        ({"groups": "8,5", "groups-source": "x"}, "số nguyên"), ({"groups": "nhiều", "groups-source": "x"}, "nhiều"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_refused_and_stays_typed(desk: Client, ward: Ward, typed: dict[str, str], told: str) -> None:
    answer = desk.post(edit_url(ward), {**typed, "seen": registry.fingerprint({})})

    assert answer.status_code == 422
    assert told in text(answer) or "dưới 0" in text(answer)
    assert f'value="{typed["groups"]}"' in answer.content.decode()
    assert kept() == []


def test_two_people_are_shown_both_values(desk: Client, ward: Ward, head: Officer) -> None:
    on_record(ward, "groups", 7, head)

    answer = desk.post(edit_url(ward), {"groups": "9", "groups-source": "Sổ", "seen": registry.fingerprint({})})

    assert answer.status_code == 409
    assert "Tổ dân phố: 7" in text(answer)
    assert 'value="9"' in answer.content.decode()
    assert kept() == [(ward.code, "groups", 7, "Niên giám thống kê 2019")]


def test_a_sheet_is_taken_in_whole(desk: Client, ward: Ward, other_ward: Ward) -> None:
    answer = bring(desk, [int(ward.code), "", 8, None, "Niên giám"], [], [other_ward.code, "", "1.012", 3, "Sổ"])

    assert answer["Location"] == reverse("wards:registry") + "?nam=2019"
    assert kept() == [
        (ward.code, "groups", 8, "Niên giám"), (other_ward.code, "groups", 1012, "Sổ"),
        (other_ward.code, "schools", 3, "Sổ"),
    ]  # fmt: skip


def test_one_wrong_cell_keeps_everything_out_and_is_named(desk: Client, ward: Ward, other_ward: Ward) -> None:
    answer = bring(
        desk, [ward.code, "", 8, 4, "Niên giám"], [other_ward.code, "", "tám", 8.5, ""], ["99999", "", 1, 1, "x"],
        [ward.code, "", 8, -4, "Niên giám"],
    )  # fmt: skip

    said = text(answer)
    assert answer.status_code == 422
    assert kept() == []
    for told in ("Dòng 5, cột C: “tám”", "Dòng 5, cột D:", "Dòng 5, cột E: Cần ghi nguồn", "Dòng 6, cột A:",
                 "Dòng 7, cột A:", "Dòng 7, cột D:"):  # fmt: skip
        assert told in said


@pytest.mark.parametrize(
    ("head", "name"), [(["Mã", "Số tổ dân phố"], "a.xlsx"), (["Mã đơn vị", "Số cây"], "a.xlsx"), (HEAD, "a.docx")]
)
def test_a_sheet_of_another_make_is_refused(desk: Client, ward: Ward, head: list[str], name: str) -> None:
    assert bring(desk, [ward.code, "", 8, 4, "x"], head=head, name=name).status_code == 422
    assert kept() == []


def test_wards_are_locked_in_one_order_whatever_the_sheets(desk: Client, ward: Ward, other_ward: Ward) -> None:
    """Two sheets at once would otherwise wait for each other for ever."""
    orders = []
    for order in ([ward, other_ward], [other_ward, ward]):
        with CaptureQueriesContext(connection) as captured:
            bring(desk, *([one.code, "", 8 + len(orders), None, "Sổ"] for one in order))
        locks = [one["sql"].rpartition("WHERE")[2] for one in captured if "FOR UPDATE" in one["sql"]]
        orders.append([lock for lock in locks if '"wards_ward"."id"' in lock])
    assert len(set(orders[0])) == 2
    assert orders[0] == orders[1]


def spoilt(part: str, old: str, new: str) -> bytes:
    """A sheet that unpacks well, with something in one part that nobody expects."""
    book, content = Workbook(), io.BytesIO()
    for row in (HEAD, ["14767", "", 8, None, "Niên giám"]):
        book.active.append(row)
    book.save(content)
    changed = io.BytesIO()
    with ZipFile(content) as source, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name).decode()
            assert name != part or old in data
            target.writestr(name, data.replace(old, new) if name == part else data)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", 'numFmtId="0"', 'numFmtId="x0"'), ("xl/workbook.xml", 'sheetId="1"', 'sheetId="x"'),
        ("xl/worksheets/sheet1.xml", "<v>8</v>", "<v>-1E400</v>"),
        ("xl/worksheets/sheet1.xml", "<v>8</v>", f"<v>{'9' * 5000}</v>"),
        ("xl/worksheets/sheet1.xml", "<v>8</v>", f"<v>8</v>{' ' * 21_000_000}"),
    ],
    ids=["style", "sheet", "infinite", "endless", "swollen"],
)  # fmt: skip
def test_a_damaged_sheet_is_refused(desk: Client, ward: Ward, part: str, old: str, new: str) -> None:
    file = SimpleUploadedFile("a.xlsx", spoilt(part, old, new))

    answer = desk.post(reverse(IMPORT), {"year": 2019, "file": file})

    assert (answer.status_code, kept()) == (422, [])
    assert 'class="error-summary"' in answer.content.decode()


def test_what_is_no_sheet_is_refused(desk: Client) -> None:
    file = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")

    assert desk.post(reverse(IMPORT), {"year": 2019, "file": file}).status_code == 422


def test_the_downloaded_sheet_comes_back_as_it_went(desk: Client, ward: Ward, reviewer: Officer) -> None:
    on_record(ward, "groups", 8, reviewer)
    sheet = desk.get(reverse("wards:registry_sheet") + "?nam=2019").content
    assert ward.code in [row[0] for row in load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True)]

    answer = desk.post(reverse(IMPORT), {"year": 2019, "file": SimpleUploadedFile("a.xlsx", sheet)})

    assert answer.status_code == 302
    assert kept() == [(ward.code, "groups", 8, "Niên giám thống kê 2019")]


def test_another_offices_wards_are_not_there(ward: Ward, assessment: Assessment, other_reviewer: Officer) -> None:
    stranger = as_(other_reviewer)

    assert ward.name not in text(stranger.get(reverse("wards:registry")))
    assert stranger.get(edit_url(ward)).status_code == 404
    assert bring(stranger, [ward.code, "", 8, 4, "x"]).status_code == 422
    assert kept() == []


def test_the_wards_people_read_their_own_record_beside_the_figure(
    ward: Ward, other_ward: Ward, assessment: Assessment, official: Officer, reviewer: Officer
) -> None:
    on_record(ward, "groups", 8, reviewer)
    on_record(other_ward, "groups", 77, reviewer)

    page = text(as_(official).get(reverse("wards:criterion", args=[assessment.pk, "5"])))

    assert "Số liệu cơ bản năm 2019, Tổ dân phố: 8 (nguồn: Niên giám thống kê 2019)" in page
    assert "77" not in page
