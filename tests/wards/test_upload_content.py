"""Files that act, or bring something along, or are not whole: told by their structure, not by their words."""

import io
import struct
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from tests import papers
from tests.wards.test_uploads import check, refusal

PLACES = ("open", "page", "annotation", "field", "names", "next", "stream")


def action_at(place: str, kind: str):
    """Hangs an action into a document, at one of the places where a reader looks for them."""

    def plant(document: pikepdf.Pdf) -> None:
        action, root, page = pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), F="x"), document.Root, document.pages[0]
        if place == "open":
            root.OpenAction = action
        elif place == "page":
            page.AA = pikepdf.Dictionary(O=document.make_indirect(action))
        elif place == "annotation":
            link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
            page.Annots = pikepdf.Array([document.make_indirect(link)])
        elif place == "field":
            field = pikepdf.Dictionary(FT=pikepdf.Name.Btn, T="x", AA=pikepdf.Dictionary(U=action))
            root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        elif place == "names":
            root.Names = pikepdf.Dictionary(Any=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), action])))
        elif place == "next":
            root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=pikepdf.Array([action]))
        else:
            stream = pikepdf.Stream(document, b"")
            stream.S = document.make_indirect(action.S)
            root.OpenAction = document.make_indirect(stream)

    return plant


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ["Launch", "SubmitForm", "ImportData", "GoToE", "RichMediaExecute", "JavaScript"])
def test_pdf_with_an_action_is_refused_wherever_it_hangs(kind: str, place: str) -> None:
    for compressed in (False, True):
        said = refusal("a.pdf", papers.pdf(change=action_at(place, kind), compressed=compressed))
        assert ("JavaScript" if kind == "JavaScript" else "contains actions") in said


def test_pdf_with_scripts_by_name_media_or_files_is_refused() -> None:
    def by_name(document: pikepdf.Pdf) -> None:
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))

    def media(document: pikepdf.Pdf) -> None:
        annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia)
        document.pages[0].Annots = pikepdf.Array([annotation])

    def file(document: pikepdf.Pdf) -> None:
        document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="a.exe")

    assert "JavaScript" in refusal("a.pdf", papers.pdf(change=by_name))
    assert "contains actions" in refusal("a.pdf", papers.pdf(change=media))
    assert "contains other files" in refusal("a.pdf", papers.pdf(change=file, compressed=True))


@pytest.mark.parametrize("title", ["Hướng dẫn /JS và /JavaScript", "/JS", "/Launch /EF /GoToE", "(/S /Launch)"])
def test_pdf_that_only_speaks_of_actions_is_taken(title: str) -> None:
    def link(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.vn{title}")
        document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])

    assert check("a.pdf", papers.pdf(title=title, change=link)).pages == 1


def test_large_pdf_is_judged_in_bounded_time() -> None:
    def fill(document: pikepdf.Pdf) -> None:
        for _number in range(5_000):
            document.make_indirect(pikepdf.Dictionary(Title="x" * 50))
        document.Root.Rows = pikepdf.Array([pikepdf.Name.EF] * 150_000)

    content = papers.pdf(change=fill)
    begun = time.monotonic()
    assert "far more" in refusal("a.pdf", content)
    assert time.monotonic() - begun < 5


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_relation(kind: str, target: str, *, mode: str = "External", encoding: str = "utf-8") -> bytes:
    relation = f'<Relationship Id="a" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    text = f'<?xml version="1.0"?><Relationships>{relation}</Relationships>'
    return papers.office("docx", {"word/_rels/settings.xml.rels": text.encode(encoding)})


@pytest.mark.parametrize("target", ["https://evil.example/a.dotm", "\\\\evil\\a.dotm", "file://evil/a.dotm", "a.dotm"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_with_a_template_elsewhere_is_refused(target: str, encoding: str) -> None:
    assert "template" in refusal("a.docx", with_relation("attachedTemplate", target, encoding=encoding))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "file:///C:\\Users\\a\\Mau%20cong%20van.dotx"),
        ("hyperlink", "https://thanhhoa.gov.vn/"),
        ("image", "https://thanhhoa.gov.vn/a.png"),
    ],
)
def test_document_with_ordinary_relations_is_taken(kind: str, target: str) -> None:
    assert check("a.docx", with_relation(kind, target)).media_type == papers.WORD


@pytest.mark.parametrize(
    "content",
    [
        papers.office("docx", {"word/embeddings/oleObject1.bin": b"\xd0\xcf"}),
        papers.office("docx", {"word/activeX/activeX1.xml": b"<a/>"}),
        with_relation("oleObject", "embeddings/harmless.xml", mode="Internal"),
        with_relation("control", "harmless.xml", mode="Internal"),
    ],
)
def test_document_with_objects_inside_is_refused(content: bytes) -> None:
    assert "embedded objects" in refusal("a.docx", content)


def test_document_with_broken_relations_is_refused() -> None:
    assert "damaged" in refusal("a.docx", papers.office("docx", {"word/_rels/a.xml.rels": b"<Relationships>"}))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 5), (120, 161)])
def test_png_of_every_kind_is_taken(mode: str, size: tuple[int, int]) -> None:
    assert check("a.png", png(Image.new(mode, size))).pages == 1


@pytest.mark.parametrize("interlaced", [0, 1])
def test_png_without_its_last_pixels_is_refused(interlaced: int) -> None:
    """Whole by its checksums and its end; the data simply stop."""
    whole = {0: 5 * (1 + 10 * 3), 1: (1 + 6) + (1 + 3) + (1 + 9) + 2 * (1 + 6) + (1 + 15) + 3 * (1 + 15) + 2 * (1 + 30)}

    assert check("a.png", raw_png(10, 5, bytes(whole[interlaced]), interlaced)).pages == 1
    assert "cut off" in refusal("a.png", raw_png(10, 5, bytes(whole[interlaced] - 1), interlaced))


def raw_png(width: int, height: int, rows: bytes, interlaced: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, interlaced)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def png(image: Image.Image) -> bytes:
    with io.BytesIO() as file:
        image.save(file, "PNG")
        return file.getvalue()
