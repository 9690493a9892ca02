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


def stamped(content: bytes) -> bytes:
    """The same PDF with a small red picture on its last page, where the seal would be."""
    with pikepdf.open(io.BytesIO(content)) as document, io.BytesIO() as file:
        page = document.pages[-1]
        seal = document.make_stream(
            b"\xb3\x26\x1e" * 64, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8, Height=8,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
        )  # fmt: skip
        name = page.add_resource(seal, pikepdf.Name.XObject)
        page.contents_add(f"q 60 0 0 60 330 90 cm {name} Do Q".encode())
        document.save(file, deterministic_id=True)
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
