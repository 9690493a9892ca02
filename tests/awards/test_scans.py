"""Signed scans: compared with what was drawn, refused where they show another paper, kept with their reason."""

import hashlib
import io
import json
import os
import time
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from awards import tasks
from awards.documents import pdf
from awards.domain.binders.chosen_papers import bound_papers
from awards.domain.facts import NotAllowed
from awards.domain.papers import drawing, issuing, scans, waiting_scans
from awards.domain.papers.paper_facts import CheckedScan, checked_scan
from awards.domain.writing import layouts, texts
from awards.models import Paper, Scan
from tests import papers as files
from tests.awards import signing
from wards.models import Assessment, Officer


@pytest.fixture
def found(filled: Assessment, leader: Officer, clerk: Officer) -> dict[str, Paper]:
    """Everything settled; proposal and report have their numbers."""
    signing.voted(filled, by=leader)
    settled = signing.settled(filled, by=leader)
    for kind in ("proposal", "report"):
        signing.registered(settled[kind], by=clerk)
    return settled


def photographed(paper: Paper, *, dpi: int = 130, turned: float = 1.0, without_code: bool = False) -> bytes:
    """The paper as a scanner gives it back: pictures of its pages, a little askew, no text."""
    with paper.file.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
    pages = []
    for page in document:
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        if without_code:
            picture.paste(255, (0, 0, picture.width, picture.height))
        pages.append(picture.rotate(turned, fillcolor=255))
    target = io.BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return target.getvalue()


def as_scan(content: bytes, name: str = "quet.pdf") -> CheckedScan:
    return checked_scan([SimpleUploadedFile(name, content)])


def longer(content: bytes) -> bytes:
    """The same with one empty page more."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.add_blank_page()
        document.save(target)
    return target.getvalue()


def drawn_bytes(paper: Paper) -> bytes:
    """As the system drew it, unsigned."""
    with paper.file.open("rb") as file:
        return file.read()


def signed_bytes(paper: Paper) -> bytes:
    """With a seal on it."""
    return files.stamped(drawn_bytes(paper))


@pytest.mark.parametrize("turned", [0.0, 1.0, 180.0])
def test_code_is_found_on_a_photographed_paper(turned: float, found: dict[str, Paper]) -> None:
    finding = scans.examine(paper=found["proposal"], scan=as_scan(photographed(found["proposal"], turned=turned)))

    assert (finding.match, finding.doubts) == ("code", [])


def test_scan_of_another_paper_is_refused_by_its_name(found: dict[str, Paper]) -> None:
    with pytest.raises(ValidationError) as refused:
        scans.examine(paper=found["proposal"], scan=as_scan(photographed(found["report"])))

    assert refused.value.message_dict == {
        "files": ["Tệp quet.pdf là văn bản khác: Báo cáo thành tích, bản 1, Phường Điện Biên."]
    }


def test_scan_of_an_earlier_version_is_refused(found: dict[str, Paper], filled: Assessment, leader: Officer) -> None:
    texts.write(place=filled, kind="report", typed={"features": "<p>Phường trung tâm.</p>"}, seen={}, by=leader)
    new = next(
        p for p in signing.draw(drawing.finalise(place=filled, by=leader, only=[("report", 0)])) if p.kind == "report"
    )

    with pytest.raises(ValidationError) as refused:
        scans.examine(paper=new, scan=signing.scan_of(found["report"]))

    assert refused.value.message_dict == {"files": ["Tệp ban-ky.pdf là bản 1 của văn bản này, không phải bản 2."]}


def test_text_is_enough_where_no_code_can_be_read(found: dict[str, Paper]) -> None:
    paper = found["proposal"]
    paper.code = "2222-2222-2222"  # what is printed is unknown then: nobody's code

    finding = scans.examine(paper=paper, scan=as_scan(_without_code(paper)))

    assert finding.match == "text"


def _without_code(paper: Paper) -> bytes:
    """The same paper as a clerk's own programme would print it: all words, no code."""
    html = layouts.html(paper.kind, json.loads(Paper.objects.get(pk=paper.pk).context))
    return pdf.draw(html=html, stylesheet=layouts.stylesheet(), identifier=b"1" * 16).content


