"""What the ward's own page names of council and papers: to each person the step that is theirs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Meeting, Paper
from awards.views.paper_steps import waiting
from tests.awards import signing
from tests.wards.library import as_
from wards.models import Assessment, Officer, Period

pytestmark = pytest.mark.django_db
VOTE = "Hội đồng phường chưa bỏ phiếu hoặc phiên họp chưa được chốt."


@pytest.fixture(autouse=True)
def papers_are_taken(filled: Assessment) -> None:
    Period.objects.update(needs_papers=True)
    filled.refresh_from_db()


def told(officer: Officer, assessment: Assessment) -> list[str]:
    return [one.sentence for one in waiting(officer, Assessment.objects.get(pk=assessment.pk))]


def test_council_and_drafts_are_named_from_the_beginning(filled: Assessment, official: Officer) -> None:
    assert told(official, filled) == [
        VOTE,
        "Tạo dự thảo: Tờ trình, Báo cáo thành tích, Bảng tổng hợp kết quả thực hiện tiêu chí",
    ]

    page = as_(official).get(reverse("wards:task_list", args=[filled.pk])).content.decode()
    assert "<h2>Hội đồng và văn bản</h2>" in page
    assert f'href="{reverse("awards:councils")}">{VOTE}' in page
    assert f'href="{reverse("awards:papers", args=[filled.pk])}#proposal-0"' in page


def test_each_is_told_their_own_step(
    filled: Assessment, closed: Meeting, official: Officer, leader: Officer, clerk: Officer
) -> None:
    papers = signing.settled(filled, by=leader)

    assert told(leader, filled) == told(clerk, filled)
    [line] = told(clerk, filled)
    assert line.startswith("Vào sổ số, ngày: Tờ trình, Báo cáo thành tích, Biên bản")
    assert told(official, filled) == []

    for number, paper in enumerate(papers.values(), start=1):
        if paper.kind in {"proposal", "report", "council"}:
            signing.registered(paper, by=clerk, number=number)
    [line] = told(clerk, filled)
    assert line.startswith("Tải bản quét đã ký: ")


def test_first_page_of_the_clerk_begins_with_the_papers(
    filled: Assessment, closed: Meeting, leader: Officer, clerk: Officer
) -> None:
    signing.settled(filled, by=leader)

    page = as_(clerk).get(reverse("wards:my_work"), follow=True).content.decode()

    aside = page[page.index("<aside") :]
    assert aside.index("Vào sổ số, ngày") < aside.index("Đến hôm nay")


def test_nothing_is_named_to_an_office_or_where_no_papers_are_taken(
    filled: Assessment, official: Officer, reviewer: Officer
) -> None:
    assert waiting(reviewer, filled) == []
    Period.objects.update(needs_papers=False)
    assert told(official, filled) == []


def test_page_asks_as_often_with_many_papers_as_with_few(
    filled: Assessment, closed: Meeting, leader: Officer, clerk: Officer
) -> None:
    papers = signing.settled(filled, by=leader)
    client = as_(clerk)

    def asked(count: int) -> int:
        report = papers["report"]
        Paper.objects.bulk_create(
            Paper(
                assessment=filled, kind="report", revision=report.revision + n, context=report.context,
                requested_by=leader, state=Paper.State.FAILED, failure="x",
            )
            for n in range(Paper.objects.filter(kind="report").count(), count)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wards:task_list", args=[filled.pk]))
        return len(queries)

    asked(3)
    assert asked(3) == asked(300)
