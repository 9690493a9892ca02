"""The evidence library of one made-up ward over two periods: every kind of document and everything that can lack."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html

from awards.demo import booklet
from awards.documents import pdf
from emulation.text import digest, search_key
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import revisions
from wards.domain.files import uploads
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Evidence, Officer, Period, State, Ward

WARD = "14785"  # Phường Đông Sơn: its official has an account to look with
EARLIER, NOW = 2018, 2019
MARK = "Số liệu minh họa."
FIGURES: dict[int, dict[str, dict[str, Any]]] = {
    EARLIER: {"5.2": {"met": 6, "of": 9}, "5.3": {"met": 14, "of": 20}, "7.1": {"yes": True}},
    NOW: {"1.2": {"number": 55}, "5.1": {"met": 9, "of": 9}, "5.2": {"met": 7, "of": 9}, "5.3": {"met": 16, "of": 20}},
}
Kind, Body, Copy = Evidence.Kind, Evidence.Body, Evidence.Copy


@dataclass(frozen=True)
class Paper:
    """A document; `at` says which lines cite it (year, code), `pages` how many it has (0: no file)."""

    abstract: str
    kind: str
    number: str = ""
    day: dt.date | None = None
    issuer: str = "UBND phường Đông Sơn"
    body: str = ""
    copy: str = Copy.CERTIFIED
    until: dt.date | None = None
    at: tuple[tuple[int, str], ...] = ()
    pages: int = 1


PAPERS = (
    Paper("Quyết định công nhận tổ dân phố kiểu mẫu", Kind.DECISION, "12/QĐ-UBND", dt.date(2018, 12, 10),
          "UBND thành phố Thanh Hóa", until=dt.date(2019, 10, 31), at=((EARLIER, "5.2"), (NOW, "5.2")), pages=2),
    Paper("Danh sách đơn vị đạt chuẩn văn hóa", Kind.LIST, "03/DS-UBND", dt.date(2018, 12, 12),
          at=((EARLIER, "5.3"),), pages=2),
    Paper("Giấy xác nhận tình hình an ninh trật tự", Kind.CONFIRMATION, "08/XN-CAP", dt.date(2018, 12, 14),
          "Công an phường Đông Sơn", Body.POLICE, Copy.ORIGINAL, at=((EARLIER, "7.1"),)),
    Paper("Giấy xác nhận tỷ lệ tham gia bảo hiểm y tế", Kind.CONFIRMATION, "21/XN-BHXH", dt.date(2019, 11, 20),
          "Bảo hiểm xã hội thành phố Thanh Hóa", Body.INSURANCE, Copy.ORIGINAL, at=((NOW, "2.3"),)),
    Paper("Kế hoạch tổng dọn vệ sinh", Kind.PLAN, "05/KH-UBND", dt.date(2019, 2, 18), at=((NOW, "4.1"),)),
    Paper("Biên bản kiểm tra, đánh giá tuyến phố", Kind.MINUTES, day=dt.date(2019, 11, 5), copy=Copy.PHOTO,
          at=((NOW, "3.1"),), pages=0),
    Paper("Hình ảnh tổng dọn vệ sinh các khu phố", Kind.PICTURES, day=dt.date(2019, 11, 23), copy=Copy.PHOTO),
    Paper("Báo cáo thống kê thu nhập", Kind.REPORT, "40/BC-UBND", dt.date(2019, 12, 2), at=((NOW, "1.2"),)),
)  # fmt: skip
NEWER = Paper("Báo cáo thống kê thu nhập (số liệu chính thức)", Kind.REPORT, "46/BC-UBND", dt.date(2019, 12, 16))


def open_ward(*, period: Period, ward: Ward) -> None:
    """This ward's figures are made up: its assessment says so from the opening on.

    A demonstration of an earlier version opened it like the others: where nobody wrote anything yet, it says so now.
    """
    assessments.open_assessments(period=period, wards=[ward], illustrative=True)
    plain = Assessment.objects.filter(period=period, ward=ward, illustrative=False)
    untouched(plain).update(illustrative=True)


def untouched(found: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those of them in which nobody has done anything yet."""
    written = Entry.objects.filter(assessment=OuterRef("pk"), version__gt=0)
    return found.filter(~Exists(written), state=State.DRAFTING, round=0)


@transaction.atomic
def lay_down(*, ward: Ward, by: Officer) -> None:
    """Figures, documents and citations of both periods, once; the last report has replaced the one before.

    Where somebody has begun to try the ward out, it stays theirs.
    """
    free = untouched(Assessment.objects.filter(ward=ward, illustrative=True, period__last_year__in=FIGURES))
    if free.count() < len(FIGURES) or Evidence.objects.filter(ward=ward).exists():
        return
    lines = {
        (entry.year, entry.indicator.code): entry
        for assessment in free
        for entry in assessment.entries.select_related("assessment__ward", "assessment__period", "indicator__criterion")
    }
    for year, figures in FIGURES.items():
        for code, figure in figures.items():
            assessments.record(entry=lines[year, code], figure=figure, explanation=MARK, seen=0, by=by)
    for paper in PAPERS:
        made = evidences.add_evidence(ward=ward, by=by, **_data(paper))
        _attach(made, paper, by)
        for place in paper.at:
            evidences.cite(entry=lines[place], evidence=made, by=by, pages="1" if paper.pages > 1 else "")
    newest = revisions.revise(evidence=made, by=by, **_data(NEWER)).evidence
    _attach(newest, NEWER, by)


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "abstract": f"{paper.abstract} (minh họa)", "kind": paper.kind, "number": paper.number,
        "issued_on": paper.day, "issuer": paper.issuer, "body": paper.body, "copy": paper.copy,
        "valid_until": paper.until,
    }  # fmt: skip


def _attach(evidence: Evidence, paper: Paper, by: Officer) -> None:
    if paper.pages:
        name = f"{search_key(paper.abstract).translate(str.maketrans(' ', '-', ',()'))}.pdf"
        upload = SimpleUploadedFile(name, _draw(paper), "application/pdf")
        evidences.attach(evidence=evidence, checked=uploads.check(upload), by=by)


def _draw(paper: Paper) -> bytes:
    """Its pages, each of which says that it is made up."""
    page = format_html(
        '<section><p class="made-up">{}</p><h1>{}</h1><p>{}</p></section>',
        booklet.TITLE, paper.abstract, f"{paper.issuer} {paper.number}",
    )  # fmt: skip
    body = format_html("{}" * paper.pages, *[page] * paper.pages)
    html = format_html('<html lang="vi"><head><title>{}</title></head><body>{}</body></html>', booklet.TITLE, body)
    return pdf.draw(html=html, stylesheet=booklet.STYLE, identifier=bytes.fromhex(digest(html))[:16]).content
