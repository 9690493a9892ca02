"""What goes wrong in real life: a broker that is away, a worker that dies while drawing."""

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards import tasks
from awards.domain.papers import drawing
from awards.models import Paper
from emulation.queue import enqueue
from tests.workers import Worker, wait_for
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Entry, Officer

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FindEntry = Callable[[str], Entry]


def test_saving_answers_at_once_without_a_broker_and_the_score_follows_when_it_is_back(
    client: Client, official: Officer, assessment: Assessment, entry: FindEntry,
    dead_broker: Callable[[], None], start_worker: Callable[..., Worker],
) -> None:  # fmt: skip
    client.force_login(official)
    line = entry("2.1")

    before = time.monotonic()
    answer = client.post(
        reverse("wards:entry_save", args=[line.pk]),
        {"version": line.version, "number": "0"},
        headers={"HX-Request": "true"},
    )
    took = time.monotonic() - before

    assert answer.status_code == 200
    assert took < 5  # not the minutes of a client that keeps asking
    assessment.refresh_from_db()
    assert assessment.is_stale

    dead_broker()
    worker = start_worker()
    wait_for(lambda: not Assessment.objects.get(pk=assessment.pk).is_stale, 40, what=worker.tail)
    assert assessment.scores.get(criterion__number="2", side="self").points == 6


def write_at_length(assessment: Assessment, by: Officer) -> None:
    for line in assessment.entries.select_related("assessment", "indicator"):
        assessments.record(entry=line, figure={}, explanation="Phường đang rà soát số liệu. " * 130, seen=0, by=by)


def test_a_paper_comes_once_when_its_worker_is_killed_while_drawing(
    assessment: Assessment, leader: Officer, start_worker: Callable[..., Worker]
) -> None:
    write_at_length(assessment, leader)  # so that drawing takes seconds, and the kill falls into it
    asked = drawing.request_papers(assessment=assessment, by=leader)
    paper = next(paper for paper in asked if paper.kind == Paper.Kind.REPORT)
    doomed = start_worker(processes=1)
    enqueue(tasks.draw_paper, paper.pk)
    wait_for(lambda: Paper.objects.get(pk=paper.pk).state == Paper.State.DRAWING, 20, what=doomed.tail)
    doomed.kill()
    assert Paper.objects.get(pk=paper.pk).state == Paper.State.DRAWING
    Paper.objects.filter(pk=paper.pk).update(lease_until=timezone.now())  # as when its time has passed

    heir = start_worker()
    wait_for(lambda: Paper.objects.get(pk=paper.pk).state == Paper.State.READY, 75, what=heir.tail)

    paper.refresh_from_db()
    assert paper.attempts == 2
    assert Paper.objects.filter(assessment=assessment, kind=paper.kind).count() == 1
    _folders, files = paper.file.storage.listdir(str(paper.file).rpartition("/")[0])
    assert len([name for name in files if name.endswith(".pdf")]) == 1