def test_unreadable_pages_match_nothing_and_need_a_reason(found: dict[str, Paper], clerk: Officer) -> None:
    paper = found["proposal"]
    scan = checked_scan([SimpleUploadedFile(f"{n}.png", files.picture("PNG")) for n in range(paper.pages)])
    finding = scans.examine(paper=paper, scan=scan)

    assert finding.match == "nothing"
    with pytest.raises(ValidationError) as refused:
        scans.keep(paper=paper, scan=scan, finding=finding, by=clerk)
    assert list(refused.value.message_dict) == ["reason"]
    kept = scans.keep(paper=paper, scan=scan, finding=finding, reason="Bản ký lại bằng tay", by=clerk)
    assert (kept.match, kept.reason) == ("nothing", "Bản ký lại bằng tay")


def sized(paper: Paper, width: float, height: float) -> bytes:
    """The signed paper with a first page of another size (points)."""
    with pikepdf.open(io.BytesIO(signed_bytes(paper))) as document, io.BytesIO() as file:
        document.pages[0].MediaBox = pikepdf.Array([0, 0, width, height])
        document.save(file)
        return file.getvalue()


def blank_beside(paper: Paper, count: int) -> bytes:
    with pikepdf.open(io.BytesIO(signed_bytes(paper))) as document, io.BytesIO() as file:
        for _page in range(count):
            document.add_blank_page()
        document.save(file)
        return file.getvalue()


REFUSED = {
    "empty": (lambda paper: photographed(paper, without_code=True), "Tất cả các trang của tệp đều trống."),
    "endless": (lambda paper: sized(paper, 10**7, 10**7), "Trang 1 của tệp quá lớn hoặc quá nhỏ"),
    "tiny": (lambda paper: sized(paper, 40, 40), "Trang 1 của tệp quá lớn hoặc quá nhỏ"),
    "mostly empty": (lambda paper: blank_beside(paper, paper.pages + 1), "trang trống"),
    "far too long": (lambda paper: blank_beside(paper, 298), "Hãy chọn bản quét đủ trang của đúng văn bản này."),
    "unsigned": (drawn_bytes, "do hệ thống này lập, chưa ký"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_reason_makes_a_scan_is_refused(what: str, found: dict[str, Paper]) -> None:
    made, said = REFUSED[what]
    paper = found["proposal"]

    with pytest.raises(ValidationError) as refused:
        scans.examine(paper=paper, scan=as_scan(made(paper)))

    assert said in " ".join(refused.value.message_dict["files"])


def test_text_without_any_picture_is_doubted(found: dict[str, Paper]) -> None:
    paper = found["proposal"]
    with pikepdf.open(io.BytesIO(drawn_bytes(paper))) as document, io.BytesIO() as file:
        document.docinfo["/Title"] = "Bản khác"
        document.save(file)
        other_bytes = file.getvalue()

    finding = scans.examine(paper=paper, scan=as_scan(other_bytes))

    assert finding.match == "code"
    assert finding.doubts == ["Tệp không có hình ảnh hay chữ ký số nào, không giống văn bản đã ký."]


def test_unusual_sheet_is_asked_about(found: dict[str, Paper]) -> None:
    finding = scans.examine(paper=found["proposal"], scan=as_scan(sized(found["proposal"], 200, 200)))

    assert "Trang 1 có khổ 71 × 71 mm, không phải khổ giấy thường dùng." in finding.doubts


def test_cancelled_number_takes_its_scan_along(
    client: Client, found: dict[str, Paper], clerk: Officer, filled: Assessment
) -> None:
    paper = found["proposal"]
    old = signing.scanned(paper, by=clerk)
    client.force_login(clerk)
    gone = client.post(reverse("awards:issue_cancel", args=[old.issue_id]), {"reason": "nhầm số"})
    assert "Bản quét mang số này không còn giá trị" in client.get(gone["Location"]).content.decode()

    signing.registered(paper, by=clerk, number=77)

    row = next(row for row in issuing.standing(filled) if row.kind == "proposal")
    bound = next(one for one in bound_papers(assessments=[filled.pk])[filled.pk] if one.kind == "proposal")
    assert (str(row.issue), row.scan, row.is_complete) == ("77/TTr-UBND", None, False)
    assert (str(bound.issue), bound.scan) == ("77/TTr-UBND", None)
    assert "Tải bản quét đã ký" in client.get(reverse("awards:papers", args=[filled.pk])).content.decode()
    new = signing.scanned(paper, by=clerk)
    assert new.issue.number == 77
    assert next(row for row in issuing.standing(filled) if row.kind == "proposal").is_complete


def test_other_number_of_pages_is_told(found: dict[str, Paper]) -> None:
    paper = found["proposal"]

    finding = scans.examine(paper=paper, scan=as_scan(longer(signed_bytes(paper))))

    assert finding.match == "code"
    assert finding.doubts == [f"Tệp có {paper.pages + 1} trang; văn bản có {paper.pages} trang."]


def test_locked_pdf_is_refused(found: dict[str, Paper]) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed_bytes(found["proposal"]))) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(ValidationError) as refused:
        as_scan(target.getvalue())

    assert "quet.pdf" in refused.value.messages[0]


