"""What a clerk brings back from signing: the drawn paper as pictures, with number and date filled in and a mark where
signature and seal would be. The mark says that nobody signed."""

import io
from collections.abc import Iterator, Sequence

import img2pdf
import pypdfium2
from PIL import Image, ImageDraw

from awards.demo import visit
from awards.models import Issue

DPI = 120
SCALE = DPI / 72
INK, SEAL = "#1d3f8f", "#b3261e"
PEN = 19  # points
OFFICES = ("CHỦ TỊCH", "CHỦ TỌA", "TRƯỞNG PHÒNG")
BEGINS = ("Số:", "Kèm theo Tờ trình số")
SAID = "ĐÃ KÝ, ĐÓNG DẤU\n(MINH HỌA)"


def scan(*, drawn: bytes, issue: Issue) -> bytes:
    """A PDF of pictures, as an office scanner makes it."""
    document = pypdfium2.PdfDocument(drawn)
    pages = [document[index].render(scale=SCALE).to_pil().convert("RGB") for index in range(len(document))]
    for page, picture in zip(document, pages, strict=True):
        _fill_in(page, picture, issue)
    _sign(document, pages)
    return bytes(img2pdf.convert([_jpeg(page) for page in pages], layout_fun=_as_large(document)))


def _as_large(document: pypdfium2.PdfDocument) -> object:
    """Every page as large as the paper's own: A4 upright or lying."""
    sizes = iter([document[index].get_size() for index in range(len(document))])

    def layout(width: int, height: int, dpi: tuple[int, int]) -> tuple[float, float, float, float]:
        wide, high = next(sizes)
        return wide, high, wide, high

    return layout


def _fill_in(page: pypdfium2.PdfPage, picture: Image.Image, issue: Issue) -> None:
    """Number, day and month by hand, behind the words that leave room for them: in the head, and above an annex."""
    draw = ImageDraw.Draw(picture)
    text = page.get_textpage()
    begins = next((found for word in BEGINS if (found := text.search(word, match_case=True).get_next())), None)
    if begins is None:
        return
    at_number = begins[0] + begins[1] - 1
    places = {at_number: issue.written}
    if not issue.sign.startswith("BB"):  # minutes name their day in the text
        for word, written in (("ngày", f"{issue.issued_on.day:02d}"), ("tháng", f"{issue.issued_on.month:02d}")):
            found = text.search(word, index=at_number).get_next()
            places |= {found[0] + found[1] - 1: written} if found else {}
    for place, written in places.items():
        _left, bottom, right, _top = text.get_charbox(place)
        at = ((right + 5) * SCALE, (page.get_height() - bottom) * SCALE)
        draw.text(at, written, fill=INK, font=visit.font(int(PEN * SCALE * 0.8)), anchor="ls")


def _sign(document: pypdfium2.PdfDocument, pictures: Sequence[Image.Image]) -> None:
    """Beneath the office of the signer, where it stands last in the paper."""
    for index in reversed(range(len(pictures))):
        page = document[index]
        text = page.get_textpage()
        for office in OFFICES:
            *_earlier, last = [None, *_places(text, office)]
            if last is not None:
                left, bottom, _right, _top = text.get_charbox(last)
                _mark(pictures[index], ((left + 35) * SCALE, (page.get_height() - bottom + 40) * SCALE))
                return


def _places(text: pypdfium2.PdfTextPage, word: str) -> Iterator[int]:
    found = text.search(word, match_case=True)
    while place := found.get_next():
        yield place[0]


def _mark(picture: Image.Image, at: tuple[float, float]) -> None:
    draw = ImageDraw.Draw(picture)
    x, y = at
    radius = 38 * SCALE
    draw.ellipse((x - radius - 30, y - radius, x + radius - 30, y + radius), outline=SEAL, width=4)
    draw.multiline_text((x, y), SAID, fill=SEAL, font=visit.font(int(11 * SCALE)), anchor="mm", align="center")


def _jpeg(picture: Image.Image) -> bytes:
    with io.BytesIO() as file:
        picture.convert("RGB").save(file, "JPEG", quality=70, dpi=(DPI, DPI))
        return file.getvalue()
