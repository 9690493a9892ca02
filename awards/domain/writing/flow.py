"""Typed markup taken apart into what a paper prints: paragraphs and list items, each with its marks of emphasis."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

DASHES = ("-", "+")  # of a list and of one within it, as Vietnamese papers write them
EMPHASIS = {"strong", "em"}


@dataclass
class _Block:
    mark: str  # "-", "1." or nothing
    markup: str = ""


@dataclass
class _List:
    ordered: bool
    count: int = 0


@dataclass
class _Flow(HTMLParser):
    """Reads cleaned markup only (`parts.cleaned`): other tags are not expected and left out."""

    blocks: list[_Block] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    open: bool = False
    emphasis: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in {"ul", "ol"}:
            self._end()
            self.lists.append(_List(ordered=tag == "ol"))
        elif tag == "li":
            self._begin(self._mark())
        elif tag == "p" and not self._is_fresh_item():
            self._begin("")
        elif tag == "br" and self.open:
            self.blocks[-1].markup += "<br>"
        elif tag in EMPHASIS:
            self.emphasis.append(tag)
            if self.open:
                self.blocks[-1].markup += f"<{tag}>"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.lists:
            self._end()
            self.lists.pop()
        elif tag in {"p", "li"}:
            self._end()
        elif tag in self.emphasis:
            self.emphasis.remove(tag)
            if self.open:
                self.blocks[-1].markup += f"</{tag}>"

    def handle_data(self, data: str) -> None:
        if not self.open:
            if not data.strip():
                return
            self._begin("")
        self.blocks[-1].markup += escape(" ".join(data.split(" ")), quote=False).replace("\n", " ")

    def _is_fresh_item(self) -> bool:
        """A paragraph that begins an item is the item."""
        return self.open and bool(self.blocks[-1].mark) and not self.blocks[-1].markup.strip()

    def _mark(self) -> str:
        here = self.lists[-1] if self.lists else _List(ordered=False)
        here.count += 1
        return f"{here.count}." if here.ordered else DASHES[min(len(self.lists), len(DASHES)) - 1]

    def _begin(self, mark: str) -> None:
        self._end()
        self.blocks.append(_Block(mark, "".join(f"<{tag}>" for tag in self.emphasis)))
        self.open = True

    def _end(self) -> None:
        if self.open:
            self.blocks[-1].markup += "".join(f"</{tag}>" for tag in reversed(self.emphasis))
        self.open = False


def blocks(markup: str) -> list[dict[str, str]]:
    """Cleaned markup as paragraphs: {"mark": "-", "markup": "một <strong>ý</strong>"}; empty ones are left out."""
    flow = _Flow()
    flow.feed(markup)
    flow.close()
    flow._end()
    return [{"mark": b.mark, "markup": b.markup.strip()} for b in flow.blocks if rows_of(b.markup)]


def rows(markup: str) -> list[str]:
    """Cleaned markup as single lines of plain text: of a list of recipients or grounds."""
    return [row for block in blocks(markup) for row in rows_of(block["markup"])]


def rows_of(markup: str) -> list[str]:
    """The lines of one paragraph without their emphasis, and without a mark at their beginning or end."""
    lines = (unescape(re.sub(r"<[^>]*>", "", line)) for line in markup.split("<br>"))
    bare = (" ".join(line.split()).removeprefix("- ").rstrip(";,.").strip() for line in lines)
    return [line for line in bare if line]


def ended(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Paragraphs whose last one ends with "./.", as the last words of a paper do."""
    if not found:
        return found
    last = found[-1]
    return [*found[:-1], {**last, "markup": f"{last['markup'].rstrip(' ./;,')}./."}]
