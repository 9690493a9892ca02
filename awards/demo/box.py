"""The documents of a made-up ward that goes the whole way: of every kind and shape that offices keep."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass

import docx
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html, format_html_join
from PIL import Image

from awards.demo import booklet, visit
from awards.documents import pdf
from emulation.text import digest
from wards.domain.exhibits import evidence as evidences
from wards.domain.files import uploads
from wards.models import Assessment, Evidence, Officer

Kind, Body, Copy = Evidence.Kind, Evidence.Body, Evidence.Copy
SHEET = (
    "@page { size: %s; margin: 20mm 15mm 20mm 25mm;"
    "@bottom-center { content: 'Tài liệu minh họa - trang ' counter(page); } }"
    "html { font: 13pt/1.4 'Times New Roman', 'Liberation Serif', serif } section { break-after: page }"
    "section:last-child { break-after: auto } p.made-up { border: 1.5pt dashed #000; padding: 3mm; text-align: center;"
    "font-weight: bold } h1 { font-size: 15pt; text-align: center } table { width: 100%%; border-collapse: collapse }"
    "td, th { border: .5pt solid #000; padding: 1.5mm } td:first-child { text-align: center }"
)  # fmt: skip
PORTRAIT, LANDSCAPE, LARGE = "A4", "A4 landscape", "A3 landscape"
CAMERA_HELD_UPRIGHT = 6  # EXIF: turn by a quarter to see it upright
MADE_UP = booklet.TITLE


@dataclass(frozen=True)
class Thing:
    """One document: what it is called, the lines that cite it, and how its file is made."""

    abstract: str
    kind: str
    lines: tuple[str, ...]
    name: str
    file: Callable[["Thing"], bytes]
    number: str = ""
    issuer: str = "UBND phường"
    body: str = ""
    copy: str = Copy.CERTIFIED
    pages: int = 1
    cited: str = ""
    size: str = PORTRAIT


def attach(*, assessment: Assessment, by: Officer) -> set[str]:
    """Lay the documents down and cite them; returns the codes of the lines that have one now."""
    entries = {
        entry.indicator.code: entry
        for entry in assessment.entries.select_related("indicator__criterion", "assessment__period")
    }
    for day, thing in enumerate(THINGS, start=1):
        made = evidences.add_evidence(
            ward=assessment.ward, by=by, abstract=f"{thing.abstract} (minh họa)", kind=thing.kind, number=thing.number,
            issued_on=dt.date(2019, 11, day), issuer=thing.issuer, body=thing.body, copy=thing.copy,
        )  # fmt: skip
        upload = SimpleUploadedFile(thing.name, thing.file(thing))
        evidences.attach(evidence=made, checked=uploads.check(upload), by=by)
        for code in thing.lines:
            evidences.cite(entry=entries[code], evidence=made, pages=thing.cited, by=by)
    return {code for thing in THINGS for code in thing.lines}


def printed(thing: Thing) -> bytes:
    """A paper of some pages, each of which says that it is made up."""
    rows = format_html_join(
        "", "<tr><td>{}</td><td>{}</td><td>Số liệu minh họa</td></tr>", [(n, f"Nội dung thứ {n}") for n in range(1, 11)]
    )
    page = format_html(
        '<section><p class="made-up">{}</p><h1>{}</h1><p>{} {}</p><table>{}</table></section>',
        MADE_UP, thing.abstract, thing.issuer, thing.number, rows,
    )  # fmt: skip
    body = format_html("{}" * thing.pages, *[page] * thing.pages)
    html = format_html('<html lang="vi"><head><title>{}</title></head><body>{}</body></html>', MADE_UP, body)
    return pdf.draw(html=html, stylesheet=SHEET % thing.size, identifier=bytes.fromhex(digest(html))[:16]).content


def photograph(thing: Thing) -> bytes:
    """Taken with the camera held upright: the bytes lie on their side, and say so."""
    with Image.open(io.BytesIO(visit.drawing(thing.abstract, "#1f6f43"))) as upright, io.BytesIO() as file:
        exif = Image.Exif()
        exif[0x0112] = CAMERA_HELD_UPRIGHT
        upright.transpose(Image.Transpose.ROTATE_90).save(file, "JPEG", quality=85, exif=exif)
        return file.getvalue()


def picture(thing: Thing) -> bytes:
    with Image.open(io.BytesIO(visit.drawing(thing.abstract, "#8a5a1c"))) as drawn, io.BytesIO() as file:
        drawn.quantize(64).save(file, "PNG")
        return file.getvalue()


def word(thing: Thing) -> bytes:
    paper = docx.Document()
    paper.add_heading(thing.abstract, level=1)
    paper.add_paragraph(MADE_UP)
    with io.BytesIO() as file:
        paper.save(file)
        return file.getvalue()


def sheet(thing: Thing) -> bytes:
    book = openpyxl.Workbook()
    table = book.worksheets[0]
    table.append([thing.abstract, MADE_UP])
    for number in range(1, 21):
        table.append([number, f"Hộ gia đình {number} (minh họa)"])
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


THINGS = (
    Thing("Báo cáo kết quả phát triển kinh tế - xã hội", Kind.REPORT, ("1.1",), "bao-cao-kinh-te.pdf", printed,
          "112/BC-UBND", pages=4, cited="2-3"),
    Thing("Bảng thống kê thu nhập theo tổ dân phố", Kind.REPORT, ("1.2",), "bang-thu-nhap.pdf", printed,
          "40/BC-UBND", pages=2, size=LANDSCAPE),
    Thing("Báo cáo quyết toán ngân sách", Kind.REPORT, ("1.3",), "quyet-toan.pdf", printed, "51/BC-UBND", pages=2),
    Thing("Danh sách rà soát hộ nghèo, hộ cận nghèo", Kind.LIST, ("2.1", "2.2"), "danh-sach-ho.xlsx", sheet,
          "07/DS-UBND"),
    Thing("Giấy xác nhận tỷ lệ tham gia bảo hiểm y tế", Kind.CONFIRMATION, ("2.3",), "xac-nhan-bhxh.pdf", printed,
          "21/XN-BHXH", "Bảo hiểm xã hội thành phố", Body.INSURANCE, Copy.ORIGINAL),
    Thing("Sơ đồ các tuyến phố văn minh", Kind.OTHER, ("3.1",), "so-do.pdf", printed, size=LARGE),
    Thing("Danh sách nhà văn hóa tổ dân phố", Kind.LIST, ("3.3",), "nha-van-hoa.docx", word, "09/DS-UBND"),
    Thing("Hình ảnh tổng dọn vệ sinh", Kind.PICTURES, ("4.1",), "tong-don-ve-sinh.jpg", photograph, copy=Copy.PHOTO),
    Thing("Biểu đồ thu gom rác thải", Kind.PICTURES, ("4.2",), "thu-gom-rac.png", picture, copy=Copy.PHOTO),
    Thing("Quyết định công nhận tổ dân phố văn hóa, kiểu mẫu", Kind.DECISION, ("5.1", "5.2"), "cong-nhan-to.pdf",
          printed, "4545/QĐ-UBND", "UBND thành phố", pages=3, cited="1-2"),
    Thing("Quyết định công nhận đơn vị đạt chuẩn văn hóa", Kind.DECISION, ("5.3", "6.1"), "cong-nhan-don-vi.pdf",
          printed, "4620/QĐ-UBND", "UBND thành phố", pages=2),
    Thing("Giấy xác nhận tình hình an ninh trật tự", Kind.CONFIRMATION, ("7.1",), "an-ninh.pdf", printed, "08/XN-CAP",
          "Công an phường", Body.POLICE, Copy.ORIGINAL),
    Thing("Báo cáo kiểm soát thủ tục hành chính", Kind.REPORT, ("8.1", "8.2"), "thu-tuc.pdf", printed, "60/BC-UBND",
          pages=3),
)  # fmt: skip
