"""Bind a plan into PDFs: open everything, place it, draw covers and contents that are true, join and mark the pages."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from awards.documents import binder_layout, binder_pages
from awards.documents.binder_layout import Place
from awards.documents.binder_pages import Frame, Own
from awards.documents.joining import Volume
from awards.documents.marks import Letters
from awards.documents.originals import Body, Originals
from emulation.text import canonical

FILED, OWN = frozenset({"paper", "exhibit"}), frozenset({"divider", "replaced"})
SETTLED = 5  # drawings after which contents that still move are no contents
OWN_BYTES = 30_000  # a drawn page of our own, about
TRIES = 4  # to keep the parts under the limit: sizes are known when they are written


@dataclass(frozen=True)
class Written:
    """One part on disk, with what the contents pages say as canonical text."""

    path: Path
    pages: int
    contents: str


@dataclass(frozen=True)
class _Settled:
    """Own pages whose numbers are true: where each section stands, and what it draws itself."""

    own: Own
    places: Mapping[int, Place]
    contents: int  # pages the contents take

    def spans(self) -> Iterator[tuple[int, int]]:
        """What stands behind the contents, in order."""
        return iter(self.own.spans[1:])


@dataclass
class Binding:
    """A plan on its way to being bound; files are made in `folder` and belong to whoever gave it.

    `tell` is told what is being done now, and raises to stop it.
    """

    plan: Mapping[str, Any]
    frame: Frame
    duplex: bool
    part_limit: int | None
    folder: Path
    tell: Callable[[str], None]
    bodies: list[Body] = field(default_factory=list)
    parts: list[list[int]] = field(default_factory=list)  # the sections of each part

    @property
    def sections(self) -> Sequence[Mapping[str, Any]]:
        sections: Sequence[Mapping[str, Any]] = self.plan["sections"]
        return sections

    def bind(self) -> list[Written]:
        """The parts in order. Raises originals.CannotBind, and whatever `tell` raises."""
        with ExitStack() as stack:
            originals = Originals(stack, self.folder)
            for section in self.sections:
                if section["kind"] in FILED:
                    self.tell(section["title"])
                    self.bodies.append(originals.body(section, convert=self.plan["convert"]))
                else:
                    self.bodies.append(Body(size=OWN_BYTES))
            return self._within_limit()

    def _within_limit(self) -> list[Written]:
        """Sizes are only estimated before: where a part came out too large, all are made smaller."""
        bundled = binder_layout.bundles(self.sections)
        sizes = [body.size for body in self.bodies]
        budget = self.part_limit - 6 * OWN_BYTES if self.part_limit else None
        for _attempt in range(TRIES):
            self.parts = binder_layout.split(bundled, sizes, budget)
            written = self._write()
            largest = max(part.path.stat().st_size for part in written)
            if self.part_limit is None or budget is None or largest <= self.part_limit:
                break
            if len(self.parts) == len(bundled):  # nothing is left to be taken apart
                break
            budget = int(budget * self.part_limit / largest * 0.97)
        return written

    def _write(self) -> list[Written]:
        self.tell("Bìa, mục lục")
        settled = self._settle()
        rows = canonical(binder_layout.rows(self.sections, settled.places))
        words = {section["number"] for section in self.sections if section.get("number")}
        written = []
        with ExitStack() as stack:
            own = stack.enter_context(pikepdf.open(io.BytesIO(settled.own.content)))
            covers = binder_pages.covers(self.frame, parts=len(self.parts))
            cover = stack.enter_context(pikepdf.open(io.BytesIO(covers.content)))
            letters = stack.enter_context(Letters({*words, "0123456789/ · trang Trang hồ sơ Tập"}))
            for number, _indexes in enumerate(self.parts, start=1):
                prefix = f"Tập {number} · " if len(self.parts) > 1 else ""
                self.tell(f"Tập {number}/{len(self.parts)}")
                path = self.folder / f"part-{number}.pdf"
                with Volume(letters, self.frame.title, prefix=prefix) as volume:
                    volume.add(cover, covers.spans[number - 1][0], is_marked=False)
                    self._fill(volume, own, settled, number)
                    volume.save(path)
                    written.append(Written(path, volume.count, rows))
        return written

    def _settle(self) -> _Settled:
        """Contents are drawn until the pages they name are those they stand before: once where the guess was right."""
        lengths = [len(body.leaves) or self._is_own(i) for i, body in enumerate(self.bodies)]
        places = binder_layout.placed(self.parts, lengths, contents=1, duplex=self.duplex)
        contents = binder_layout.guessed_pages(binder_layout.rows(self.sections, places))
        for _attempt in range(SETTLED):
            places = binder_layout.placed(self.parts, lengths, contents=contents, duplex=self.duplex)
            settled = _Settled(self._draw(places), places, contents)
            spans = settled.spans()
            now = [sum(pages for _first, pages in self._own_spans(i, spans)) + self._filed(i) for i in self._indexes]
            taken = settled.own.spans[0][1]
            if (taken, now) == (contents, lengths):
                return settled
            contents, lengths = taken, now
        raise RuntimeError("the contents of a volume do not come to rest")

    @property
    def _indexes(self) -> range:
        return range(len(self.sections))

    def _is_own(self, index: int) -> int:
        return int(self.sections[index]["kind"] in OWN)

    def _filed(self, index: int) -> int:
        return sum(leaf.pdf is not None for leaf in self.bodies[index].leaves)

    def _own_spans(self, index: int, spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
        """First page and count of all that a section draws itself: its divider, or the title sheets in it."""
        sheets = sum(leaf.sheet is not None for leaf in self.bodies[index].leaves)
        return [next(spans) for _span in range(self._is_own(index) + sheets)]

    def _draw(self, places: Mapping[int, Place]) -> Own:
        """Contents, then in the order of the sections what each draws itself."""
        count = len(self.parts)
        by_key = {section["key"]: places[i] for i, section in enumerate(self.sections) if "key" in section}
        pages: list[Mapping[str, Any]] = [{"kind": "contents"}]
        for section, body in zip(self.sections, self.bodies, strict=True):
            if section["kind"] in OWN:
                pages.append({**section, "rows": binder_layout.told_rows(section, by_key, parts=count)})
            pages += [leaf.sheet for leaf in body.leaves if leaf.sheet is not None]
        rows = binder_layout.rows(self.sections, places)
        return binder_pages.draw(self.frame, pages, rows=rows, parts=count)

    def _fill(self, volume: Volume, own: pikepdf.Pdf, settled: _Settled, number: int) -> None:
        volume.pad(binder_layout.contents_at(self.duplex) - 1)
        volume.bookmark(0, "Mục lục")
        for page in range(settled.contents):
            volume.add(own, page)
        spans = settled.spans()
        drawn = {index: self._own_spans(index, spans) for index in self._indexes}
        for index in self.parts[number - 1]:
            section = self.sections[index]
            if settled.places[index].last >= settled.places[index].first:
                volume.pad(settled.places[index].first - 1)
            volume.bookmark(section["level"], binder_layout.title(section))
            self._add(volume, own, index, drawn[index])

    def _add(self, volume: Volume, own: pikepdf.Pdf, index: int, spans: Sequence[tuple[int, int]]) -> None:
        section, leaves, rest = self.sections[index], self.bodies[index].leaves, iter(spans)
        if self._is_own(index):
            first, count = next(rest)
            for page in range(first, first + count):
                volume.add(own, page)
        for place, leaf in enumerate(leaves, start=1):
            stamp = f"{section['number']} · trang {place}/{len(leaves)}" if "number" in section else ""
            if leaf.pdf is not None:
                volume.add(leaf.pdf, leaf.index, stamp=stamp, is_framed=leaf.is_framed)
                continue
            first, count = next(rest)
            for page in range(first, first + count):
                volume.add(own, page, stamp=stamp)
