"""A bound volume read back from its file, as a strict official goes through it with the contents beside them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

STAMP = re.compile(r"MC \d+\.\d+-\d+ · trang \d+/\d+")
SMALL = (148, 210)  # dots of a page that is only looked at


@dataclass(frozen=True)
class Entry:
    """A row of the contents: what it says, and on which pages."""

    title: str
    first: int
    last: int

    @property
    def name(self) -> str:
        """Its title without number and day."""
        return re.sub(r" số \S+ ngày \S+$", "", self.title)


class Volume:
    """Words and pictures of every page (from 1)."""

    def __init__(self, path: Path) -> None:
        self.path, self.reader = path, PdfReader(path)
        self.pages = [" ".join(page.extract_text().split()) for page in self.reader.pages]

    def says(self, page: int, words: str) -> bool:
        return squeezed(words) in squeezed(self.pages[page - 1])

    @cached_property
    def bookmarks(self) -> list[tuple[str, int]]:
        """Every bookmark with the page it leads to, in order."""

        def walk(items: list) -> Iterator[tuple[str, int]]:
            for item in items:
                if isinstance(item, list):
                    yield from walk(item)
                else:
                    yield item.title, self.reader.get_destination_page_number(item) + 1

        return list(walk(self.reader.outline))

    @cached_property
    def printed_contents(self) -> str:
        """The words of the contents pages, squeezed: from their heading to the first page they name."""
        (_title, start), *others = self.bookmarks
        return squeezed("".join(self.pages[start - 1 : others[0][1] - 1]))

    @cached_property
    def contents(self) -> list[Entry]:
        """Rows of the contents that name pages, in order, by the titles of the bookmarks."""
        found, place = [], 0
        for title, _page in self.bookmarks:
            row = re.compile(rf"{re.escape(squeezed(title))}(?:\([^)]*\))?(\d+)(?:-(\d+))?")
            there = row.search(self.printed_contents, place)
            if there:
                found.append(Entry(title, int(there[1]), int(there[2] or there[1])))
                place = there.end()
        return found

    def stamps(self) -> list[tuple[int, str]]:
        """Every stamp of an exhibit with the page it stands on, in order."""
        return [(page, stamp) for page, words in enumerate(self.pages, 1) for stamp in STAMP.findall(words)]

    def paper_at(self, page: int, drawn: Mapping[str, bytes]) -> str:
        """Which of these papers begins there, by its looks: of a scan there is nothing else to be read."""
        shown = picture(self.path.read_bytes(), page)
        return min(drawn, key=lambda kind: difference(shown, picture(drawn[kind], 1)))


def squeezed(words: str) -> str:
    """Without the spaces and capitals that lines and styles bring in."""
    return "".join(words.split()).casefold()


def picture(content: bytes, page: int) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        return document[page - 1].render(scale=0.5, grayscale=True).to_pil().convert("L").resize(SMALL)
    finally:
        document.close()


def difference(one: Image.Image, other: Image.Image) -> float:
    """Of two pages: the mean of their dots, 0 to 255."""
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])
