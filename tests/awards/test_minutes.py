"""Biên bản kiểm tra thực tế: the form of an administrative paper, its photographs, and who may have it."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from awards.documents import papers as drawing
from awards.documents import pdf
from awards.domain.papers import drawing as papers
from awards.domain.papers import issuing
from awards.domain.writing import visit_facts, visit_minutes
from awards.models import Paper
from tests.awards.reading import fonts, page_words, pieces, words
from tests.wards import visits
from wards.domain.appraisal import inspections, review
from wards.domain.criteria import catalogue
from wards.models import Assessment, Inspection, Officer

NOT_FOR_USE = "BẢN MINH HỌA - KHÔNG DÙNG ĐỂ NỘP"
Draw = Callable[..., Paper]


@pytest.fixture
def under_review(handed_in: Assessment, reviewer: Officer) -> Assessment:
    review.start_review(assessment=handed_in, by=reviewer)
    handed_in.refresh_from_db()
    return handed_in


@pytest.fixture
def draw(reviewer: Officer) -> Draw:
    """Ask for the minutes of a visit and draw them."""

    def draw(visit: Inspection, *, by: Officer = reviewer) -> Paper:
        visit = visit_facts.get_visit(by, visit.pk)
        paper = papers.request_minutes(assessment=visit.assessment, visit=visit, by=by)
        drawing.draw_paper(paper.pk)
        paper.refresh_from_db()
        return paper

    return draw


def file(paper: Paper) -> PdfReader:
    assert paper.state == Paper.State.READY, paper.failure
    return PdfReader(paper.file.path)


def test_minutes_have_the_form_of_an_administrative_paper(
    under_review: Assessment, reviewer: Officer, draw: Draw
) -> None:
    reader = file(draw(visits.closed(under_review, by=reviewer)))

    first = [p for p in pieces(reader) if p.page == 1 and p.upright]
    sizes = {p.text: round(p.size) for p in first}
    assert (
        sizes["UBND THÀNH PHỐ THANH HÓA"] == sizes["PHÒNG NỘI VỤ"] == sizes["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] == 12
    )
    assert (sizes["Độc lập - Tự do - Hạnh phúc"], sizes["BIÊN BẢN"]) == (13, 14)
    text = words(reader)
    assert re.search(r"Số: +/BB-PNV BIÊN BẢN Kiểm tra thực tế kết quả thực hiện các tiêu chí", text)
    assert "Hôm nay, ngày 05 tháng 3 năm 2020, tại Nhà văn hóa tổ dân phố 3, đoàn kiểm tra của Phòng Nội vụ" in text
    assert "1. Đại diện đoàn kiểm tra: - Nguyễn Văn A, chuyên viên; - Trần Thị B, chuyên viên." in text
    assert "2. Đại diện Ủy ban nhân dân phường Điện Biên: - Lê Văn C, công chức." in text
    assert re.search(r"5\.2 .*7/8 \(87,5%\)", text)
    assert re.search(r"Biên bản kết thúc hồi giờ phút cùng ngày, được lập thành bản có giá trị như nhau", text)
    level = {p.text: round(p.top) for p in pieces(reader) if p.text in {"Nơi nhận:", "ĐẠI DIỆN"}}
    assert len(level) == 2
    assert abs(level["Nơi nhận:"] - level["ĐẠI DIỆN"]) <= 1  # mm
    below = {p.text.strip(): (p.page, p.top) for p in pieces(reader) if p.text.strip()}
    page, how = below["(Ký, ghi rõ họ tên)"]
    assert text.count("(Ký, ghi rõ họ tên)") == 2
    assert [below[name][0] for name in ("Lê Văn C", "Nguyễn Văn A")] == [page, page]
    assert min(below[name][1] for name in ("Lê Văn C", "Nguyễn Văn A")) - how > 25  # mm: room to sign
    assert all(fonts(draw(Inspection.objects.get()).file.path).values())


@pytest.mark.parametrize(
    ("people", "name"),
    [
        (["Ông Nguyễn Văn A, Trưởng phòng Nội vụ", "Bà Trần Thị B"], "Nguyễn Văn A"),
        (["Trần Thị B - chuyên viên", "Đ/c: Lê Văn C, Trưởng đoàn"], "Lê Văn C"),
        (["Cán bộ Phòng Nội vụ, chuyên viên"], ""),
        ([], ""),
    ],
)
def test_signer_is_the_head_of_a_side_where_named(people: list[str], name: str) -> None:
    assert visit_minutes.signer(people) == name


def test_photographs_stand_in_an_annex_with_their_captions(
    under_review: Assessment, reviewer: Officer, draw: Draw
) -> None:
    visit = visits.written(under_review, by=reviewer)
    for number in (1, 2, 3):
        photo = visits.photographed(visit, by=reviewer, name=f"anh-{number}.jpg", size=(600, 800 + number))
        inspections.caption_photo(photo=photo, caption=f"Nhà văn hóa {number}", by=reviewer)

    reader = file(draw(visit))

    annex = next(n for n in range(1, len(reader.pages) + 1) if "ẢNH CHỤP TẠI BUỔI" in page_words(reader, n))
    assert "Phụ lục" in page_words(reader, annex)
    assert "Ảnh 1. Nhà văn hóa 1" in page_words(reader, annex)
    assert "Ảnh 2. Nhà văn hóa 2" in page_words(reader, annex)  # two on a page, upright ones too
    assert len({image.name for page in reader.pages for image in page.images}) == 3
    assert "Kèm theo biên bản này là 3 ảnh chụp tại buổi kiểm tra (Phụ lục)." in words(reader)
    assert not [p for p in pieces(reader) if p.page == annex and p.top < 20]  # annexes are numbered on their own


def test_minutes_are_a_draft_until_they_are_closed(under_review: Assessment, reviewer: Officer, draw: Draw) -> None:
    catalogue.confirm(criteria_set=under_review.period.criteria_set, by=None)
    visit = visits.written(under_review, by=reviewer)

    draft = draw(visit)
    inspections.close(inspection=visit, seen=inspections.fingerprint(visit), by=reviewer)
    final = draw(visit)

    assert "DỰ THẢO" in words(file(draft))
    assert "DỰ THẢO" not in words(file(final))
    assert (draft.revision, final.revision) == (1, 2)
    assert draw(visit).pk == final.pk


def test_minutes_of_a_provisional_set_are_marked_also_when_closed(
    under_review: Assessment, reviewer: Officer, draw: Draw
) -> None:
    visit = visits.written(under_review, by=reviewer)
    assert "DỰ THẢO" in words(file(draw(visit)))
    inspections.close(inspection=visit, seen=inspections.fingerprint(visit), by=reviewer)

    text = words(file(draw(visit)))

    assert NOT_FOR_USE in text
    assert "Bộ tiêu chí tạm thời" in text
    assert "DỰ THẢO" not in text


def test_what_people_typed_loads_no_picture(under_review: Assessment, reviewer: Officer, draw: Draw) -> None:
    typed = "<img src='picture:x'> & <b>đậm</b> \"closed\":true"
    visit = visits.written(under_review, by=reviewer, findings=typed)

    assert typed in words(file(draw(visit)))


def test_only_pictures_given_are_drawn() -> None:
    shown = "<html lang=vi><title>T</title><img src='{}' alt='a'></html>"
    for address in ("picture:other", "data:image/png;base64,AAAA", "file:///etc/passwd", "http://127.0.0.1:9/x.png"):
        with pytest.raises(pdf.ReachedOut):
            pdf.draw(html=shown.format(address), stylesheet="", identifier=b"1" * 16, pictures={"mine": b""})


def test_ward_has_no_draft_and_the_page_lists_each_visit(
    client: Client, under_review: Assessment, reviewer: Officer, official: Officer, draw: Draw
) -> None:
    visit = visits.written(under_review, by=reviewer, findings='"closed":true')
    draft = draw(visit)
    listed, opened = reverse("awards:papers", args=[under_review.pk]), reverse("awards:paper_file", args=[draft.pk])
    asked = reverse("awards:minutes_request", args=[visit.pk])
    client.force_login(official)
    assert client.get(listed).context["begun"] == []
    assert [client.get(opened).status_code, client.post(asked).status_code] == [404, 404]
    inspections.close(inspection=visit, seen=inspections.fingerprint(visit), by=reviewer)
    assert client.get(opened).status_code == 404

    assert client.post(asked).status_code == 303
    drawing.draw_paper(Paper.objects.get(kind="minutes", revision=2).pk)

    rows = [row for row in client.get(listed).context["rows"] if row.shown]
    assert [(row.name, row.shown.revision) for row in rows] == [("Biên bản kiểm tra thực tế ngày 05/03/2020", 2)]
    assert client.get(listed).context["earlier"] == []
    answer = client.get(reverse("awards:paper_file", args=[rows[0].shown.pk]))
    name = "bien-ban-kiem-tra-ngay-05-thang-3-nam-2020-phuong-dien-bien-2019-ban-2.pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{name}"'
    list(answer)


def test_asking_for_all_papers_asks_for_minutes_too(
    under_review: Assessment, reviewer: Officer, official: Officer
) -> None:
    visits.written(under_review, by=reviewer)
    assert [paper.kind for paper in papers.request_papers(assessment=under_review, by=official)] == [
        "proposal", "report", "summary",
    ]  # fmt: skip
    closed = visits.closed(under_review, by=reviewer, place="Trụ sở UBND phường")

    asked = papers.request_papers(assessment=under_review, by=official)

    assert [(paper.kind, paper.subject) for paper in asked] == [
        ("proposal", 0), ("report", 0), ("summary", 0), ("minutes", closed.pk),
    ]  # fmt: skip
    assert json.loads(asked[3].context)["closed"] is True
    assert [row.kind for row in issuing.standing(under_review) if row.is_outdated] == []
