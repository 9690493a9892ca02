"""The drawing itself: the same bytes for the same text, and sealed off."""

import io
import threading

import pikepdf
import pytest

from awards.documents import pdf

pytestmark = pytest.mark.draws


def test_drawing_the_same_text_twice_gives_the_same_bytes() -> None:
    html = "<html lang=vi><head><title>Thử</title></head><body><h1>Độc lập - Tự do - Hạnh phúc</h1></body></html>"

    first, second = (pdf.draw(html=html, stylesheet="body { color: #000 }", identifier=b"1" * 16) for _ in range(2))

    assert first == second
    assert first.pages == 1


def test_what_was_drawn_before_shows_nowhere() -> None:
    """Fonts and stylesheets stay ready from one paper to the next; nothing else does, in whatever thread."""
    html = "<html lang=vi><head><title>{0}</title></head><body><h1>{0}</h1><p>Số 1/BC-UBND</p></body></html>"
    alone: list[pdf.Drawn] = []

    def draw(words: str, stylesheet: str) -> pdf.Drawn:
        return pdf.draw(html=html.format(words), stylesheet=stylesheet, identifier=b"1" * 16)

    thread = threading.Thread(target=lambda: alone.append(draw("Báo cáo", "h1 { font-weight: 400 }")))
    thread.start()
    thread.join()
    draw("Tờ trình số 2", "h1 { font: italic 30pt serif } p { font-variant-numeric: tabular-nums }")
    draw("Báo cáo", "h1 { font-weight: 700 }")

    assert [draw("Báo cáo", "h1 { font-weight: 400 }")] == alone


def test_file_is_sound_and_tells_its_digest() -> None:
    html = "<html lang=vi><head><title>Thử</title></head><body><h1>Độc lập</h1><p>Tự do</p></body></html>"

    drawn = pdf.draw(html=html, stylesheet="", identifier=b"1" * 16)

    with pikepdf.open(io.BytesIO(drawn.content)) as read:
        assert read.check_pdf_syntax() == []
        given, made = (bytes(part) for part in read.trailer.ID)
        assert (given, len(made)) == (b"1" * 16, 32)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA"])
def test_drawing_reaches_neither_network_nor_disk(address: str) -> None:
    html = f"<html lang=vi><head><title>Thử</title></head><body><img src='{address}' alt='x'></body></html>"

    with pytest.raises(pdf.ReachedOut):
        pdf.draw(html=html, stylesheet="", identifier=b"1" * 16)
