"""Where pages of papers end: no row of a table stands alone, and a letter that fits on a page has one."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from pypdf import PdfReader

from awards.models import PaperKind as Kind
from tests.awards import sheets
from tests.awards.reading import pieces

ROW = re.compile(r"MC \d|Tiêu chí \d:|Phường Số \d|Phường Điện Biên$")


def rows(reader: PdfReader) -> dict[int, int]:
    """How many rows each page has; one that has none is not named."""
    return dict(Counter(piece.page for piece in pieces(reader) if ROW.match(piece.text)))


@pytest.mark.parametrize("count", [13, 14, 15, 16, 27, 28, 29, 41])
def test_no_row_of_the_list_of_exhibits_stands_alone(count: int) -> None:
    found = rows(sheets.read(sheets.drawn(Kind.EXHIBITS, sheets.ward_source(exhibits=count))))

    assert sum(found.values()) == count + min(8, -(-count // 3))  # a criterion with exhibits is named
    assert [page for page, here in found.items() if here < 2] == []


def test_no_ward_stands_alone_in_the_annex_of_the_city() -> None:
    pages = set()
    for count in range(16, 27):
        source = sheets.dossier_source(wards=count)
        found = rows(sheets.read(sheets.drawn(Kind.CITY_PROPOSAL, source, copies="<p>Lưu: VT</p>")))
        assert sum(found.values()) == count
        assert [page for page, here in found.items() if here < 2] == []
        pages.add(len(found))
    assert pages == {1, 2}  # also where one ward more than a page holds would have stood alone


@pytest.mark.parametrize("provisional", [False, True])
@pytest.mark.parametrize("wards", [1, 2, 3])
def test_letter_for_a_few_wards_is_one_page_before_its_annex(wards: int, provisional: bool) -> None:
    source = sheets.dossier_source(wards=wards, provisional=provisional)
    reader = sheets.read(
        sheets.drawn(Kind.CITY_PROPOSAL, replace(source, matter=replace(source.matter, paper_year=2026)))
    )

    assert len(reader.pages) == 2
    assert next(piece.page for piece in pieces(reader) if piece.text == "CHỦ TỊCH") == 1
