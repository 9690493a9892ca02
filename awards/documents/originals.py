"""The files of a binder's sections as leaves that can be bound. Nothing of an original is changed."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from awards.documents import annexes, office_sheets
from awards.documents.shelf import digest_of
from awards.domain.binders.evidence_facts import PDF, PHOTOS, photo_page
from emulation import shelf

NOT_CONVERTED = "Tệp không in được thành trang; xem bản gốc."
CONVERTER_FAILED = "Không chuyển được tệp thành trang in; xem bản gốc."
BROKEN = (pikepdf.PdfError, ValueError, SyntaxError)


class CannotBind(Exception):
    """This file cannot be bound: `fault` is a key of the page's sentences, `label` names the document."""

    def __init__(self, fault: str, label: str) -> None:
        super().__init__(f"{label}: {fault}")
        self.fault, self.label = fault, label


@dataclass(frozen=True)
class Leaf:
    """One page to be bound: of a file, or a title sheet that the volume draws itself."""

    pdf: pikepdf.Pdf | None = None
    index: int = 0
    is_framed: bool = False  # a photograph gets a margin all round
    sheet: Mapping[str, Any] | None = None


@dataclass
class Body:
    """What one section brings: its leaves in order and, about, the bytes they take."""

    leaves: list[Leaf] = field(default_factory=list)
    size: int = 0


class Originals:
    """Opens files for one binding; all stay open until it is done, for pages are copied when the volume is written."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.stack, self.folder, self.made = stack, folder, 0

    def body(self, section: Mapping[str, Any], *, convert: bool) -> Body:
        """The leaves of a paper or an exhibit. Raises CannotBind."""
        body = Body()
        label = section.get("number") or section["title"]
        for file in section["files"]:
            path = self._checked(file, label)
            body.size += path.stat().st_size
            body.leaves += self._leaves(section, file, path, convert, label)
        return body

    def _checked(self, file: Mapping[str, Any], label: str) -> Path:
        try:
            path = self.stack.enter_context(shelf.local(file["path"], self.folder))
        except FileNotFoundError as error:
            raise CannotBind("missing", label) from error
        if digest_of(path) != file["sha256"]:
            raise CannotBind("changed", label)
        return path

    def _leaves(
        self, section: Mapping[str, Any], file: Mapping[str, Any], path: Path, convert: bool, label: str
    ) -> Iterator[Leaf]:
        kind = file["media_type"]
        if kind == PDF:
            path = self._kept(annexes.numbered(section, path.read_bytes())) if section.get("registered") else path
            yield from self._pages(self._open(path, label))
        elif kind in PHOTOS:
            try:
                page = photo_page(path)
            except Exception as error:  # whatever it is about this picture, it is told by the document's number
                raise CannotBind("damaged", label) from error
            yield from self._pages(self._open(self._kept(page), label), is_framed=True)
        else:
            as_pdf = office_sheets.as_pdf(path, sha256=file["sha256"], media_type=kind) if convert else None
            if as_pdf is not None:
                yield from self._pages(self._open(self._kept(as_pdf), label))
                return
            yield Leaf(sheet=self._sheet(section, file, CONVERTER_FAILED if convert else NOT_CONVERTED))

    @staticmethod
    def _sheet(section: Mapping[str, Any], file: Mapping[str, Any], why: str) -> dict[str, Any]:
        return {
            "kind": "sheet", "number": section.get("number", ""), "title": section["title"].partition(". ")[2],
            "why": why, "name": file["name"], "type": office_sheets.TYPES.get(file["media_type"], file["media_type"]),
            "size": f"{file['size']:,}".replace(",", "."), "sha256": file["sha256"],
        }  # fmt: skip

    def _kept(self, content: bytes) -> Path:
        """On disk, to be read again when the volume is written: no picture waits in memory."""
        self.made += 1
        path = self.folder / f"made-{self.made}.pdf"
        path.write_bytes(content)
        return path

    def _open(self, path: Path, label: str) -> pikepdf.Pdf:
        try:
            pdf = self.stack.enter_context(pikepdf.open(path))
            if not len(pdf.pages):
                raise CannotBind("damaged", label)
            if "/AcroForm" in pdf.Root:
                pdf.generate_appearance_streams()
            pdf.flatten_annotations("print")  # stamps and filled-in fields are printed as they are seen
        except pikepdf.PasswordError as error:
            raise CannotBind("locked", label) from error
        except BROKEN as error:
            raise CannotBind("damaged", label) from error
        return pdf

    @staticmethod
    def _pages(pdf: pikepdf.Pdf, *, is_framed: bool = False) -> Iterator[Leaf]:
        return (Leaf(pdf=pdf, index=index, is_framed=is_framed) for index in range(len(pdf.pages)))
