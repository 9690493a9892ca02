"""A ward's dossier to be bound, made the short way: papers as files, exhibits of every kind; and a volume read back."""

import datetime as dt
import io
import json
import re
from collections.abc import Mapping

import pikepdf
from PIL import Image
from pypdf import PdfReader

from awards.documents import binders as binding
from awards.documents import pdf, shelf
from awards.domain import binders, codes
from awards.models import Binder, Issue, Paper, PaperKind, Scan
from emulation.text import canonical
from tests import papers as files
from tests.wards import library
from wards.domain.exhibits import evidence as evidences
from wards.models import Assessment, Evidence, Officer

A4, A3 = (595, 842), (842, 1191)


def page(words: str, *, pages: int = 1, landscape: bool = False) -> bytes:
    """A PDF that says something on each page."""
    size = "A4 landscape" if landscape else "A4"
    body = "".join(f"<p style='break-after: page'>{words}, tờ {number}</p>" for number in range(1, pages + 1))
    html = f"<html lang='vi'><head><title>{words}</title></head><body>{body}</body></html>"
    sheet = f"@page {{ size: {size} }} p {{ font: 14pt 'Liberation Serif' }} p:last-child {{ break-after: auto !important }}"
    return pdf.draw(html=html, stylesheet=sheet, identifier=b"0" * 16).content


def turned(words: str, angle: int) -> bytes:
    """A scan whose page is turned upright by its /Rotate."""
    with pikepdf.open(io.BytesIO(page(words, landscape=True))) as document, io.BytesIO() as file:
        document.pages[0].rotate(angle, relative=False)
        document.save(file, deterministic_id=True)
        return file.getvalue()


