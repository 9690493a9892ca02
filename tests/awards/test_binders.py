"""The bound volume read back: order, contents, stamps, bookmarks, sizes; the same plan gives the same bytes."""

import hashlib
import io
import re
from pathlib import Path

import pikepdf
import pytest
from pytest_django import Settings

from awards.documents import binders as binding
from awards.documents import kept
from awards.domain.binders import binding as binders
from emulation import shelf
from tests import papers as files
from tests.awards import bound
from tests.awards.bound import A3, A4, Volume
from wards.models import Assessment, Officer

WIDE = (842, 595)
CONVERTS = 'while [ "$1" != --outdir ]; do shift; done; cp {made} "$2/document.pdf"'
ORDER = [
    "1 HỒ SƠ", "2 MỤC LỤC", "3 Bản ký proposal", "4 Bản ký report", "5 Nội dung summary", "6 Nội dung exhibits",
    "7 Bản ký council", "8 TIÊU CHÍ 2", "9 MC 2.1-01", "10 MC 2.2-01", "11 TIÊU CHÍ 5", "12 Quyết định",
    "13 Quyết định", "14 Quyết định", "15 Bảng rộng", "16 Biên bản", "17 TIÊU CHÍ 7", "18 MC 7.1-01", "19 MC 7.1-01",
    "20 TIÊU CHÍ 8",
]  # fmt: skip
STAMPS = [
    "MC 2.1-01 · trang 1/1", "MC 2.2-01 · trang 1/1", "MC 5.2-01 · trang 1/3", "MC 5.2-01 · trang 2/3",
    "MC 5.2-01 · trang 3/3", "MC 5.2-02 · trang 1/1", "MC 5.3-01 · trang 1/1", "MC 7.1-01 · trang 1/2",
    "MC 7.1-01 · trang 2/2",
]  # fmt: skip


@pytest.fixture
def full(filled: Assessment, official: Officer) -> Assessment:
    """Điện Biên with all its signed papers and an exhibit of every kind."""
    bound.exhibits(filled, by=official)
    bound.ward_papers(filled, by=official)
    return filled


@pytest.fixture
def volume(full: Assessment, official: Officer) -> Volume:
    return Volume(bound.bind(by=official, assessment=full))


def test_pages_stand_in_order_each_under_its_number(volume: Volume) -> None:
    pages = volume.pages

    assert [f"{n} {words}" for n, words in enumerate(ORDER, 1) if words.partition(" ")[2] in pages[n - 1]] == [
        f"{n} {words}" for n, words in enumerate(ORDER, 1)
    ]
    numbers = [re.findall(r"Trang hồ sơ (\d+)$", words) for words in pages]
    assert numbers == [[], *([str(number)] for number in range(2, 21))]


def test_every_exhibit_is_bound_once_with_its_stamp(volume: Volume) -> None:
    assert volume.stamps() == STAMPS


def test_contents_name_the_pages_things_stand_on(volume: Volume) -> None:
    told = {row["key"].partition("/")[2]: (row["page"], row["last"]) for row in volume.rows if "key" in row}

    assert told == {
        "proposal/0": (3, 3), "report/0": (4, 4), "summary/0": (5, 5), "exhibits/0": (6, 6), "council/1": (7, 7),
        "MC 2.1-01": (9, 9), "MC 2.2-01": (10, 10), "MC 5.2-01": (12, 14), "MC 5.2-02": (15, 15),
        "MC 5.3-01": (16, 16), "MC 7.1-01": (18, 19),
    }  # fmt: skip
    printed = volume.pages[1]
    assert "MC 5.2-01. Quyết định công nhận 12 - 14" in printed
    assert "Tờ trình số 01/propos-UBND ngày 05/01/2020 3" in printed


def test_document_cited_twice_is_referred_to(volume: Volume) -> None:
    assert "MC 8.2-01. Quyết định công nhận: xem MC 5.2-01 12" in volume.pages[1]
    assert "xem MC 5.2-01, trang 12 - 14" in volume.pages[19]


