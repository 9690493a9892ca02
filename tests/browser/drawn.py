"""Drawn papers read back as a clerk of the province would look at each: head, numbers, signature, fonts, tags."""

import io
import re

from pypdf import PdfReader

from awards.models import Paper
from tests.awards import reading

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
HEADS = {  # the sign of its number, who issues it, whose signature stands at its end
    "proposal": ("TTr-UBND", "PHƯỜNG ĐIỆN BIÊN", "CHỦ TỊCH"), "report": ("BC-UBND", "PHƯỜNG ĐIỆN BIÊN", "CHỦ TỊCH"),
    "council": ("BB-HĐTĐKT", "HỘI ĐỒNG THI ĐUA -", "CHỦ TỌA"), "appraisal": ("BC-PNV", "PHÒNG NỘI VỤ", "TRƯỞNG PHÒNG"),
    "city_council": ("BB-HĐTĐKT", "HỘI ĐỒNG THI ĐUA -", "CHỦ TỌA"),
    "city_proposal": ("TTr-UBND", "THÀNH PHỐ THANH HÓA", "CHỦ TỊCH"),
}  # fmt: skip
TITLES = {"summary": "BẢNG TỔNG HỢP KẾT QUẢ", "exhibits": "DANH MỤC TÀI LIỆU MINH CHỨNG"}
TOP = {False: 20, True: 30}  # mm; above it stand the page numbers: upright pages, and annexes lying on their side


class Drawn:
    """One drawn paper."""

    def __init__(self, paper: Paper) -> None:
        self.kind = paper.kind
        with paper.file.open("rb") as file:
            self.content = file.read()
        self.reader = PdfReader(io.BytesIO(self.content))
        self.pieces = [piece for piece in reading.pieces(self.reader) if piece.upright]

    def is_wide(self, page: int) -> bool:
        box = self.reader.pages[page - 1].mediabox
        return bool(box.width > box.height)

    @property
    def numbers(self) -> list[str]:
        """What stands above the text of each page, where page numbers are."""
        pages = range(1, len(self.reader.pages) + 1)
        tops = {page: TOP[self.is_wide(page)] for page in pages}
        return ["".join(p.text for p in self.pieces if p.page == page and p.top <= tops[page]) for page in pages]

    @property
    def numbers_expected(self) -> list[str]:
        """None on a first page, "2" on the second; an annex on wide pages counts its own."""
        found, count, wide = [], 0, self.is_wide(1)
        for page in range(1, len(self.reader.pages) + 1):
            count = count + 1 if self.is_wide(page) == wide else 1
            wide = self.is_wide(page)
            found.append(str(count) if count > 1 else "")
        return found

    def has_head(self) -> bool:
        """Nation, issuer and number; an annex says what it belongs to."""
        first = [piece.text for piece in self.pieces if piece.page == 1]
        words = reading.page_words(self.reader, 1)
        if self.kind in TITLES:
            return TITLES[self.kind] in words and "(Kèm theo Báo cáo số" in words
        sign, issuer, _signer = HEADS[self.kind]
        return NATION in first and issuer in first and bool(re.search(rf"Số: +/{sign}", words))

    def words_with_signature(self) -> int:
        """How many runs of text stand above the signature on its page."""
        signature = [piece for piece in self.pieces if piece.text == HEADS[self.kind][2]][-1]
        top = TOP[self.is_wide(signature.page)]
        return sum(p.page == signature.page and top < p.top < signature.top - 1 for p in self.pieces)

    def fonts_are_embedded(self) -> bool:
        return all(reading.fonts(io.BytesIO(self.content)).values())

    @property
    def tags(self) -> set[str]:
        return _tags(self.reader.trailer["/Root"]["/StructTreeRoot"])


def _tags(node: object) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(_tags(kid) for kid in node))
    return {node.get("/S")} | _tags(node.get("/K", [])) if isinstance(node, dict) else set()