def test_photographs_of_the_pages_are_joined(found: dict[str, Paper]) -> None:
    pictures = []
    for number in (1, 2):
        target = io.BytesIO()
        Image.new("L", (600, 800), 255).save(target, "JPEG")
        pictures.append(SimpleUploadedFile(f"trang-{number}.jpg", target.getvalue()))

    assert checked_scan(pictures).pages == 2
    with pytest.raises(ValidationError, match="Chọn một tệp PDF"):
        checked_scan([pictures[0], SimpleUploadedFile("a.pdf", signed_bytes(found["proposal"]))])


def test_newest_scan_counts_and_the_earlier_stays(found: dict[str, Paper], clerk: Officer, filled: Assessment) -> None:
    first = signing.scanned(found["report"], by=clerk)
    second = scans.keep(
        paper=found["report"], scan=(scan := as_scan(photographed(found["report"]))),
        finding=scans.examine(paper=found["report"], scan=scan), by=clerk,
    )  # fmt: skip

    assert [row.pk for row in Scan.objects.all()] == [second.pk, first.pk]
    assert {Path(settings.MEDIA_ROOT, row.file.name).exists() for row in (first, second)} == {True}


def test_scan_before_its_number_is_refused(found: dict[str, Paper], clerk: Officer) -> None:
    with pytest.raises(ValidationError, match="Vào sổ số, ngày"):
        scans.keep(
            paper=found["council"], scan=(scan := signing.scan_of(found["council"])),
            finding=scans.examine(paper=found["council"], scan=scan), by=clerk,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["official", "reviewer", "stranger"])
