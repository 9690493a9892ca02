"""Annexes in the bound volume: with the number of the paper they go with, and otherwise as they were settled."""

import hashlib
import io
import re

import pikepdf
import pytest
from django.utils import timezone
from pypdf import PdfReader

from awards.documents import annexes
from awards.domain.binders import binding, plan
from awards.domain.papers import issuing, ledger_texts, scans
from awards.domain.papers.paper_facts import CheckedScan
from awards.models import Issue, Paper
from tests import papers as files
from tests.awards import bound, reading, signing
from tests.awards.bound import Volume
from wards.models import Assessment, Officer

BLANK = re.compile(r"Kèm theo Báo cáo số ?/BC-UBND ngày ?tháng ?năm")


@pytest.fixture
def settled(filled: Assessment, official: Officer, leader: Officer) -> dict[str, Paper]:
    """The report and its annexes, drawn to be signed."""
    bound.exhibit(filled, "5.2", "Quyết định công nhận", {"qd.pdf": bound.page("Quyết định")}, by=official)
    signing.voted(filled, by=leader)
    return signing.settled(filled, by=leader)


def sections(assessment: Assessment) -> dict[str, dict]:
    made = plan.make(assessment=assessment, content="papers")
    return {row["key"].split("/")[1]: row for row in made["sections"] if row["kind"] == "paper"}


def line_of(number: str) -> str:
    day = timezone.localdate()
    month = f"{day.month:02d}" if day.month < 3 else f"{day.month}"
    written = f"{number} ngày {day.day:02d} tháng {month} năm {day.year}"
    return f"(Kèm theo Báo cáo số {written} của Ủy ban nhân dân phường Điện Biên)"


def test_volume_prints_annexes_with_the_number_of_their_report(
    filled: Assessment, settled: dict[str, Paper], official: Officer, clerk: Officer
) -> None:
    before = Volume(bound.bind(by=official, assessment=filled, content="papers"))
    kept = {kind: (paper.sha256, paper.code) for kind, paper in settled.items()}
    issue = signing.registered(settled["report"], by=clerk, number=5)

    binder = bound.bind(by=official, assessment=filled, content="papers")
    after = Volume(binder)

    assert (
        sum(re.search(r"Kèm theo Báo cáo số ?/BC-UBND ngày ?tháng ?năm", page) is not None for page in before.pages)
        == 2
    )
    assert sum(line_of("05/BC-UBND") in page for page in after.pages) == 2
    assert len(after.pages) == len(before.pages)
    assert {kind: (paper.sha256, paper.code) for kind, paper in settled.items()} == kept
    assert [sum(settled[kind].code in page for page in after.pages) for kind in ("summary", "exhibits")] == [1, 1]
    assert bound.rebound(binder) == [after.part.sha256]

    issuing.cancel(issue=issue, reason="Ghi nhầm số", by=clerk)

    assert binding.current(assessment=filled, content="papers") == before.part.binder
    assert {kind: row["registered"] for kind, row in sections(filled).items() if row["registered"]} == {}


def test_only_annexes_of_a_registered_paper_to_be_signed_have_its_number(
    filled: Assessment, settled: dict[str, Paper], clerk: Officer
) -> None:
    issue = signing.registered(settled["report"], by=clerk, number=5)
    signing.registered(settled["proposal"], by=clerk)

    said = {"number": "05/BC-UBND", "day": line_of("x").split(" ngày ")[1].split(" của ")[0],
            "on": f"{issue.issued_on:%d/%m/%Y}"}  # fmt: skip
    assert {kind: row["registered"] for kind, row in sections(filled).items()} == {
        "proposal": None, "report": None, "summary": said, "exhibits": said, "council": None,
    }  # fmt: skip


def test_annex_that_would_say_anything_else_is_printed_as_it_was_settled(
    filled: Assessment, settled: dict[str, Paper], clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing.registered(settled["report"], by=clerk)
    with settled["exhibits"].file.open("rb") as file:
        drawn = file.read()
    section = sections(filled)["exhibits"]
    html = annexes.layouts.html

    with monkeypatch.context() as patch:
        patch.setattr(annexes.layouts, "html", lambda *args, **code: html(*args, **code).replace("Trích yếu", "Tên"))
        assert annexes.numbered(section, drawn) == drawn

    numbered = annexes.numbered(section, drawn)
    assert line_of(str(Issue.objects.get())) in reading.words(PdfReader(io.BytesIO(numbered)))
    monkeypatch.setattr(annexes.kept.pdf, "draw", lambda **_asked: pytest.fail("drawn twice"))
    assert annexes.numbered(section, drawn) == numbered


def together(*papers: Paper) -> CheckedScan:
    """One scan of several papers."""
    with pikepdf.new() as joined, io.BytesIO() as file:
        for paper in papers:
            with paper.file.open("rb") as drawn, pikepdf.open(io.BytesIO(files.stamped(drawn.read()))) as pages:
                joined.pages.extend(pages.pages)
        joined.save(file)
        content, count = file.getvalue(), len(joined.pages)
    return CheckedScan("ban-ky.pdf", content, hashlib.sha256(content).hexdigest(), count)


def test_annexes_in_the_signed_scan_are_bound_there_alone(
    filled: Assessment, settled: dict[str, Paper], official: Officer, clerk: Officer
) -> None:
    report, annex = settled["report"], settled["summary"]
    signing.registered(report, by=clerk)
    scan = together(report, annex)
    finding = scans.examine(paper=report, scan=scan)
    assert (finding.annexes, finding.doubts) == ((annex.code,), [])

    kept = scans.keep(paper=report, scan=scan, finding=finding, by=clerk)

    made = sections(filled)
    assert [kind for kind in made if kind in settled] == ["proposal", "report", "exhibits", "council"]
    assert [row["title"] for row in made["report"]["along"]] == ["Bảng tổng hợp kết quả thực hiện tiêu chí"]
    volume = Volume(bound.bind(by=official, assessment=filled, content="papers"))
    assert "(kèm Bảng tổng hợp kết quả thực hiện tiêu chí)" in volume.pages[1]
    assert list(ledger_texts.unproven_papers()) == []

    scans.keep(paper=report, scan=signing.scan_of(report), finding=scans.examine(
        paper=report, scan=signing.scan_of(report)), by=clerk)  # fmt: skip

    assert kept.annexes == annex.code
    assert "summary" in sections(filled)


def test_pages_that_are_no_annex_are_asked_about(filled: Assessment, settled: dict[str, Paper], clerk: Officer) -> None:
    report = settled["report"]
    signing.registered(report, by=clerk)
    doubled = together(report, settled["summary"], report)

    finding = scans.examine(paper=report, scan=doubled)

    assert len(finding.doubts) == 1
    assert sections(filled)["summary"]["registered"] is not None
