"""HTML to tagged PDF. The only module that knows WeasyPrint."""

import gc
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.html import escape
from weasyprint import CSS, HTML
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# PDF/UA-1 brings tags, language, XMP metadata and "show the title, not the file name".
VARIANT = "pdf/ua-1"
SHEETS = 16  # stylesheets kept; there are two, and some of the demonstration
# Every letter of the language in every font that the stylesheets of papers and volumes name.
LETTERS = "".join(map(chr, (*range(0x21, 0x7F), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA), *range(0x2010, 0x2020))))
SPECIMEN = """html { font: 10pt "Times New Roman", "Liberation Serif", Tinos, serif } p { overflow-wrap: anywhere }
.bold { font-weight: 700 } .slanted { font-style: italic } .even { font-family: "Liberation Mono", monospace }"""
STYLES = ("", "bold", "slanted", "bold slanted", "even")


@dataclass(frozen=True)
class Drawn:
    """A finished PDF and the number of its pages."""

    content: bytes
    pages: int


class _Sealed(URLFetcher):
    """Refuses every address: a paper holds words typed by many people, and must reach neither network nor disk.

    What it does give are the pictures it was made with, by their names "picture:…": bytes of ours, from memory.
    """

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self.pictures = pictures

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _colon, name = url.partition(":")
        if scheme != "picture" or name not in self.pictures:
            raise FatalURLFetchingError(f"A paper may not load {url}")
        return URLFetcherResponse(url, body=self.pictures[name])


def hand() -> str:
    """How the engine writes on this machine: another one when its version, a font's, or the choice of fonts differs."""
    return _desk().hand


class ReachedOut(ValueError):
    """A paper's text tried to load something from outside."""


def draw(*, html: str, stylesheet: str, identifier: bytes, pictures: Mapping[str, bytes] | None = None) -> Drawn:
    """Draw one paper; title, author and language come from the HTML head.

    `pictures` (JPEG or PNG by name) are what `<img src="picture:NAME">` shows; a name it lacks is refused like any
    other address.

    The same text with the same identifier gives the same bytes (no date, no random id inside), so a paper drawn
    twice by a late task is one file. Raises ReachedOut when the text asks for anything outside itself.
    """
    try:
        gc.disable()  # drawing makes millions of small objects; collecting among them takes a quarter of its time
        return _drawn(_desk(), html, stylesheet, identifier, _Sealed(pictures or {}))
    except FatalURLFetchingError as refused:
        raise ReachedOut(str(refused)) from refused
    finally:
        gc.enable()  # and all of them are garbage by now, still young, so that the next small collection takes them


def _drawn(desk: "_Desk", html: str, stylesheet: str, identifier: bytes, sealed: _Sealed) -> Drawn:
    document = HTML(string=html, url_fetcher=sealed).render(
        stylesheets=[desk.sheet(stylesheet)], font_config=desk.fonts, pdf_variant=VARIANT
    )
    content = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier, finisher=_write_once)
    return Drawn(content=content, pages=len(document.pages))


class _Desk:
    """What one drawing leaves ready for the next: fonts that are found and opened, stylesheets that are read."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.sheet = lru_cache(SHEETS)(self._sheet)

    def _sheet(self, text: str) -> CSS:
        return CSS(string=text, url_fetcher=_Sealed({}), font_config=self.fonts)

    @cached_property
    def hand(self) -> str:
        lines = "".join(f"<p class='{style}'>{escape(LETTERS)}</p>" for style in STYLES)
        html = f"<html lang='vi'><head><title>.</title></head><body>{lines}</body></html>"
        drawn = _drawn(self, html, SPECIMEN, b"0" * 16, _Sealed({}))
        return f"{pango.pango_version()} {hashlib.sha256(drawn.content).hexdigest()}"


_desks = threading.local()  # the font library must not be used by two threads at once


def _desk() -> _Desk:
    if not hasattr(_desks, "own"):
        _desks.own = _Desk()
    desk: _Desk = _desks.own
    return desk


@dataclass
class _Written:
    """An object of the file with its bytes made: the writer asks for them once to write and once for the identifier."""

    number: int
    generation: int
    free: str
    compressible: bool
    data: bytes
    offset: int = 0

    @property
    def indirect(self) -> bytes:
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


def _write_once(_document: object, pdf: Any) -> None:
    """Compressing is the most of writing, and would be done twice."""
    pdf.objects = [
        thing
        if thing.free == "f"
        else _Written(thing.number, thing.generation, thing.free, thing.compressible, thing.data)
        for thing in pdf.objects
    ]
