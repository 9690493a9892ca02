"""The kinds of files that are taken, told by their content: a name proves nothing.

Each reader looks into one kind and answers how many pages it has (None: not paged), or raises `Unfit` with the
reason. They read untrusted bytes: sizes are bounded before anything is unpacked.
"""

import json
import logging
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import pillow_heif
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from wards.domain.files import bounded, jpeg_rows, office_parts, png_rows

MAX_PIXELS = 64_000_000  # a phone's 50 megapixels pass; decoding stays under 200 MB
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 5_000
PDF_MEMORY = 1024 * 1024 * 1024  # while a PDF is proven
PDF_PAGES = 2_000  # a viewer and a binder can still turn them
TAIL = 1024  # bytes at the end of a PDF within which "%%EOF" stands (PDF 1.7, implementation note 18)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Nobody writes these into a picture or a packed PDF, but to have it taken for something else.
WEB_PAGE = re.compile(rb"<(?:html|script|iframe|!doctype\s+html)[\s>]", re.IGNORECASE)
PDF_FAULTS = {  # by the words of pdf_proof
    "locked": gettext_lazy("is protected by a password or against printing"),
    "damaged": gettext_lazy("is damaged and cannot be opened"),
    "swells": gettext_lazy("unpacks to far more than a document holds"),
    "pages": gettext_lazy("has more than the %(limit)d pages that one file may have"),
    "no pages": gettext_lazy("has no pages"),
    "files": gettext_lazy("contains other files inside it"),
    "program": gettext_lazy("contains program code (JavaScript)"),
    "actions": gettext_lazy("contains actions (opening programs, sending or fetching data)"),
}
SECOND_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
# What zipfile raises over a damaged or odd archive.
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError)

logger = logging.getLogger(__name__)


class Unfit(Exception):
    """The content cannot be taken; the text says why, as the end of a sentence about the file."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken."""

    media_type: str
    extensions: tuple[str, ...]
    name: str
    pages: Callable[[IO[bytes]], int | None]


def pdf_pages(file: IO[bytes]) -> int:
    """Open the document as the binder later will. Refuses what is locked, cut off, or acts by itself."""
    _refuse_double(file)
    if b"%%EOF" not in _tail(file):
        raise Unfit(_("is cut off: the end of the document is missing"))
    file.seek(0)
    try:
        done = bounded.run("pdf_proof.py", str(PDF_PAGES), data=file.read(), memory=PDF_MEMORY)
    except bounded.TooSlow as error:
        raise Unfit(_("could not be examined in time (try again later)")) from error
    if done.returncode:
        logger.warning(
            "a PDF ended its proof with %s: %s", done.returncode, done.stderr[-500:].decode(errors="replace")
        )
    found = json.loads(done.stdout) if done.returncode == 0 else {"fault": "swells"}
    if "fault" in found:
        raise Unfit(str(PDF_FAULTS[found["fault"]]) % {"limit": PDF_PAGES})
    return int(found["pages"])


def image_pages(file: IO[bytes]) -> int:
    """Read the picture to its end, small: that finds a broken one without unpacking all of it."""
    _refuse_double(file, SECOND_PDF)
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unfit(_too_many_pixels(f"{image.width} × {image.height}"))
            if image.format == "PNG":
                image.verify()  # checksums of every part up to its end
            else:
                image.draft("RGB", (1, 1))
                image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(_too_many_pixels(_("far more"))) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Unfit(_("is damaged and cannot be opened")) from error
    return 1


def png_pages(file: IO[bytes]) -> int:
    """A picture with all its pixels."""
    pages = image_pages(file)
    try:
        if not png_rows.is_complete(file):
            raise Unfit(_("is cut off: the end of the picture is missing"))
    except png_rows.DAMAGED as error:
        raise Unfit(_("is damaged and cannot be opened")) from error
    return pages


def jpeg_pages(file: IO[bytes]) -> int:
    """A photograph that is there to its last row."""
    file.seek(0)
    if jpeg_rows.end(file.read()) is None:
        raise Unfit(_("is cut off: the end of the picture is missing"))
    pages = image_pages(file)
    try:
        if not jpeg_rows.is_complete(file):
            raise Unfit(_("is cut off: a part of the picture is missing"))
    except (OSError, SyntaxError, ValueError) as error:
        raise Unfit(_("is damaged and cannot be opened")) from error
    return pages


def heic_pages(file: IO[bytes]) -> int:
    """An iPhone's photograph, within bounds by its header; whoever turns it into JPEG reads it to its end."""
    _refuse_double(file)
    try:
        width, height = pillow_heif.open_heif(file).size
    except (OSError, SyntaxError, ValueError, RuntimeError, EOFError) as error:
        raise Unfit(_("is damaged and cannot be opened")) from error
    if width * height > MAX_PIXELS:
        raise Unfit(_too_many_pixels(f"{width} × {height}"))
    return 1


