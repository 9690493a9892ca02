"""The desk asks as much of the database for three as for three hundred: lines, remarks, documents, reasons."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.wards import road
from tests.wards.desk import desk_url
from tests.wards.library import as_
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.models import (
    Assessment,
    Citation,
    Content,
    CriteriaSet,
    Entry,
    Evidence,
    EvidenceFile,
    HandIn,
    Officer,
    Opening,
    Remark,
    State,
    UsualReason,
    Ward,
)

FEW, MANY = 3, 300


def asked(client: Client, url: str) -> int:
    """How many queries a page takes that was opened before."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def handed_in(
    period_of: CriteriaSet, ward: Ward, leader: Officer, reviewer: Officer, *, first: int, last: int
) -> Assessment:
    """A ward's window of years, 26 lines each, under appraisal."""
    period = factories.period(period_of, first_year=first, last_year=last)
    [opened] = assessments.open_assessments(period=period, wards=[ward])
    opened.entries.update(no_data_reason="Chưa thống kê")
    review.hand_in(assessment=opened, by=leader)
    review.start_review(assessment=opened, by=reviewer)
    opened.refresh_from_db()
    return opened


def test_desk_takes_as_many_queries_for_three_hundred_lines(
    model_ward_set: CriteriaSet, ward: Ward, other_ward: Ward, office: object, reviewer: Officer, leader: Officer
) -> None:
    chair = factories.officer("leader", ward=other_ward, username="lanhdao.khac")
    few = handed_in(model_ward_set, ward, leader, reviewer, first=2007, last=2007)
    many = handed_in(model_ward_set, other_ward, chair, reviewer, first=2008, last=2019)
    client = as_(reviewer)

    assert few.entries.count() == 26
    assert many.entries.count() == 312
    for name in ("desk", "changes"):
        counts = [asked(client, reverse(f"wards:{name}", args=[one.pk])) for one in (few, many)]
        assert counts[0] == counts[1]


@pytest.mark.parametrize("person", ["reviewer", "head"])
def test_desk_takes_as_many_queries_for_three_hundred_remarks_and_reasons(
    under_review: Assessment, person: str, reviewer: Officer, head: Officer
) -> None:
    line = under_review.entries.get(indicator__code="5.2")
    handed, office = HandIn.objects.get(), under_review.ward.office

    def write(count: int, begin: int) -> None:
        Remark.objects.bulk_create(
            Remark(entry=line, hand_in=handed, is_internal=n % 2 == 0, text=f"Lời {n}", by=reviewer)
            for n in range(begin, count)
        )
        UsualReason.objects.bulk_create(
            UsualReason(office=office, kind="to_complete", text=f"Lý do {n}", position=n, by=head)
            for n in range(begin, count)
        )

    client = as_({"reviewer": reviewer, "head": head}[person])
    urls = [desk_url(under_review, "5.2"), reverse("wards:usual_reasons")]
    write(FEW, 0)
    few = [asked(client, url) for url in urls]
    write(MANY, FEW)

    assert [asked(client, url) for url in urls] == few
    assert "Lời 299" in client.get(urls[0]).content.decode()


def test_ward_pages_take_as_many_queries_for_three_hundred_comments(
    under_review: Assessment, official: Officer, reviewer: Officer
) -> None:
    line = under_review.entries.get(indicator__code="5.2")
    handed = HandIn.objects.get()
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    client = as_(official)
    pages = [
        reverse("wards:task_list", args=[under_review.pk]), reverse("wards:criterion", args=[under_review.pk, "5"])
    ]  # fmt: skip
    counts = []
    for begin, count in ((0, FEW), (FEW, MANY)):
        Remark.objects.bulk_create(
            Remark(entry=line, hand_in=handed, is_internal=False, text=f"Lời {n}", by=reviewer)
            for n in range(begin, count)
        )
        counts.append([asked(client, page) for page in pages])

    assert counts[0] == counts[1]


def cite(assessment: Assessment, begin: int, count: int, *, by: Officer) -> None:
    """Documents of one file each, cited by line 5.2."""
    line = assessment.entries.get(indicator__code="5.2")
    papers = Evidence.objects.bulk_create(
        Evidence(ward=assessment.ward, abstract=f"Tài liệu {n}", created_by=by, search_key="")
        for n in range(begin, count)
    )
    contents = Content.objects.bulk_create(
        Content(sha256=f"{n:064d}", size=9, media_type="application/pdf", pages=3, file="evidence/khong-co.pdf")
        for n in range(begin, count)
    )
    EvidenceFile.objects.bulk_create(
        EvidenceFile(evidence=paper, content=content, name="a.pdf", uploaded_by=by)
        for paper, content in zip(papers, contents, strict=True)
    )
    Citation.objects.bulk_create(
        Citation(entry=line, evidence=paper, position=begin + at + 1, pages="2", by=by)
        for at, paper in enumerate(papers)
    )


def test_desk_takes_as_many_queries_for_three_hundred_documents(
    under_review: Assessment, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    client = as_(reviewer)
    url, changes = desk_url(under_review, "5.2"), reverse("wards:changes", args=[under_review.pk])
    counts = []
    for begin, count in ((0, FEW), (FEW, MANY)):
        road.to_complete(under_review, "5.2", reviewer=reviewer)
        cite(under_review, begin, count, by=official)
        review.hand_in(assessment=under_review, by=leader)
        review.start_review(assessment=under_review, by=reviewer)
        counts.append([asked(client, url), asked(client, changes)])

    assert counts[0] == counts[1]
    assert Opening.objects.filter(entry__indicator__code="5.2").count() == 2  # of each hand-in, once


def test_my_work_takes_as_many_queries_for_many_returned_lines(
    period: object, model_ward_set: CriteriaSet, ward: Ward, official: Officer, leader: Officer, reviewer: Officer
) -> None:
    """Two assessments, so that the list is shown: one with a returned line, then one with all of them."""
    first = assessments.open_assessments(period=period, wards=[ward])[0]
    earlier = factories.period(model_ward_set, first_year=2018, last_year=2018, title="Phường kiểu mẫu năm 2018")
    assessments.open_assessments(period=earlier, wards=[ward])
    road.handed_in(first, official=official, leader=leader)
    review.start_review(assessment=first, by=reviewer)
    road.to_complete(first, "5.2", reviewer=reviewer)
    client, url = as_(official), reverse("wards:my_work")
    few = asked(client, url)
    page = client.get(url)
    assert [(str(one.period), len(lines)) for one, lines in page.context["asked"]] == [("Phường kiểu mẫu năm 2019", 1)]
    review.hand_in(assessment=first, by=leader)
    review.start_review(assessment=first, by=reviewer)
    codes = first.entries.exclude(indicator__code="5.2").values_list("indicator__code", flat=True)
    road.to_complete(first, "5.2", *codes, reviewer=reviewer)

    assert asked(client, url) == few
    assert len(client.get(url).context["asked"][0][1]) == Entry.objects.filter(assessment=first).count()
    assert Assessment.objects.get(pk=first.pk).state == State.TO_COMPLETE
