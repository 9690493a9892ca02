"""The Excel files of the overview hold what its pages show: the same rows, order, numbers, and their source."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.wards import road, spread
from tests.wards.library import as_
from wards.domain.appraisal import review
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Office, Officer, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def wards(assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """Điện Biên under appraisal with an adjusted line, three wards with figures, one with nothing."""
    made = spread.many(assessment.period, office, 4)
    for one, met in zip(made, (3, 8, 5), strict=False):
        one.entries.filter(indicator__code="5.1").update(met=met, version=2)
    Entry.objects.filter(assessment=made[3]).update(number=None, met=None, of=None, version=2)
    Assessment.objects.filter(pk=made[0].pk).update(illustrative=True)
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "5.1", "confirmed", by=reviewer)
    road.judge(assessment, "5.3", "adjusted", by=reviewer, reason="Theo quyết định", figure={"met": 12, "of": 25})
    scoring.recompute(assessments=list(Assessment.objects.values_list("pk", flat=True)))
    return assessment


def get(officer: Officer, name: str, *args: object, query: str = ""):
    return as_(officer).get(reverse(f"wards:{name}", args=args) + query)


QUERIES = ["", "?sort=points", "?side=office&sort=points", "?state=drafting&q=so", "?q=khong-co"]


@pytest.mark.parametrize("query", QUERIES)
def test_export_of_the_overview_is_its_table(wards: Assessment, head: Officer, query: str) -> None:
    page = get(head, "dashboard", wards.period_id, query=query)
    rows = spread.tables(page.content.decode())[0] if page.context["rows"] else []
    exported = spread.headed(spread.book(get(head, "dashboard_export", wards.period_id, query=query))[0])

    assert len(exported) == len(rows) == page.context["count"]
    for line, row in zip(exported, rows, strict=True):
        values = list(line.values())
        own, criteria, other = values[4], values[8:16], values[16]
        assert str(values[0]) == f"Phường {row[0].removesuffix(' Số liệu minh họa')}"
        shown = row[3:-1]
        if len(shown) == 1:  # the whole row has no figure
            assert isinstance(own, str)
            assert {own, *criteria} == {shown[0]}
        else:
            assert float(spread.number(row[2])) == own
            assert [told(cell) for cell in shown] == criteria
        assert told(row[-1]) == other


def test_export_of_the_overview_says_which_deadline_holds(wards: Assessment, head: Officer, reviewer: Officer) -> None:
    due = road.to_complete(wards, "5.2", reviewer=reviewer)
    rows = spread.headed(spread.book(get(head, "dashboard_export", wards.period_id))[0])
    found = {next(iter(row.values())): (row["Thời hạn"], row["Loại thời hạn"]) for row in rows}

    of_period = timezone.localtime(wards.period.ward_deadline).date()
    asked = found.pop(str(wards.ward))
    assert (asked[0].date(), asked[1]) == (timezone.localtime(due).date(), "Hạn bổ sung")
    assert {(day.date(), of) for day, of in found.values()} == {(of_period, "Hạn nộp")}
    assert any("(tối đa 13)" in heading for heading in rows[0])
    assert "Hạn bổ sung" in get(head, "dashboard", wards.period_id).content.decode()


def told(cell: str) -> object:
    return cell if cell.startswith("Chưa") else float(spread.number(cell))


def test_export_of_the_overview_says_where_it_is_from(wards: Assessment, head: Officer) -> None:
    query = "?state=drafting&q=so&sort=points"
    answer = get(head, "dashboard_export", wards.period_id, query=query)
    notes = spread.above(spread.book(answer)[0])

    assert notes[:3] == [
        "Tổng quan: Phường kiểu mẫu năm 2019", "Kỳ xét: Phường kiểu mẫu năm 2019",
        "Lọc: trạng thái: Đang nhập; tên có “so”. Sắp xếp: Điểm từ cao xuống thấp.",
    ]  # fmt: skip
    assert notes[4].startswith("Xuất lúc ")
    assert "Trưởng phòng Nội vụ" in notes[4]
    assert notes[5].startswith("Số liệu minh họa: 1 xã, phường")
    assert notes[6].startswith("Bộ tiêu chí tạm thời")
    assert spread.names(answer) == (
        "tong-quan-phuong-kieu-mau-nam-2019.xlsx", "Tổng quan - Phường kiểu mẫu năm 2019.xlsx",
    )  # fmt: skip
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("query", ["", "?sort=over", "?only=over", "?only=missing&sort=points"])
def test_export_of_a_criterion_is_its_table(wards: Assessment, head: Officer, query: str) -> None:
    page = get(head, "criterion_overview", wards.period_id, "5", query=query)
    rows = spread.tables(page.content.decode())[2]
    exported = spread.headed(spread.book(get(head, "criterion_overview_export", wards.period_id, "5", query=query))[0])

    assert len(exported) == len(rows) == page.context["count"]
    for line, row in zip(exported, rows, strict=True):
        values = list(line.values())
        assert str(values[0]) == f"Phường {row[0].removesuffix(' Số liệu minh họa')}"
        own, office, over = values[12], values[13], values[16]
        if row[2] != "Chưa có số liệu":
            assert row[2].startswith(f"{values[2]}/{values[3]} (")  # the share's part and whole
        if len(row) > 5:
            assert told(row[-3]) == own
        assert told(row[-2]) == office
        assert (float(spread.number(row[-1])) if row[-1] else None) == over


def test_export_of_a_ward_is_its_tables(wards: Assessment, head: Officer) -> None:
    page = get(head, "ward_overview", wards.pk)
    lines, years = spread.tables(page.content.decode())
    sheets = spread.book(get(head, "ward_overview_export", wards.pk))
    exported = spread.headed(sheets[0])
    shown = [row for row in lines if row[0][1] != "." or not row[0][0].isdigit() or row[0][2].isdigit()]

    assert [line["Chỉ tiêu"] for line in exported] == [row[0] for row in shown]
    for line, row in zip(exported, shown, strict=True):
        for heading, cell in (("Điểm tự chấm", row[-2]), ("Điểm thẩm định", row[-1])):
            assert line[heading] == (float(spread.number(cell)) if cell else None)
    assert len(spread.headed(sheets[1])) == len(years) == 1
    assert spread.headed(sheets[1])[0]["Điểm tự chấm"] == float(spread.number(years[0][4]))


def test_export_of_a_ward_tells_the_ward_nothing_of_an_appraisal_going_on(wards: Assessment, official: Officer) -> None:
    sheets = spread.book(get(official, "ward_overview_export", wards.pk))
    words = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert not any("Theo quyết định" in word or "Điều chỉnh" in word for word in words)
    assert "Điểm thẩm định" not in spread.headed(sheets[0])[0]


@pytest.mark.parametrize("name", ["dashboard_export", "criterion_overview_export", "ward_overview_export"])
def test_export_computes_nothing_that_people_typed(
    assessment: Assessment, ward: Ward, official: Officer, head: Officer, name: str
) -> None:
    Ward.objects.filter(pk=ward.pk).update(name='=HYPERLINK("http://x","Điện Biên")')
    road.record(assessment, "5.1", {}, by=official, no_data_reason="=1+1")
    args = {"criterion_overview_export": (assessment.period_id, "5"), "ward_overview_export": (assessment.pk,)}
    answer = get(head, name, *args.get(name, (assessment.period_id,)))
    cells = [cell for sheet in spread.book(answer) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(str(cell.value).startswith('=HYPERLINK("http') and cell.quotePrefix for cell in cells)
