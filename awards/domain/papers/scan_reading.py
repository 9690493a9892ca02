"""Read a scanned paper: run in bounds, away from the web server, over a file that a stranger may have made.

Reads a PDF from standard input and writes JSON: {"codes": [what QR codes say], "text": "words of its pages", "looks":
{"sizes": [[wide, high] in points], "blank": pages without anything to see, "is_picture", "is_sealed"}}. Pages are drawn
one after the other from the last one on, where a paper has its code, until the time allowed is used up.
"""

import json
import sys
import time

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp

DOTS = 150 / 72  # per point: a QR code of 18 mm has 3 to 4 dots a square then
LARGEST = 2600  # dots along a page's longer side, however large it says it is
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
SECONDS = 4.0  # of the processor, for reading codes
LATEST = 7.0  # by the clock, when the machine is busy: what was read until then is better than nothing
LETTERS = 200_000  # of text
SMALLER = 4  # times, by which the grain of paper and scanner goes away
FAINT = 40  # of 255 levels: an empty sheet differs by no more in itself


def codes(document: pypdfium2.PdfDocument) -> tuple[list[str], set[int]]:
    """What the QR codes on its pages say, each once, the last page first; and the pages on which nothing is seen."""
    found: dict[str, None] = {}
    blank = set()
    latest = time.monotonic() + LATEST
    for number in reversed(range(len(document))):
        if time.process_time() > SECONDS or time.monotonic() > latest:
            break
        page = document[number]
        scale = min(DOTS, LARGEST / max(*page.get_size(), 1))
        picture = page.render(scale=scale, grayscale=True).to_pil()
        for code in zxingcpp.read_barcodes(picture, formats=QR):
            found[code.text] = None
        darkest, brightest = picture.reduce(min(SMALLER, *picture.size)).getextrema()
        if brightest - darkest < FAINT:
            blank.add(number)
        page.close()
    return list(found), blank


def looks(document: pypdfium2.PdfDocument, blank: set[int]) -> dict[str, object]:
    """What its pages are like; those without any object are empty, drawn or not."""
    sizes, is_picture = [], False
    for number in range(len(document)):
        page = document[number]
        sizes.append(page.get_size())
        if next(page.get_objects(max_depth=2), None) is None:
            blank.add(number)
        elif not is_picture:
            is_picture = next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4), None) is not None
        page.close()
    is_sealed = pdfium.FPDF_GetSignatureCount(document) > 0
    return {"sizes": sizes, "blank": len(blank), "is_picture": is_picture, "is_sealed": is_sealed}


def text(document: pypdfium2.PdfDocument) -> str:
    """The words of its pages, where it has any: scanners that recognise letters lay them beneath the picture."""
    pieces: list[str] = []
    for number in range(len(document)):
        pieces.append(document[number].get_textpage().get_text_bounded())
        if sum(map(len, pieces)) > LETTERS:
            break
    return "\n".join(pieces)[:LETTERS]


def main(what: str) -> None:
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    found: dict[str, object] = {"text": text(document)}
    if what == "codes":
        found["codes"], blank = codes(document)
        found["looks"] = looks(document, blank)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
