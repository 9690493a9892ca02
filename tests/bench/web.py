"""Pages against `/health/live` of the same server."""

import re
from pathlib import Path

from django.urls import reverse

from tests import factories
from tests.bench import stage
from tests.bench.measure import Ratio, compare
from tests.processes import web
from wards.models import Assessment, Entry


def measure(log: Path) -> dict[str, Ratio]:
    """assessment, entry_save, dashboard_30 and dashboard_300, each against `/health/live`."""
    criteria_set = stage.criteria_set()
    small, large = stage.period(criteria_set, 2019), stage.period(criteria_set, 2020)
    small_office, small_reviewer = stage.office("bench-30")
    large_office, large_reviewer = stage.office("bench-300")
    assessment = stage.opened(small, 30, small_office, first=30000)[0]
    stage.opened(large, 300, large_office, first=31000)
    official = factories.officer("official", ward=assessment.ward, username="bench.official")
    with web(log) as port:
        live = stage.Browser(port)
        ward = stage.Browser(port, official)
        offices = {30: stage.Browser(port, small_reviewer), 300: stage.Browser(port, large_reviewer)}
        save = Saves(ward, assessment)

        def alive() -> bytes:
            return live.ask("GET", "/health/live")

        task_list = reverse("wards:task_list", args=[assessment.pk])
        ratios = {
            "assessment_vs_live": compare(lambda: ward.ask("GET", task_list), alive, runs=5, repeat=40),
            "entry_save_vs_live": compare(save, alive, runs=5, repeat=40),
        }
        for count, period in ((30, small), (300, large)):
            page = reverse("wards:dashboard", args=[period.pk])
            browser = offices[count]
            ratios[f"dashboard_{count}_vs_live"] = compare(
                lambda page=page, browser=browser: browser.ask("GET", page), alive, runs=5, repeat=15
            )
    return ratios


class Saves:
    """Saves another figure each time, the way the page does it."""

    def __init__(self, browser: stage.Browser, assessment: Assessment) -> None:
        self.browser = browser
        self.entry = Entry.objects.get(assessment=assessment, indicator__code="1.1")
        self.path = reverse("wards:entry_save", args=[self.entry.pk])
        self.version, self.value = self.entry.version, 0

    def __call__(self) -> bytes:
        self.value = self.value % 90 + 1
        answer = self.browser.ask("POST", self.path, f"version={self.version}&number={self.value}", htmx=True)
        found = re.search(rb'name="version"[^>]*value="(\d+)"', answer)
        if found is None or int(found[1]) != self.version + 1:
            raise RuntimeError(f"the figure was not saved: {answer[:300]!r}")
        self.version = int(found[1])
        return answer
