"""The pages of the evidence library: what is kept of what was typed, what is said of each file."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import papers
from tests.wards.library import HTMX, TYPED, add, as_, text
from wards.models import Assessment, Citation, Entry, Evidence, Officer, State, Ward

Line = Callable[[str], Entry]


def test_new_document_is_saved_with_files_and_citation(official: Officer, entry: Line) -> None:
    line = entry("5.2")
    files = [SimpleUploadedFile("qd.pdf", papers.pdf(3)), SimpleUploadedFile("anh.jpg", papers.picture("JPEG"))]

    response = as_(official).post(
        reverse("wards:evidence_new", args=[line.pk]), {**TYPED, "pages": "4", "files": files}
    )

    assert (response.status_code, response["Location"]) == (
        303, f"/ban-tu-danh-gia/{line.assessment_id}/tieu-chi/5/#entry-{line.pk}",
    )  # fmt: skip
    made = Evidence.objects.get()
    assert (made.number, made.issued_on, made.copy) == ("1234/QĐ-UBND", dt.date(2019, 11, 15), "certified")
    assert [file.name for file in made.files.all()] == ["qd.pdf", "anh.jpg"]
    assert made.citations.get().pages == "4"


def test_some_refused_files_are_named_and_the_others_kept(official: Officer, entry: Line) -> None:
    files = [SimpleUploadedFile("qd.pdf", papers.pdf(3)), SimpleUploadedFile("gia.pdf", b"MZ" + b"\0" * 90)]

    client = as_(official)

    response = client.post(reverse("wards:evidence_new", args=[entry("5.2").pk]), {**TYPED, "files": files})

    made = Evidence.objects.get()
    assert response["Location"] == reverse("wards:evidence_detail", args=[made.pk])
    assert [file.name for file in made.files.all()] == ["qd.pdf"]
    assert (
        "gia.pdf: Tệp có đuôi .pdf nhưng là chương trình (.exe); hệ thống không nhận."
        in client.get(response["Location"]).content.decode()
    )


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wholly_refused_files_keep_what_was_typed_and_save_nothing(
    official: Officer, entry: Line, headers: dict
) -> None:
    files = [SimpleUploadedFile("gia.pdf", b"MZ" + b"\0" * 90), SimpleUploadedFile("rong.pdf", b"")]

    response = as_(official).post(
        reverse("wards:evidence_new", args=[entry("5.2").pk]), {**TYPED, "files": files}, headers=headers
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert ("<html" in page) is (headers == {})
    assert "Tệp rong.pdf rỗng (0 byte). Chọn lại tệp khác." in page
    assert 'value="1234/QĐ-UBND"' in page
    assert not Evidence.objects.exists()


def test_future_date_and_wrong_pages_are_shown_at_once(official: Officer, entry: Line) -> None:
    files = [SimpleUploadedFile("qd.pdf", papers.pdf(3))]
    typed = {**TYPED, "issued_on": "15/11/2099", "pages": "2-9", "files": files}

    response = as_(official).post(reverse("wards:evidence_new", args=[entry("5.2").pk]), typed, headers=HTMX)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Ngày ban hành 15/11/2099 ở sau ngày hôm nay" in page
    assert "Không có trang 9: tài liệu chỉ có 3 trang." in page
    assert 'value="15/11/2099"' in page
    assert 'id="chosen-files" hx-preserve' in page  # good files need not be chosen again


def test_upload_answers_with_the_true_result_of_each_file(official: Officer, cited: Evidence) -> None:
    files = [
        SimpleUploadedFile("moi.pdf", papers.pdf(6)), SimpleUploadedFile("lai.pdf", papers.pdf(2)),
        SimpleUploadedFile("rong.pdf", b""),
    ]  # fmt: skip

    response = as_(official).post(reverse("wards:evidence_upload", args=[cited.pk]), {"files": files}, headers=HTMX)

    page = response.content.decode()
    assert response.status_code == 200
    assert "Đã tải lên 1 tệp." in page
    assert "lai.pdf: Tệp này đã có trong tài liệu." in page
    assert "Tệp rong.pdf rỗng (0 byte). Chọn lại tệp khác." in page
    assert [file.name for file in cited.files.all()] == ["Quyết định.pdf", "moi.pdf"]


def test_upload_of_nothing_accepted_is_an_error(official: Officer, cited: Evidence) -> None:
    url = reverse("wards:evidence_upload", args=[cited.pk])

    for files in ([], [SimpleUploadedFile("rong.pdf", b"")], [SimpleUploadedFile("lai.pdf", papers.pdf(2))]):
        assert as_(official).post(url, {"files": files}).status_code == 422


def test_upload_form_shows_progress(official: Officer, cited: Evidence, entry: Line) -> None:
    for url in (
        reverse("wards:evidence_detail", args=[cited.pk]),
        reverse("wards:evidence_new", args=[entry("5.2").pk]),
    ):
        page = as_(official).get(url).content.decode()
        for mark in (
            "data-upload",
            "data-progress",
            "data-save-state",
            'hx-encoding="multipart/form-data"',
            " multiple",
        ):
            assert mark in page


def test_same_content_elsewhere_in_the_ward_is_told(
    official: Officer, cited: Evidence, ward: Ward, other_ward: Ward, stranger: Officer, reviewer: Officer
) -> None:
    add(other_ward, stranger, "Tài liệu của phường Đông Sơn", files={"a.pdf": papers.pdf(2)})
    twin = add(ward, official, "Bản thứ hai", files={"b.pdf": papers.pdf(2)})
    url = reverse("wards:evidence_detail", args=[cited.pk])

    page = as_(official).get(url).content.decode()

    assert f'<a href="/minh-chung/{twin.pk}/">Bản thứ hai</a>' in page
    assert "Đông Sơn" not in page
    assert "Bản thứ hai" not in as_(reviewer).get(url).content.decode()


def test_locked_document_says_why(official: Officer, cited: Evidence, assessment: Assessment) -> None:
    assessment.round, assessment.state = 1, State.HANDED_IN
    assessment.save()
    client, url = as_(official), reverse("wards:evidence_detail", args=[cited.pk])

    page = client.get(url).content.decode()

    assert "MC 5.2-01 đang trích dẫn tài liệu này." in page
    assert 'id="upload"' not in page
    assert client.post(url, TYPED).status_code == 403
    assert client.get(reverse("wards:evidence_new", args=[cited.citations.get().entry_id])).status_code == 403


def test_library_is_searched_without_diacritics(
    official: Officer, cited: Evidence, uncited: Evidence, stranger: Officer
) -> None:
    url = reverse("wards:evidence_list")

    found = as_(official).get(url, {"q": "nhan quyet DINH"}, headers=HTMX).content.decode()

    assert "Quyết định công nhận" in found
    assert "MC 5.2-01" in found
    assert "Thiếu</span> số, ngày ban hành, cơ quan ban hành" in found
    assert "Bản nháp" not in found
    assert "Bản nháp" in as_(official).get(url, {"show": "uncited"}).content.decode()
    assert "Quyết định công nhận" not in as_(stranger).get(url).content.decode()


def test_document_of_the_library_is_cited_with_pages(official: Officer, uncited: Evidence, entry: Line) -> None:
    line, client = entry("5.3"), as_(official)
    url = reverse("wards:cite", args=[line.pk])

    wrong = client.post(url, {"evidence": uncited.pk, "pages": "5"})
    right = client.post(url, {"evidence": uncited.pk, "pages": "2-3"})

    assert wrong.status_code == 422
    assert 'value="5"' in wrong.content.decode()
    assert right.status_code == 303
    assert Citation.objects.get(entry=line).pages == "2-3"
    assert client.post(url, {"evidence": uncited.pk, "pages": ""}).status_code == 422
    assert client.post(url, {"evidence": "99999"}).status_code == 404


def test_citation_changes_its_pages_and_goes(official: Officer, cited: Evidence) -> None:
    citation, client = cited.citations.get(), as_(official)

    assert client.post(reverse("wards:citation_edit", args=[citation.pk]), {"pages": "2"}).status_code == 303
    citation.refresh_from_db()
    assert citation.pages == "2"
    assert client.post(reverse("wards:citation_remove", args=[citation.pk])).status_code == 303
    assert Evidence.objects.filter(pk=cited.pk, citations=None).exists()


def test_only_an_uncited_document_is_deleted(official: Officer, cited: Evidence, uncited: Evidence) -> None:
    client = as_(official)

    assert client.post(reverse("wards:evidence_remove", args=[cited.pk])).status_code == 403
    assert client.post(reverse("wards:evidence_remove", args=[uncited.pk])).status_code == 303
    assert list(Evidence.objects.all()) == [cited]


def test_removing_a_document_is_asked_first_and_names_what_goes(official: Officer, uncited: Evidence) -> None:
    client, url = as_(official), reverse("wards:evidence_remove", args=[uncited.pk])
    page = text(client.get(url))

    assert (uncited.abstract in page, uncited.files.get().name in page, "Xóa tài liệu và 1 tệp" in page) == (True,) * 3
    assert client.get(url).status_code == 200
    client.post(reverse("wards:evidence_detail", args=[uncited.pk]), {"delete": "1"})  # the old way does nothing
    assert Evidence.objects.filter(pk=uncited.pk).exists()


def test_removing_a_file_is_asked_first(official: Officer, uncited: Evidence) -> None:
    file, client = uncited.files.get(), as_(official)
    url = reverse("wards:file_remove", args=[file.pk])

    assert f"Bỏ tệp {file.name}" in text(client.get(url))
    assert uncited.files.exists()
    assert client.post(url).status_code == 303
    assert not uncited.files.exists()


def test_refusal_to_remove_leads_to_the_lines_and_to_their_citations(official: Officer, cited: Evidence) -> None:
    citation = cited.citations.get()
    answer = as_(official).get(reverse("wards:evidence_remove", args=[cited.pk]))

    assert answer.status_code == 200
    page = answer.content.decode()
    assert f"#entry-{citation.entry_id}" in page
    assert f"{reverse('wards:citation_edit', args=[citation.pk])}#remove" in page
    assert f"{citation.exhibit}: tài liệu đang được trích dẫn tại đây" in page
    assert "btn danger" not in page
