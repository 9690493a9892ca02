"""What people may write into papers: cleaned, set as papers are, and the usual text until they write."""

import datetime as dt
from dataclasses import replace

import pytest

from awards.domain.writing import flow, layouts, parts
from awards.models import PaperKind as Kind
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


def test_usual_laws_are_those_in_force_when_the_period_ended() -> None:
    source = sheets.ward_source()
    later = replace(source, facts=replace(source.facts, reference_date=dt.date(2024, 12, 31)))

    then, now = (parts.usual(Kind.PROPOSAL, "basis", found) for found in (source, later))

    assert "ngày 26 tháng 11 năm 2003" in then
    assert "ngày 15 tháng 6 năm 2022" not in then
    assert "ngày 15 tháng 6 năm 2022" in now
    assert "ngày 26 tháng 11 năm 2003" not in now
    assert all("Quyết định số 09/2019/QĐ-UBND ngày 09 tháng 4 năm 2019" in found for found in (then, now))


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
