"""The pages of the evidence library: who gets in, what is kept of what was typed, how files leave the house."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests import papers
from wards.domain import evidence as evidences
from wards.domain import uploads
from wards.models import Assessment, Citation, Entry, Evidence, Officer, State, Ward

Line = Callable[[str], Entry]
HTMX = {"HX-Request": "true"}
TYPED = {"abstract": "Quyết định công nhận", "number": "1234/QĐ-UBND", "issued_on": "15/11/2019", "copy": "certified",
         "issuer": "UBND thành phố", "pages": ""}  # fmt: skip


def as_(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(response: HttpResponseBase) -> bytes:
    """The whole body; a streamed one is thereby closed."""
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def add(
    ward: Ward, by: Officer, abstract: str, *, entry: Entry | None = None, files: dict[str, bytes] | None = None
) -> Evidence:
    evidence = evidences.add_evidence(ward=ward, by=by, abstract=abstract, entry=entry)
    for name, content in (files or {}).items():
        evidences.attach(evidence=evidence, checked=uploads.check(SimpleUploadedFile(name, content)), by=by)
    return evidence


@pytest.fixture
def cited(ward: Ward, official: Officer, entry: Line) -> Evidence:
    return add(ward, official, "Quyết định công nhận", entry=entry("5.2"), files={"Quyết định.pdf": papers.pdf(2)})


@pytest.fixture
def uncited(ward: Ward, official: Officer, assessment: Assessment) -> Evidence:
    return add(ward, official, "Bản nháp chưa dùng", files={"nhap.pdf": papers.pdf(4)})


PEOPLE = ("official", "colleague", "leader", "reviewer", "head", "stranger", "other_reviewer", "province", "admin")
READS_CITED = dict.fromkeys(PEOPLE, 404) | dict.fromkeys(("official", "colleague", "leader", "reviewer", "head"), 200)
READS_UNCITED = dict.fromkeys(PEOPLE, 404) | dict.fromkeys(("official", "colleague", "leader"), 200)
WRITES = dict.fromkeys(PEOPLE, 404) | {"official": 303, "colleague": 303, "leader": 303, "reviewer": 403, "head": 403}


@pytest.mark.parametrize("person", PEOPLE)
def test_files_leave_for_those_who_may_read_them(
    person: str, cited: Evidence, uncited: Evidence, request: pytest.FixtureRequest
) -> None:
    client = as_(request.getfixturevalue(person))

    for evidence, expected in ((cited, READS_CITED[person]), (uncited, READS_UNCITED[person])):
        assert client.get(reverse("wards:evidence_detail", args=[evidence.pk])).status_code == expected
        download = client.get(reverse("wards:file_download", args=[evidence.files.get().pk]))
        assert download.status_code == expected
        read(download)


@pytest.mark.parametrize("person", PEOPLE)
def test_files_and_citations_change_by_the_ward_only(
    person: str, cited: Evidence, request: pytest.FixtureRequest
) -> None:
    client = as_(request.getfixturevalue(person))
    file, citation = cited.files.get(), cited.citations.get()
    files = {"files": SimpleUploadedFile("them.pdf", papers.pdf(5))}

    assert client.post(reverse("wards:evidence_upload", args=[cited.pk]), files).status_code == WRITES[person]
    assert client.post(reverse("wards:file_remove", args=[file.pk])).status_code == WRITES[person]
    assert client.post(reverse("wards:citation_remove", args=[citation.pk])).status_code == WRITES[person]


def test_anonymous_is_sent_to_the_login(cited: Evidence) -> None:
    for name, pk in (("file_download", cited.files.get().pk), ("evidence_detail", cited.pk)):
        response = Client().get(reverse(f"wards:{name}", args=[pk]))
        assert response.status_code == 302
        assert response.url.startswith("/dang-nhap/")  # type: ignore[attr-defined]


def test_office_has_no_library_of_its_own(reviewer: Officer, cited: Evidence) -> None:
    assert as_(reviewer).get(reverse("wards:evidence_list")).status_code == 403


def test_download_says_what_it_is_and_can_do_nothing(cited: Evidence, reviewer: Officer) -> None:
    response = as_(reviewer).get(reverse("wards:file_download", args=[cited.files.get().pk]))

    assert read(response) == papers.pdf(2)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "sandboxed"), [("a.docx", papers.office("docx"), True), ("a.png", papers.picture("PNG"), True)]
)
def test_other_kinds_come_sandboxed(
    name: str, content: bytes, sandboxed: bool, ward: Ward, official: Officer, entry: Line
) -> None:
    evidence = add(ward, official, "Tệp", entry=entry("5.2"), files={name: content})

    response = as_(official).get(reverse("wards:file_download", args=[evidence.files.get().pk]))

    assert ("sandbox" in response["Content-Security-Policy"]) is sandboxed
    assert response["Content-Disposition"].startswith("attachment" if name.endswith("docx") else "inline")
    read(response)


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
) -> None:  # type: ignore[type-arg]
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
    assert "Thiếu số, ngày ban hành, cơ quan ban hành" in found
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

    assert client.post(reverse("wards:evidence_detail", args=[cited.pk]), {"delete": "1"}).status_code == 403
    assert client.post(reverse("wards:evidence_detail", args=[uncited.pk]), {"delete": "1"}).status_code == 303
    assert list(Evidence.objects.all()) == [cited]


@pytest.mark.parametrize("name", ["evidence_list", "cite"])
def test_library_asks_the_database_as_often_for_many_documents(
    name: str, official: Officer, ward: Ward, entry: Line, django_assert_max_num_queries: Callable[..., object]
) -> None:
    line, client = entry("5.2"), as_(official)
    url = reverse(f"wards:{name}", args=[line.pk] if name == "cite" else [])
    counts = []
    for more in (3, 21):
        for n in range(more):
            add(ward, official, f"Tài liệu {n}", entry=entry("5.2"), files={"a.pdf": papers.pdf(2)})
        with django_assert_max_num_queries(40) as asked:  # type: ignore[attr-defined]
            assert client.get(url).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
