"""A drawn paper as a scanner, a clerk's programme or somebody careless gives it back."""

import io

import pikepdf
import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile

from awards.domain.papers.paper_facts import CheckedScan, checked_scan
from awards.models import Paper
from tests import papers as files


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
