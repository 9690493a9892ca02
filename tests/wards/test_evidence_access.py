"""Who reads and who changes documents, and how files leave the house."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories, papers
from tests.wards.library import add, as_, read
from wards.domain.exhibits import evidence as evidences
from wards.domain.sheet.assessment import open_assessments
from wards.models import Assessment, CriteriaSet, Entry, Evidence, Officer, State, Ward

Line = Callable[[str], Entry]


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

    for nothing in ("evidence_upload", "evidence_detail"):  # the role is asked for before what was typed
        empty = client.post(reverse(f"wards:{nothing}", args=[cited.pk])).status_code
        assert empty == (422 if WRITES[person] == 303 else WRITES[person])
    assert client.post(reverse("wards:evidence_upload", args=[cited.pk]), files).status_code == WRITES[person]
    assert client.post(reverse("wards:file_remove", args=[file.pk])).status_code == WRITES[person]
    assert client.post(reverse("wards:citation_remove", args=[citation.pk])).status_code == WRITES[person]


def test_anonymous_is_sent_to_the_login(cited: Evidence) -> None:
    for name, pk in (("file_download", cited.files.get().pk), ("evidence_detail", cited.pk)):
        response = Client().get(reverse(f"wards:{name}", args=[pk]))
        assert response.status_code == 302
        assert response.url.startswith("/dang-nhap/")


def test_province_sees_the_uses_in_what_was_forwarded_only(
    cited: Evidence, assessment: Assessment, model_ward_set: CriteriaSet, province: Officer, official: Officer
) -> None:
    next_year = factories.period(model_ward_set, title="Kỳ sau", first_year=2020, last_year=2020)
    draft = open_assessments(period=next_year, wards=[assessment.ward])[0].entries.get(indicator__code="5.1")
    evidences.cite(entry=draft, evidence=cited, by=official)
    Assessment.objects.filter(pk=assessment.pk).update(state=State.FORWARDED)

    page = as_(province).get(reverse("wards:evidence_detail", args=[cited.pk])).content.decode()

    assert "MC 5.2-01" in page
    assert "MC 5.1-01" not in page


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
