"""Signed scans: compared with what was drawn, refused where they show another paper, kept with their reason."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from awards.documents import pdf
from awards.domain.facts import NotAllowed
from awards.domain.papers import drawing, scans
from awards.domain.papers.paper_facts import checked_scan
from awards.domain.writing import layouts, texts
from awards.models import Paper, Scan
from tests import papers as files
from tests.awards import signing
from tests.awards.copies import as_scan, blank_beside, drawn_bytes, longer, photographed, signed_bytes, sized
from wards.models import Assessment, Officer


@pytest.mark.parametrize("turned", [0.0, 1.0, 180.0])
def test_code_is_found_on_a_photographed_paper(turned: float, registered: dict[str, Paper]) -> None:
    finding = scans.examine(
        paper=registered["proposal"], scan=as_scan(photographed(registered["proposal"], turned=turned))
    )

    assert (finding.match, finding.doubts) == ("code", [])


def test_scan_of_another_paper_is_refused_by_its_name(registered: dict[str, Paper]) -> None:
    with pytest.raises(ValidationError) as refused:
        scans.examine(paper=registered["proposal"], scan=as_scan(photographed(registered["report"])))

    assert refused.value.message_dict == {
        "files": ["Tệp quet.pdf là văn bản khác: Báo cáo thành tích, bản 1, Phường Điện Biên."]
    }


def test_scan_of_an_earlier_version_is_refused(
    registered: dict[str, Paper], filled: Assessment, leader: Officer
) -> None:
    texts.write(place=filled, kind="report", typed={"features": "<p>Phường trung tâm.</p>"}, seen={}, by=leader)
    new = next(
        p for p in signing.draw(drawing.finalise(place=filled, by=leader, only=[("report", 0)])) if p.kind == "report"
    )

    with pytest.raises(ValidationError) as refused:
        scans.examine(paper=new, scan=signing.scan_of(registered["report"]))

    assert refused.value.message_dict == {"files": ["Tệp ban-ky.pdf là bản 1 của văn bản này, không phải bản 2."]}


def test_text_is_enough_where_no_code_can_be_read(registered: dict[str, Paper]) -> None:
    paper = registered["proposal"]
    paper.code = "2222-2222-2222"  # what is printed is unknown then: nobody's code

    finding = scans.examine(paper=paper, scan=as_scan(_without_code(paper)))

    assert finding.match == "text"


def _without_code(paper: Paper) -> bytes:
    """The same paper as a clerk's own programme would print it: all words, no code."""
    html = layouts.html(paper.kind, json.loads(Paper.objects.get(pk=paper.pk).context))
    return pdf.draw(html=html, stylesheet=layouts.stylesheet(), identifier=b"1" * 16).content


def test_unreadable_pages_match_nothing_and_need_a_reason(registered: dict[str, Paper], clerk: Officer) -> None:
    paper = registered["proposal"]
    scan = checked_scan([SimpleUploadedFile(f"{n}.png", files.picture("PNG")) for n in range(paper.pages)])
    finding = scans.examine(paper=paper, scan=scan)

    assert finding.match == "nothing"
    with pytest.raises(ValidationError) as refused:
        scans.keep(paper=paper, scan=scan, finding=finding, by=clerk)
    assert list(refused.value.message_dict) == ["reason"]
    kept = scans.keep(paper=paper, scan=scan, finding=finding, reason="Bản ký lại bằng tay", by=clerk)
    assert (kept.match, kept.reason) == ("nothing", "Bản ký lại bằng tay")


