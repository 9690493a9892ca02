"""The history of a line tells of its evidence too: who cited, who changed the pages, who removed it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards import road
from wards.domain.appraisal import history
from wards.domain.exhibits import evidence as library
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Evidence, Officer


@pytest.fixture
def line(assessment: Assessment) -> Entry:
    return assessment.entries.select_related("assessment__ward", "indicator").get(indicator__code="5.2")


def cited(line: Entry, by: Officer, abstract: str = "Quyết định công nhận", pages: str = "") -> Evidence:
    return library.add_evidence(
        ward=line.assessment.ward, by=by, entry=line, abstract=abstract, number="1234/QĐ-UBND", pages=pages
    )


def test_history_tells_who_cited_pointed_elsewhere_and_removed(
    line: Entry, official: Officer, colleague: Officer, leader: Officer
) -> None:
    document = cited(line, official)
    citation = line.citations.get()
    library.edit_citation(citation=citation, by=colleague, pages="2-3")
    library.uncite(citation=citation, by=leader)

    told = history.tell(line.assessment, entry=line)

    name = "MC 5.2-01: Quyết định công nhận, 1234/QĐ-UBND"
    assert [(h.what, h.by, h.paper, h.old, h.new) for h in told] == [
        ("Bỏ trích dẫn tài liệu minh chứng", leader, name, "", ""),
        ("Đổi trang trích dẫn", colleague, name, "cả tài liệu", "xem trang 2-3"),
        ("Trích dẫn tài liệu minh chứng", official, name, "", "cả tài liệu"),
    ]
    assert document.citations.count() == 0


def test_history_names_a_document_that_was_deleted_since(client: Client, line: Entry, official: Officer) -> None:
    document = cited(line, official)
    library.uncite(citation=line.citations.get(), by=official)
    library.delete_evidence(evidence=document, by=official)
    client.force_login(official)

    page = client.get(reverse("wards:history", args=[line.assessment_id])).content.decode()

    assert not Evidence.objects.exists()
    assert page.count("MC 5.2-01: Quyết định công nhận, 1234/QĐ-UBND") == 2


def test_history_ascribes_a_removal_to_nobody_it_does_not_know(line: Entry, official: Officer) -> None:
    cited(line, official)
    line.citations.get().delete()  # past the domain: by a command or in the database

    removal = next(h for h in history.tell(line.assessment, entry=line) if "Bỏ trích dẫn" in h.what)

    assert removal.by is None


def test_history_keeps_the_words_saved_together_with_a_figure(assessment: Assessment, official: Officer) -> None:
    road.record(assessment, "5.3", {"met": 20, "of": 25}, by=official, explanation="Theo danh sách tháng 11.")
    road.record(assessment, "5.3", {"met": 21, "of": 25}, by=official, explanation="Theo danh sách tháng 11.")

    told = [(step.new, step.reason) for step in history.tell(assessment) if step.kind == "change"]

    assert told == [("21/25 đơn vị = 84%", ""), ("20/25 đơn vị = 80%", "Theo danh sách tháng 11.")]


def test_history_tells_who_was_given_a_criterion_and_by_whom(
    client: Client, assessment: Assessment, official: Officer, colleague: Officer, leader: Officer
) -> None:
    culture = assessment.period.criteria_set.criteria.get(number="5")
    for officer in (official, official, colleague, None):
        assessments.assign(assessment=assessment, criterion=culture, officer=officer, by=leader)

    told = history.tell(assessment)

    everybody, what = "Tất cả cán bộ của phường", "Phân công tiêu chí 5"
    assert [(h.what, h.by, h.old, h.new) for h in told] == [
        (what, leader, str(colleague), everybody),
        (what, leader, str(official), str(colleague)),
        (what, leader, everybody, str(official)),
    ]
    assert history.tell(assessment, entry=assessment.entries.get(indicator__code="5.2")) == []
    client.force_login(official)
    assert what in client.get(reverse("wards:history", args=[assessment.pk])).content.decode()