def test_bookmarks_are_nested_and_lead_there(volume: Volume) -> None:
    assert [(level, words.partition(".")[0], page) for level, words, page in volume.bookmarks()] == [
        (0, "Mục lục", 2), (0, "Văn bản của phường", 3), (1, "Tờ trình số 01/propos-UBND ngày 05/01/2020", 3),
        (1, "Báo cáo thành tích số 02/report-UBND ngày 05/01/2020", 4),
        (1, "Bảng tổng hợp kết quả thực hiện tiêu chí", 5), (1, "Danh mục tài liệu minh chứng", 6),
        (1, "Biên bản họp Hội đồng Thi đua - Khen thưởng số 03/counci-UBND ngày 05/01/2020", 7),
        (0, "Tài liệu minh chứng", 8), (1, "Tiêu chí 2", 8), (2, "MC 2", 9), (2, "MC 2", 10), (1, "Tiêu chí 5", 11),
        (2, "MC 5", 12), (2, "MC 5", 15), (2, "MC 5", 16), (1, "Tiêu chí 7", 17), (2, "MC 7", 18),
        (1, "Tiêu chí 8", 20),
    ]  # fmt: skip


def test_pages_keep_their_size_and_turn(volume: Volume) -> None:
    others = {9: A3, 15: WIDE, 18: WIDE}
    assert volume.sizes == [others.get(number, A4) for number in range(1, 21)]
    assert volume.reader.pages[15].rotation == 90


def test_marks_stand_upright_at_the_edges_of_every_page(volume: Volume) -> None:
    """Also on a turned page: the stamp in the upper right corner as it is seen, the number in the lower."""
    for number, where in ((12, "portrait"), (15, "wide"), (16, "turned")):
        page = volume.reader.pages[number - 1]
        width, height = volume.sizes[number - 1]
        found = {}

        def visit(
            text: str, cm: list[float], tm: list[float], _font: object, _size: float, found: dict = found
        ) -> None:
            if "trang" in text.lower():
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                found["stamp" if "MC" in text else "number"] = (x, y)

        page.extract_text(visitor_text=visit)
        seen = {what: (y, float(page.mediabox.width) - x) if page.rotation == 90 else (x, y)
                for what, (x, y) in found.items()}  # fmt: skip
        assert seen["stamp"][0] > width * 0.6, where
        assert seen["stamp"][1] > height - 60, where
        assert seen["number"][0] > width * 0.6, where
        assert seen["number"][1] < 40, where


def test_fonts_of_own_pages_and_marks_are_embedded(volume: Volume) -> None:
    with pikepdf.open(io.BytesIO(volume.content)) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert len(fonts) == 20
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_cover_says_what_it_is(volume: Volume) -> None:
    cover, code = volume.pages[0], volume.part.binder.code

    assert "ỦY BAN NHÂN DÂN PHƯỜNG ĐIỆN BIÊN" in cover
    assert "“PHƯỜNG KIỂU MẪU” NĂM 2019" in cover
    assert f"Mã tập hồ sơ: {code}" in cover
    assert re.search(r"Số bộ in: \d\d bộ \(", cover)
    assert "DỰ THẢO" not in cover


def test_cover_is_a_draft_while_something_is_missing(filled: Assessment, official: Officer) -> None:
    bound.paper("report", by=official, final=False, assessment=filled)

    volume = Volume(bound.bind(by=official, assessment=filled))

    assert "DỰ THẢO" in volume.pages[0]
    assert "Báo cáo thành tích (dự thảo) 3" in volume.pages[1]


@pytest.mark.draws
def test_same_plan_gives_the_same_bytes(full: Assessment, official: Officer) -> None:
    binder = binders.request_binder(by=official, assessment=full)
    binding.draw_binder(binder.pk)
    (part,) = binder.parts.all()
    with part.file.open("rb") as file:
        first = file.read()

    again = bound.rebound(binder)
    shelf.forget(kept.FOLDER)
    from_nothing = bound.rebound(binder)

    assert hashlib.sha256(first).hexdigest() == part.sha256
    assert again == from_nothing == [part.sha256]


def test_unchanged_records_make_no_second_binder(full: Assessment, official: Officer) -> None:
    first = bound.bind(by=official, assessment=full)

    assert bound.bind(by=official, assessment=full).pk == first.pk
    assert binders.current(assessment=full) == first

    bound.exhibit(full, "3.1", "Báo cáo thêm", {"bc.pdf": bound.page("Báo cáo")}, by=official)

    assert binders.current(assessment=full) is None
    assert bound.bind(by=official, assessment=full).revision == 2


