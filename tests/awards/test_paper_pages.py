"""The page of papers: who may see it, what its button does, how it follows the drawing."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from awards.documents import papers as drawing
from awards.models import Paper
from tests import factories
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Officer

HTMX = {"HX-Request": "true"}
Drawn = Callable[..., dict[str, Paper]]


@pytest.fixture
def address(filled: Assessment) -> str:
    return reverse("awards:papers", args=[filled.pk])


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [
        ("official", 200, 200), ("leader", 200, 200), ("colleague", 200, 200), ("reviewer", 403, 200),
        ("head", 403, 200), ("stranger", 404, 404), ("other_reviewer", 404, 404), ("province", 404, 404),
        ("admin", 404, 404),
    ],
)  # fmt: skip
def test_papers_are_seen_by_ward_and_office_only(
    role: str,
    before: int,
    after: int,
    client: Client,
    handed_in: Assessment,
    drawn: Drawn,
    request: pytest.FixtureRequest,
) -> None:
    paper = drawn(handed_in)["report"]
    client.force_login(request.getfixturevalue(role))
    urls = [reverse("awards:papers", args=[handed_in.pk]), reverse("awards:paper_file", args=[paper.pk])]

    assert [status(client, url) for url in urls] == [after, after]
    Assessment.objects.filter(pk=handed_in.pk).update(round=0, state="drafting")
    assert [status(client, url) for url in urls] == [before, before]


@pytest.mark.parametrize("role", ["official", "leader", "reviewer", "head"])
@pytest.mark.parametrize(("rounds", "state"), [(1, "handed_in"), (0, "drafting")])
def test_task_list_leads_to_the_papers_where_they_open(
    role: str, rounds: int, state: str, client: Client, handed_in: Assessment, request: pytest.FixtureRequest
) -> None:
    Assessment.objects.filter(pk=handed_in.pk).update(round=rounds, state=state)
    client.force_login(request.getfixturevalue(role))
    papers = reverse("awards:papers", args=[handed_in.pk])

    page = client.get(reverse("wards:task_list", args=[handed_in.pk])).content.decode()

    assert (f'href="{papers}"' in page) is (client.get(papers).status_code == 200)


def status(client: Client, url: str) -> int:
    """A file behind an answer is closed once it is read to its end."""
    answer = client.get(url)
    list(answer)
    return answer.status_code


@pytest.mark.parametrize(
    ("role", "answer"),
    [("official", 303), ("leader", 303), ("reviewer", 303), ("head", 303), ("stranger", 404), ("province", 404)],
)
def test_papers_are_asked_for_by_ward_and_office_only(
    role: str, answer: int, client: Client, handed_in: Assessment, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))

    assert client.post(reverse("awards:papers_request", args=[handed_in.pk])).status_code == answer
    assert Paper.objects.count() == (2 if answer == 303 else 0)


def test_ward_clerk_reads_papers_but_creates_none(client: Client, filled: Assessment, drawn: Drawn) -> None:
    client.force_login(factories.officer("clerk", ward=filled.ward))

    assert client.get(reverse("awards:papers", args=[filled.pk])).status_code == 200
    assert client.post(reverse("awards:papers_request", args=[filled.pk])).status_code == 403


@pytest.mark.parametrize("name", ["awards:papers", "awards:papers_request", "awards:paper_file"])
def test_anonymous_is_sent_to_log_in(name: str, client: Client, db: None) -> None:
    answer = client.get(reverse(name, args=[1]))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))


def test_file_opens_in_the_browser_under_a_plain_name(
    client: Client, filled: Assessment, official: Officer, drawn: Drawn
) -> None:
    paper = drawn(filled)["report"]
    client.force_login(official)

    answer = client.get(reverse("awards:paper_file", args=[paper.pk]))

    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="bao-cao-thanh-tich-phuong-dien-bien-2019-ban-1.pdf"'
    saved = client.get(reverse("awards:paper_file", args=[paper.pk]), {"tai": "1"})
    assert saved["Content-Disposition"].startswith("attachment; ")
    list(saved)


def test_unfinished_paper_has_no_file_yet(client: Client, filled: Assessment, official: Officer) -> None:
    client.force_login(official)
    client.post(reverse("awards:papers_request", args=[filled.pk]))

    paper = Paper.objects.first()

    assert client.get(reverse("awards:paper_file", args=[paper.pk])).status_code == 404


def test_page_follows_the_drawing_and_stops_asking(client: Client, address: str, official: Officer) -> None:
    client.force_login(official)
    client.post(address + "tao/")
    first, second = Paper.objects.order_by("kind")

    waiting = client.get(address, headers=HTMX)
    drawing.draw_paper(first.pk)
    half = client.get(address, headers=HTMX)
    drawing.draw_paper(second.pk)
    done = client.get(address, headers=HTMX)

    assert (waiting.status_code, half.status_code, done.status_code) == (200, 200, 286)
    assert "Đang tạo 0/2 văn bản…" in waiting.content.decode()
    assert "Đang tạo 1/2 văn bản…" in half.content.decode()
    assert "hx-trigger" in half.content.decode()
    assert "hx-trigger" not in done.content.decode()
    assert "Các văn bản đã khớp với số liệu hiện tại." in done.content.decode()


def test_button_says_what_it_will_create(
    client: Client, address: str, official: Officer, filled: Assessment, entry: Callable[[str], Entry], drawn: Drawn
) -> None:
    client.force_login(official)
    assert "Tạo báo cáo thành tích và bảng tổng hợp" in client.get(address).content.decode()

    drawn(filled)
    assert '<button class="btn">Tạo' not in client.get(address).content.decode()

    assessments.record(entry=entry("8.1"), figure={}, explanation="Đều trả đúng hạn.", seen=0, by=official)
    assert "Tạo lại báo cáo thành tích" in client.get(address).content.decode()

    assessments.record(entry=entry("8.1"), figure={"number": 98}, seen=1, by=official)
    assert "Tạo lại 2 văn bản" in client.get(address).content.decode()


def test_failure_is_told_with_a_way_on(
    client: Client, address: str, official: Officer, filled: Assessment, drawn: Drawn
) -> None:
    client.force_login(official)
    client.post(address + "tao/")
    Paper.objects.filter(kind="report").update(state="failed", failure="IndexError: list index out of range")
    drawing.draw_paper(Paper.objects.get(kind="summary").pk)

    shown = client.get(address).content.decode()

    assert "Có văn bản không tạo được; số liệu không bị ảnh hưởng." in shown
    assert "Tạo lại báo cáo thành tích" in shown
    assert "IndexError" not in shown
