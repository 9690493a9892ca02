"""The pages a volume draws itself: covers, contents, dividers, title sheets; all in one go."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from django.template.loader import render_to_string

from awards.documents import pdf, qr


@dataclass(frozen=True)
class Own:
    """The drawn pages as one PDF, and for each page asked for its first index and how many it became."""

    content: bytes
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Frame:
    """What is the same on all of them: the plan's cover, the volume's code, the digest that identifies it."""

    cover: Mapping[str, Any]
    code: str
    identifier: bytes

    @property
    def title(self) -> str:
        """Of the whole volume."""
        cover = self.cover
        return f"Hồ sơ đề nghị công nhận danh hiệu “{cover['award']}” {cover['period']}, {cover['issuer']}"


def draw(frame: Frame, pages: Sequence[Mapping[str, Any]], *, rows: Sequence[Mapping[str, Any]], parts: int) -> Own:
    """Draw covers, contents (of these rows) and the rest, each beginning on a page of its own."""
    address = f"{frame.cover['site']}/xac-minh/"
    context = {
        "cover": frame.cover, "code": frame.code, "address": address.partition("://")[2], "title": frame.title,
        "pages": pages, "rows": rows, "parts": parts,
    }  # fmt: skip
    drawn = pdf.draw(
        html=render_to_string("documents/binder/own.html", context), stylesheet=_stylesheet(),
        identifier=frame.identifier, pictures={"qr": qr.picture(f"{address}{frame.code}/")},
    )  # fmt: skip
    return Own(drawn.content, _spans(drawn.content, drawn.pages))


def _stylesheet() -> str:
    return render_to_string("documents/binder/binder.css")


def _spans(content: bytes, count: int) -> tuple[tuple[int, int], ...]:
    """Each of them has named itself among the bookmarks: where it begins is where the one before ended."""
    with pikepdf.open(io.BytesIO(content)) as drawn:
        numbers = {page.objgen: index for index, page in enumerate(drawn.pages)}
        with drawn.open_outline() as outline:
            leads: list[Any] = [item.destination for item in outline.root]  # each a page, then how it is shown
            firsts = [numbers[lead[0].objgen] for lead in leads]
    ends = [*firsts[1:], count]
    return tuple((first, end - first) for first, end in zip(firsts, ends, strict=True))
