"""A ward's dossier to be bound, made the short way: papers as files, exhibits of every kind; and a volume read back."""

import datetime as dt
import hashlib
import io
import json
import random
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pgtrigger
import pikepdf
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader

from awards.documents import binders as binding
from awards.documents import pdf, shelf
from awards.documents.binder_pages import Frame
from awards.documents.binding import Binding
from awards.domain import codes
from awards.domain.binders import binding as binders
from awards.domain.papers.present import Present
from awards.models import Binder, Dossier, DossierWard, Issue, Paper, PaperKind, Scan
from emulation.text import canonical
from tests import papers as files
from tests.wards import library
from wards.domain.exhibits import evidence as evidences
from wards.models import Assessment, Citation, Content, Evidence, EvidenceFile, Officer

A4, A3 = (595, 842), (842, 1191)


def page(words: str, *, pages: int = 1, landscape: bool = False) -> bytes:
    """A PDF that says something on each page."""
    size = "A4 landscape" if landscape else "A4"
    body = "".join(f"<p>{words}, tờ {number}</p>" for number in range(1, pages + 1))
    html = f"<html lang='vi'><head><title>{words}</title></head><body>{body}</body></html>"
    sheet = f"@page {{ size: {size} }} p {{ font: 14pt 'Liberation Serif' }} p + p {{ break-before: page }}"
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
        code=codes.new_code() if final else "", context=_said(kind, place, final=final),
        digest=sha256, requested_by=by, state="ready", drawn_at=dt.datetime.now(dt.UTC), file=name, sha256=sha256,
        pages=len(PdfReader(io.BytesIO(content)).pages), **place,
    )  # fmt: skip
    issue = None
    if number is not None:
        of = made.assessment.ward if made.assessment else None
        issue = Issue.objects.create(
            paper=made, ward=of, office=None if of else made.dossier.office, sign=f"{kind[:6]}-UBND", year=2020,
            number=number, issued_on=dt.date(2020, 1, 5), signer="Nguyễn Văn A", signer_office="Chủ tịch", by=by,
        )  # fmt: skip
    if scan is not None:
        name, sha256 = shelf.put(scan)
        Scan.objects.create(
            paper=made, issue=issue, file=name, name="ban-ky.pdf", sha256=sha256, size=len(scan), pages=1,
            match="text", by=by,
        )  # fmt: skip
    return made


def _said(kind: str, place: Mapping[str, object], *, final: bool) -> str:
    """What it would say now, of those that can; minutes say as much as a volume asks of them."""
    ((_column, row),) = place.items()
    present, key = Present(type(row).objects.get(pk=row.pk)), (kind, 0)
    if kind not in {"proposal", "report", "summary", "exhibits", "city_proposal"} or not present.can_say(key):
        return canonical({"day": "05 tháng 01 năm 2020", "closed": True})
    return present.says(key, final=final)


def ward_papers(assessment: Assessment, *, by: Officer) -> dict[str, Paper]:
    """What a ward hands in: everything settled, registered and signed."""
    made = {
        kind: paper(
            kind,
            by=by,
            number=number,
            scan=page(f"Bản ký {kind}"),
            subject=int(kind == "council"),
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


def rebound(binder: Binder) -> list[str]:
    """The digests of the parts when the same row is bound once more, from nothing."""
    plan = json.loads(binder.plan)
    frame = Frame(cover=plan["cover"], code=binder.code, identifier=bytes.fromhex(binder.digest)[:16])
    with tempfile.TemporaryDirectory() as folder:
        written = Binding(plan, frame, binder.duplex, binder.part_limit, Path(folder), lambda _step: None).bind()
        return [shelf.digest_of(part.path) for part in written]


def noise(size: int, *, seed: int) -> bytes:
    """A photograph of about so many bytes that nothing makes smaller."""
    side = int((size / 1.35) ** 0.5)
    image = Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(side * side * 3))
    with io.BytesIO() as file:
        image.save(file, "JPEG", quality=60)
        return file.getvalue()


def stored(assessment: Assessment) -> dict[str, str]:
    """The digest of every original of a ward, as its file is now."""
    found = {}
    for content in Content.objects.filter(files__evidence__ward=assessment.ward):
        with content.file.open("rb") as file:
            found[content.sha256] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def take_for(content: Content, after: bytes) -> None:
    """As if these bytes had been uploaded: the record says their digest. Past the trigger that keeps it."""
    with pgtrigger.ignore("wards.Content:append_only"):
        Content.objects.filter(pk=content.pk).update(sha256=hashlib.sha256(after).hexdigest(), size=len(after))


def dossier(assessment: Assessment, *, by: Officer) -> Dossier:
    """The city's dossier of one ward with its papers, as if appraised and signed."""
    made = Dossier.objects.create(office=assessment.ward.office, period=assessment.period, number=1, by=by)
    DossierWard.objects.create(dossier=made, assessment=assessment)
    paper("appraisal", by=by, number=4, scan=page("Bản ký thẩm định"), assessment=assessment)
    for number, kind in enumerate(["city_proposal", "city_council"], start=1):
        paper(kind, by=by, number=number, scan=page(f"Bản ký {kind}"), dossier=made)
    return made


@contextmanager
def queries() -> Iterator[CaptureQueriesContext]:
    """What is asked of the database meanwhile."""
    with CaptureQueriesContext(connection) as seen:
        yield seen


def many_exhibits(assessment: Assessment, count: int, *, by: Officer) -> None:
    """Documents cited by one line, made at once; all hold the same file."""
    content = Content.objects.first()
    line = assessment.entries.get(indicator__code="3.1")
    made = Evidence.objects.bulk_create(
        Evidence(ward=assessment.ward, abstract=f"Tài liệu {n}", created_by=by) for n in range(count)
    )
    EvidenceFile.objects.bulk_create(
        EvidenceFile(evidence=one, content=content, name="a.pdf", uploaded_by=by) for one in made
    )
    Citation.objects.bulk_create(
        Citation(entry=line, evidence=one, position=n, by=by) for n, one in enumerate(made, start=1)
    )
