"""Tờ trình and Báo cáo thành tích as Word files, for a leader who edits by hand: what the drawn paper says, no code."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from docx.document import Document as Paper
from docx.shared import Pt

from awards.documents.word_parts import BODY, begin, flow, grid, head, signature, title
from awards.models import PaperKind
from emulation import signs

Context = Mapping[str, Any]  # what `layouts.context` gave for the kind


def docx(kind: str, context: Context) -> bytes:
    """The paper as .docx; raises KeyError for a kind that is not written as Word.

    Older records may hold signs that are not taken in any more, and no Word file can hold.
    """
    context = signs.clean_all(context)
    heading = context["heading"]
    paper = begin(heading["document_title"], heading["issuer"], heading["watermark"])
    head(paper, heading)
    WRITERS[kind](paper, context)
    signature(paper, heading)
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def _proposal(paper: Paper, context: Context) -> None:
    subject = f"Về việc đề nghị công nhận danh hiệu “{context['award']}” {context['period']}"
    title(paper, "Tờ trình", subject, context["heading"]["notice"])
    _to(paper, context["heading"]["to"])
    for ground in context["grounds"]:
        paper.add_paragraph(ground, style="Căn cứ")
    flow(paper, context["opening"])
    for result in context["results"]:
        paper.add_paragraph(result, style=BODY)
    flow(paper, context["request"])


def _to(paper: Paper, to: list[str]) -> None:
    """One recipient on one line; several beneath each other with dashes."""
    if len(to) == 1:
        paper.add_paragraph(f"Kính gửi: {to[0]}", style="Kính gửi")
        return
    lines = ["Kính gửi:", *(f"- {one}{'.' if one is to[-1] else ';'}" for one in to)] if to else []
    for line in lines:
        paper.add_paragraph(line, style=BODY)


def _report(paper: Paper, context: Context) -> None:
    subject = f"Đề nghị công nhận danh hiệu “{context['award']}” {context['period']}"
    title(paper, "Báo cáo thành tích", subject, context["heading"]["notice"])
    _features(paper, context)
    _achievements(paper, context)
    paper.add_paragraph("III. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG", style="Heading 1")
    paper.add_paragraph(f"Tính đến ngày {context['grants_until']}:", style=BODY)
    _grants(paper, "1. Danh hiệu thi đua", "Danh hiệu thi đua", context["titles"])
    _grants(paper, "2. Hình thức khen thưởng", "Hình thức khen thưởng", context["rewards"])
    enclosed = " và Danh mục tài liệu minh chứng" if context["has_exhibits"] else ""
    paper.add_paragraph(
        f"Trên đây là báo cáo thành tích đề nghị công nhận danh hiệu “{context['award']}” {context['period']} của "
        f"{context['heading']['issuer']} (có Bảng tổng hợp kết quả thực hiện các tiêu chí{enclosed} kèm theo), đề nghị "
        "cấp có thẩm quyền xem xét./.",
        style=BODY,
    )


def _features(paper: Paper, context: Context) -> None:
    ward, numbers = context["ward"], context["numbers"]
    paper.add_paragraph("I. SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH", style="Heading 1")
    paper.add_paragraph("1. Đơn vị", style="Heading 2")
    paper.add_paragraph(f"{ward['name']}, {ward['parents']} (mã số đơn vị hành chính: {ward['code']}).", style=BODY)
    if context["features"]:
        paper.add_paragraph("2. Đặc điểm, tình hình", style="Heading 2")
        flow(paper, context["features"])
    paper.add_paragraph(f"{numbers['basis']}. Căn cứ đánh giá", style="Heading 2")
    paper.add_paragraph(context["basis"], style=BODY)
    for sentence in context["set_in_words"]:
        paper.add_paragraph(sentence, style=BODY)
    paper.add_paragraph(f"{numbers['source']}. Số liệu sử dụng trong báo cáo", style="Heading 2")
    for sentence in context["figures_in_words"]:
        paper.add_paragraph(sentence, style=BODY)


def _achievements(paper: Paper, context: Context) -> None:
    paper.add_paragraph("II. THÀNH TÍCH ĐẠT ĐƯỢC", style="Heading 1")
    if context["leadership"]:
        paper.add_paragraph("1. Công tác lãnh đạo, chỉ đạo và tổ chức thực hiện", style="Heading 2")
        flow(paper, context["leadership"])
    paper.add_paragraph(context["lead"], style=BODY)
    for criterion in context["criteria"]:
        _criterion(paper, criterion)
    paper.add_paragraph(f"{context['numbers']['overview']}. Kết quả chung", style="Heading 2")
    paper.add_paragraph(context["overview"], style=BODY)
    _overview(paper, context)
    if context["causes"]:
        paper.add_paragraph(f"{context['numbers']['causes']}. Tồn tại, hạn chế và nguyên nhân", style="Heading 2")
        flow(paper, context["causes"])


def _criterion(paper: Paper, criterion: Context) -> None:
    name = f"{criterion['place']}. Tiêu chí {criterion['number']}: {criterion['name']}"
    paper.add_paragraph(name, style="Heading 2")
    paper.add_paragraph(criterion["in_words"], style=BODY).paragraph_format.keep_with_next = True
    heads = ["TT", "Chỉ tiêu", "Đơn vị", "Mức đạt", "Kết quả", "Điểm tự chấm"]
    rows = [
        [line["code"], line["text"], line["unit"], line["target"], line["result"],
         f"{line['points']}/{line['max_points']}" if line["provided"] else ""]
        for line in criterion["lines"]
    ]  # fmt: skip
    grid(paper, heads, rows, (1.2, 5.6, 2.2, 2.4, 3.1, 2))
    said = [f"Chỉ tiêu {line['code']}: {line['note']}" for line in criterion["lines"] if line["note"]]
    if criterion["unexplained"]:
        said.append(f"Chưa có số liệu: chỉ tiêu {criterion['unexplained']}.")
    notes = [paper.add_paragraph(sentence, style=BODY) for sentence in said]
    if notes:
        notes[0].paragraph_format.space_before = Pt(6)  # the table ends without any room


def _overview(paper: Paper, context: Context) -> None:
    totals = context["totals"]
    heads = ["Tiêu chí", "Nội dung", "Chỉ tiêu có số liệu", "Điểm tối đa", "Điểm tự chấm", "Tự đánh giá"]
    rows = [
        [row["number"], row["name"], f"{row['provided']}/{row['of']}", row["max_points"], row["points"],
         "Đạt" if row["met"] else "Chưa đạt"]
        for row in context["criteria"]
    ]  # fmt: skip
    total = ["", "Tổng cộng", f"{totals['provided']}/{totals['of']}", totals["max_points"], totals["points"],
             f"{totals['met']}/{totals['criteria']}"]  # fmt: skip
    table = grid(paper, heads, [*rows, total], (1.5, 5.8, 2.4, 2.2, 2.3, 2.3))
    for cell in table.rows[-1].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _grants(paper: Paper, name: str, what: str, rows: list[Context]) -> None:
    paper.add_paragraph(name, style="Heading 2")
    if not rows:
        paper.add_paragraph("Chưa có thông tin.", style=BODY)
        return
    heads = ["Năm", what, "Số, ngày, tháng, năm của quyết định; cơ quan ban hành quyết định"]
    grid(
        paper, heads, [[row["years"], f"{row['title']} (tặng {row['recipient']})", row["decision"]] for row in rows],
        (2.6, 7.3, 6.6),
    )  # fmt: skip


WRITERS: dict[str, Callable[[Paper, Context], None]] = {PaperKind.PROPOSAL: _proposal, PaperKind.REPORT: _report}
