"""HTML to tagged PDF. The only module that knows WeasyPrint."""

import gc
from dataclasses import dataclass
from typing import NoReturn

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

# PDF/UA-1 brings tags, language, XMP metadata and "show the title, not the file name".
VARIANT = "pdf/ua-1"


@dataclass(frozen=True)
class Drawn:
    """A finished PDF and the number of its pages."""

    content: bytes
    pages: int


class _Sealed(URLFetcher):
    """Refuses every address: a paper holds words typed by many people, and must reach neither network nor disk."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> NoReturn:
        raise FatalURLFetchingError(f"A paper may not load {url}")


class ReachedOut(ValueError):
    """A paper's text tried to load something from outside."""


def draw(*, html: str, stylesheet: str, identifier: bytes) -> Drawn:
    """Draw one paper; title, author and language come from the HTML head.

    The same text with the same identifier gives the same bytes (no date, no random id inside), so a paper drawn
    twice by a late task is one file. Raises ReachedOut when the text asks for anything outside itself.
    """
    sealed, fonts = _Sealed(), FontConfiguration()
    try:
        gc.disable()  # drawing makes millions of small objects; collecting among them takes a quarter of its time
        sheet = CSS(string=stylesheet, url_fetcher=sealed, font_config=fonts)
        document = HTML(string=html, url_fetcher=sealed).render(
            stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT
        )
        content = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier)
    except FatalURLFetchingError as refused:
        raise ReachedOut(str(refused)) from refused
    finally:
        gc.enable()
    return Drawn(content=content, pages=len(document.pages))
