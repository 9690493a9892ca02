"""The drawing itself: the same bytes for the same text, and sealed off."""

import pytest

from awards.documents import pdf


def test_drawing_the_same_text_twice_gives_the_same_bytes() -> None:
    html = "<html lang=vi><head><title>Thử</title></head><body><h1>Độc lập - Tự do - Hạnh phúc</h1></body></html>"

    first, second = (pdf.draw(html=html, stylesheet="body { color: #000 }", identifier=b"1" * 16) for _ in range(2))

    assert first == second
    assert first.pages == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA"])
def test_drawing_reaches_neither_network_nor_disk(address: str) -> None:
    html = f"<html lang=vi><head><title>Thử</title></head><body><img src='{address}' alt='x'></body></html>"

    with pytest.raises(pdf.ReachedOut):
        pdf.draw(html=html, stylesheet="", identifier=b"1" * 16)
