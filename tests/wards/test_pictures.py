"""Photographs that become exhibits: upright, in their order, without losing anything."""

import io
from collections.abc import Sequence

import pikepdf
import pillow_heif
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image, ImageOps

from tests import papers
from tests.wards.test_uploads import check, refusal
from wards.domain.files import uploads

ORIENTATION = 0x0112
RED, BLUE, WHITE = (220, 20, 20), (20, 20, 220), (255, 255, 255)


def scene() -> Image.Image:
    """Upright: the upper half red, the lower blue, a white corner at the top left."""
    image = Image.new("RGB", (120, 160), RED)
    image.paste(BLUE, (0, 80, 120, 160))
    image.paste(WHITE, (0, 0, 40, 40))
    return image


def photograph(orientation: int, kind: str = "JPEG", **saving: object) -> bytes:
    """The scene as a camera held in another way stores it: turned pixels, and how to turn them back."""
    turn = Image.Transpose
    back = [
        None, turn.FLIP_LEFT_RIGHT, turn.ROTATE_180, turn.FLIP_TOP_BOTTOM, turn.TRANSPOSE, turn.ROTATE_90,
        turn.TRANSVERSE, turn.ROTATE_270,
    ][orientation - 1]  # fmt: skip
    image = scene() if back is None else scene().transpose(back)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    with io.BytesIO() as file:
        image.save(file, kind, exif=exif, quality=95, **saving)
        return file.getvalue()


def heic(image: Image.Image | None = None, **saving: object) -> bytes:
    with io.BytesIO() as file:
        pillow_heif.from_pillow(image or scene()).save(file, quality=90, **saving)
        return file.getvalue()


def looks_upright(image: Image.Image) -> bool:
    """The corner is at the top left, red above, blue below."""
    width, height = image.size
    spots = [(0.15, 0.1, WHITE), (0.8, 0.25, RED), (0.2, 0.8, BLUE), (0.8, 0.8, BLUE)]
    seen = [image.convert("RGB").getpixel((int(width * x), int(height * y))) for x, y, _colour in spots]
    return all(
        max(abs(a - b) for a, b in zip(got, spot[2], strict=True)) < 50 for got, spot in zip(seen, spots, strict=True)
    )


def drawn(content: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.render(scale=0.5).to_pil() for page in document]
    finally:
        document.close()


def join(*pictures: tuple[str, bytes], title: str = "Quyết định 12/QĐ") -> tuple[uploads.Checked, bytes]:
    several: Sequence[uploads.Checked] = [check(name, content) for name, content in pictures]
    whole = uploads.joined(several, title=title)
    whole.file.seek(0)
    return whole, whole.file.read()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_joined_photograph_is_upright_however_the_camera_was_held(orientation: int) -> None:
    whole, content = join(("a.jpg", photograph(orientation)), ("b.jpg", photograph(1)))
    first, second = drawn(content)

    assert (whole.pages, whole.media_type) == (2, "application/pdf")
    assert looks_upright(first)
    assert looks_upright(second)
    assert [round(size) for size in first.size] == [298, 421]  # A4 upright


def test_joined_pictures_keep_their_order_and_their_bytes() -> None:
    photographs = [photograph(6), photograph(1), photograph(3)]
    _whole, content = join(*((f"{number}.jpg", one) for number, one in enumerate(photographs)))

    with pikepdf.open(io.BytesIO(content)) as document:
        kept = [next(iter(page.get_images().values())).read_raw_bytes() for page in document.pages]
    assert kept == photographs


def test_joined_pdf_says_what_it_is_made_of() -> None:
    with translation.override("vi"):
        assert join(("a.jpg", photograph(1)), ("b.jpg", photograph(3)))[0].name == (
            "Quyết định 12-QĐ (ghép từ 2 ảnh).pdf"
        )
        assert join(("a.jpg", photograph(1)), ("b.jpg", photograph(3)), title="")[0].name == "a (ghép từ 2 ảnh).pdf"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_picture_of_every_kind_can_be_joined(mode: str) -> None:
    with io.BytesIO() as file:
        Image.new(mode, (30, 40)).save(file, "PNG")
        plain = file.getvalue()

    assert join(("a.png", plain), ("b.jpg", photograph(1)))[0].pages == 2


