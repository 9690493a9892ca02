"""Photographs on their way to becoming exhibits: HEIC turned into JPEG, several joined into one PDF."""

import io
from collections.abc import Mapping, Sequence
from typing import IO, Any

import img2pdf
import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from wards.domain.files.file_kinds import Unfit

QUALITY = 95  # of what has to be written anew
ORIENTATION = 0x0112
TURNED = {None, 1, 3, 6, 8}  # upright or turned; the others are mirrored, which no page of a PDF can be
A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
BROKEN = (OSError, SyntaxError, ValueError, RuntimeError, EOFError)


def as_jpeg(file: IO[bytes]) -> bytes:
    """A HEIC photograph, upright, with its colours and the date it was taken. Raises Unfit if it is broken."""
    file.seek(0)
    try:
        image = pillow_heif.open_heif(file).to_pillow()  # turned already, and says so
        return _written(image.convert("RGB"), "JPEG", image.info)
    except BROKEN as error:
        raise Unfit(_("is damaged and cannot be opened")) from error


def joined(pictures: Sequence[IO[bytes]]) -> bytes:
    """One PDF, a page of A4 for each JPEG or PNG in this order, upright or across as the picture is.

    Pixels stay as they were taken: a turned photograph turns its page. Raises Unfit.
    """
    layout = img2pdf.get_layout_fun(A4, fit=img2pdf.FitMode.into, auto_orient=True)
    try:
        return img2pdf.convert(
            [_embeddable(picture) for picture in pictures], layout_fun=layout, rotation=img2pdf.Rotation.ifvalid,
            nodate=True, first_frame_only=True,
        )  # fmt: skip
    except (img2pdf.ImageOpenError, img2pdf.JpegColorspaceError, img2pdf.PdfTooLargeError, *BROKEN) as error:
        raise Unfit(_("is damaged and cannot be opened")) from error


def _embeddable(picture: IO[bytes]) -> bytes:
    """The bytes as they are, unless a PDF cannot hold them: transparent ones get white paper, mirrored ones a turn."""
    picture.seek(0)
    data = picture.read()
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
        if image.getexif().get(ORIENTATION) not in TURNED:
            return _written(ImageOps.exif_transpose(image), str(image.format), image.info)
        if image.has_transparency_data:
            seen = image.convert("RGBA")
            paper = Image.new("RGBA", seen.size, "white")
            paper.alpha_composite(seen)
            return _written(paper.convert("RGB"), "PNG", image.info)
    return data


def _written(image: Image.Image, kind: str, about: Mapping[Any, Any]) -> bytes:
    """The picture as a file, with its colour profile, resolution and date."""
    kept = {name: about[name] for name in ("icc_profile", "dpi", "exif") if about.get(name) and name in KEPT[kind]}
    with io.BytesIO() as file:
        image.save(file, kind, quality=QUALITY, subsampling=0, **kept)
        return file.getvalue()


KEPT = {"JPEG": {"icc_profile", "dpi", "exif"}, "PNG": {"icc_profile", "dpi"}}
