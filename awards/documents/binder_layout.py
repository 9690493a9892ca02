"""Where everything stands in the volumes of a binder: which part, which page. Plain sums, no files.

Page numbers count the sheets of one part from its cover on, so that they are those a PDF viewer tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Of a contents page, in points: what is left below its heads, a line, the room around a row; letters in a line.
FIRST_PAGE, NEXT_PAGE, LINE, PADDING, LETTERS = 650.0, 699.0, 15.6, 7.5, 60

Section = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A section in its part (from 1), on pages `first` to `last` (from 1); without pages `last` is below `first`."""

    part: int
    first: int
    last: int


def bundles(sections: Sequence[Section]) -> list[list[int]]:
    """Sections that stay in one part: headings and dividers with the first paper or exhibit behind them."""
    found: list[list[int]] = [[]]
    for index in range(len(sections)):
        if found[-1] and not _is_open(sections, found[-1]):
            found.append([])
        found[-1].append(index)
    return [bundle for bundle in found if bundle]


def _is_open(sections: Sequence[Section], bundle: Sequence[int]) -> bool:
    """Nothing with pages of its own has followed its headings yet."""
    return sections[bundle[-1]]["kind"] in {"group", "divider"}


def split(bundled: Sequence[Sequence[int]], sizes: Sequence[int], budget: int | None) -> list[list[int]]:
    """The sections of each part, so that the sizes of a part stay within the budget where a single bundle allows."""
    if budget is None:
        return [[index for bundle in bundled for index in bundle]]
    parts: list[list[int]] = [[]]
    filled = 0
    for bundle in bundled:
        size = sum(sizes[index] for index in bundle)
        if parts[-1] and filled + size > budget:
            parts.append([])
            filled = 0
        parts[-1] += bundle
        filled += size
    return parts


def placed(parts: Sequence[Sequence[int]], lengths: Sequence[int], *, contents: int, duplex: bool) -> dict[int, Place]:
    """The place of every section, by its index; `contents` is how many pages the contents take in each part."""
    places: dict[int, Place] = {}
    for number, indexes in enumerate(parts, start=1):
        page = contents_at(duplex) + contents
        for index in indexes:
            if duplex and lengths[index] and page % 2 == 0:
                page += 1
            places[index] = Place(number, page, page + lengths[index] - 1)
            page += lengths[index]
    return places


def contents_at(duplex: bool) -> int:
    """The page the contents begin on: behind the cover, in duplex behind its empty back."""
    return 3 if duplex else 2


def rows(sections: Sequence[Section], places: Mapping[int, Place]) -> list[Row]:
    """What the contents pages say: a row for each section, and for each further number of a document bound already."""
    by_key = {section["key"]: places[index] for index, section in enumerate(sections) if "key" in section}
    found: list[Row] = []
    waiting: list[Mapping[str, Any]] = []  # of the last divider: the numbers that were not reached yet
    for index, section in enumerate(sections):
        if section["kind"] == "exhibit":
            place = next((at for at, row in enumerate(waiting) if row["number"] == section["number"]), 0)
            found += [_also(row, section["level"], by_key) for row in waiting[:place]]
            del waiting[: place + 1]
        else:
            found += [_also(row, _level(sections, index), by_key) for row in waiting]
            waiting = [row for row in section.get("rows", []) if "number" in row]
        found.append(_row(section, places[index]))
    return found + [_also(row, _level(sections, len(sections)), by_key) for row in waiting]


def guessed_pages(rows: Sequence[Row]) -> int:
    """How many pages contents of these rows will take: a right guess saves drawing them a second time."""
    pages, left = 1, FIRST_PAGE
    for row in rows:
        lines = -(-(len(row["title"]) + len(row.get("note", "")) + len(row.get("see", ""))) // LETTERS)
        height = lines * LINE + PADDING
        if height > left:
            pages, left = pages + 1, NEXT_PAGE
        left -= height
    return pages


def _level(sections: Sequence[Section], index: int) -> int:
    """That of the exhibits before this section."""
    before = sections[index - 1]
    return int(before["level"]) + (before["kind"] != "exhibit")


def _row(section: Section, place: Place) -> Row:
    row: Row = {"kind": section["kind"], "level": section["level"], "title": title(section)}
    if section["kind"] != "group":
        row |= {"part": place.part, "page": place.first, "last": place.last}
    if "key" in section:
        row |= {"key": section["key"], "note": _note(section)}
    return row


def title(section: Section) -> str:
    """How a section is called in contents and bookmarks."""
    over = section.get("over", "")
    return f"{over}. {section['title']}" if over.startswith("Tiêu chí") else section["title"]


def _note(section: Section) -> str:
    if section["kind"] != "paper":
        return ""
    if section["scan"]:
        return f"kèm {', '.join(annex['title'] for annex in section['along'])}" if section.get("along") else ""
    if not section["final"]:
        return "dự thảo"
    return "chưa có bản ký" if section["wants_scan"] else ""


def _also(row: Mapping[str, Any], level: int, by_key: Mapping[str, Place]) -> Row:
    """A number under which nothing is bound: its document stands under another one, or has no files."""
    place = by_key.get(row["key"])
    shown: Row = {"kind": "also", "level": level, "title": f"{row['number']}. {row['title']}"}
    if place is None:
        return {**shown, "see": "", "note": "chưa có tệp kèm theo"}
    return {**shown, "see": row["first"], "part": place.part, "page": place.first}


def told_rows(section: Section, by_key: Mapping[str, Place], *, parts: int) -> list[Row]:
    """The rows of a divider or a list of replaced pages, each with `where` its document is: "12 - 14"."""
    return [{**row, "where": _where(row, by_key, parts)} for row in section["rows"]]


def _where(row: Mapping[str, Any], by_key: Mapping[str, Place], parts: int) -> str:
    place = by_key.get(row["key"])
    if place is None:
        return "chưa có tệp" if "number" in row else ""
    if row.get("number", "") != row.get("first", ""):
        return f"xem {row['first']},\ntrang {told(place, parts=parts)}"
    return told(place, parts=parts)


def told(place: Place, *, parts: int) -> str:
    """The pages of a place: "12", "12 - 14", "12 - 14 (tập 2)"."""
    pages = f"{place.first} - {place.last}" if place.last > place.first else f"{place.first}"
    return f"{pages} (tập {place.part})" if parts > 1 else pages
