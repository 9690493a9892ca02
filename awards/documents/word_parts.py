"""The pieces of an administrative paper as Word has them: styles, head, tables, signature. Sizes: Nghị định 30/2020."""

from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT, LANGUAGE = "Times New Roman", "vi-VN"
BODY, CELL = "Nội dung", "Ô bảng"
# Style: size, bold, italic, alignment, points before and after, first line in cm.
STYLES: dict[str, tuple[float, bool, bool, Any, float, float, float]] = {
    "Normal": (14, False, False, ALIGN.LEFT, 0, 0, 0),
    "Title": (14, True, False, ALIGN.CENTER, 14, 0, 0),
    "Subtitle": (14, True, False, ALIGN.CENTER, 0, 0, 0),
    "Heading 1": (14, True, False, ALIGN.LEFT, 12, 6, 1),
    "Heading 2": (14, True, False, ALIGN.LEFT, 8, 3, 1),
    BODY: (14, False, False, ALIGN.JUSTIFY, 0, 6, 1),
    "Căn cứ": (14, False, True, ALIGN.JUSTIFY, 0, 6, 1),
    "Kính gửi": (14, False, False, ALIGN.CENTER, 10, 10, 0),
    "Đầu văn bản": (12, False, False, ALIGN.CENTER, 0, 0, 0),
    CELL: (12, False, False, ALIGN.LEFT, 2, 2, 0),
    "Nơi nhận": (11, False, False, ALIGN.LEFT, 0, 0, 0),
}


def begin(title: str, author: str, watermark: str) -> Paper:
    """An empty A4 paper with its styles; pages from the second on are numbered at the top."""
    paper = Document()
    for name in STYLES:
        _style(paper, name)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(9), Mm(8)
    section.different_first_page_header_footer = True
    _field(section.header.paragraphs[0], "PAGE")
    for footer in (section.first_page_footer, section.footer):  # above, a second line would push the text down
        for mark in watermark.splitlines():
            _mark(footer, mark)
    properties = paper.core_properties
    properties.title, properties.author, properties.language, properties.comments = title, author, LANGUAGE, ""
    return paper


def _style(paper: Paper, name: str) -> None:
    size, bold, italic, alignment, before, after, indent = STYLES[name]
    known = {style.name for style in paper.styles}
    style: Any = paper.styles[name] if name in known else paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    style.element.rPr.append(language)
    shape = style.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = alignment, Pt(before), Pt(after)
    shape.first_line_indent, shape.line_spacing, shape.widow_control = Cm(indent), 1.1, True
    for spread in style.element.rPr.findall(qn("w:spacing")):  # between letters: Word's own subtitle is spaced out
        style.element.rPr.remove(spread)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:  # Word's own title stands on a blue line
        borders.getparent().remove(borders)


def _field(paragraph: Paragraph, name: str) -> None:
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _mark(footer: Any, mark: str) -> None:
    first = footer.paragraphs[0]
    paragraph = footer.add_paragraph() if first.runs else first
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run(mark)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(12), RGBColor(0x80, 0x80, 0x80)


class _Runs(HTMLParser):
    """Typed markup as runs of a paragraph."""

    def __init__(self, paragraph: Paragraph) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraph, self.on = paragraph, set[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "br":
            self.paragraph.add_run().add_break()
        self.on.add(tag)

    def handle_endtag(self, tag: str) -> None:
        self.on.discard(tag)

    def handle_data(self, data: str) -> None:
        run = self.paragraph.add_run(data)
        run.bold, run.italic = ("strong" in self.on) or None, ("em" in self.on) or None


def flow(paper: Paper, blocks: Iterable[Mapping[str, str]]) -> None:
    """What people typed, in the form of `domain.flow.blocks`."""
    for block in blocks:
        paragraph = paper.add_paragraph(f"{block['mark']} " if block["mark"] else "", style=BODY)
        reader = _Runs(paragraph)
        reader.feed(block["markup"])
        reader.close()


def head(paper: Paper, heading: Mapping[str, Any]) -> None:
    """Superior and issuing body, nation and motto; number, place and date, left blank for the clerk."""
    left, right = _side_by_side(paper, 2, (Cm(7), Cm(9.5)))
    _lines(left[0], [heading["superior"].upper()])
    _lines(left[0], [line.upper() for line in heading["issuer_lines"]], bold=True, more=True)
    _rule(left[0].add_paragraph(style="Đầu văn bản"), Cm(2.4))
    _lines(right[0], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], bold=True)
    _lines(right[0], ["Độc lập - Tự do - Hạnh phúc"], bold=True, size=13, more=True)
    _rule(right[0].add_paragraph(style="Đầu văn bản"), Cm(2.2))
    _lines(left[1], [f"Số:        /{heading['sign']}"], size=13)
    if heading["place"]:
        _lines(right[1], [f"{heading['place']}, ngày       tháng       năm {heading['year']}"], size=13, italic=True)


