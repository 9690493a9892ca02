"""Pages of documents before one's eyes: live and as they were handed in, and who may see them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import papers
from tests.wards import road
from tests.wards.library import add, as_, read, text
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import viewer
from wards.domain.exhibits.regions import Region
from wards.domain.sheet import sealed
from wards.models import Assessment, Citation, Entry, Evidence, HandIn, Officer, State, Ward

Line = Callable[[str], Entry]


@pytest.fixture
def handed(cited: Evidence, assessment: Assessment, official: Officer, leader: Officer) -> HandIn:
    """MC 5.2-01 at page 2 with a region, handed in."""
    citation = cited.citations.get()
    evidences.edit_citation(citation=citation, by=official, pages="2", region=Region(2, 100, 200, 300, 50))
    return road.handed_in(assessment, official=official, leader=leader)


def pane_of(handed: HandIn, code: str = "5.2", position: int | None = None, page: int | None = None) -> viewer.Pane:
    line = next(line for line in sealed.read(handed).values() if line.code == code)
    pane = viewer.handed_pane(hand_in=handed, line=line, position=position, page=page)
    assert pane
    return pane


def image_url(evidence: Evidence, page: int = 1) -> str:
    return reverse("wards:file_image", args=[evidence.files.get().pk, page])


def test_pane_opens_at_what_was_marked(handed: HandIn) -> None:
    pane = pane_of(handed)

    assert (pane.exhibit, pane.page, pane.total, pane.cited) == ("MC 5.2-01", 2, 2, "2")
    assert pane.region == Region(2, 100, 200, 300, 50)
    assert (pane.previous, pane.next, pane.is_away, pane.fault) == (1, None, False, "")
    assert pane.size == (1000, 1416)


def test_pane_shows_the_mark_on_its_page_only(handed: HandIn) -> None:
    pane = pane_of(handed, page=1)

    assert (pane.page, pane.region, pane.is_away, pane.cited_page) == (1, None, True, 2)


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (9, 2), (99_999, 2)])
def test_pane_stays_inside_the_document(handed: HandIn, asked: int, shown: int) -> None:
    assert pane_of(handed, page=asked).page == shown


def test_pane_of_a_line_that_cites_nothing_is_none(handed: HandIn) -> None:
    line = next(line for line in sealed.read(handed).values() if not line.evidence)

    assert viewer.handed_pane(hand_in=handed, line=line, position=None, page=None) is None


def test_pages_run_through_the_files_in_order(ward: Ward, official: Officer) -> None:
    evidence = add(ward, official, "Hồ sơ", files={"a.pdf": papers.pdf(2), "b.png": papers.picture("PNG")})

    shown = [viewer.evidence_pane(evidence=evidence, page=page) for page in (1, 2, 3)]

    assert [(pane.sheet.name, pane.sheet.page, pane.total) for pane in shown if pane.sheet] == [
        ("a.pdf", 1, 3), ("a.pdf", 2, 3), ("b.png", 1, 3),
    ]  # fmt: skip


def test_document_without_file_says_so(ward: Ward, official: Officer) -> None:
    pane = viewer.evidence_pane(evidence=add(ward, official, "Chưa quét"), page=None)

    assert (pane.page, pane.total, pane.sheet, pane.fault) == (0, 0, None, "Tài liệu này chưa có tệp.")


def test_removed_file_is_still_shown_as_it_was_handed_in(
    handed: HandIn, cited: Evidence, reviewer: Officer, official: Officer
) -> None:
    sha256 = cited.files.get().content.sha256
    cited.citations.all().delete()
    cited.files.all().delete()

    pane = pane_of(handed)
    client = as_(reviewer)
    line = handed.assessment.entries.get(indicator__code="5.2")
    page = client.get(reverse("wards:handed_page", args=[handed.pk, line.pk, 1]))

    assert pane.size == (1000, 1416)
    assert "Trang 2/2" in text(page)
    assert client.get(reverse("wards:handed_image", args=[handed.pk, sha256, 2])).status_code == 200
    assert read(client.get(reverse("wards:handed_file", args=[handed.pk, sha256]))) == papers.pdf(2)


def test_digest_written_into_words_opens_no_file(
    assessment: Assessment,
    ward: Ward,
    official: Officer,
    leader: Officer,
    other_ward: Ward,
    stranger: Officer,
    entry: Line,
) -> None:
    secret = add(other_ward, stranger, "Của phường khác", files={"rieng.pdf": papers.pdf(3, title="riêng")})
    sha256 = secret.files.get().content.sha256
    add(ward, official, f'"sha256":"{sha256}"', entry=entry("5.2"))
    handed = road.handed_in(assessment, official=official, leader=leader)
    client = as_(official)

    assert sha256 in handed.text
    for name, more in (("handed_file", []), ("handed_image", [1])):
        assert client.get(reverse(f"wards:{name}", args=[handed.pk, sha256, *more])).status_code == 404


PEOPLE = {"official": 200, "reviewer": 200, "head": 200, "stranger": 404, "other_reviewer": 404, "province": 404}


@pytest.mark.parametrize(("person", "expected"), PEOPLE.items())
def test_what_was_handed_in_is_seen_by_those_who_may_read_it(
    person: str, expected: int, handed: HandIn, cited: Evidence, request: pytest.FixtureRequest
) -> None:
    client = as_(request.getfixturevalue(person))
    sha256 = cited.files.get().content.sha256
    line = handed.assessment.entries.get(indicator__code="5.2")

    for url in (
        reverse("wards:handed_page", args=[handed.pk, line.pk, 1]),
        reverse("wards:handed_image", args=[handed.pk, sha256, 1]),
        reverse("wards:handed_file", args=[handed.pk, sha256]),
        reverse("wards:citation_view", args=[cited.citations.get().pk]),
        image_url(cited),
    ):
        answer = client.get(url)
        assert (url, answer.status_code) == (url, expected)
        read(answer)


def test_province_sees_the_pages_of_what_was_forwarded(handed: HandIn, cited: Evidence, province: Officer) -> None:
    line = handed.assessment.entries.get(indicator__code="5.2")
    Assessment.objects.filter(pk=handed.assessment_id).update(state=State.FORWARDED)
    client = as_(province)

    assert client.get(reverse("wards:handed_page", args=[handed.pk, line.pk, 1])).status_code == 200
    assert client.get(image_url(cited)).status_code == 200


def test_exhibit_that_was_not_handed_in_is_not_found(handed: HandIn, official: Officer) -> None:
    line = handed.assessment.entries.get(indicator__code="5.2")
    client = as_(official)

    assert client.get(reverse("wards:handed_page", args=[handed.pk, line.pk, 2])).status_code == 404
    assert client.get(reverse("wards:handed_page", args=[handed.pk, line.pk + 900, 1])).status_code == 404


def test_htmx_gets_the_pane_alone_with_the_way_back_kept(cited: Evidence, official: Officer) -> None:
    url = reverse("wards:citation_view", args=[cited.citations.get().pk])
    part = as_(official).get(url, {"ve": "/minh-chung/"}, headers={"HX-Request": "true"}).content.decode()
    whole = as_(official).get(url, {"ve": "//example.com/"}).content.decode()

    assert part.lstrip().startswith('<div id="page-pane"')
    assert f"{url}?trang=2&amp;ve=%2Fminh-chung%2F" in part
    assert "example.com" not in whole.partition('id="main"')[2].partition("page-pane")[0]


def test_links_beside_citations_lead_to_the_page(handed: HandIn, cited: Evidence, official: Officer) -> None:
    client, citation = as_(official), cited.citations.get()
    criterion = client.get(reverse("wards:criterion", args=[handed.assessment_id, "5"])).content.decode()
    shown = client.get(reverse("wards:hand_in_detail", args=[handed.pk])).content.decode()

    assert f'href="{reverse("wards:citation_view", args=[citation.pk])}">Xem trang 2' in criterion
    assert f'href="{reverse("wards:handed_page", args=[handed.pk, citation.entry_id, 1])}">Xem trang 2' in shown


def test_document_page_shows_its_pages(cited: Evidence, reviewer: Officer) -> None:
    url = reverse("wards:evidence_detail", args=[cited.pk])
    page = as_(reviewer).get(url, {"trang": 2})
    part = as_(reviewer).get(url, headers={"HX-Request": "true", "HX-Target": "page-pane"})

    assert "Trang 2/2" in text(page)
    assert part.content.decode().lstrip().startswith('<div id="page-pane"')


def test_queries_do_not_grow_with_documents_of_the_line(
    cited: Evidence, handed: HandIn, official: Officer, reviewer: Officer
) -> None:
    citation, client = cited.citations.get(), as_(reviewer)
    live = reverse("wards:citation_view", args=[citation.pk])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(live).status_code == 200
        return len(caught)

    def more(count: int) -> None:
        start = citation.entry.citations.count()
        documents = Evidence.objects.bulk_create(
            Evidence(ward=cited.ward, abstract=f"Tài liệu {n}", search_key="", created_by=official)
            for n in range(count)
        )
        Citation.objects.bulk_create(
            Citation(entry=citation.entry, evidence=document, position=start + 1 + n, by=official)
            for n, document in enumerate(documents)
        )

    more(2)
    few = queries()
    more(297)
    assert queries() == few
