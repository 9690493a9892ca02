"""How many pages a PDF may have, whatever it says of itself; and a viewer that counts pages instead of listing them."""

import io
from dataclasses import dataclass

import pytest

from tests import papers
from tests.wards import pdf_bombs
from tests.wards.library import add
from wards.domain.exhibits import viewer
from wards.domain.files import bounded, file_kinds
from wards.models import Content, EvidenceFile, Officer, Ward


def pages(data: bytes) -> int:
    return file_kinds.pdf_pages(io.BytesIO(data))


def test_document_of_as_many_pages_as_may_be_is_taken() -> None:
    assert pages(pdf_bombs.one_leaf_many_times(file_kinds.PDF_PAGES)) == file_kinds.PDF_PAGES


@pytest.mark.parametrize("said", [None, 1, 0, -5])
def test_document_of_more_pages_is_not_taken_whatever_it_says(said: int | None) -> None:
    with pytest.raises(file_kinds.Unfit, match="2000 trang"):
        pages(pdf_bombs.one_leaf_many_times(file_kinds.PDF_PAGES + 1, said=said))


def test_document_that_swells_past_its_bounds_ends_its_own_process() -> None:
    with pytest.raises(file_kinds.Unfit, match="quá lớn"):
        pages(pdf_bombs.one_leaf_many_times(2_000_000))


def test_busy_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*_asked: object, **_more: object) -> None:
        raise bounded.TooSlow

    monkeypatch.setattr(bounded, "run", too_slow)

    with pytest.raises(file_kinds.Unfit, match="chưa kiểm tra xong"):
        pages(papers.pdf(1))


def test_viewer_makes_one_sheet_however_many_pages(
    ward: Ward, official: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = add(ward, official, "Hồ sơ", files={})
    for name, pages in (("a", 100_000), ("b", 2)):
        content = Content.objects.create(
            sha256=name * 64, size=1, media_type="application/pdf", pages=pages, file=f"evidence/{name}"
        )
        EvidenceFile.objects.create(evidence=evidence, content=content, name=f"{name}.pdf", uploaded_by=official)
    made: list[viewer.Sheet] = []

    class Counted(viewer.Sheet):
        def __post_init__(self) -> None:
            made.append(self)

    monkeypatch.setattr(viewer, "Sheet", dataclass(frozen=True)(Counted))

    pane = viewer.evidence_pane(evidence=evidence, page=100_002)

    assert pane.sheet
    assert (pane.total, pane.sheet.name, pane.sheet.page) == (100_002, "b.pdf", 2)
    assert len(made) == 3
