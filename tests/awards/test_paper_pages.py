"""The page of papers: who may see it, what its button does, how it follows the drawing."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from awards.documents import papers as drawing
from awards.domain.papers import drawing as papers
from awards.models import Issue, Paper
from tests import factories
from tests.awards import signing
from tests.wards import road
from wards.domain.appraisal import review
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
    drawn = {"official": 3, "leader": 3}  # the office draws what is its own, and nothing of the ward
    assert Paper.objects.count() == drawn.get(role, 0)


def test_ward_clerk_reads_papers_but_creates_none(client: Client, filled: Assessment, drawn: Drawn) -> None:
    client.force_login(factories.officer("clerk", ward=filled.ward))

    page = client.get(reverse("awards:papers", args=[filled.pk]))
    assert "được tạo văn bản" not in page.content.decode()  # nobody asked
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
    first, *others = Paper.objects.order_by("kind")

    waiting = client.get(address, headers=HTMX)
    drawing.draw_paper(first.pk)
    half = client.get(address, headers=HTMX)
    for other in others:
        drawing.draw_paper(other.pk)
    done = client.get(address, headers=HTMX)

    assert (waiting.status_code, half.status_code, done.status_code) == (200, 200, 286)
    assert "Đang tạo 3 văn bản…" in waiting.content.decode()
    assert "Đang tạo 2 văn bản…" in half.content.decode()
    assert "hx-trigger" in half.content.decode()
    assert "hx-trigger" not in done.content.decode()
    assert states(done) == ["draft", "draft", "draft", "blocked", "blocked"]


def states(answer) -> list[str]:
    """Where the rows of a page stand: proposal, report, summary, list of evidence, council."""
    return [row.state for row in answer.context["rows"]]


def steps(answer) -> dict[str, str]:
    """The next step of every paper that has one."""
    return {row.standing.kind: row.step.label for row in answer.context["rows"] if row.step}


def test_each_person_has_the_one_next_step(
    client: Client, address: str, official: Officer, leader: Officer, clerk: Officer, filled: Assessment, drawn: Drawn
) -> None:
    def seen_by(person: Officer) -> dict[str, str]:
        client.force_login(person)
        return steps(client.get(address))

    council = {"council": "Đến trang Hội đồng"}
    create = dict.fromkeys(["proposal", "report", "summary"], "Tạo dự thảo")
    assert seen_by(official) == {**create, **council}
    assert seen_by(clerk) == council

    drawn(filled)
    assert seen_by(official) == {"proposal": "Sửa lời văn", "report": "Sửa lời văn", **council}
    assert seen_by(leader) == {"proposal": "Sửa lời văn", "report": "Chốt để ký", **council}

    signing.voted(filled, by=leader)
    assert seen_by(leader)["proposal"] == "Chốt để ký"
    found = signing.settled(filled, by=leader)
    assert seen_by(official) == {}
    assert seen_by(clerk) == dict.fromkeys(signing.NEEDED, "Vào sổ số, ngày")

    signing.registered(found["report"], by=clerk)
    assert seen_by(clerk)["report"] == "Tải bản quét đã ký"
    signing.scanned(found["report"], by=clerk)
    assert "report" not in seen_by(clerk)


def test_office_is_told_who_of_the_ward_goes_on_and_offered_none_of_its_papers(
    client: Client, address: str, reviewer: Officer, leader: Officer, clerk: Officer, filled: Assessment
) -> None:
    signing.voted(filled, by=leader)
    Assessment.objects.filter(pk=filled.pk).update(round=1, state="returned")
    client.force_login(reviewer)

    def shown() -> tuple[dict[str, str], dict[str, list[str]]]:
        answer = client.get(address)
        assert "Văn bản của Phường Điện Biên do phường thực hiện" in answer.content.decode()
        return steps(answer), {row.standing.kind: row.hints for row in answer.context["rows"]}

    offered, hints = shown()
    assert set(offered) <= {"appraisal", "minutes"}
    assert hints["report"] == ["Cán bộ phường lập dự thảo."]

    found = signing.settled(Assessment.objects.get(pk=filled.pk), by=leader)
    assert shown()[1]["report"] == ["Sau khi ký, văn thư phường ghi số, ngày vào sổ."]
    signing.registered(found["report"], by=clerk)
    assert shown()[1]["report"] == ["Văn thư phường tải bản quét đã ký."]


def test_changed_figure_offers_a_new_draft_or_a_new_version(
    client: Client, address: str, official: Officer, leader: Officer, filled: Assessment, entry: Callable[[str], Entry],
    drawn: Drawn,
) -> None:  # fmt: skip
    drawn(filled)
    client.force_login(official)
    assessments.record(entry=entry("8.1"), figure={}, explanation="Đều trả đúng hạn.", seen=0, by=official)
    assert steps(client.get(address))["report"] == "Tạo lại dự thảo"

    signing.settled(filled, by=leader)
    assessments.record(entry=entry("8.1"), figure={"number": 98}, seen=1, by=official)
    page = client.get(address).content.decode()
    assert "Nội dung đã thay đổi sau khi chốt" in page
    assert "Chờ lãnh đạo phường chốt bản mới." in page
    client.force_login(leader)
    assert steps(client.get(address))["report"] == "Chốt bản mới"


def test_leader_settles_by_button_and_is_told(
    client: Client, address: str, leader: Officer, filled: Assessment
) -> None:
    client.force_login(leader)

    client.post(address + "chot/", {"paper": "report-0"})
    one = client.get(address)

    assert "Đã chốt 2 văn bản để ký." in one.content.decode()
    assert sorted(Paper.objects.values_list("kind", "is_final")) == [("report", True), ("summary", True)]
    refused = client.post(address + "chot/", {"paper": "proposal-0"})
    assert refused.status_code == 409
    assert "Tờ trình nêu kết quả bỏ phiếu" in refused.content.decode()


@pytest.mark.parametrize("named", ["bua-0", "report-x", "report-", "report-99999999999999999999"])
def test_unknown_paper_is_no_page(named: str, client: Client, address: str, leader: Officer) -> None:
    client.force_login(leader)

    assert client.post(address + "tao/", {"paper": named}).status_code == 404


def test_failure_is_told_with_a_way_on(client: Client, address: str, official: Officer, filled: Assessment) -> None:
    client.force_login(official)
    client.post(address + "tao/")
    Paper.objects.filter(kind="report").update(state="failed", failure="IndexError: list index out of range")
    for paper in Paper.objects.exclude(kind="report"):
        drawing.draw_paper(paper.pk)

    answer = client.get(address)

    assert "Có văn bản không tạo được; số liệu không bị ảnh hưởng." in answer.content.decode()
    assert steps(answer)["report"] == "Tạo lại"
    assert "IndexError" not in answer.content.decode()


# The clerk's pages ---------------------------------------------------------------------------------------------------


def test_clerk_registers_and_is_warned_of_an_odd_date(
    client: Client, filled: Assessment, leader: Officer, clerk: Officer
) -> None:
    report = signing.settled(filled, by=leader)["report"]
    client.force_login(clerk)
    page = reverse("awards:paper_register", args=[report.pk])
    assert 'value="1"' in client.get(page).content.decode()

    typed = {"number": "15", "issued_on": "05/01/2020", "signer": "Trần Thị B", "signer_office": "Chủ tịch"}
    answer = client.post(page, typed)
    told = client.get(answer["Location"].partition("#")[0]).content.decode()

    assert "Đã vào sổ số 15/BC-UBND." in told
    assert "Ngày 05/01/2020 sớm hơn ngày chốt bản này" in told
    issue = Issue.objects.get()
    assert (str(issue), issue.year, issue.by) == ("15/BC-UBND", 2020, clerk)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("number", "mười"), ("number", "0"), ("number", "100000"), ("issued_on", "31/02/2020"),
        ("issued_on", "05/01/2999"), ("signer", ""), ("signer", "A" * 121), ("signer_office", " "),
    ],
)  # fmt: skip
def test_bad_input_stands_beside_its_field(
    field: str, typed: str, client: Client, filled: Assessment, leader: Officer, clerk: Officer
) -> None:
    report = signing.settled(filled, by=leader)["report"]
    client.force_login(clerk)
    good = {"number": "15", "issued_on": "05/01/2020", "signer": "Trần Thị B", "signer_office": "Chủ tịch"}

    answer = client.post(reverse("awards:paper_register", args=[report.pk]), {**good, field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Issue.objects.exists()


def test_registration_is_cancelled_with_a_reason(
    client: Client, filled: Assessment, leader: Officer, clerk: Officer
) -> None:
    issue = signing.registered(signing.settled(filled, by=leader)["report"], by=clerk)
    client.force_login(clerk)
    page = reverse("awards:issue_cancel", args=[issue.pk])

    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Ghi nhầm số"}).status_code == 303
    issue.refresh_from_db()
    assert (issue.cancel_reason, issue.cancelled_by) == ("Ghi nhầm số", clerk)


def test_ward_reads_the_appraisal_report_once_it_is_issued(
    client: Client, filled: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer
) -> None:
    road.handed_in(filled, official=official, leader=leader)
    review.start_review(assessment=filled, by=reviewer)
    road.confirm_all(filled, by=reviewer)
    review.complete(assessment=filled, by=head)
    filled.refresh_from_db()
    (report,) = signing.draw(papers.finalise(place=filled, by=head, only=[("appraisal", 0)]))
    client.force_login(official)
    page, file = reverse("awards:papers", args=[filled.pk]), reverse("awards:paper_file", args=[report.pk])

    assert "appraisal" not in [row.standing.kind for row in client.get(page).context["rows"]]
    assert client.get(file).status_code == 404
    signing.registered(report, by=reviewer)
    assert "appraisal" in [row.standing.kind for row in client.get(page).context["rows"]]
    assert status(client, file) == 200
