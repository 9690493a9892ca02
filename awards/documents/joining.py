"""One volume while its pages are joined: each keeps its size and turn, and gets its marks; nothing else of its file."""

import io
from pathlib import Path
from typing import IO, Any, BinaryIO, Self, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from awards.documents.marks import MM, Letters, Page

A4 = (0.0, 0.0, 595.276, 841.89)
PAGE_SIZE, STAMP_SIZE = 9.5, 12.0  # points
MARGIN = 14 * MM  # around a photograph


class Volume:
    """A PDF that grows page by page. Files whose pages were added must stay open until it is saved."""

    def __init__(self, letters: Letters, title: str, *, prefix: str = "") -> None:
        self.letters, self.prefix = letters, prefix
        self.pdf = pikepdf.new()
        self.font = self.pdf.copy_foreign(letters.font)
        self.entries: list[tuple[int, str, int]] = []  # level, words, index of the page
        self.pdf.docinfo["/Title"] = title
        self.pdf.Root.Lang = String("vi")
        self.pdf.Root.PageMode = Name.UseOutlines
        self.pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.pdf.close()

    @property
    def count(self) -> int:
        """Pages so far."""
        return len(self.pdf.pages)

    def add(
        self, source: pikepdf.Pdf, index: int, *, stamp: str = "", is_framed: bool = False, is_marked: bool = True
    ) -> None:
        """A page as it is seen, under its number in the volume; `stamp` stands in its upper corner."""
        page = source.pages[index]
        seen = seen_page(page)
        # As a form its drawing state cannot spill over into the marks, and links, tags and actions stay behind.
        form = page.as_form_xobject(handle_transformations=False)
        form.BBox = Array([seen.left, seen.bottom, seen.right, seen.top])
        drawing = b"q " + (_framed(seen) if is_framed else b"") + b"/Page Do Q "
        self._append(seen, self.pdf.copy_foreign(form), drawing, stamp, is_marked=is_marked)

    def pad(self, count: int) -> None:
        """Empty pages until there are as many; they bear their number, so that nobody takes them for a fault."""
        while self.count < count:
            self._append(Page(*A4, turned=0, unit=1), None, b"", "", is_marked=True)

    def bookmark(self, level: int, words: str) -> None:
        """An entry that leads to the page added next."""
        self.entries.append((level, words, self.count))

    def save(self, path: Path) -> None:
        """Write it; the same pages give the same bytes. Raises OSError, of a full disk for example."""
        self._write_outline()
        with path.open("wb") as file:
            patient = _Patient(file)
            self.pdf.save(
                cast(BinaryIO, patient), deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
            )  # fmt: skip
            if patient.fault:
                raise patient.fault

    def _append(self, seen: Page, form: pikepdf.Object | None, drawing: bytes, stamp: str, *, is_marked: bool) -> None:
        if stamp:
            drawing += self.letters.mark(seen, stamp, top=True, size=STAMP_SIZE) + b" "
        if is_marked:
            words = f"{self.prefix}Trang hồ sơ {self.count + 1}"
            drawing += self.letters.mark(seen, words, top=False, size=PAGE_SIZE)
        resources = Dictionary(Font=Dictionary(Marks=self.font))
        if form is not None:
            resources.XObject = Dictionary(Page=form)
        page = Dictionary(
            Type=Name.Page, MediaBox=Array([seen.left, seen.bottom, seen.right, seen.top]), Resources=resources,
            Contents=self.pdf.make_stream(drawing),
        )  # fmt: skip
        if seen.turned:
            page.Rotate = seen.turned
        if seen.unit != 1:
            page.UserUnit = seen.unit
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))

    def _write_outline(self) -> None:
        last = self.count - 1
        with self.pdf.open_outline() as outline:
            above: list[OutlineItem] = []
            for level, words, index in self.entries:
                item = OutlineItem(words, min(index, last))
                del above[level:]
                (above[-1].children if above else outline.root).append(item)
                above.append(item)


class _Patient(io.RawIOBase):
    """A file that keeps its fault for later: over one in the middle the C++ below would end the whole process."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.fault: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take everything; from the first fault on, let it go."""
        if self.fault is None:
            try:
                self.file.write(data)
            except OSError as fault:
                self.fault = fault
        return len(data)


def seen_page(page: pikepdf.Page) -> Page:
    """The part of a page that is shown, and how."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    left, right, bottom, top = min(left, right), max(left, right), min(bottom, top), max(bottom, top)
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = A4
    turned = int(_inherited(page.obj, "/Rotate") or 0) // 90 * 90 % 360
    return Page(left, bottom, right, top, turned, float(page.obj.get("/UserUnit", 1)) or 1.0)


def _inherited(node: pikepdf.Object, name: str) -> pikepdf.Object | None:
    for _generation in range(50):  # a tree of pages that bites its own tail ends here
        if name in node:
            return node[name]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None


def _framed(seen: Page) -> bytes:
    """Shrunk towards the middle, to leave a margin for the marks."""
    scale = max(0.2, 1 - 2 * MARGIN / min(seen.width, seen.height))
    x, y = (seen.left + seen.right) / 2 * (1 - scale), (seen.bottom + seen.top) / 2 * (1 - scale)
    return f"{scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm ".encode()
