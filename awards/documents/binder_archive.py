"""A binder with everything behind it as one ZIP: parts, papers, untouched originals, a list, and the digests of all."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.utils.text import slugify
from zipstream import ZipStream

from awards.domain.binders import told
from awards.models import Binder
from emulation import shelf
from emulation.text import search_key

PIECE = 256 * 1024  # bytes read at a time
MANIFEST, LISTING = "SHA256SUMS.txt", "danh-muc.csv"
HEAD = ("Tệp", "Nội dung", "Trang hồ sơ", "Kích thước (byte)", "SHA-256")
LEDGER = (
    "# Sổ cái của hệ thống khi đóng tập hồ sơ này: mục số {number}, mã băm {hash}",
    "# Đối chiếu về sau: manage.py verify_ledger --holds {hash}",
)
FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet would compute


@dataclass(frozen=True)
class Entry:
    """One file of the archive: where it lies in it and in the storage."""

    name: str
    stored: str
    sha256: str
    title: str
    where: str = ""


def archive(binder: Binder, *, folder: str) -> ZipStream:
    """The archive, to be iterated; its length is known before (`len`). Every file in it is compared with its digest
    before the first byte goes: raises shelf.NotWhole."""
    entries = list(_named(_entries(binder)))
    for entry in entries:
        shelf.opened(entry.stored, entry.sha256).close()
    sizes = {entry.name: default_storage.size(entry.stored) for entry in entries}
    packed = ZipStream(sized=True)  # stored: PDFs and photographs are compressed already
    for entry in entries:
        packed.add(_pieces(entry.stored), f"{folder}/{entry.name}", size=sizes[entry.name])
    listing = _listing(entries, sizes)
    packed.add(listing, f"{folder}/{LISTING}")
    packed.add(_manifest(entries, listing, told.entry_of(binder)), f"{folder}/{MANIFEST}")
    return packed


def _entries(binder: Binder) -> Iterator[Entry]:
    parts = list(binder.parts.order_by("position"))
    for part in parts:
        title = f"Tập hồ sơ {part.position}/{len(parts)}, bản {binder.revision}"
        yield Entry(f"tap-ho-so/tap-{part.position}.pdf", str(part.file), part.sha256, title)
    where = _places(json.loads(parts[0].contents), len(parts)) if parts else {}
    ward, number = "", 0
    for section in json.loads(binder.plan)["sections"]:
        if section["kind"] == "divider" and section["level"] == 0:
            ward, number = f"{slugify(search_key(section['title']))}/", 0
        if section["kind"] == "paper":
            number += 1
            yield from _paper(section, f"{ward}van-ban/{number:02d} ", where.get(section["key"], ""))
        elif section["kind"] == "exhibit":
            yield from _exhibit(section, f"{ward}tai-lieu-minh-chung/", where.get(section["key"], ""))


def _places(rows: list[dict[str, Any]], parts: int) -> dict[str, str]:
    found = {}
    for row in rows:
        if "key" in row:
            pages = f"{row['page']}" if row["page"] >= row["last"] else f"{row['page']}-{row['last']}"
            found[row["key"]] = f"tập {row['part']}, trang {pages}" if parts > 1 else pages
    return found


def _paper(section: dict[str, Any], start: str, where: str) -> Iterator[Entry]:
    name = slugify(search_key(section["title"].partition(" số ")[0]))
    drawn, (shown,) = section["drawn"], section["files"]
    yield Entry(
        f"{start}{name}.pdf", drawn["path"], drawn["sha256"], section["title"], "" if section["scan"] else where
    )
    if section["scan"]:
        title = f"{section['title']} (bản ký, đóng dấu)"
        yield Entry(f"{start}{name} (ban ky).pdf", shown["path"], shown["sha256"], title, where)


def _exhibit(section: dict[str, Any], start: str, where: str) -> Iterator[Entry]:
    for file in section["files"]:
        original = PurePosixPath(file["name"].replace("/", "-"))
        name = f"{slugify(search_key(original.stem))[:80] or 'tep'}{search_key(original.suffix).replace(' ', '')}"
        yield Entry(f"{start}{section['number']} {name}", file["path"], file["sha256"], section["title"], where)


def _named(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Names that would fall together get a number, also where only capitals differ: Windows knows no difference."""
    taken: set[str] = set()
    for entry in entries:
        path, count = PurePosixPath(entry.name), 1
        name = entry.name
        while name.lower() in taken:
            count += 1
            name = str(path.with_name(f"{path.stem}-{count}{path.suffix}"))
        taken.add(name.lower())
        yield Entry(name, entry.stored, entry.sha256, entry.title, entry.where)


def _manifest(entries: list[Entry], listing: bytes, entered: tuple[int, str] | None) -> bytes:
    """As `sha256sum -c` reads it, from the folder it lies in: of everything beside it. Ahead of that, as a remark, how
    the ledger stood: whoever keeps the archive keeps what a chain made anew could not show."""
    remarks = [line.format(number=entered[0], hash=entered[1]) for line in LEDGER] if entered else []
    files = [*((entry.sha256, entry.name) for entry in entries), (hashlib.sha256(listing).hexdigest(), LISTING)]
    return "".join(f"{line}\n" for line in [*remarks, *(f"{sha256}  {name}" for sha256, name in files)]).encode()


def _listing(entries: list[Entry], sizes: dict[str, int]) -> bytes:
    with io.StringIO(newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for entry in entries:
            title = f"'{entry.title}" if entry.title.startswith(FORMULA) else entry.title
            writer.writerow([entry.name, title, entry.where, sizes[entry.name], entry.sha256])
        return file.getvalue().encode("utf-8-sig")  # by which Excel knows the letters


def _pieces(stored: str) -> Iterator[bytes]:
    with default_storage.open(stored) as file:
        while piece := file.read(PIECE):
            yield piece
