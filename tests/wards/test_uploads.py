"""What is let in, told by content; everything else is refused with a word that says why."""

import io
import struct
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from tests import papers
from wards.domain.files import uploads


def check(name: str, content: bytes) -> uploads.Checked:
    return uploads.check(SimpleUploadedFile(name, content))


def refusal(name: str, content: bytes) -> str:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        check(name, content)
    assert list(refused.value.message_dict) == ["files"]
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("name", "content", "media_type", "pages"),
    [
        ("bao-cao.pdf", papers.pdf(3), "application/pdf", 3),
        ("ANH.JPG", papers.picture("JPEG"), "image/jpeg", 1),
        ("anh.jpeg", papers.picture("JPEG", progressive=True), "image/jpeg", 1),
        ("anh.png", papers.picture("PNG"), "image/png", 1),
        ("bao-cao.docx", papers.office("docx"), papers.WORD, None),
        ("bang.xlsx", papers.office("xlsx"), papers.EXCEL, None),
    ],
)
def test_upload_is_known_by_its_content(name: str, content: bytes, media_type: str, pages: int | None) -> None:
    checked = check(name, content)

    assert (checked.name, checked.media_type, checked.pages, checked.size) == (name, media_type, pages, len(content))


def test_renamed_program_is_named_in_vietnamese() -> None:
    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        check("bao-cao.pdf", b"MZ\x90\x00" + b"\0" * 200)

    assert refused.value.messages == [
        "bao-cao.pdf: Tệp có đuôi .pdf nhưng là chương trình (.exe); hệ thống không nhận."
    ]


def test_empty_upload_is_named_in_vietnamese() -> None:
    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        check("bao-cao.pdf", b"")

    assert refused.value.messages == ["Tệp bao-cao.pdf rỗng (0 byte). Chọn lại tệp khác."]


def test_upload_over_the_limit_names_size_and_limit(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2048

    assert "has 3 KB, above the limit of 2 KB" in refusal("a.pdf", b"%PDF-" + b"x" * 3067)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.exe", b"MZ" + b"\0" * 100, "not of a kind that is accepted"),
        ("a", papers.pdf(), "not of a kind that is accepted"),
        ("a.docm", papers.office("docx"), "not of a kind that is accepted"),
        ("a.docx", papers.pdf(), "ends in .docx but is PDF"),
        ("a.pdf", papers.picture("PNG"), "ends in .pdf but is PNG"),
        ("a.xlsx", papers.office("docx"), "ends in .xlsx but is Word"),
        ("a.docx", papers.archive({"a.txt": b"hello"}), "an archive (.zip)"),
        ("a.doc.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password-protected Word or Excel"),
        ("a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 50, "ends in .jpg but is HEIC"),
        ("a.pdf", b"<html><script>alert(1)</script>", "a web page"),
        ("a.pdf", "xin chào".encode(), "a file of another kind"),
    ],
)
def test_upload_of_another_kind_is_refused(name: str, content: bytes, word: str) -> None:
    assert word in refusal(name, content)


def test_encrypted_pdf_is_refused() -> None:
    assert "protected by a password" in refusal("a.pdf", papers.pdf(encryption=pikepdf.Encryption(user="x", owner="y")))


def test_pdf_locked_against_printing_is_refused() -> None:
    assert "against printing" in refusal("a.pdf", papers.pdf(encryption=pikepdf.Encryption(user="", owner="y")))


@pytest.mark.parametrize("place", ["open", "page", "field"])
def test_pdf_that_acts_by_itself_is_refused(place: str) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    def plant(document: pikepdf.Pdf) -> None:
        if place == "open":
            document.Root.OpenAction = action
        elif place == "page":
            document.pages[0].AA = pikepdf.Dictionary(O=action)
        else:
            annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
            document.pages[0].Annots = pikepdf.Array([annotation])

    for compressed in (False, True):
        assert "JavaScript" in refusal("a.pdf", papers.pdf(change=plant, compressed=compressed))


