"""The one document of a made-up ward: a page a criterion with its figures, and on every page that it is made up."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from awards.demo import figures
from awards.documents import pdf
from emulation.text import digest, write_number
from wards.domain.doubts.plausibility_papers import kinds_of
from wards.domain.exhibits import evidence as evidences
from wards.domain.files import uploads
from wards.models import Assessment, Entry, Evidence, Officer

NAME = "tai-lieu-minh-hoa.pdf"
TITLE = "Tài liệu minh họa, không phải văn bản có thật"
STYLE = """
@page { size: A5; margin: 20mm 15mm; @bottom-center { content: "Tài liệu minh họa - trang " counter(page); } }
html { font: 11pt "Liberation Serif", serif } section { break-after: page } section:last-child { break-after: auto }
p.made-up { border: 1.5pt dashed #000; padding: 3mm; text-align: center; font-weight: bold }
h1 { font-size: 14pt } td { padding: 2mm; border-bottom: .5pt solid #000; vertical-align: top } table { width: 100% }
"""


def attach(*, assessment: Assessment, entries: Sequence[Entry], worse: Sequence[str], by: Officer) -> None:
    """Lay the document down, once for each kind asked for, and let each of these lines cite its page.

    Lines named in `worse` stand in it with a lower figure: what an appraisal is there to find.
    """
    pages = [list(lines) for _criterion, lines in groupby(entries, key=lambda entry: entry.indicator.criterion)]
    content = draw(ward=str(assessment.ward), pages=pages, worse=worse)
    page_of = {entry.pk: number for number, lines in enumerate(pages, start=1) for entry in lines}
    for kind, lines in _by_kind(entries).items():
        document = evidences.add_evidence(
            ward=assessment.ward, by=by, abstract=f"{kind.label} ({TITLE[:1].lower()}{TITLE[1:]})", kind=kind,
            issuer=f"UBND {assessment.ward.name_in_text} (minh họa)", copy=Evidence.Copy.PHOTO,
        )  # fmt: skip
        upload = SimpleUploadedFile(NAME, content, "application/pdf")
        evidences.attach(evidence=document, checked=uploads.check(upload), by=by)
        for entry in lines:
            evidences.cite(entry=entry, evidence=document, pages=str(page_of[entry.pk]), by=by)


def _by_kind(entries: Sequence[Entry]) -> dict[Evidence.Kind, list[Entry]]:
    """The lines by the kind of document their indicator asks for: each kind is laid down once, all with one file."""
    found: dict[Evidence.Kind, list[Entry]] = {}
    for entry in entries:
        kinds = sorted(kinds_of(next(iter(entry.indicator.evidence_kinds), "")))
        found.setdefault(Evidence.Kind(kinds[0] if kinds else Evidence.Kind.REPORT), []).append(entry)
    return found


def draw(*, ward: str, pages: Sequence[Sequence[Entry]], worse: Sequence[str]) -> bytes:
    """The PDF, always the same for the same figures."""
    body = format_html_join("", "{}", [(_page(ward, lines, worse),) for lines in pages])
    html = format_html('<html lang="vi"><head><title>{}</title></head><body>{}</body></html>', TITLE, body)
    return pdf.draw(html=html, stylesheet=STYLE, identifier=bytes.fromhex(digest(html))[:16]).content


def _page(ward: str, lines: Sequence[Entry], worse: Sequence[str]) -> SafeString:
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td><b>{}</b></td></tr>",
        [(entry.indicator.code, entry.indicator.text, _figure(entry, worse)) for entry in lines],
    )
    return format_html(
        '<section><p class="made-up">{}</p><h1>{}</h1><p>{}, năm {}</p><table>{}</table></section>',
        TITLE, lines[0].indicator.criterion, ward, lines[0].year, rows,
    )  # fmt: skip


def _figure(entry: Entry, worse: Sequence[str]) -> str:
    lowered = entry.indicator.code in worse
    return in_words(entry, {**entry.shape, **(figures.lowered(figure=entry.shape) if lowered else {})})


def in_words(entry: Entry, value: Mapping[str, Any]) -> str:
    """The figure as a document would state it."""
    unit = entry.indicator.unit
    if value["met"] is not None:
        return f"{value['met']}/{value['of']} {unit}"
    if value["number"] is not None:
        return f"{write_number(value['number'])}{'' if unit == '%' else ' '}{unit}"
    if value["yes"] is not None:
        return "Đạt" if value["yes"] else "Chưa đạt"
    return entry.option.name if entry.option else entry.text
