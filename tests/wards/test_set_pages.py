"""The pages on which an office replaces a set: read, edited, brought back as a file, confirmed, moved to."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.wards.set_drafts import SOURCE, begun, change, confirm
from wards.domain.criteria import drafts
from wards.domain.sheet import assessment as assessments
from wards.models import (
    Assessment,
    CriteriaSet,
    Draft,
    Entry,
    Office,
    Officer,
    Period,
    State,
    Stay,
    Ward,
)  # fmt: skip

pytestmark = pytest.mark.django_db
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def draft(model_ward_set: CriteriaSet, head: Officer) -> Draft:
    return begun(model_ward_set, head)


@pytest.fixture
def as_head(client: Client, head: Officer) -> Client:
    client.force_login(head)
    return client


def url(name: str, draft: Draft, *more: str) -> str:
    return reverse(f"wards:{name}", args=[draft.criteria_set.code, *more])


def now(draft: Draft) -> Draft:
    return Draft.objects.select_related("criteria_set__supersedes").get(pk=draft.pk)


def send(client: Client, draft: Draft, content: bytes, name: str):
    return client.post(url("draft_upload", draft), {"file": SimpleUploadedFile(name, content)})


def typed(page: Any) -> dict[str, Any]:
    """What the form of a page sends when nothing is changed."""
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    shown = {name: form.fields[name].prepare_value(value) for name, value in values.items()}
    return {name: value for name, value in shown.items() if value not in (None, False, "")}


def text(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_head_begins_a_draft_and_is_led_to_it_again(model_ward_set: CriteriaSet, as_head: Client) -> None:
    page = reverse("wards:draft_new", args=[model_ward_set.code])
    assert as_head.get(page).status_code == 200

    answer = as_head.post(page)

    assert answer["Location"] == "/bo-tieu-chi/model-ward-2019-2/du-thao/"
    assert as_head.get(page)["Location"] == answer["Location"]
    assert as_head.get(answer["Location"]).status_code == 200
    assert "model-ward-2019-2" in text(as_head.get(reverse("wards:catalogue_list")))


def test_draft_is_told_to_nobody_else(draft: Draft, leader: Officer, other_reviewer: Officer, client: Client) -> None:
    for person in (leader, other_reviewer):
        client.force_login(person)
        assert client.get(url("draft", draft)).status_code == 404
        assert client.get(url("catalogue_detail", draft)).status_code == 404
        assert "model-ward-2019-2" not in text(client.get(reverse("wards:catalogue_list")))


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


FORMS = [("draft_head", ()), ("draft_criterion", ("5",)), ("draft_indicator", ("5", "5.2"))]


@pytest.mark.parametrize(("name", "more"), FORMS)
def test_form_saved_as_it_stands_changes_nothing(
    draft: Draft, as_head: Client, name: str, more: tuple[str, ...]
) -> None:
    page = as_head.get(url(name, draft, *more))

    answer = as_head.post(url(name, draft, *more), typed(page))

    assert (answer.status_code, now(draft).version) == (302, draft.version)


@pytest.mark.parametrize("code", [f"{n}.{m}" for n in range(1, 9) for m in (1, 2, 3)])
def test_form_of_every_indicator_gives_back_what_it_showed(draft: Draft, as_head: Client, code: str) -> None:
    here = url("draft_indicator", draft, code[0], code)

    assert as_head.post(here, typed(as_head.get(here))).status_code == 302
    assert now(draft).version == draft.version


def test_indicator_is_corrected_with_its_levels(draft: Draft, as_head: Client) -> None:
    here = url("draft_indicator", draft, "2", "2.2")
    values = typed(as_head.get(here)) | {"target-value": "1,5", "level-0-low": "1,5", "level-1-low": "4,25"}

    assert as_head.post(here, values).status_code == 302

    data = drafts.data_of(now(draft).criteria_set)
    line = data["criteria"][1]["indicators"][1]
    assert (line["target"], line["scale"]["pairs"]) == (
        {"op": "<=", "value": Decimal("1.5")}, [[Decimal("1.5"), 4], [Decimal("4.25"), 0]],
    )  # fmt: skip


def test_form_tells_what_is_wrong_beside_its_field_and_keeps_what_was_typed(draft: Draft, as_head: Client) -> None:
    here = url("draft_indicator", draft, "2", "2.2")
    values = typed(as_head.get(here)) | {"min": "200", "level-1-points": "9", "text": ""}

    page = as_head.post(here, values)

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"text", "max", "level-0-low"}
    assert page.context["form"]["level-1-points"].value() == "9"
    assert now(draft).version == draft.version


def test_form_overtaken_shows_what_was_typed_and_saves_the_second_time(
    draft: Draft, as_head: Client, head: Officer
) -> None:
    here = url("draft_indicator", draft, "2", "2.2")
    values = typed(as_head.get(here)) | {"text": "Hộ cận nghèo"}
    change(draft, head, "2.2", text="Khác")

    page = as_head.post(here, values)
    assert (page.status_code, page.context["form"]["text"].value()) == (409, "Hộ cận nghèo")

    again = {**values, "seen": page.context["form"]["seen"].value()}
    assert as_head.post(here, again).status_code == 302
    assert drafts.data_of(now(draft).criteria_set)["criteria"][1]["indicators"][1]["text"] == "Hộ cận nghèo"


def test_criterion_and_indicator_are_added_and_removed_by_form(draft: Draft, as_head: Client) -> None:
    new = {"number": "9", "short": "Chuyển đổi số", "wording": "reported"}
    seen = typed(as_head.get(url("draft_criterion_new", draft)))["seen"]
    assert as_head.post(url("draft_criterion_new", draft), {**new, "seen": seen}).status_code == 302
    page = as_head.get(url("draft_indicator_new", draft, "9"))
    assert page.context["form"]["code"].value() == "9.1"
    line = typed(page) | {"text": "Có tổ công nghệ số", "value": "yes_no", "points": "0"}
    assert as_head.post(url("draft_indicator_new", draft, "9"), line).status_code == 302
    assert len(as_head.get(url("draft", draft)).context["criteria"]) == 9

    here = url("draft_criterion", draft, "9")
    assert as_head.post(here, typed(as_head.get(here)) | {"remove": "1"}).status_code == 302
    assert len(as_head.get(url("draft", draft)).context["criteria"]) == 8


def test_draft_tells_what_is_still_wrong_and_cannot_be_confirmed(draft: Draft, as_head: Client) -> None:
    here = url("draft_indicator", draft, "1", "1.1")
    values = typed(as_head.get(here)) | {"points": "5", "level-1-points": "5"}
    as_head.post(here, values)

    page = as_head.get(url("draft", draft))

    assert len(page.context["faults"]) == 1
    assert "101" in page.context["faults"][0]
    assert not page.context["may_confirm"]


def confirming(client: Client, draft: Draft, person: Officer, **other: str):
    client.force_login(person)
    page = client.get(url("draft_confirm", draft))
    data = {
        "seen": page.context["form"]["seen"].value(), "document": SOURCE["document"], "issued_on": "2019-04-09",
        "place": SOURCE["place"], "compared": "on", **other,
    }  # fmt: skip
    return client.post(url("draft_confirm", draft), data)


def test_two_confirm_on_the_page_and_the_notice_ends(
    draft: Draft, client: Client, reviewer: Officer, head: Officer, official: Officer
) -> None:
    assert confirming(client, draft, reviewer)["Location"] == url("draft", draft)

    assert confirming(client, draft, head)["Location"] == url("set_move", draft)

    client.force_login(official)
    page = client.get(url("catalogue_detail", draft))
    assert "Bộ tiêu chí tạm thời" not in text(page)
    assert [one.by for one in page.context["confirmations"]] == [reviewer, head]
    old = client.get(reverse("wards:catalogue_detail", args=["model-ward-2019"]))
    assert "Bộ tiêu chí tạm thời" in text(old)


@pytest.mark.parametrize(
    ("other", "field"),
    [({"compared": ""}, "compared"), ({"place": ""}, "place"), ({"issued_on": "hôm qua"}, "issued_on")],
)  # fmt: skip
def test_confirming_needs_tick_and_source(
    draft: Draft, client: Client, head: Officer, other: dict[str, str], field: str
) -> None:
    answer = confirming(client, draft, head, **other)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not draft.criteria_set.confirmations.exists()


def test_confirming_what_changed_meanwhile_is_asked_again(draft: Draft, client: Client, head: Officer) -> None:
    seen = drafts.reading_of(draft).digest
    change(draft, head, "2.2", text="Khác")

    answer = confirming(client, draft, head, seen=seen)

    assert (answer.status_code, answer.context["form"]["place"].value()) == (409, SOURCE["place"])
    assert answer.context["form"]["seen"].value() == drafts.reading_of(now(draft)).digest
    assert not draft.criteria_set.confirmations.exists()


def test_discarded_draft_is_gone(draft: Draft, as_head: Client) -> None:
    assert as_head.get(url("draft_discard", draft)).status_code == 200

    as_head.post(url("draft_discard", draft))

    assert not Draft.objects.exists()


# Moving


@pytest.fixture
def new_set(draft: Draft, reviewer: Officer, head: Officer) -> CriteriaSet:
    return confirm(draft, reviewer, head)


def move(client: Client, new_set: CriteriaSet, *chosen: Assessment, act: str = "move", reason: str = "Có văn bản"):
    data = {"chon": [one.pk for one in chosen], "reason": reason, act: "1"}
    return client.post(reverse("wards:set_move", args=[new_set.code]), data)


def test_ticked_assessment_moves_and_both_link_to_each_other(
    assessment: Assessment, entry: Callable[[str], Entry], new_set: CriteriaSet, as_head: Client, official: Officer
) -> None:
    assessments.record(entry=entry("1.2"), figure={"number": Decimal(62)}, seen=0, by=official)

    assert move(as_head, new_set, assessment).status_code == 302

    new = Assessment.objects.get(moved_from=assessment)
    as_head.force_login(official)
    for here, there in ((assessment, new), (new, assessment)):
        page = as_head.get(reverse("wards:task_list", args=[here.pk]))
        assert f'href="{reverse("wards:task_list", args=[there.pk])}"' in page.content.decode()
    assert as_head.get(reverse("wards:my_work"))["Location"] == reverse("wards:task_list", args=[new.pk])
    told = text(as_head.get(reverse("wards:history", args=[new.pk])))
    assert "Chuyển từ bộ tiêu chí model-ward-2019" in told
    assert "Bộ tiêu chí tạm thời" not in text(as_head.get(reverse("wards:task_list", args=[new.pk])))


def test_figure_left_behind_is_shown_beside_its_line(
    assessment: Assessment, entry: Callable[[str], Entry], draft: Draft, client: Client, official: Officer,
    reviewer: Officer, head: Officer,
) -> None:  # fmt: skip
    assessments.record(entry=entry("1.2"), figure={"number": Decimal(62)}, seen=0, by=official)
    new_set = confirm(change(draft, head, "1.2", unit="đồng"), reviewer, head)
    client.force_login(head)
    move(client, new_set, assessment)
    client.force_login(official)
    new = Assessment.objects.get(moved_from=assessment)

    page = client.get(reverse("wards:criterion", args=[new.pk, "1"]))

    [left] = [card.left for card in page.context["sheet"].cards if card.left]
    assert (left.code, left.figure) == ("1.2", "62 triệu đồng/người/năm")
    assert left.why in text(page)


def test_staying_is_shown_with_its_reason(assessment: Assessment, new_set: CriteriaSet, as_head: Client) -> None:
    assert move(as_head, new_set, assessment, act="stay", reason="Sắp trình tỉnh").status_code == 302

    assert Stay.objects.get().reason == "Sắp trình tỉnh"
    assert "Sắp trình tỉnh" in text(as_head.get(reverse("wards:set_move", args=[new_set.code])))


@pytest.mark.parametrize(("ticks", "reason"), [(True, ""), (False, "Có văn bản")])
def test_moving_needs_a_tick_and_a_reason(
    assessment: Assessment, new_set: CriteriaSet, as_head: Client, ticks: bool, reason: str
) -> None:
    answer = move(as_head, new_set, *([assessment] if ticks else []), reason=reason)

    assert answer.status_code == 422
    assert answer.context["chosen"] == ({assessment.pk} if ticks else set())
    assert Assessment.objects.count() == 1


def test_moving_touches_only_ones_own_wards(
    period: Period, new_set: CriteriaSet, as_head: Client, province_office: Office
) -> None:
    elsewhere = factories.OfficeFactory(code="sam-son", name="Phòng Nội vụ Sầm Sơn", parent=province_office)
    [other] = assessments.open_assessments(period=period, wards=[factories.WardFactory(office=elsewhere)])

    assert move(as_head, new_set, other).status_code == 422
    assert not Assessment.objects.filter(moved_from=other).exists()


def test_tick_all_works_without_script(assessment: Assessment, new_set: CriteriaSet, as_head: Client) -> None:
    here = reverse("wards:set_move", args=[new_set.code])

    assert as_head.get(f"{here}?chon=tat-ca").context["chosen"] == {assessment.pk}
    assert as_head.get(here).context["chosen"] == set()


def test_move_page_asks_as_often_for_three_hundred_as_for_three(
    period: Period, new_set: CriteriaSet, as_head: Client, office: Office
) -> None:
    def asked(count: int) -> int:
        wards = [
            Ward(code=f"{50000 + n}", name=f"Phường {n}", kind="phường", district_code="380", area="", office=office)
            for n in range(Ward.objects.count(), count)
        ]
        for ward in wards:
            ward.set_keys()
        assessments.open_assessments(period=period, wards=Ward.objects.bulk_create(wards))
        Entry.objects.filter(indicator__code="1.2").update(number=5)
        with CaptureQueriesContext(connection) as queries:
            page = as_head.get(reverse("wards:set_move", args=[new_set.code]))
        assert sum(len(rows) for _period, rows in page.context["periods"]) == count
        return len(queries)

    few = asked(3)
    assert asked(300) == few


@pytest.mark.parametrize("state", list(State))
def test_moved_page_is_read_in_every_state(
    assessment: Assessment, new_set: CriteriaSet, as_head: Client, state: State
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(state=state, round=1)

    page = as_head.get(reverse("wards:set_move", args=[new_set.code]))

    movable = state not in {State.FORWARDED, State.CLOSED, State.MOVED}
    assert (page.status_code, page.context["open"]) == (200, int(movable))
