"""A file of 10 MB through the resumable way into a document, against a plain copy of it with its digest."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from django.urls import reverse

from tests import factories, papers
from tests.bench import stage
from tests.bench.measure import Ratio, compare
from tests.processes import web
from wards.domain.exhibits import evidence as evidences
from wards.models import Evidence

RUNS = 7
SIZE = 10 * 1024 * 1024
FIRST, MOST = 512 * 1024, 4 * 1024 * 1024  # bytes of a piece, as the page sends them over a quick line


def measure(log: Path) -> dict[str, Ratio]:
    """upload_10mb_vs_copy: announced, sent, checked, attached and answered, over HTTP."""
    place, _reviewer = stage.office("bench-upload")
    [ward] = stage.wards(1, place, first=39000)
    official = factories.officer("official", ward=ward, username="bench.sender")
    document = evidences.add_evidence(ward=ward, by=official, abstract="Tài liệu quét")
    with tempfile.TemporaryDirectory(prefix="bench-") as name, web(log) as port:
        folder, sender = Path(name), Sender(stage.Browser(port, official), document)
        files = iter([scan(folder / f"{number}.pdf") for number in range(RUNS + 1)])
        sample = scan(folder / "copied.pdf")
        ratio = compare(lambda: sender.send(next(files)), lambda: copy(sample, folder / "copy.pdf"), runs=RUNS)
    if document.files.filter(content__size__gte=SIZE).count() != RUNS + 1:
        raise RuntimeError("not every file was attached")
    return {"upload_10mb_vs_copy": ratio}


def scan(path: Path) -> Path:
    """A PDF of 10 MB unlike any other."""

    def fill(document: pikepdf.Pdf) -> None:
        document.Root.Scan = document.make_stream(os.urandom(SIZE))  # packs no further, like pictures

    path.write_bytes(papers.pdf(3, change=fill))
    return path


def copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as old, target.open("wb") as new:
        while chunk := old.read(64 * 1024):
            digest.update(chunk)
            new.write(chunk)
    return digest.hexdigest()


class Sender:
    """Sends a file as the page does: pieces that grow, each with its checksum; then the form with its id."""

    def __init__(self, browser: stage.Browser, document: Evidence) -> None:
        self.browser = browser
        self.form = reverse("wards:evidence_upload", args=[document.pk])

    def send(self, path: Path) -> None:
        told = f"filename {base64.b64encode(path.name.encode()).decode()}"
        announced = {"Upload-Length": str(path.stat().st_size), "Upload-Metadata": told}
        url = self.ask("POST", reverse("wards:uploads"), b"", announced, 201)["Location"]
        for at, piece in pieces(path):
            digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            headers = {
                "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at),
                "Upload-Checksum": f"sha256 {digest}",
            }  # fmt: skip
            self.ask("PATCH", url, piece, headers, 204)
        self.browser.ask("POST", self.form, f"uploads={url.rstrip('/').rpartition('/')[2]}", htmx=True)

    def ask(self, method: str, url: str, body: bytes, headers: dict[str, str], expected: int) -> dict[str, str]:
        line = self.browser.line
        line.request(method, url, body, {**self.browser.headers, "Tus-Resumable": "1.0.0", **headers})
        answer = line.getresponse()
        said = answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{method} {url}: {answer.status} {said[:300]!r}")
        return dict(answer.headers)


def pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    at, size = 0, FIRST
    with path.open("rb") as file:
        while piece := file.read(size):
            yield at, piece
            at, size = at + len(piece), min(size * 2, MOST)