def test_papers_only_and_exhibits_only(full: Assessment, official: Officer) -> None:
    papers = Volume(bound.bind(by=official, assessment=full, content="papers"))
    exhibits = Volume(bound.bind(by=official, assessment=full, content="exhibits"))

    assert (len(papers.pages), papers.stamps()) == (7, [])
    assert (len(exhibits.pages), exhibits.stamps()) == (15, STAMPS)


def test_duplex_begins_each_section_on_a_right_hand_page(full: Assessment, official: Officer) -> None:
    volume = Volume(bound.bind(by=official, assessment=full, duplex=True))

    firsts = [row["page"] for row in volume.rows if row["kind"] in {"paper", "exhibit", "divider"}]
    assert [page % 2 for page in firsts] == [1] * len(firsts)
    assert volume.pages[1] == "Trang hồ sơ 2"  # the back of the cover
    assert "MỤC LỤC" in volume.pages[2]
    for row in volume.rows:
        if row["kind"] == "paper":
            assert re.search(rf"(Bản ký|Nội dung) .* Trang hồ sơ {row['page']}$", volume.pages[row["page"] - 1])


def test_parts_stay_under_the_limit_with_contents_that_name_the_part(full: Assessment, official: Officer) -> None:
    for number in range(3):
        noise = bound.noise(1_500_000, seed=number)
        bound.exhibit(full, "3.1", f"Ảnh lớn {number}", {f"anh-{number}.jpg": noise}, by=official)
    limit = 1_500_000

    binder = bound.bind(by=official, assessment=full, part_limit=limit)

    parts = [Volume(binder, part) for part in range(1, binder.parts.count() + 1)]
    assert len(parts) == 2
    assert all(part.part.size <= limit for part in parts)
    assert [f"Tập {n}/2" in part.pages[0] for n, part in enumerate(parts, 1)] == [True, True]
    assert parts[0].rows == parts[1].rows
    assert sorted(stamp for part in parts for stamp in part.stamps()) == sorted(
        [*STAMPS, *(f"MC 3.1-0{n} · trang 1/1" for n in (1, 2, 3))]
    )
    for row in parts[0].rows:
        if row["kind"] == "exhibit":
            number = row["title"].partition(". ")[0]
            assert number in parts[row["part"] - 1].pages[row["page"] - 1]
            assert f"Tập {row['part']} · Trang hồ sơ {row['page']}" in parts[row["part"] - 1].pages[row["page"] - 1]


def test_originals_are_not_touched(full: Assessment, official: Officer) -> None:
    before = bound.stored(full)
    bound.bind(by=official, assessment=full)
    assert bound.stored(full) == before


def test_forty_photographs_are_bound(filled: Assessment, official: Officer) -> None:
    pictures = {f"anh-{n}.jpg": bound.photograph(size=(200 + n, 150)) for n in range(40)}
    for name, picture in pictures.items():
        bound.exhibit(filled, "7.1", name, {name: picture}, by=official)

    volume = Volume(bound.bind(by=official, assessment=filled, content="exhibits"))

    assert volume.stamps() == [f"MC 7.1-{n:02d} · trang 1/1" for n in range(1, 41)]


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        (CONVERTS, "Từ bảng tính, tờ 2 MC 2.2-01 · trang 2/2"),
        ("exit 1", "Không chuyển được tệp thành trang in"),
    ],
)  # fmt: skip
def test_office_file_is_bound_as_pages_where_something_converts_it(
    filled: Assessment, official: Officer, settings: Settings, tmp_path: Path, script: str, shown: str
) -> None:
    (tmp_path / "made.pdf").write_bytes(bound.page("Từ bảng tính", pages=2))
    converter = tmp_path / "soffice"
    converter.write_text("#!/bin/sh\n" + script.format(made=tmp_path / "made.pdf"))
    converter.chmod(0o755)
    settings.OFFICE_CONVERTER = str(converter)
    bound.exhibit(filled, "2.2", "Bảng tính", {"bang.xlsx": files.office("xlsx")}, by=official)

    volume = Volume(bound.bind(by=official, assessment=filled, content="exhibits"))

    assert shown in volume.pages[-1]