def test_only_clerk_and_leader_lay_scans_down(
    role: str, found: dict[str, Paper], request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        signing.scanned(found["report"], by=request.getfixturevalue(role))


# The page --------------------------------------------------------------------------------------------------------


def posted(client: Client, paper: Paper, *files: SimpleUploadedFile, **typed: str):
    return client.post(reverse("awards:paper_scan", args=[paper.pk]), {"files": list(files), **typed})


def test_page_keeps_a_good_scan(client: Client, found: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)

    answer = posted(client, found["report"], SimpleUploadedFile("ký.pdf", signed_bytes(found["report"])))

    assert answer.status_code == 303
    scan = Scan.objects.get()
    assert (scan.name, scan.match, scan.by) == ("ký.pdf", "code", clerk)
    shown = client.get(reverse("awards:scan_file", args=[scan.pk]))
    assert digest_of(shown) == scan.sha256
    assert shown["X-Content-Type-Options"] == "nosniff"


def digest_of(answer) -> str:
    return hashlib.sha256(b"".join(answer.streaming_content)).hexdigest()


def test_doubtful_scan_waits_for_its_reason_and_is_not_sent_twice(
    client: Client, found: dict[str, Paper], clerk: Officer
) -> None:
    client.force_login(clerk)
    content = longer(signed_bytes(found["report"]))

    asked = posted(client, found["report"], SimpleUploadedFile("dài.pdf", content))
    page = asked.content.decode()

    assert asked.status_code == 422
    assert "dài.pdf" in page
    assert f"văn bản có {found['report'].pages} trang." in page
    kept = asked.context["form"].data["kept"]
    assert posted(client, found["report"], kept=kept, reason="").status_code == 422
    assert posted(client, found["report"], kept=kept, reason="Kèm tờ bìa").status_code == 303
    assert Scan.objects.get().reason == "Kèm tờ bìa"
    assert list(Path(settings.MEDIA_ROOT).rglob("waiting/*/*")) == []


def test_scan_nobody_came_back_to_is_swept(client: Client, found: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)
    content = longer(signed_bytes(found["report"]))
    posted(client, found["report"], SimpleUploadedFile("cũ.pdf", content))
    old = next(Path(settings.MEDIA_ROOT).rglob("waiting/*/scan.pdf"))
    for path in (old, old.parent):
        os.utime(path, (time.time() - 25 * 3600,) * 2)
    kept = posted(client, found["report"], SimpleUploadedFile("mới.pdf", longer(content))).context["form"].data["kept"]

    tasks.sweep_scans()

    assert not old.parent.exists()
    assert posted(client, found["report"], kept=kept, reason="Kèm hai tờ bìa").status_code == 303
    assert Scan.objects.get().name == "mới.pdf"


def test_scan_that_waits_anew_waits_from_now_on(client: Client, found: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)
    content = longer(signed_bytes(found["report"]))
    posted(client, found["report"], SimpleUploadedFile("dài.pdf", content))
    path = next(Path(settings.MEDIA_ROOT).rglob("waiting/*/scan.pdf"))
    os.utime(path, (time.time() - 25 * 3600,) * 2)
    posted(client, found["report"], SimpleUploadedFile("dài.pdf", content))

    tasks.sweep_scans()

    assert path.exists()


def test_sweep_without_any_scan_does_nothing(db: None) -> None:
    assert waiting_scans.sweep() == 0


def test_forged_waiting_scan_is_none(client: Client, found: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)

    answer = posted(client, found["report"], kept="bịa:đặt", reason="x")

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["files"]


def test_nothing_chosen_is_told_beside_the_field(client: Client, found: dict[str, Paper], clerk: Officer) -> None:
    client.force_login(clerk)

    answer = posted(client, found["report"])

    assert answer.context["form"].errors == {"files": ["Chọn bản quét của văn bản đã ký."]}


@pytest.mark.parametrize(
    ("role", "status"),
    [("official", 200), ("clerk", 200), ("reviewer", 403), ("stranger", 404), ("province", 404), ("admin", 404)],
)
def test_scans_are_read_by_the_ward_and_later_by_the_office(
    role: str, status: int, client: Client, found: dict[str, Paper], clerk: Officer, request: pytest.FixtureRequest
) -> None:
    scan = signing.scanned(found["report"], by=clerk)
    client.force_login(request.getfixturevalue(role))

    answer = client.get(reverse("awards:scan_file", args=[scan.pk]))

    assert answer.status_code == status
    if status == 200:
        assert digest_of(answer) == scan.sha256


def test_summary_says_what_is_wrong_with_a_scan_before_what_is_asked_for(
    client: Client, found: dict[str, Paper], clerk: Officer
) -> None:
    client.force_login(clerk)
    paper = found["report"]

    page = posted(client, paper, SimpleUploadedFile("dài.pdf", longer(signed_bytes(paper)))).content.decode()

    summary = page[page.index('class="error-summary"') :].partition("</ul>")[0]
    wrong = f"Tệp có {paper.pages + 1} trang; văn bản có {paper.pages} trang."
    assert summary.index(wrong) < summary.index("Nêu lý do")


def test_scan_of_another_kind_is_told_only_the_kinds_of_scans(found: dict[str, Paper]) -> None:
    for name in ("ky.txt", "ky.docx", "ky"):
        with pytest.raises(ValidationError) as refused:
            checked_scan([SimpleUploadedFile(name, b"x")])
        said = f"Tệp {name} không phải bản quét: bản quét là một tệp PDF, hoặc các ảnh chụp (JPEG, PNG, HEIC)."
        assert refused.value.message_dict == {"files": [said]}
