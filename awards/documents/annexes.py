"""Annexes with the number of the paper they go with, as a clerk writes it into the line that was left blank for it.

The paper itself stays as it was settled: its code, its digest and its page say so. This is how a volume prints it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import pypdfium2

from awards.documents import kept, qr
from awards.domain.writing import layouts
from awards.models import Paper

_LINE = re.compile(r"\(Kèm theo [^)]*\)")


def numbered(section: Mapping[str, Any], drawn: bytes) -> bytes:
    """The annex of a plan's section with that line filled in; `drawn` as it is where anything else would change."""
    paper = Paper.objects.filter(code=section["code"]).first() if section["code"] else None
    if paper is None or not _LINE.search(" ".join(_pages(drawn))):
        return drawn
    context = {**json.loads(paper.context), "registered": section["registered"]}
    filled = kept.draw(
        html=layouts.html(paper.kind, context, code=paper.code), stylesheet=layouts.stylesheet(),
        pictures={"code": qr.picture(layouts.check_address(paper.code))},
    )  # fmt: skip
    return filled if _says(filled) == _says(drawn) else drawn


def _says(content: bytes) -> tuple[int, list[str]]:
    """How many pages, and all their words but those of the line that is filled in.

    Templates may have changed since the annex was settled: it may look otherwise, but must say the same.
    """
    pages = _pages(content)
    return len(pages), sorted(word for page in pages for word in _LINE.sub("", page).split())


def _pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
