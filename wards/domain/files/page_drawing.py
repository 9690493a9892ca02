"""Draw one page of a file: run by `bounded`, away from the web server.

`page_drawing.py KIND PAGE WIDTH PIXELS BYTES` reads the file from standard input and writes a PNG or JPEG of at most
so many pixels and about so many bytes; exit 3: it cannot be drawn.
"""

import io
import math
import sys
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

UNSHOWABLE = 3
FEW_COLOURS = 1024  # what is drawn has few, what is photographed or scanned has many
QUALITIES = (78, 65, 50, 35)


def pdf_page(data: bytes, page: int, *, width: int, pixels: int) -> Image.Image:
    """The page as it is seen: turned by /Rotate, cut to its crop box, with filled-in forms and stamps."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    sheet = document[page - 1]
    wide, high = sheet.get_size()
    scale = min((width - 0.01) / wide, math.sqrt(pixels / (wide * high)))  # what is left over is rounded up
    return sheet.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")


def photograph(data: bytes, *, width: int, pixels: int) -> Image.Image:
    """The picture upright, on white where it is transparent, never larger than it is."""
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as opened:
        opened.draft("RGB", (width * 2, width * 2))
        image = on_white(ImageOps.exif_transpose(opened))
    scale = min(1, width / image.width, math.sqrt(pixels / (image.width * image.height)))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey, from scanners
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        image = Image.new("RGBA", image.size, "white")
        image.alpha_composite(see_through)
    return image.convert("RGB")


def encode(image: Image.Image, *, limit: int) -> bytes:
    """A drawn page sharp as PNG, a photographed one as JPEG: the best of some qualities that fits the limit."""
    if image.getcolors(FEW_COLOURS) is not None:
        drawn = _saved(image.quantize(32, dither=Image.Dither.NONE), "PNG", optimize=True)
        if len(drawn) <= limit:
            return drawn
    for quality in QUALITIES:
        photographed = _saved(image, "JPEG", quality=quality, progressive=True, optimize=True)
        if len(photographed) <= limit:
            break
    return photographed


def _saved(image: Image.Image, kind: str, **saving: Any) -> bytes:
    with io.BytesIO() as file:
        image.save(file, kind, **saving)
        return file.getvalue()


def draw(kind: str, data: bytes, *, page: int, width: int, pixels: int, limit: int) -> bytes:
    """The picture. Raises whatever the readers raise over a broken file."""
    if kind == "pdf":
        return encode(pdf_page(data, page, width=width, pixels=pixels), limit=limit)
    return encode(photograph(data, width=width, pixels=pixels), limit=limit)


def main(kind: str, page: str, width: str, pixels: str, limit: str) -> int:
    Image.MAX_IMAGE_PIXELS = None  # counted when it was uploaded; bounded by the memory it may have
    data = sys.stdin.buffer.read()
    try:
        drawn = draw(kind, data, page=int(page), width=int(width), pixels=int(pixels), limit=int(limit))
    except Exception as error:  # strangers' bytes: any fault of a reader means the same
        print(type(error).__name__, error, file=sys.stderr)
        return UNSHOWABLE
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
