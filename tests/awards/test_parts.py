"""What people may write into papers: cleaned, set as papers are, and the usual text until they write."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.utils import timezone

from awards.domain.writing import flow, layouts, parts, wording
from awards.models import PaperKind as Kind
from emulation.text import canonical
from tests.awards import sheets
from tests.awards.reading import words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>Một <b>hai</b> <i>ba</i></p>", "<p>Một <strong>hai</strong> <em>ba</em></p>"),
        ("<div onclick='x()'>Một</div>", "<p>Một</p>"),
        ("<p style='color:red' class=a>Một</p>", "<p>Một</p>"),
        ("<script>alert(1)</script><p>Một</p>", "<p>Một</p>"),
        ("<a href='javascript:x'>Một</a><img src=x onerror=y>", "Một"),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        ("<p>Một&nbsp;hai</p>", "<p>Một hai</p>"),
        ("<p><br></p><p> </p>", ""),
        ("<ul><li></li></ul>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_typed_markup_keeps_paragraphs_lists_and_emphasis_alone(typed: str, kept: str) -> None:
    assert parts.cleaned(typed) == kept
    assert parts.cleaned(kept) == kept


def test_lists_become_dashes_and_numbers_as_papers_write_them() -> None:
    markup = (
        "<p>Đầu <strong>đậm</strong></p><ul><li>một</li><li>hai<ul><li>nhỏ</li></ul></li></ul>"
        "<ol><li><p>thứ nhất</p></li><li>thứ hai</li></ol>cuối"
    )

    assert [(block["mark"], block["markup"]) for block in flow.blocks(markup)] == [
        ("", "Đầu <strong>đậm</strong>"), ("-", "một"), ("-", "hai"), ("+", "nhỏ"), ("1.", "thứ nhất"),
        ("2.", "thứ hai"), ("", "cuối"),
    ]  # fmt: skip


def test_emphasis_over_several_paragraphs_is_closed_in_each() -> None:
    assert [block["markup"] for block in flow.blocks("<strong><p>a</p><p>b</p></strong>")] == [
        "<strong>a</strong>", "<strong>b</strong>",
    ]  # fmt: skip


def test_lines_of_a_list_lose_their_marks() -> None:
    assert flow.rows("<p>- Như trên;<br>Phòng Nội vụ.</p><ul><li>Lưu: <b>VT</b>.</li></ul>") == [
        "Như trên", "Phòng Nội vụ", "Lưu: VT",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", parts.PARTS)
def test_every_part_is_named_and_its_usual_text_is_clean(kind: str) -> None:
    source = {
        Kind.COUNCIL: sheets.council_source, Kind.CITY_COUNCIL: lambda: sheets.council_source(level="city"),
        Kind.APPRAISAL: sheets.appraisal_source, Kind.CITY_PROPOSAL: sheets.dossier_source,
    }.get(kind, sheets.ward_source)()  # fmt: skip

    for part in parts.of(kind):
        usual = parts.usual(kind, part.key, source)
        assert str(part.label)
        assert str(part.help)
        assert parts.cleaned(usual) == usual
        assert "{" not in usual


def test_drawn_kinds_have_no_parts() -> None:
    assert [parts.of(kind) for kind in (Kind.SUMMARY, Kind.EXHIBITS, Kind.MINUTES)] == [(), (), ()]


def test_usual_laws_are_those_in_force_on_the_day_of_the_paper() -> None:
    source = sheets.ward_source()  # of a period that ended in 2019, drawn for 2020
    later = replace(source, facts=replace(source.facts, paper_year=2024))

    then, now = (parts.usual(Kind.PROPOSAL, "basis", found) for found in (source, later))

    assert "ngày 26 tháng 11 năm 2003" in then
    assert "ngày 15 tháng 6 năm 2022" not in then
    assert "ngày 15 tháng 6 năm 2022" in now
    assert "ngày 26 tháng 11 năm 2003" not in now
    assert all("Quyết định số 09/2019/QĐ-UBND ngày 09 tháng 4 năm 2019" in found for found in (then, now))


NOW = "Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"


@pytest.mark.parametrize(
    ("day", "laws"),
    [
        (dt.date(2023, 12, 31), ["Luật Tổ chức", "Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003"]),
        (dt.date(2024, 1, 1), ["Luật Tổ chức", NOW]), (dt.date(2025, 2, 28), ["Luật Tổ chức", NOW]),
        (dt.date(2025, 3, 1), [NOW]), (dt.date(2026, 11, 22), [NOW]),
    ],
)  # fmt: skip
def test_law_is_named_from_its_first_day_to_its_last(day: dt.date, laws: list[str]) -> None:
    *named, basis = flow.rows(parts.usual(Kind.PROPOSAL, "basis", sheets.ward_source(), laws_on=day))

    assert len(named) == len(laws)
    assert all(row.startswith(law) for row, law in zip(named, laws, strict=True))
    assert basis.startswith("Quyết định số 09/2019/QĐ-UBND")


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (dt.date(2019, 12, 31), dt.date(2016, 1, 1)), (dt.date(2023, 12, 31), dt.date(2016, 1, 1)),
        (dt.date(2024, 1, 1), dt.date(2024, 1, 1)), (dt.date(2025, 3, 1), dt.date(2025, 3, 1)),
        (dt.date(2026, 11, 22), dt.date(2025, 3, 1)),
    ],
)  # fmt: skip
def test_laws_since_is_the_last_change_of_what_is_named(day: dt.date, since: dt.date) -> None:
    assert parts.laws_since(day) == since


@pytest.mark.parametrize(("today", "day"), [((2019, 11, 5), (2020, 1, 1)), ((2020, 6, 7), (2020, 6, 7)),
                                            ((2021, 2, 3), (2020, 12, 31))])  # fmt: skip
def test_paper_bears_today_within_its_year(
    today: tuple[int, ...], day: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(*today))

    assert wording.paper_day(sheets.matter()) == dt.date(*day)


def test_signed_paper_stands_when_a_law_follows_another_but_not_when_its_grounds_are_written_anew() -> None:
    source = sheets.ward_source()
    said = canonical(layouts.context(Kind.PROPOSAL, source, final=True, laws_on=dt.date(2023, 12, 29)))
    later = replace(source, facts=replace(source.facts, paper_year=2024))

    day = layouts.laws_of(said, later)
    again = canonical(layouts.context(Kind.PROPOSAL, later, final=True, laws_on=day))
    typed = {"basis": parts.usual(Kind.PROPOSAL, "basis", later)}
    written = canonical(layouts.context(Kind.PROPOSAL, later, final=True, texts=typed, laws_on=day))

    assert json.loads(again)["grounds"] == json.loads(said)["grounds"]
    assert not layouts.same(said, written)


def test_paper_of_an_earlier_version_cites_the_laws_of_its_period() -> None:
    source = sheets.ward_source()
    said = layouts.context(Kind.PROPOSAL, source, final=True, laws_on=source.reference_date)
    del said["laws_since"]
    later = replace(source, facts=replace(source.facts, paper_year=2024))

    day = layouts.laws_of(canonical(said), later)

    assert day == dt.date(2019, 12, 31)
    now = layouts.context(Kind.PROPOSAL, source, final=True, laws_on=day)
    assert layouts.same(canonical(said), canonical(now))


def test_usual_recipients_leave_out_an_office_nobody_named() -> None:
    ward = sheets.ward(office=None)
    source = sheets.ward_source(ward=ward)

    assert flow.rows(parts.usual(Kind.PROPOSAL, "copies", source)) == [
        "Như trên", "Thường trực Đảng ủy, HĐND phường", "Lưu: VT",
    ]  # fmt: skip
    assert flow.rows(parts.usual(Kind.PROPOSAL, "to", source)) == ["Chủ tịch Ủy ban nhân dân thành phố Thanh Hóa"]


def test_what_was_written_replaces_the_usual_text_and_blank_brings_it_back() -> None:
    source = sheets.ward_source()
    usual = layouts.context(Kind.PROPOSAL, source)["opening"]

    written = layouts.context(Kind.PROPOSAL, source, texts={"content": "<p>Kính trình.</p>"})["opening"]

    assert [block["markup"] for block in written] == ["Kính trình."]
    assert layouts.context(Kind.PROPOSAL, source, texts={"content": ""})["opening"] == usual


def test_written_parts_of_a_report_get_headings_and_later_ones_move_on() -> None:
    typed = {
        "features": "<p>Có 8 tổ dân phố.</p>",
        "leadership": "<ul><li>Ra nghị quyết</li></ul>",
        "causes": "<p>Do…</p>",
    }
    bare, full = (words(sheets.read(sheets.drawn(Kind.REPORT, sheets.ward_source(), **texts))) for texts in ({}, typed))

    assert "2. Căn cứ đánh giá" in bare
    assert "như sau: 1. Tiêu chí 1:" in bare
    assert "9. Kết quả chung" in bare
    assert "2. Đặc điểm, tình hình Có 8 tổ dân phố. 3. Căn cứ đánh giá" in full
    assert "1. Công tác lãnh đạo, chỉ đạo và tổ chức thực hiện - Ra nghị quyết Phường tự đánh giá" in full
    assert "2. Tiêu chí 1:" in full
    assert "11. Tồn tại, hạn chế và nguyên nhân Do… III. CÁC HÌNH THỨC" in full


def test_typed_text_is_never_markup_and_loads_nothing() -> None:
    typed = "<p>&lt;img src='http://127.0.0.1/x'&gt; &amp; <img src='http://127.0.0.1/y'>Quyết định 09/2019/QĐ-UBND</p>"

    text = words(sheets.read(sheets.drawn(Kind.PROPOSAL, sheets.ward_source(), content=typed)))

    assert "<img src='http://127.0.0.1/x'> & Quyết định 09/2019/QĐ-UBND" in text