def photograph(size: tuple[int, int] = (400, 300), orientation: int | None = None) -> bytes:
    """A JPEG as a phone writes it; 6: held upright, to be turned clockwise."""
    image, exif = Image.new("RGB", size, (90, 140, 90)), Image.Exif()
    image.paste((200, 60, 40), (0, 0, size[0] // 4, size[1] // 4))
    if orientation:
        exif[0x0112] = orientation
    with io.BytesIO() as file:
        image.save(file, "JPEG", exif=exif)
        return file.getvalue()


def paper(
    kind: str, *, by: Officer, final: bool = True, number: int | None = None, scan: bytes | None = None,
    content: bytes | None = None, subject: int = 0, **place: object,
) -> Paper:  # fmt: skip
    """A drawn paper of an assessment or a dossier, registered and scanned if asked."""
    content = content or page(f"Nội dung {PaperKind(kind).value}")
    name, sha256 = shelf.put(content)
    last = Paper.objects.filter(kind=kind, subject=subject, **place).order_by("-revision").first()
    made = Paper.objects.create(
        kind=kind, subject=subject, revision=last.revision + 1 if last else 1, is_final=final,
        code=codes.new_code() if final else "", context=canonical({"day": "05 tháng 01 năm 2020", "closed": True}),
        digest=sha256, requested_by=by, state="ready", drawn_at=dt.datetime.now(dt.UTC), file=name, sha256=sha256,
        pages=len(PdfReader(io.BytesIO(content)).pages), **place,
    )  # fmt: skip
    if number is not None:
        of = made.assessment.ward if made.assessment else None
        Issue.objects.create(
            paper=made, ward=of, office=None if of else made.dossier.office, sign=f"{kind[:6]}-UBND", year=2020,
            number=number, issued_on=dt.date(2020, 1, 5), signer="Nguyễn Văn A", signer_office="Chủ tịch", by=by,
        )  # fmt: skip
    if scan is not None:
        name, sha256 = shelf.put(scan)
        Scan.objects.create(
            paper=made, file=name, name="ban-ky.pdf", sha256=sha256, size=len(scan), pages=1, match="text", by=by
        )
    return made


def ward_papers(assessment: Assessment, *, by: Officer) -> dict[str, Paper]:
    """What a ward hands in: everything settled, registered and signed."""
    made = {
        kind: paper(
            kind, by=by, number=number, scan=page(f"Bản ký {kind}"), subject=int(kind == "council"),
            assessment=assessment,
        )
        for number, kind in enumerate(["proposal", "report", "council"], start=1)
    }
    made |= {kind: paper(kind, by=by, assessment=assessment) for kind in ("summary", "exhibits")}
    return made


def exhibit(assessment: Assessment, code: str, abstract: str, content: Mapping[str, bytes], *, by: Officer) -> Evidence:
    """A document with its files, cited by one line."""
    line = assessment.entries.select_related("assessment", "indicator").get(indicator__code=code)
    return library.add(assessment.ward, by, abstract, files=dict(content), entry=line)


def cite(assessment: Assessment, code: str, document: Evidence, *, by: Officer) -> None:
    """Another line cites a document that is there."""
    line = assessment.entries.select_related("assessment", "indicator").get(indicator__code=code)
    evidences.cite(entry=line, evidence=document, by=by)


def exhibits(assessment: Assessment, *, by: Officer) -> dict[str, Evidence]:
    """Of every kind: text, a wide table, a turned scan, two photographs, A3, an office file; one cited twice."""
    wide = page("Bảng rộng", landscape=True)
    a3 = files.pdf(1, title="A3", change=lambda found: found.pages[0].obj.__setitem__("/MediaBox", [0, 0, *A3]))
    made = {
        "decision": exhibit(assessment, "5.2", "Quyết định công nhận", {"qd.pdf": page("Quyết định", pages=3)}, by=by),
        "table": exhibit(assessment, "5.2", "Danh sách", {"ds.pdf": wide}, by=by),
        "scan": exhibit(assessment, "5.3", "Biên bản quét", {"bb.pdf": turned("Biên bản", 90)}, by=by),
        "photos": exhibit(
            assessment, "7.1", "Ảnh ngày hội",
            {"a.jpg": photograph(), "b.jpg": photograph(orientation=6)}, by=by,
        ),
        "plan": exhibit(assessment, "2.1", "Bản đồ", {"ban-do.pdf": a3}, by=by),
        "office": exhibit(assessment, "2.2", "Bảng tính", {"bang.xlsx": files.office("xlsx")}, by=by),
    }  # fmt: skip
    cite(assessment, "8.2", made["decision"], by=by)
    return made


def bind(*, by: Officer, **choice: object) -> Binder:
    """Ask for a binder and bind it."""
    binder = binders.request_binder(by=by, **choice)
    binding.draw_binder(binder.pk)
    binder.refresh_from_db()
    return binder


class Volume:
    """A bound part, read back."""

    def __init__(self, binder: Binder, part: int = 1) -> None:
        self.part = binder.parts.get(position=part)
        with self.part.file.open("rb") as file:
            self.content = file.read()
        self.reader = PdfReader(io.BytesIO(self.content))
        self.rows = json.loads(self.part.contents)

    @property
    def pages(self) -> list[str]:
        return [" ".join(found.extract_text().split()) for found in self.reader.pages]

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height as seen, in points."""
        found = []
        for one in self.reader.pages:
            width, height = round(float(one.mediabox.width)), round(float(one.mediabox.height))
            found.append((height, width) if one.rotation % 180 else (width, height))
        return found

    def stamps(self) -> list[str]:
        """Every exhibit's stamp in the order of the pages."""
        return [found for words in self.pages for found in re.findall(r"MC \S+-\d+ · trang \d+/\d+", words)]

    def bookmarks(self) -> list[tuple[int, str, int]]:
        """Level, words, page (from 1)."""
        def walk(items: list, level: int):
            for item in items:
                if isinstance(item, list):
                    yield from walk(item, level + 1)
                else:
                    yield level, item.title, self.reader.get_destination_page_number(item) + 1

        return list(walk(self.reader.outline, 0))
