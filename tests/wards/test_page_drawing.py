"""Drawing pages: upright, cut and turned as they are seen, sharp or small."""

import io
import subprocess

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests import papers
from wards.domain.files import bounded, page_drawing, page_pictures

BLACK = b"0 0 0 rg 60 650 240 150 re f"  # on A4: from the left 10 to 50%, from the top 5 to 23%


def drawn(data: bytes, kind: str = "pdf", *, page: int = 1, width: int = 1000) -> Image.Image:
    pixels, limit = page_pictures.LIMITS[1000]
    return Image.open(io.BytesIO(page_drawing.draw(kind, data, page=page, width=width, pixels=pixels, limit=limit)))


def with_ink(**boxes: object) -> bytes:
    """One page with a black rectangle near its upper left corner, and these keys of the page."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(BLACK)
        for name, value in boxes.items():
            pdf.pages[0][f"/{name}"] = value

    return papers.pdf(1, change=change)


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Where it is black: left, top, right, bottom in hundredths of the picture."""
    box = image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box
    return tuple(round(100 * at / size) for at, size in zip(box, image.size * 2, strict=True))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("turned", "size", "where"),
    [
        (0, (1000, 1416), (10, 5, 50, 23)),
        (90, (1000, 707), (77, 10, 95, 50)),
        (180, (1000, 1416), (50, 77, 90, 95)),
        (270, (1000, 707), (5, 50, 23, 90)),
    ],
)
def test_page_is_drawn_as_it_is_seen(turned: int, size: tuple[int, int], where: tuple[int, ...]) -> None:
    image = drawn(with_ink(Rotate=turned))

    assert (image.size, ink(image)) == (size, where)


def test_page_is_cut_to_its_crop_box() -> None:
    image = drawn(with_ink(CropBox=[60, 650, 300, 800], MediaBox=[0, 0, 595, 842]))

    assert (image.size, ink(image)) == ((1000, 625), (0, 0, 100, 100))


@settings(deadline=None, max_examples=25)
@given(
    box=st.lists(st.integers(-2_000, 14_400), min_size=4, max_size=4), turned=st.sampled_from([0, 90, 180, 270, 45]),
    crop=st.lists(st.integers(-2_000, 14_400), min_size=4, max_size=4),
)  # fmt: skip
def test_odd_page_boxes_give_a_bounded_picture_or_a_fault(box: list[int], turned: int, crop: list[int]) -> None:
    try:
        image = drawn(with_ink(MediaBox=box, CropBox=crop, Rotate=turned))
    except Exception:  # one sentence for the reader
        return
    assert image.width <= 1001
    assert image.width * image.height <= 3_000_000 + image.width + image.height  # sides are rounded up


def turned_photo(orientation: int) -> bytes:
    """Wide as the camera stored it, black at its upper left; the tag says how it was held."""
    image = Image.new("RGB", (400, 200), "white")
    image.paste("black", (0, 0, 100, 50))
    exif = Image.Exif()
    exif[0x0112] = orientation
    with io.BytesIO() as file:
        image.save(file, "JPEG", exif=exif, quality=95)
        return file.getvalue()


@pytest.mark.parametrize(("orientation", "size", "where"), [
    (1, (400, 200), (0, 0, 25, 25)), (3, (400, 200), (75, 75, 100, 100)),
    (6, (200, 400), (75, 0, 100, 25)), (8, (200, 400), (0, 75, 25, 100)),
])  # fmt: skip
def test_photograph_stands_upright(orientation: int, size: tuple[int, int], where: tuple[int, ...]) -> None:
    image = drawn(turned_photo(orientation), "photo")

    assert (image.size, ink(image)) == (size, where)


def test_large_photograph_becomes_light() -> None:
    noise = Image.effect_noise((3000, 4000), 80).convert("RGB")
    with io.BytesIO() as file:
        noise.save(file, "JPEG", quality=90)
        data = file.getvalue()

    image = drawn(data, "photo")

    assert (image.format, image.size) == ("JPEG", (1000, 1333))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16", "CMYK"])
def test_every_way_to_store_colours_is_drawn(mode: str) -> None:
    with io.BytesIO() as file:
        Image.new(mode, (60, 40)).save(file, "JPEG" if mode == "CMYK" else "PNG")
        data = file.getvalue()

    assert drawn(data, "photo").size == (60, 40)


def test_what_shows_through_is_white() -> None:
    with io.BytesIO() as file:
        Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(file, "PNG")
        data = file.getvalue()

    assert drawn(data, "photo").convert("RGB").getpixel((30, 20)) == (255, 255, 255)


def run(*asked: str, data: bytes) -> subprocess.CompletedProcess[bytes]:
    return bounded.run(*asked, data=data, memory=page_pictures.MEMORY)


LOCKED = pikepdf.Encryption(user="mở", owner="chủ")


@pytest.mark.parametrize(
    ("kind", "data"),
    [("pdf", b""), ("pdf", b"%PDF-1.7\n%%EOF"), ("pdf", papers.pdf(1)[:300]), ("pdf", papers.pdf(1, encryption=LOCKED)),
     ("photo", b"\xff\xd8\xff\xe0" + b"x" * 50), ("photo", b"")],
)  # fmt: skip
def test_file_that_cannot_be_drawn_ends_the_program_with_its_own_code(kind: str, data: bytes) -> None:
    assert run("page_drawing.py", kind, "1", "1000", "3000000", "150000", data=data).returncode == 3