def title(paper: Paper, kind: str, subject: str, notice: str) -> None:
    """The kind of paper in capitals and what it is about; beneath, that a provisional set is used."""
    paper.add_paragraph(kind.upper(), style="Title")
    paper.add_paragraph(subject, style="Subtitle")
    _rule(paper.add_paragraph(style="Đầu văn bản"), Cm(5.9))
    if notice:
        paper.add_paragraph(style="Đầu văn bản").add_run(notice).italic = True


def _rule(paragraph: Paragraph, aside: Any) -> None:
    """A line above nothing, as far from both sides as told."""
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = aside
    shape.space_before, shape.space_after, shape.line_spacing = Pt(4), Pt(4), Pt(4)  # clear of the letters above
    border, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    # Word refuses properties out of their order.
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _lines(
    cell: _Cell, lines: Iterable[str], *, bold: bool = False, italic: bool = False, size: float = 12, more: bool = False
) -> None:
    for line in lines:
        paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
        paragraph.style = "Đầu văn bản"
        run = paragraph.add_run(line)
        run.bold, run.italic, run.font.size, more = bold, italic, Pt(size), True


def _side_by_side(paper: Paper, rows: int, widths: Sequence[Any]) -> list[list[_Cell]]:
    """A table without borders: its cells, column by column. Its rows do not break."""
    table = paper.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        _whole(row)
    _widths(table, widths)
    return [list(column.cells) for column in table.columns]


def grid(paper: Paper, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> Table:
    """A table with a head that comes again on every page; `widths` in cm."""
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        _cell(cell, text, bold=True, middle=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in rows:
        for place, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            _cell(cell, text, middle=place != 1)
    for line in table.rows:
        _whole(line)
    _widths(table, [Cm(width) for width in widths])
    return table


def _widths(table: Table, widths: Sequence[Any]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _cell(cell: _Cell, text: str, *, bold: bool = False, middle: bool = False) -> None:
    """A long unit ("triệu đồng/người/năm") may break after its strokes, and is not broken within a word."""
    paragraph = cell.paragraphs[0]
    paragraph.style = CELL
    paragraph.add_run(text.replace("/", "/\u200b") if text.count("/") > 1 else text).bold = bold or None
    if middle:
        paragraph.alignment = ALIGN.CENTER


def _whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def signature(paper: Paper, heading: Mapping[str, Any]) -> None:
    """Recipients at the left, who signs at the right with room for signature and seal; kept with what is before."""
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    left, right = _side_by_side(paper, 1, (Cm(9.25), Cm(7.25)))
    first = left[0].paragraphs[0]
    first.style = "Nơi nhận"
    run = first.add_run("Nơi nhận:")
    run.bold, run.italic, run.font.size = True, True, Pt(12)
    last = len(heading["copies"]) - 1
    for place, copy in enumerate(heading["copies"]):
        left[0].add_paragraph(f"- {copy}{'.' if place == last else ';'}", style="Nơi nhận")
    _lines(right[0], [line.upper() for line in heading["signer"]], bold=True, size=14)
    for _line in range(5):
        right[0].add_paragraph(style="Đầu văn bản")
    if name := heading.get("signer_name") or heading.get("usual_signer"):
        _lines(right[0], [name], bold=True, size=14, more=True)
