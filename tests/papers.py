"""Files as people upload them, made on the spot."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = {"docx": ("word/document.xml", WORD, "ms-word.document"), "xlsx": ("xl/workbook.xml", EXCEL, "ms-excel.sheet")}


def pdf(
    pages: int = 1, *, title: str = "", change: Callable[[pikepdf.Pdf], None] | None = None, compressed: bool = False,
    **saving: Any,
) -> bytes:  # fmt: skip
    """A PDF of empty A4 pages; another title makes other content."""
    with pikepdf.new() as document, io.BytesIO() as file:
        for _page in range(pages):
            document.add_blank_page(page_size=(595, 842))
        document.docinfo["/Title"] = title
        if change:
            change(document)
        streams = pikepdf.ObjectStreamMode.generate if compressed else pikepdf.ObjectStreamMode.disable
        same = {} if saving else {"deterministic_id": True}  # equal pages, equal bytes
        document.save(file, object_stream_mode=streams, **same, **saving)
        return file.getvalue()


def picture(kind: str, size: tuple[int, int] = (120, 160), **saving: Any) -> bytes:
    """A small JPEG or PNG."""
    with io.BytesIO() as file:
        Image.effect_noise(size, 50).convert("RGB").save(file, kind, **saving)
        return file.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        return file.getvalue()


def office(kind: str, more: Mapping[str, bytes] | None = None, *, macro: bool = False) -> bytes:
    """The least that makes a DOCX or XLSX."""
    part, main, with_macro = MAIN[kind]
    main = f"application/vnd.{with_macro}.macroEnabled.main+xml" if macro else f"{main}.main+xml"
    types = f'<?xml version="1.0"?><Types><Override PartName="/{part}" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), part: b"<document/>" * 20, **(more or {})})