def _too_many_pixels(size: str) -> str:
    return _("has too many pixels (%(size)s; at most %(limit)d million)") % {
        "size": size, "limit": MAX_PIXELS // 1_000_000,
    }  # fmt: skip


def office_pages(file: IO[bytes]) -> None:
    """A whole OOXML package without macros or objects; its parts are unpacked once, within bounds, to prove them."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Unfit(_("unpacks to far more than a document holds"))
            if any(part.flag_bits & 1 for part in parts):
                raise Unfit(_("is protected by a password"))
            if "macroenabled" in content_types(package).lower() or any(
                part.filename.lower().endswith("vbaproject.bin") for part in parts
            ):
                raise Unfit(_("contains macros (program code)"))
            if package.testzip():
                raise Unfit(_("is damaged and cannot be opened"))
            _refuse(office_parts.fault(package))
    except (*BROKEN, *office_parts.DAMAGED, zipfile.LargeZipFile) as error:
        raise Unfit(_("is damaged and cannot be opened")) from error


def content_types(package: zipfile.ZipFile) -> str:
    """The list of the package's parts; empty if it has none (then it is some other archive)."""
    try:
        with package.open("[Content_Types].xml") as part:
            return part.read(1024 * 1024).decode("utf-8", "replace")
    except KeyError:
        return ""


PDF = Kind("application/pdf", (".pdf",), "PDF", pdf_pages)
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"), "JPEG", jpeg_pages)
PNG = Kind("image/png", (".png",), "PNG", png_pages)
HEIC = Kind("image/heic", (".heic", ".heif"), "HEIC", heic_pages)
DOCX = Kind(WORD, (".docx",), "Word (.docx)", office_pages)
XLSX = Kind(EXCEL, (".xlsx",), "Excel (.xlsx)", office_pages)
KINDS = (PDF, JPEG, PNG, HEIC, DOCX, XLSX)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")  # HEVC pictures; "hevc" is a sequence
SIGNS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
MAIN_PARTS = (("word/document.xml", f"{WORD}.main+xml", DOCX), ("xl/workbook.xml", f"{EXCEL}.main+xml", XLSX))

# What people send instead, so that the refusal can name it. Offsets are from the first byte.
STRANGERS: tuple[tuple[int, bytes, Promise], ...] = (
    (0, b"MZ", gettext_lazy("a program (.exe)")),
    (0, b"\x7fELF", gettext_lazy("a program")),
    (0, b"#!", gettext_lazy("a program")),
    (0, b"\xd0\xcf\x11\xe0", gettext_lazy("an old (.doc, .xls) or password-protected Word or Excel file")),
    (0, b"PK", gettext_lazy("an archive (.zip)")),
    (0, b"Rar!", gettext_lazy("an archive (.rar)")),
    (0, b"7z\xbc\xaf", gettext_lazy("an archive (.7z)")),
    (0, b"GIF8", gettext_lazy("a GIF picture")),
    (8, b"WEBP", gettext_lazy("a WebP picture")),
    (4, b"ftyp", gettext_lazy("a video")),
    (0, b"<", gettext_lazy("a web page")),
)


def recognise(file: IO[bytes]) -> tuple[Kind | None, str]:
    """The kind the first bytes (and, for archives, the parts) speak of; if none is taken, the word for what it is."""
    file.seek(0)
    head = file.read(64)
    kind = next((kind for sign, kind in SIGNS if head.startswith(sign)), None)
    if kind is None and head.startswith(b"PK\x03\x04"):
        kind = _office_kind(file)
    if kind is None and head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        kind = HEIC
    if kind:
        return kind, kind.name
    stranger = next((word for at, sign, word in STRANGERS if head[at:].startswith(sign)), None)
    return None, str(stranger) if stranger else _("a file of another kind")


def _office_kind(file: IO[bytes]) -> Kind | None:
    try:
        with zipfile.ZipFile(file) as package:
            names, types = set(package.namelist()), content_types(package)
    except BROKEN:
        return None
    macro = "macroenabled" in types.lower()
    return next((kind for part, main, kind in MAIN_PARTS if part in names and (main in types or macro)), None)


def _refuse_double(file: IO[bytes], *others: re.Pattern[bytes]) -> None:
    """A picture or PDF that is something else as well hides one of the two from whoever checks it."""
    if zipfile.is_zipfile(file):
        raise Unfit(_("is an archive at the same time"))
    file.seek(0)
    data = file.read()
    if WEB_PAGE.search(data):
        raise Unfit(_("is a web page at the same time"))
    if any(other.search(data) for other in others):
        raise Unfit(_("is a PDF at the same time"))
    file.seek(0)


def _refuse(fault: str | None) -> None:
    if fault:
        raise Unfit(fault)


def _tail(file: IO[bytes]) -> bytes:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    tail = file.read()
    file.seek(0)
    return tail