REFUSED = {
    "empty": (lambda paper: photographed(paper, without_code=True), "Tất cả các trang của tệp đều trống."),
    "endless": (lambda paper: sized(paper, 10**7, 10**7), "Trang 1 của tệp quá lớn hoặc quá nhỏ"),
    "tiny": (lambda paper: sized(paper, 40, 40), "Trang 1 của tệp quá lớn hoặc quá nhỏ"),
    "mostly empty": (lambda paper: blank_beside(paper, paper.pages + 1), "trang trống"),
    "far too long": (lambda paper: blank_beside(paper, 298), "Hãy chọn bản quét đủ trang của đúng văn bản này."),
    "unsigned": (drawn_bytes, "do hệ thống này lập, chưa ký"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_reason_makes_a_scan_is_refused(what: str, registered: dict[str, Paper]) -> None:
    made, said = REFUSED[what]
    paper = registered["proposal"]

    with pytest.raises(ValidationError) as refused:
        scans.examine(paper=paper, scan=as_scan(made(paper)))

    assert said in " ".join(refused.value.message_dict["files"])


def test_text_without_any_picture_is_doubted(registered: dict[str, Paper]) -> None:
    paper = registered["proposal"]
    with pikepdf.open(io.BytesIO(drawn_bytes(paper))) as document, io.BytesIO() as file:
        document.docinfo["/Title"] = "Bản khác"
        document.save(file)
        other_bytes = file.getvalue()

    finding = scans.examine(paper=paper, scan=as_scan(other_bytes))

    assert finding.match == "code"
    assert finding.doubts == ["Tệp không có hình ảnh hay chữ ký số nào, không giống văn bản đã ký."]


def test_unusual_sheet_is_asked_about(registered: dict[str, Paper]) -> None:
    finding = scans.examine(paper=registered["proposal"], scan=as_scan(sized(registered["proposal"], 200, 200)))

    assert "Trang 1 có khổ 71 × 71 mm, không phải khổ giấy thường dùng." in finding.doubts


def test_other_number_of_pages_is_told(registered: dict[str, Paper]) -> None:
    paper = registered["proposal"]

    finding = scans.examine(paper=paper, scan=as_scan(longer(signed_bytes(paper))))

    assert finding.match == "code"
    assert finding.doubts == [f"Tệp có {paper.pages + 1} trang; văn bản có {paper.pages} trang."]


def test_locked_pdf_is_refused(registered: dict[str, Paper]) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed_bytes(registered["proposal"]))) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(ValidationError) as refused:
        as_scan(target.getvalue())

    assert "quet.pdf" in refused.value.messages[0]


def test_photographs_of_the_pages_are_joined(registered: dict[str, Paper]) -> None:
    pictures = []
    for number in (1, 2):
        target = io.BytesIO()
        Image.new("L", (600, 800), 255).save(target, "JPEG")
        pictures.append(SimpleUploadedFile(f"trang-{number}.jpg", target.getvalue()))

    assert checked_scan(pictures).pages == 2
    with pytest.raises(ValidationError, match="Chọn một tệp PDF"):
        checked_scan([pictures[0], SimpleUploadedFile("a.pdf", signed_bytes(registered["proposal"]))])


def test_newest_scan_counts_and_the_earlier_stays(
    registered: dict[str, Paper], clerk: Officer, filled: Assessment
) -> None:
    first = signing.scanned(registered["report"], by=clerk)
    second = scans.keep(
        paper=registered["report"], scan=(scan := as_scan(photographed(registered["report"]))),
        finding=scans.examine(paper=registered["report"], scan=scan), by=clerk,
    )  # fmt: skip

    assert [row.pk for row in Scan.objects.all()] == [second.pk, first.pk]
    assert {Path(settings.MEDIA_ROOT, row.file.name).exists() for row in (first, second)} == {True}


def test_scan_before_its_number_is_refused(registered: dict[str, Paper], clerk: Officer) -> None:
    with pytest.raises(ValidationError, match="Vào sổ số, ngày"):
        scans.keep(
            paper=registered["council"], scan=(scan := signing.scan_of(registered["council"])),
            finding=scans.examine(paper=registered["council"], scan=scan), by=clerk,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["official", "reviewer", "stranger"])
def test_only_clerk_and_leader_lay_scans_down(
    role: str, registered: dict[str, Paper], request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        signing.scanned(registered["report"], by=request.getfixturevalue(role))


def test_scan_of_another_kind_is_told_only_the_kinds_of_scans(registered: dict[str, Paper]) -> None:
    for name in ("ky.txt", "ky.docx", "ky"):
        with pytest.raises(ValidationError) as refused:
            checked_scan([SimpleUploadedFile(name, b"x")])
        said = f"Tệp {name} không phải bản quét: bản quét là một tệp PDF, hoặc các ảnh chụp (JPEG, PNG, HEIC)."
        assert refused.value.message_dict == {"files": [said]}