def test_transparent_picture_is_joined_on_white_paper() -> None:
    with io.BytesIO() as file:
        Image.new("RGBA", (120, 160), (0, 0, 0, 0)).save(file, "PNG")
        page = drawn(join(("a.png", file.getvalue()), ("b.jpg", photograph(1)))[1])[0]

    assert page.convert("RGB").getpixel((150, 210)) == WHITE


def test_only_pictures_are_joined() -> None:
    with translation.override("en"), pytest.raises(uploads.ValidationError) as refused:
        join(("a.jpg", photograph(1)), ("b.pdf", papers.pdf()))

    assert "b.pdf is none" in refused.value.messages[0]


def test_joined_pictures_may_be_larger_than_one_file(settings) -> None:
    pictures = [(f"{number}.jpg", papers.picture("JPEG", quality=100)) for number in range(3)]
    settings.UPLOAD_MAX_BYTES = max(len(content) for _name, content in pictures)

    assert join(*pictures)[0].size > settings.UPLOAD_MAX_BYTES
    settings.REQUEST_MAX_BYTES = settings.UPLOAD_MAX_BYTES
    with pytest.raises(uploads.ValidationError):
        join(*pictures)


def test_heic_is_kept_as_an_upright_jpeg_with_its_date() -> None:
    exif = Image.Exif()
    exif[0x0132] = "2019:11:15 08:00:00"
    exif[ORIENTATION] = 6
    turned = scene().transpose(Image.Transpose.ROTATE_90)
    with translation.override("vi"):
        checked = check("IMG_0001.HEIC", heic(turned, exif=exif.tobytes()))
    with Image.open(checked.file) as image:
        seen = ImageOps.exif_transpose(image)
        assert looks_upright(seen)
        assert image.getexif().get(0x0132) == "2019:11:15 08:00:00"

    assert (checked.name, checked.media_type, checked.pages) == ("IMG_0001.jpg", "image/jpeg", 1)
    assert checked.note == "Ảnh IMG_0001.HEIC (HEIC) đã được chuyển đổi và lưu thành IMG_0001.jpg."


def test_turned_jpeg_is_kept_byte_for_byte() -> None:
    content = photograph(6)
    checked = uploads.check(SimpleUploadedFile("a.jpg", content))

    assert (checked.file.read() or content, checked.note) == (content, "")


def test_broken_heic_is_refused() -> None:
    whole = heic()

    for cut in (len(whole) // 2, len(whole) - 30, 40):
        assert "damaged" in refusal("a.heic", whole[:cut])


def test_heic_that_claims_too_many_pixels_is_refused() -> None:
    whole = heic()
    at = whole.index(b"ispe") + 8
    huge = whole[:at] + (20_000).to_bytes(4, "big") * 2 + whole[at + 8 :]

    assert refusal("a.heic", huge)


@pytest.mark.parametrize("saving", [{}, {"progressive": True}, {"restart_marker_blocks": 4}, {"subsampling": 0}])
def test_jpeg_cut_short_but_closed_with_an_end_mark_is_refused(saving: dict[str, object]) -> None:
    whole = papers.picture("JPEG", quality=90, **saving)

    assert check("a.jpg", whole).pages == 1
    for cut in (len(whole) // 2, len(whole) - 200, len(whole) - 40):
        assert "cut off" in refusal("a.jpg", whole[:cut] + b"\xff\xd9")


def test_jpeg_cut_at_a_restart_is_refused() -> None:
    whole = papers.picture("JPEG", quality=90, restart_marker_blocks=4)
    last = max(whole.rindex(b"\xff" + bytes([0xD0 + number])) for number in range(8))

    assert "cut off" in refusal("a.jpg", whole[:last] + b"\xff\xd9")


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("size", [(1, 1), (8, 8), (17, 33), (640, 480)])
@pytest.mark.parametrize("progressive", [False, True])
def test_whole_jpeg_of_every_kind_is_taken(mode: str, size: tuple[int, int], progressive: bool) -> None:
    with io.BytesIO() as file:
        Image.effect_noise(size, 60).convert(mode).save(file, "JPEG", progressive=progressive)
        content = file.getvalue()

    assert check("a.jpg", content).pages == 1
    assert check("b.jpg", content + b"\0" * 50).pages == 1  # cameras put things behind the end