def test_pdf_hiding_javascript_behind_escapes_is_refused() -> None:
    def plant(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    hidden = papers.pdf(change=plant).replace(b"/JavaScript", b"/J#61vaScri#70t").replace(b"/JS", b"/#4aS")

    assert "JavaScript" in refusal("a.pdf", hidden)


@pytest.mark.parametrize("thing", ["12", "true", "1.5", "null"])
def test_pdf_with_a_plain_value_of_its_own_is_taken(thing: str) -> None:
    """Scanners and print drivers write the length of a stream as an object of its own."""
    assert check("a.pdf", written_pdf("<</Length 5 0 R>>stream\nq\nendstream", thing)).pages == 1


def test_pdf_that_unpacks_to_gigabytes_is_refused_at_once() -> None:
    packed = zlib.compress(b"5 0 " + b" " * 300_000_000, 9)
    head = f"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(packed)}>>stream\n"
    bomb = written_pdf(head + packed.decode("latin1") + "\nendstream", in_stream=True)
    assert "unpacks to far more" in refusal("a.pdf", bomb)


def written_pdf(*more: str, in_stream: bool = False) -> bytes:
    """A page and more objects, numbered from 4; `in_stream` lists object 5 as the content of the stream in 4."""
    page = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]  # fmt: skip
    body, rows = b"%PDF-1.7\n", [struct.pack(">BIH", 0, 0, 65535)]
    for number, thing in enumerate([*page, *more], 1):
        rows.append(struct.pack(">BIH", 1, len(body), 0))
        body += f"{number} 0 obj\n{thing}\nendobj\n".encode("latin1")
    rows += [struct.pack(">BIH", 2, 4, 0)] if in_stream else []
    rows.append(struct.pack(">BIH", 1, len(body), 0))
    size, table = len(rows), b"".join(rows)
    head = f"{size - 1} 0 obj\n<</Type/XRef/Size {size}/W[1 4 2]/Root 1 0 R/Length {len(table)}>>stream\n"
    return body + head.encode() + table + f"\nendstream\nendobj\nstartxref\n{len(body)}\n%%EOF\n".encode()


def test_cut_off_files_are_refused() -> None:
    assert "cut off" in refusal("a.pdf", papers.pdf(5)[:-60])
    assert "cut off" in refusal("a.jpg", papers.picture("JPEG")[:-40])
    assert "damaged" in refusal("a.png", papers.picture("PNG")[:-40])
    assert "is an archive" in refusal("a.docx", papers.office("docx")[:-40])


def test_damaged_files_are_refused() -> None:
    assert "damaged" in refusal("a.pdf", b"%PDF-1.7\nnothing\n%%EOF")
    broken = bytearray(papers.office("docx"))
    broken[broken.index(b"word/document.xml") + 22] ^= 0xFF
    assert "damaged" in refusal("a.docx", bytes(broken))


def test_polyglots_are_refused() -> None:
    archive = papers.archive({"evil.exe": b"MZ"})

    assert "archive at the same time" in refusal("a.pdf", papers.pdf() + archive + b"%%EOF")
    assert "archive at the same time" in refusal("a.jpg", papers.picture("JPEG") + archive)


def test_macro_documents_are_refused() -> None:
    assert "macros" in refusal("a.docx", papers.office("docx", {"word/vbaProject.bin": b"\xd0\xcf"}))
    assert "macros" in refusal("a.xlsx", papers.office("xlsx", macro=True))


def test_zip_bomb_is_refused_without_unpacking() -> None:
    bomb = papers.office("docx", {"word/big.xml": b"\0" * 1_000_000})

    assert "unpacks to far more" in refusal("a.docx", with_declared_size(bomb, 300_000_000))


def test_image_bombs_are_refused() -> None:
    header = struct.pack(">IIBBBBB", 5_000, 20_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    assert "too many pixels" in refusal("a.png", bomb)
    with io.BytesIO() as file:
        Image.new("L", (9_000, 8_000)).save(file, "JPEG", quality=1)
        assert "9000 × 8000" in refusal("a.jpg", file.getvalue())


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("Báo cáo.pdf", "Báo cáo.pdf"),  # the accents of a Mac are combining signs
        ("a\u202efdp.exe\x00.pdf", "afdp.exe.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_file_name_is_cleaned(typed: str, clean: str) -> None:
    assert uploads.clean_name(typed) == clean


def test_zip_with_a_lying_size_is_refused() -> None:
    content = papers.office("docx", {"word/big.xml": b"\0" * 1_000_000})

    assert "damaged" in refusal("a.docx", with_declared_size(content, 10))


def with_declared_size(archive: bytes, size: int) -> bytes:
    """The archive, its directory saying that word/big.xml unpacks to `size` bytes."""
    content = bytearray(archive)
    entry = content.rindex(b"word/big.xml") - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", size)
    return bytes(content)
