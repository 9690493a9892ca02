"""One ward's binder: its papers against Chromium, one changed figure against all of it, and a worker's memory."""

import time
from collections.abc import Iterable
from pathlib import Path

from django.db.models import F
from django.db.models.functions import Mod
from playwright.sync_api import sync_playwright

from awards import tasks
from awards.demo import box
from awards.domain.binders import binding
from awards.domain.papers import drawing
from awards.models import DrawingState
from awards.models.drawing import Drawing
from emulation.queue import enqueue
from tests import factories
from tests.awards import sittings
from tests.bench import papers, stage
from tests.bench.measure import Ratio, seconds, summary
from wards.models import Assessment, Entry, Officer, Ward

RUNS = 3
FEW, MANY = 5, 50  # binders before the memory of their worker is read
PATIENCE = 120  # seconds
HUGE = 10**9  # bytes of a part: never reached, but another limit is another binder


def measure(log: Path) -> dict[str, Ratio]:
    """binder_vs_chromium, redraw_vs_cold, worker_memory_50_vs_5."""
    assessment, leader = filed()
    against, redrawn = [], []
    with stage.workers(2, log), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=papers.CHROMIUM, args=papers.FLAGS)
        page = browser.new_page()
        for run in range(RUNS + 1):
            Ward.objects.filter(pk=assessment.ward_id).update(name=f"Phường Số {run}")  # which every paper names
            asked = drawing.request_papers(assessment=assessment, by=leader)
            drawn = seconds(lambda asked=asked: done(tasks.draw_paper, asked))
            html = [papers.printed_html(paper) for paper in asked]
            printed = seconds(lambda html=html: papers.printed(page, html))
            cold = drawn + seconds(lambda: bound(assessment, leader))
            Entry.objects.filter(assessment=assessment, indicator__code="1.1").update(number=Mod(F("number"), 9) + 1)
            again = seconds(lambda: everything(assessment, leader))
            if run:
                against.append(drawn / printed)
                redrawn.append(again / cold)
        browser.close()
    return {
        "binder_vs_chromium": summary(against), "redraw_vs_cold": summary(redrawn),
        "worker_memory_50_vs_5": memory(assessment, leader, log),
    }  # fmt: skip


def filed() -> tuple[Assessment, Officer]:
    """A ward with all figures, a council that has voted, and thirteen documents of every kind; its leader."""
    place, _reviewer = stage.office("bench-binders")
    (assessment,) = stage.opened(stage.period(stage.criteria_set(), 2023), 1, place, first=90000)
    official = factories.officer("official", ward=assessment.ward, username="bench.binder.official")
    leader = factories.officer("leader", ward=assessment.ward, username="bench.binder.leader")
    box.attach(assessment=assessment, by=official)
    council = sittings.council(assessment.ward, by=leader)
    sittings.closed(council, assessment, by=leader, second=official)
    return assessment, leader


def everything(assessment: Assessment, leader: Officer) -> None:
    """From asking for the papers to the volume ready."""
    done(tasks.draw_paper, drawing.request_papers(assessment=assessment, by=leader))
    bound(assessment, leader)


def bound(assessment: Assessment, leader: Officer, **choice: object) -> None:
    done(tasks.draw_binder, [binding.request_binder(assessment=assessment, by=leader, **choice)])


def done(task, asked: Iterable[Drawing]) -> None:
    """Give what waits to the workers and wait until all of it is ready."""
    asked = list(asked)
    for one in asked:
        if one.state == DrawingState.QUEUED:
            enqueue(task, one.pk)
    rows = type(asked[0])._default_manager.filter(pk__in=[one.pk for one in asked])
    deadline = time.monotonic() + PATIENCE
    while left := rows.exclude(state=DrawingState.READY).count():
        if failed := rows.filter(state=DrawingState.FAILED).first():
            raise RuntimeError(f"{failed}: {failed.failure}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{left} of {len(asked)} were not ready within {PATIENCE} s")
        time.sleep(0.02)


def memory(assessment: Assessment, leader: Officer, log: Path) -> Ratio:
    """Resident memory of one worker process after 50 volumes against after 5; a limit of its own makes each another."""
    ratio = []
    with stage.workers(1, log) as master:
        for number in range(1, MANY + 1):
            bound(assessment, leader, part_limit=HUGE + number)
            if number == FEW:
                few = resident(master)
        ratio.append(resident(master) / few)
    return summary(ratio)


def resident(master: int) -> int:
    """Kilobytes of the processes that draw: the children of this worker."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return sum(
        int(line.split()[1])
        for child in children
        for line in Path(f"/proc/{child}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )
