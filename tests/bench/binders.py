"""Binders: papers against Chromium, one changed figure against all of it, of a ward and a city, a worker's memory."""

import itertools
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F
from django.db.models.functions import Mod
from playwright.sync_api import sync_playwright

from awards import tasks
from awards.demo import box
from awards.documents import kept
from awards.domain.binders import binding
from awards.domain.papers import drawing
from awards.models import Dossier, DossierWard, DrawingState, Paper
from awards.models.drawing import Drawing
from emulation import shelf
from emulation.queue import enqueue
from tests import factories
from tests.awards import sittings
from tests.bench import papers, stage
from tests.bench.measure import Ratio, seconds, summary
from wards.models import Assessment, Entry, Office, Officer, Ward

RUNS = 5
WARDS = 5  # of the city's dossier
FEW, MANY = 5, 50  # binders before the memory of their worker is read
PATIENCE = 120  # seconds
NUMBERS = itertools.count(1000)


@dataclass(frozen=True)
class Filed:
    """A ward with all figures, a council that has voted, and thirteen documents of every kind; its leader."""

    assessment: Assessment
    leader: Officer

    def asked(self) -> list[Paper]:
        return drawing.request_papers(assessment=self.assessment, by=self.leader)

    def bind(self) -> None:
        done(tasks.draw_binder, [binding.request_binder(assessment=self.assessment, by=self.leader)])

    def change(self) -> None:
        """One figure."""
        line = Entry.objects.filter(assessment=self.assessment, indicator__code="1.1")
        line.update(number=Mod(F("number"), 9) + 1)


def measure(log: Path) -> dict[str, Ratio]:
    """binder_vs_chromium, redraw_vs_cold, redraw_city_vs_cold, worker_memory_50_vs_5."""
    place, _reviewer = stage.office("bench-binders")
    city = filed(place)
    with stage.workers(2, log):
        found = {
            "binder_vs_chromium": against_chromium(city[0]), "redraw_vs_cold": of_ward(city[0]),
            "redraw_city_vs_cold": of_city(place, city),
        }  # fmt: skip
    return {**found, "worker_memory_50_vs_5": memory(city[0], log)}


def filed(place: Office) -> list[Filed]:
    found = []
    for assessment in stage.opened(stage.period(stage.criteria_set(), 2023), WARDS, place, first=90000):
        official = factories.officer("official", ward=assessment.ward, username=f"bench.official{assessment.pk}")
        leader = factories.officer("leader", ward=assessment.ward, username=f"bench.leader{assessment.pk}")
        box.attach(assessment=assessment, by=official)
        sittings.closed(sittings.council(assessment.ward, by=leader), assessment, by=leader, second=official)
        found.append(Filed(assessment, leader))
    return found


def new(*wards: Filed) -> None:
    """Nothing of them was drawn before: every paper names its ward, and what was kept of volumes is gone."""
    name = f"Phường Số {next(NUMBERS)}"
    Ward.objects.filter(pk__in=[ward.assessment.ward_id for ward in wards]).update(name=name)
    shelf.forget(kept.FOLDER)


def against_chromium(ward: Filed) -> Ratio:
    """All drawn papers of one binder, from asking to ready, against as many prints."""
    ratios = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=papers.CHROMIUM, args=papers.FLAGS)
        page = browser.new_page()
        for run in range(RUNS + 1):
            new(ward)
            asked = ward.asked()
            drawn = seconds(lambda asked=asked: done(tasks.draw_paper, asked))
            html = [papers.printed_html(paper) for paper in asked]
            printed = seconds(lambda html=html: papers.printed(page, html))
            if run:
                ratios.append(drawn / printed)
        browser.close()
    return summary(ratios)


def of_ward(ward: Filed) -> Ratio:
    """From asking for the papers to the volume ready, after one changed figure, against all of it new."""

    def everything() -> None:
        done(tasks.draw_paper, ward.asked())
        ward.bind()

    ratios = []
    for _run in range(RUNS):
        new(ward)
        cold = seconds(everything)
        ward.change()
        ratios.append(seconds(everything) / cold)
    return summary(ratios)


def of_city(place: Office, wards: list[Filed]) -> Ratio:
    """The same of the city's volume, after one changed figure of one of its wards."""
    head = factories.officer("head", office=place, username="bench.head")
    dossier = Dossier.objects.create(office=place, period=wards[0].assessment.period, number=1, by=head)
    DossierWard.objects.bulk_create(DossierWard(dossier=dossier, assessment=ward.assessment) for ward in wards)

    def everything() -> None:
        done(tasks.draw_paper, [paper for ward in wards for paper in ward.asked()])
        done(tasks.draw_binder, [binding.request_binder(dossier=dossier, by=head)])

    ratios = []
    for _run in range(RUNS):
        new(*wards)
        cold = seconds(everything)
        wards[0].change()
        ratios.append(seconds(everything) / cold)
    return summary(ratios)


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


def memory(ward: Filed, log: Path) -> Ratio:
    """Resident memory of one worker process after 50 new volumes with all their papers, against after 5."""
    with stage.workers(1, log) as master:
        for number in range(1, MANY + 1):
            new(ward)
            done(tasks.draw_paper, ward.asked())
            ward.bind()
            if number == FEW:
                few = resident(master)
        return summary([resident(master) / few])


def resident(master: int) -> int:
    """Kilobytes of the processes that draw: the children of this worker."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return sum(
        int(line.split()[1])
        for child in children
        for line in Path(f"/proc/{child}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )
