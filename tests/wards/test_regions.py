"""What to look at on a cited page: written, read back, refused outside its page; and the form that says it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests import papers
from tests.wards.library import add, as_, text
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import regions
from wards.domain.exhibits.regions import Region
from wards.domain.sheet import sealed
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Entry, Evidence, Officer, Ward

TYPED = {"pages": "2", "marked_page": "2", "left": "12,5", "top": "20", "wide": "50%", "high": "7.5"}


def edit_url(evidence: Evidence) -> str:
    return reverse("wards:citation_edit", args=[evidence.citations.get().pk])


@pytest.mark.parametrize("text", ["3:120,240,500,180", "12:0,0,1000,1000"])
def test_region_is_written_as_it_is_read(text: str) -> None:
    assert str(regions.parse(text)) == text


@pytest.mark.parametrize("text", ["", "0:1,1,100,100", "3:1,1,100", "3:-1,1,100,100", "x"])
def test_what_is_no_region_is_the_whole_page(text: str) -> None:
    assert regions.parse(text) is None


@pytest.mark.parametrize(
    "region",
    [
        Region(2, 600, 0, 500, 100), Region(2, 0, 950, 100, 51), Region(2, 0, 0, 9, 500), Region(2, 0, 0, 500, 9),
        Region(1, 0, 0, 500, 500), Region(3, 0, 0, 500, 500), Region(9, 0, 0, 500, 500),
    ],
)  # fmt: skip
def test_region_is_refused_outside_what_can_be_seen(region: Region, cited: Evidence, official: Officer) -> None:
    citation = cited.citations.get()

    with pytest.raises(ValidationError) as refused:
        evidences.edit_citation(citation=citation, by=official, pages="2", region=region)

    assert list(refused.value.message_dict) == ["region"]
    citation.refresh_from_db()
    assert (citation.pages, citation.region) == ("", "")


def test_region_needs_a_page_that_has_a_picture(ward: Ward, official: Officer, entry: Callable[[str], Entry]) -> None:
    files = {"a.pdf": papers.pdf(1), "b.docx": papers.office("docx")}
    citation = add(ward, official, "Hồ sơ", entry=entry("5.2"), files=files).citations.get()

    kept = evidences.edit_citation(citation=citation, by=official, pages="", region=Region(1, 0, 0, 500, 500))
    assert kept.region == "1:0,0,500,500"
    for page in (2, 3):
        with pytest.raises(ValidationError):
            evidences.edit_citation(citation=citation, by=official, pages="", region=Region(page, 0, 0, 500, 500))


def test_region_is_handed_in_with_its_page(cited: Evidence, official: Officer) -> None:
    citation = cited.citations.get()
    evidences.edit_citation(citation=citation, by=official, pages="2", region=Region(2, 1, 2, 30, 40))

    handed = sealed.as_it_stands(citation.entry.assessment)[citation.entry_id].evidence[0]

    assert (handed.pages, handed.region) == ("2", "2:1,2,30,40")


def test_region_is_for_those_who_may_change_the_line(cited: Evidence, stranger: Officer, reviewer: Officer) -> None:
    for person, status in ((stranger, 404), (reviewer, 403)):
        assert as_(person).post(edit_url(cited), TYPED).status_code == status
        with pytest.raises(NotAllowed):
            evidences.edit_citation(
                citation=cited.citations.get(), by=person, pages="2", region=Region(2, 0, 0, 500, 500)
            )


def test_region_is_typed_in_per_cent(cited: Evidence, official: Officer) -> None:
    client = as_(official)

    assert client.post(edit_url(cited), TYPED).status_code == 303
    assert cited.citations.get().region == "2:125,200,500,75"
    page = client.get(edit_url(cited)).content.decode()
    for shown in ('value="12,5"', 'value="7,5"', '<rect id="pane-mark" x="125" y="200" width="500" height="75"/>'):
        assert shown in page


def test_region_left_empty_is_the_whole_page(cited: Evidence, official: Officer) -> None:
    client = as_(official)
    client.post(edit_url(cited), TYPED)
    client.post(edit_url(cited), {"pages": "2", "marked_page": "2"})

    assert cited.citations.get().region == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"left": "120"}, "“120” không nằm trong khoảng 0 đến 100%."),
        ({"left": "x"}, "“x” không phải là số"),
        ({"high": ""}, "Nhập cả số này"),
        ({"marked_page": ""}, "Nhập cả số này"),
        ({"left": "60"}, "vượt ra ngoài trang"),
        ({"marked_page": "1"}, "không nằm trong các trang trích dẫn 2"),
    ],
)
def test_wrong_numbers_are_said_beside_them_and_kept(
    change: dict[str, str], said: str, cited: Evidence, official: Officer
) -> None:
    answer = as_(official).post(edit_url(cited), {**TYPED, **change})

    assert answer.status_code == 422
    assert said in text(answer).replace("&quot;", '"')
    assert 'value="20"' in answer.content.decode()
    assert "<details open>" in answer.content.decode()
    assert cited.citations.get().region == ""


def test_numbers_typed_without_a_login_are_still_there(cited: Evidence, official: Officer) -> None:
    client = as_(official)
    session = client.session
    client.logout()
    assert session
    client.post(edit_url(cited), {**TYPED, "typed_by": official.pk})
    client.force_login(official, backend="django.contrib.auth.backends.ModelBackend")

    assert 'value="12,5"' in client.get(edit_url(cited)).content.decode()


@pytest.mark.parametrize(
    ("pages", "mark", "told"),
    [
        ("", "", "cả tài liệu"),
        ("2-3", "", "xem trang 2-3"),
        ("", "1:100,200,300,50", "xem trang 1, vùng đánh dấu"),
        ("2", "2:100,200,300,50", "xem trang 2, vùng đánh dấu"),
        ("2-3", "3:100,200,300,50", "xem trang 2-3, phần đánh dấu ở trang 3"),
    ],
)
def test_where_to_look_is_said_with_what_is_marked(pages: str, mark: str, told: str) -> None:
    assert regions.where(pages, mark) == told


def test_line_and_page_say_the_marked_region(cited: Evidence, official: Officer) -> None:
    citation = cited.citations.get()
    evidences.edit_citation(citation=citation, by=official, pages="", region=Region(1, 100, 200, 300, 400))
    pages = [
        as_(official).get(reverse("wards:citation_view", args=[citation.pk])),
        as_(official).get(reverse("wards:criterion", args=[citation.entry.assessment_id, "5"])),
    ]
    assert ["xem trang 1, vùng đánh dấu" in text(page) for page in pages] == [True, True]
