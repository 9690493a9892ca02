"""Documents of earlier years, used again in a later one."""

import datetime as dt
from collections.abc import Callable

from django.urls import reverse

from tests import papers
from tests.wards.library import add, as_, revise, text
from wards.domain.exhibits import evidence as evidences
from wards.domain.exhibits import reuse
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Citation, Entry, Evidence, Officer, Ward

Line = Callable[[str], Entry]


def test_documents_of_earlier_years_are_cited_again_at_once(
    official: Officer, ward: Ward, entry: Line, next_year: Assessment
) -> None:
    old = add(ward, official, "Quyết định 2019", entry=entry("5.2"), files={"a.pdf": papers.pdf(3)})
    evidences.edit_citation(citation=old.citations.get(), by=official, pages="2-3")
    past = add(ward, official, "Xác nhận", valid_until=dt.date(2020, 6, 30), entry=entry("5.2"))
    other = add(ward, official, "Danh sách", issued_on=dt.date(2019, 3, 1), entry=entry("5.3"))
    line = next_year.entries.get(indicator__code="5.2")
    url, client = reverse("wards:reuse", args=[line.pk]), as_(official)

    page = client.get(url).content.decode()
    keys = [f"{line.pk}-{document.citations.get().pk}" for document in (old, past)]
    assert f'value="{keys[0]}" checked' in page
    assert f'value="{keys[1]}"' in page
    assert f'value="{keys[1]}" checked' not in page
    assert "Hết hiệu lực sau ngày 30/06/2020" in page
    assert "Danh sách" not in page
    assert client.post(url, {"cite": []}).status_code == 422
    assert client.post(url, {"cite": [f"{line.pk}-{other.citations.get().pk}"]}).status_code == 422  # not this line's
    assert client.post(url, {"cite": keys}).status_code == 303

    assert [(made.evidence, made.pages) for made in line.citations.order_by("position")] == [(old, "2-3"), (past, "")]
    assert reuse.reusable(next_year, [line]) == []


def test_whole_assessment_uses_documents_again_in_one_step(
    official: Officer, ward: Ward, entry: Line, next_year: Assessment
) -> None:
    documents = [add(ward, official, f"Tài liệu {code}", entry=entry(code)) for code in ("5.2", "5.3", "8.1")]
    offered = reuse.reusable(next_year, reuse.open_lines(next_year, by=official))
    url = reverse("wards:reuse_all", args=[next_year.pk])

    answer = as_(official).post(url, {"cite": [one.key for one in offered]})

    assert answer["Location"] == reverse("wards:evidence_gaps")
    made = Citation.objects.filter(entry__assessment=next_year).order_by("entry__indicator__code")
    assert [(one.entry.indicator.code, one.evidence) for one in made] == list(
        zip(("5.2", "5.3", "8.1"), documents, strict=True)
    )


def test_newest_version_is_used_again(official: Officer, cited: Evidence, next_year: Assessment) -> None:
    newer = revise(cited, official, issued_on=dt.date(2020, 2, 1))
    line = next_year.entries.select_related("indicator").get(indicator__code="5.2")

    (one,) = reuse.reusable(next_year, [line])

    assert (one.evidence, one.is_revised, one.warnings) == (newer, True, [])


def test_document_of_another_year_is_warned_of(official: Officer, ward: Ward, entry: Line) -> None:
    paper = add(ward, official, "Báo cáo", issued_on=dt.date(2019, 3, 1))

    assert reuse.dated_outside(paper, 2020) == ["Ban hành ngày 01/03/2019, không phải năm 2020"]
    assert reuse.dated_outside(paper, 2019) == []


def test_only_open_lines_are_offered(
    official: Officer, colleague: Officer, leader: Officer, cited: Evidence, entry: Line, next_year: Assessment
) -> None:
    criterion = entry("5.2").indicator.criterion
    assessments.assign(assessment=next_year, criterion=criterion, officer=colleague, by=leader)

    assert "Quyết định công nhận" not in text(as_(official).get(reverse("wards:reuse_all", args=[next_year.pk])))
    assert "Quyết định công nhận" in text(as_(colleague).get(reverse("wards:reuse_all", args=[next_year.pk])))
