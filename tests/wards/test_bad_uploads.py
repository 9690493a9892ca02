"""Files that must not get in: each is refused with a word that says why, and leaves no row, no piece, no file."""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests import papers
from tests.wards.library import TYPED, as_
from tests.wards.sending import announce, append, kept
from tests.wards.test_pictures import heic
from tests.wards.test_upload_content import raw_png
from tests.wards.test_uploads import with_declared_size
from wards.models import Assessment, Citation, Content, Entry, Evidence, EvidenceFile, Officer, Upload

JPEG, PNG, ZIP = papers.picture("JPEG"), papers.picture("PNG"), papers.archive({"a.exe": b"MZ"})
PAGE = b"<html><script>alert(1)</script></html>"


def with_program(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_file(document: pikepdf.Pdf) -> None:
    document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="a.exe")


def large_jpeg() -> bytes:
    with io.BytesIO() as file:
        Image.new("L", (5_000, 20_000)).save(file, "JPEG", quality=1)
        return file.getvalue()


def png_bomb() -> bytes:
    """Claims 50 gigapixels in a few bytes."""
    return raw_png(250_000, 200_000, b"", 0)


def wide_heic() -> bytes:
    whole = heic()
    at = whole.index(b"ispe") + 8
    return whole[:at] + struct.pack(">II", 30_000, 30_000) + whole[at + 8 :]


@dataclass(frozen=True)
class Bad:
    name: str
    content: Callable[[], bytes]
    word: str  # of what is said
    early: bool = False  # refused by its name and size, before anything is sent


BAD = {
    "PDF and archive": Bad("a.pdf", lambda: papers.pdf() + ZIP + b"%%EOF", "đồng thời là tệp nén"),
    "JPEG and archive": Bad("a.jpg", lambda: JPEG + ZIP, "đồng thời là tệp nén"),
    "PNG and archive": Bad("a.png", lambda: PNG + ZIP, "đồng thời là tệp nén"),
    "HEIC and archive": Bad("a.heic", lambda: heic() + ZIP, "đồng thời là tệp nén"),
    "web page in a PDF": Bad("a.pdf", lambda: papers.pdf()[:-6] + b"%" + PAGE + b"\n%%EOF\n", "là một trang web"),
    "web page in a JPEG": Bad("a.jpg", lambda: JPEG[:2] + b"\xff\xfe\0\x28" + PAGE + JPEG[2:], "là một trang web"),
    "web page behind a PNG": Bad("a.png", lambda: PNG + PAGE, "là một trang web"),
    "web page in a HEIC": Bad("a.heic", lambda: heic() + PAGE, "là một trang web"),
    "PDF behind a JPEG": Bad("a.jpg", lambda: JPEG + papers.pdf(), "là một tệp PDF"),
    "web page as PDF": Bad("a.pdf", lambda: PAGE, "trang web"),
    "program as PDF": Bad("a.pdf", lambda: b"MZ" + b"\0" * 90, "chương trình (.exe)"),
    "archive bomb": Bad(
        "a.docx",
        lambda: with_declared_size(papers.office("docx", {"word/big.xml": b"\0" * 999_999}), 300_000_000),
        "lớn",
    ),
    "picture bomb": Bad("a.png", png_bomb, "điểm ảnh"),
    "100 megapixels": Bad("a.jpg", large_jpeg, "điểm ảnh"),
    "HEIC bomb": Bad("a.heic", wide_heic, "a.heic"),
    "PDF with JavaScript": Bad("a.pdf", lambda: papers.pdf(change=with_program), "JavaScript"),
    "encrypted PDF": Bad("a.pdf", lambda: papers.pdf(encryption=pikepdf.Encryption(user="x", owner="y")), "mật khẩu"),
    "PDF with files inside": Bad("a.pdf", lambda: papers.pdf(change=with_file), "tệp khác"),
    "macros": Bad("a.docx", lambda: papers.office("docx", macro=True), "macro"),
    "empty": Bad("a.pdf", lambda: b"", "rỗng (0 byte)", early=True),
    "another ending": Bad("a.png", lambda: JPEG, "JPEG"),
    "unknown ending": Bad("a.exe", lambda: b"MZ", "không thuộc loại", early=True),
    "folder in the name": Bad("../../x", lambda: JPEG, "x", early=True),
    "drive in the name": Bad("C:\\x", lambda: JPEG, "x", early=True),
    "PDF cut off": Bad("a.pdf", lambda: papers.pdf(5)[:-60], "cắt"),
    "JPEG cut off": Bad("a.jpg", lambda: JPEG[:-40], "cắt"),
    "JPEG cut off and closed": Bad("a.jpg", lambda: JPEG[: len(JPEG) // 2] + b"\xff\xd9", "thiếu một phần ảnh"),
    "PNG cut off": Bad("a.png", lambda: PNG[:-40], "hỏng"),
    "PNG without its last rows": Bad("a.png", lambda: raw_png(9, 5, b"\0" * 100, 0), "cắt"),
    "HEIC cut off": Bad("a.heic", lambda: heic()[:-200], "hỏng"),
    "DOCX damaged": Bad("a.docx", lambda: papers.office("docx").replace(b"<document/>", b"", 1)[:-5], "a.docx"),
}


def rows() -> list[int]:
    return [model.objects.count() for model in (Evidence, EvidenceFile, Content, Citation, Upload)]


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_bad_file_of_a_plain_form_leaves_no_trace(bad: Bad, official: Officer, entry: Callable[[str], Entry]) -> None:
    before = rows(), kept()
    url = reverse("wards:evidence_new", args=[entry("5.2").pk])
    answer = as_(official).post(url, {**TYPED, "files": [SimpleUploadedFile(bad.name, bad.content())]})

    said = answer.context["form"].errors["files"]
    assert (answer.status_code, len(said), bad.word in said[0]) == (422, 1, True), said
    assert (rows(), kept()) == before


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_bad_file_sent_in_pieces_leaves_no_trace(
    bad: Bad, official: Officer, assessment: Assessment, django_capture_on_commit_callbacks
) -> None:
    before, client, content = (rows(), kept()), as_(official), bad.content()
    answer = announce(client, bad.name, len(content))
    if not bad.early:  # what its name and size do not tell, its last piece does
        with django_capture_on_commit_callbacks(execute=True):
            answer = append(client, answer["Location"], 0, content)
    assert (answer.status_code, bad.word in answer.content.decode()) == (422, True), answer.content.decode()
    assert (rows(), kept()) == before
