"""The pages a volume draws itself: covers with its code; then contents, dividers, title sheets, all in one go."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from django.template.loader import render_to_string

from awards.documents import kept, pdf, qr


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
    """Contents (of these rows) and what follows, each on pages of its own; kept, for they are often drawn again."""
    content = kept.draw(html=_html(frame, pages, rows=rows, parts=parts), stylesheet=_stylesheet())
    return Own(content, _spans(content))


def covers(frame: Frame, *, parts: int) -> Own:
    """The cover of each part; they bear the code, so that no other volume has them."""
    address = f"{frame.cover['site']}/xac-minh/"
    pages = [{"kind": "cover", "part": number, "of": parts} for number in range(1, parts + 1)]
    html = _html(frame, pages, code=frame.code, address=address.partition("://")[2])
    pictures = {"qr": qr.picture(f"{address}{frame.code}/")}
    drawn = pdf.draw(html=html, stylesheet=_stylesheet(), identifier=frame.identifier, pictures=pictures)
    return Own(drawn.content, _spans(drawn.content))


def _html(frame: Frame, pages: Sequence[Mapping[str, Any]], **more: Any) -> str:
    context = {"cover": frame.cover, "title": frame.title, "pages": pages, **more}
    return render_to_string("documents/binder/own.html", context)


def _stylesheet() -> str:
    return render_to_string("documents/binder/binder.css")


def _spans(content: bytes) -> tuple[tuple[int, int], ...]:
    """Each of them has named itself among the bookmarks: where it begins is where the one before ended."""
    with pikepdf.open(io.BytesIO(content)) as drawn:
        numbers = {page.objgen: index for index, page in enumerate(drawn.pages)}
        with drawn.open_outline() as outline:
            leads: list[Any] = [item.destination for item in outline.root]  # each a page, then how it is shown
            firsts = [numbers[lead[0].objgen] for lead in leads]
    ends = [*firsts[1:], len(numbers)]
    return tuple((first, end - first) for first, end in zip(firsts, ends, strict=True))
