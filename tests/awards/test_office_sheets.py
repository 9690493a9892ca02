"""Word and Excel files as pages: with LibreOffice itself where it is installed, and with what only looks like it."""

import io
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import openpyxl
import pypdfium2
import pytest
from docx import Document
from pytest_django import Settings

from awards.documents import office_sheets
from emulation import shelf

SOFFICE = shutil.which("soffice")
real = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-calc")
WORD, EXCEL = office_sheets.TYPES
pytestmark = pytest.mark.slow
SCHEMA = "http://schemas.openxmlformats.org"
DRAWN_ELSEWHERE = f"""<wp:inline xmlns:wp="{SCHEMA}/drawingml/2006/wordprocessingDrawing">
<wp:extent cx="990000" cy="792000"/>
<wp:docPr id="1" name="1"/><a:graphic xmlns:a="{SCHEMA}/drawingml/2006/main"><a:graphicData
 uri="{SCHEMA}/drawingml/2006/picture"><pic:pic xmlns:pic="{SCHEMA}/drawingml/2006/picture"><pic:nvPicPr>
<pic:cNvPr id="0" name="1"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rId99"
 xmlns:r="{SCHEMA}/officeDocument/2006/relationships"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>
<a:xfrm><a:off x="0" y="0"/><a:ext cx="990000" cy="792000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"""


@pytest.fixture
def installed(settings: Settings) -> None:
    settings.OFFICE_CONVERTER = SOFFICE


def sheet(tmp_path: Path, *, wide: bool = False) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Tổ dân phố", "Số hộ", "Tỷ lệ"])
    page.append(["Tổ dân phố số 7, phường Điện Biên", 8, 95.7])
    if wide:
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    path = tmp_path / "bang.xlsx"
    book.save(path)
    return path


def letter(tmp_path: Path, text: str, name: str = "van-ban.docx") -> Path:
    paper = Document()
    paper.add_paragraph(text)
    paper.save(tmp_path / name)
    return tmp_path / name


def linked(tmp_path: Path, address: str) -> Path:
    """A Word file whose picture lies elsewhere."""
    plain = letter(tmp_path, "Ảnh ở nơi khác", "plain.docx")
    kind = f"{SCHEMA}/officeDocument/2006/relationships/image"
    target = f'<Relationship Id="rId99" Type="{kind}" Target="{address}" TargetMode="External"/></Relationships>'
    picture = f"<w:p><w:r><w:drawing>{DRAWN_ELSEWHERE}</w:drawing></w:r></w:p>"
    path = tmp_path / "mang.docx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode() if name.endswith((".xml", ".rels")) else old.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace("</Relationships>", target)
            if name == "word/document.xml":
                part = part.replace("<w:body>", f"<w:body>{picture}")
            new.writestr(name, part)
    return path


def pages(content: bytes | None) -> list[str]:
    assert content is not None
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(content))]


@real
def test_word_and_excel_keep_their_letters_and_figures(installed: None, tmp_path: Path) -> None:
    word = letter(tmp_path, "Ủy ban nhân dân phường: ẤẦẨẪẬ ặ ợ ữ Đ")
    bound = office_sheets.as_pdf(word, sha256="a" * 64, media_type=WORD)
    table = office_sheets.as_pdf(sheet(tmp_path), sha256="b" * 64, media_type=EXCEL)

    assert [page.strip() for page in pages(bound)] == ["Ủy ban nhân dân phường: ẤẦẨẪẬ ặ ợ ữ Đ"]
    assert pages(table)[0].split()[-2:] == ["8", "95,7"]  # as the ward's own Excel writes it


@real
def test_landscape_sheet_stays_so(installed: None, tmp_path: Path) -> None:
    table = office_sheets.as_pdf(sheet(tmp_path, wide=True), sha256="c" * 64, media_type=EXCEL)

    width, height = pypdfium2.PdfDocument(table)[0].get_size()
    assert (round(width), round(height)) == (842, 595)


@real
def test_broken_file_gets_a_title_sheet_and_is_tried_once(installed: None, tmp_path: Path) -> None:
    path = letter(tmp_path, "Bị cắt")
    path.write_bytes(path.read_bytes()[:3000])

    assert office_sheets.as_pdf(path, sha256="d" * 64, media_type=WORD) is None
    assert shelf.get(f"converted/dd/{'d' * 64}.pdf") == office_sheets.FAULT


@real
def test_several_are_converted_at_once(installed: None, tmp_path: Path) -> None:
    files = [letter(tmp_path, f"Văn bản số {number}", f"{number}.docx") for number in range(3)]
    with ThreadPoolExecutor() as pool:
        made = list(pool.map(lambda path: office_sheets._convert(path, ".docx"), files))

    assert [pages(content)[0].strip() for content in made] == [f"Văn bản số {number}" for number in range(3)]


@real
@pytest.mark.parametrize("bounds", ["as they are", "where no network can be taken away"])
def test_file_that_names_other_places_fetches_nothing(
    installed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bounds: str
) -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(self.rfile.readline().decode())

    if bounds != "as they are":
        monkeypatch.setattr(office_sheets, "BOUNDED", office_sheets.BOUNDED.replace("--net true", "--net false"))
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        path = linked(tmp_path, f"http://127.0.0.1:{server.server_port}/anh.png")
        made = office_sheets._convert(path, ".docx")
        server.shutdown()

    assert "Ảnh ở nơi khác" in pages(made)[0]
    assert asked == []


def stand_in(tmp_path: Path, settings: Settings, script: str) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    settings.OFFICE_CONVERTER = str(program)


def has_ended(pid: int) -> bool:
    """Gone, or dead and not yet buried by the system."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize(
    "script",
    [
        "sleep 60 & sleep 60", 'head -c 9000000 /dev/zero > "$6/document.pdf"', 'echo "no PDF" > "$6/document.pdf"',
        "kill $$",
    ],
    ids=["hangs", "fills the disk", "writes something else", "crashes"],
)  # fmt: skip
def test_program_that_goes_wrong_is_stopped(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    bounds = office_sheets.BOUNDED.replace(f"KILL {office_sheets.TIME}", "KILL 1")
    bounds = bounds.replace(f"-f {office_sheets.DISK // 512}", "-f 1000")
    monkeypatch.setattr(office_sheets, "BOUNDED", bounds)
    stand_in(tmp_path, settings, f"echo $$ > {tmp_path}/pid; {script}")

    assert office_sheets._convert(letter(tmp_path, "Văn bản"), ".docx") == office_sheets.FAULT

    assert has_ended(int((tmp_path / "pid").read_text()))


def test_program_knows_none_of_our_secrets(tmp_path: Path, settings: Settings) -> None:
    stand_in(tmp_path, settings, f"env > {tmp_path}/env")
    office_sheets._convert(letter(tmp_path, "Văn bản"), ".docx")

    told = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert told <= {"PATH", "HOME", "TMPDIR", "LANG", "PWD", "OLDPWD", "SHLVL", "_"}
