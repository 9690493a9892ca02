"""Asking for papers and the lease they are drawn under: repeated, late and killed tasks change nothing."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from awards import tasks
from awards.documents import papers as drawing
from awards.documents import shelf
from awards.domain.facts import NotAllowed
from awards.domain.papers import drawing as papers
from awards.domain.papers import issuing
from awards.domain.writing import layouts
from awards.models import Paper
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Officer

EARLIER = dt.timedelta(minutes=10)


@pytest.fixture
def paper(filled: Assessment, official: Officer) -> Paper:
    """A report, queued."""
    return papers.request_drafts(place=filled, by=official, only=[("report", 0)])[0]


def outdated(assessment: Assessment) -> list[str]:
    return [row.kind for row in issuing.standing(assessment) if row.is_outdated]


def run_out(paper: Paper) -> None:
    Paper.objects.filter(pk=paper.pk).update(lease_until=timezone.now() - EARLIER)


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_request_queues_one_paper_of_each_kind(filled: Assessment, official: Officer) -> None:
    asked = papers.request_papers(assessment=filled, by=official)

    assert [(p.kind, p.revision, p.state) for p in asked] == [
        ("proposal", 1, "queued"), ("report", 1, "queued"), ("summary", 1, "queued"),
    ]  # fmt: skip


def test_request_by_a_stranger_is_refused(filled: Assessment, stranger: Officer) -> None:
    with pytest.raises(NotAllowed):
        papers.request_papers(assessment=filled, by=stranger)


def test_request_with_stale_scores_computes_them_first(
    filled: Assessment, entry: Callable[[str], Entry], official: Officer
) -> None:
    assessments.record(entry=entry("5.2"), figure={"met": 3, "of": 8}, seen=1, by=official)

    report = papers.request_papers(assessment=filled, by=official)[1]

    assert '"points":"35"' in report.context
    filled.refresh_from_db()
    assert not filled.is_stale


def test_unchanged_paper_is_not_drawn_again(
    filled: Assessment, official: Officer, drawn: Callable[..., dict[str, Paper]]
) -> None:
    first = drawn(filled)

    again = papers.request_papers(assessment=filled, by=official)

    assert [p.pk for p in again] == [p.pk for p in first.values()]
    assert [p.state for p in again] == ["ready"] * 3
    assert not drawing.draw_paper(again[0].pk)
    assert outdated(filled) == []


def test_changed_figure_makes_a_new_revision(
    filled: Assessment, official: Officer, entry: Callable[[str], Entry], drawn: Callable[..., dict[str, Paper]]
) -> None:
    first = drawn(filled)
    assessments.record(entry=entry("5.2"), figure={"met": 8, "of": 8}, seen=1, by=official)
    assert outdated(filled) == ["report", "summary"]

    second = drawn(filled)

    assert [p.revision for p in second.values()] == [1, 2, 2]
    first["report"].refresh_from_db()
    assert first["report"].state == Paper.State.READY
    assert first["report"].sha256 != second["report"].sha256


def test_explanation_changes_the_report_but_not_the_summary(
    filled: Assessment, official: Officer, entry: Callable[[str], Entry], drawn: Callable[..., dict[str, Paper]]
) -> None:
    drawn(filled)
    assessments.record(
        entry=entry("8.1"), figure={}, explanation="Các thủ tục đều trả trước và đúng hạn.", seen=0, by=official
    )

    second = drawn(filled)

    assert (second["report"].revision, second["summary"].revision) == (2, 1)


def test_fingerprint_covers_template_stylesheet_and_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = layouts.fingerprint("report", "{}")
    assert before != layouts.fingerprint("summary", "{}")
    assert layouts._templates("documents/report.html") >= {"documents/paper.html", "documents/criterion.html"}

    monkeypatch.setattr(layouts, "ENGINE", "WeasyPrint 71")

    assert layouts.fingerprint("report", "{}") != before


def test_paper_is_claimed_once(paper: Paper) -> None:
    assert papers.claim(paper.pk)
    assert papers.claim(paper.pk) is None


def test_claim_is_free_again_when_its_lease_ran_out(paper: Paper) -> None:
    first = papers.claim(paper.pk)
    run_out(paper)

    second = papers.claim(paper.pk)

    assert second
    assert second != first


def test_renewed_claim_stays_with_its_worker(paper: Paper) -> None:
    token = papers.claim(paper.pk)
    run_out(paper)

    assert papers.renew(paper_id=paper.pk, token=token)
    assert papers.claim(paper.pk) is None


def test_late_worker_writes_nothing(paper: Paper) -> None:
    late = papers.claim(paper.pk)
    run_out(paper)
    current = papers.claim(paper.pk)

    assert not papers.renew(paper_id=paper.pk, token=late)
    assert not papers.finish(paper_id=paper.pk, token=late, name="papers/x.pdf", sha256="0" * 64, pages=1)
    assert not papers.fail(paper_id=paper.pk, token=late, reason="late")
    paper.refresh_from_db()
    assert (paper.state, paper.token, paper.file.name) == ("drawing", current, "")


def test_worker_killed_while_drawing_does_not_lose_the_paper(paper: Paper) -> None:
    papers.claim(paper.pk)  # and here it dies
    run_out(paper)

    assert papers.sweep() == [paper.pk]
    assert drawing.draw_paper(paper.pk)

    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("ready", 2)
    assert files() == [Path(paper.file.path)]


def test_worker_killed_after_storing_leaves_one_file(paper: Paper) -> None:
    papers.claim(paper.pk)
    shelf.put(drawing._draw(paper).content)  # and here it dies
    run_out(paper)
    papers.sweep()

    assert drawing.draw_paper(paper.pk)
    assert not drawing.draw_paper(paper.pk)

    assert len(files()) == 1


def test_sweep_leaves_alone_what_is_being_drawn_or_was_just_sent(paper: Paper) -> None:
    assert papers.sweep() == []
    papers.claim(paper.pk)
    assert papers.sweep() == []


def test_sweep_sends_again_what_the_broker_lost_but_not_each_time(paper: Paper) -> None:
    Paper.objects.filter(pk=paper.pk).update(sent_at=timezone.now() - EARLIER)

    assert papers.sweep() == [paper.pk]
    assert papers.sweep() == []


def test_paper_that_keeps_killing_its_workers_is_given_up(paper: Paper) -> None:
    for _ in range(papers.ATTEMPTS):
        assert papers.claim(paper.pk)
        run_out(paper)

    assert papers.sweep() == []

    paper.refresh_from_db()
    assert (paper.state, paper.failure) == ("failed", "The worker was lost 5 times.")


def test_paper_that_cannot_be_drawn_fails_and_can_be_asked_for_again(
    paper: Paper, filled: Assessment, official: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(layouts, "stylesheet", lambda: "@import url(http://127.0.0.1:9/x.css);")
        assert not drawing.draw_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.state == Paper.State.FAILED
    assert paper.failure.startswith("ReachedOut: ")

    again = papers.request_papers(assessment=filled, by=official)[1]

    assert (again.pk, again.state, again.failure) == (paper.pk, "queued", "")
    assert drawing.draw_paper(paper.pk)


def test_task_for_a_paper_that_is_gone_does_nothing(db: None) -> None:
    tasks.draw_paper(987654)


def test_database_refuses_to_change_what_a_paper_was_drawn_from(paper: Paper) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(context="{}")


def test_database_refuses_to_change_or_delete_a_finished_paper(
    filled: Assessment, drawn: Callable[..., dict[str, Paper]]
) -> None:
    paper = drawn(filled)["report"]

    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        paper.delete()


def test_shelf_stores_the_same_bytes_once() -> None:
    assert shelf.put(b"%PDF") == shelf.put(b"%PDF")
    assert [path.read_bytes() for path in files()] == [b"%PDF"]
