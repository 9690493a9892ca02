"""The papers of ten assessments by two workers against Chromium, started once, printing the same pages."""

import json
import time
from pathlib import Path

from django.db.models import F
from django.db.models.functions import Mod
from playwright.sync_api import Page, sync_playwright

from awards import tasks
from awards.domain.papers import drawing
from awards.domain.writing import layouts
from awards.models import Paper
from emulation.queue import enqueue
from tests import factories
from tests.bench import stage
from tests.bench.measure import Ratio, seconds, summary
from wards.models import Assessment, Entry, Officer

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RUNS = 5
PATIENCE = 120  # seconds


def measure(log: Path) -> dict[str, Ratio]:
    """pdf_vs_chromium: from asking for twenty papers to the last one ready, against twenty prints."""
    place, _ = stage.office("bench-papers")
    opened = stage.opened(stage.period(stage.criteria_set(), 2022), 10, place, first=50000)
    for assessment in opened:
        factories.officer("leader", ward=assessment.ward, username=f"bench.leader{assessment.pk}")
    ratios = []
    with stage.workers(2, log), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        for run in range(RUNS + 1):
            asked = ask(opened)
            ours = seconds(lambda asked=asked: drawn(asked))
            html = [printed_html(paper) for paper in asked]
            theirs = seconds(lambda html=html: printed(page, html))
            if run:
                ratios.append(ours / theirs)
        browser.close()
    return {"pdf_vs_chromium": summary(ratios)}


def ask(opened: list[Assessment]) -> list[Paper]:
    """Ask for both papers of each assessment, after a figure of each has changed: an unchanged paper is not drawn."""
    lines = Entry.objects.filter(assessment__in=opened, indicator__code="1.1")
    lines.update(number=Mod(F("number"), 9) + 1)
    asked = []
    for assessment in opened:
        leader = Officer.objects.get(username=f"bench.leader{assessment.pk}")
        asked += drawing.request_papers(assessment=assessment, by=leader)
    return asked


def drawn(asked: list[Paper]) -> None:
    for paper in asked:
        enqueue(tasks.draw_paper, paper.pk)
    waiting = Paper.objects.filter(pk__in=[paper.pk for paper in asked])
    deadline = time.monotonic() + PATIENCE
    while left := waiting.exclude(state=Paper.State.READY).count():
        if waiting.filter(state=Paper.State.FAILED).exists():
            raise RuntimeError(f"{left} papers left, some failed")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{left} papers were not drawn within {PATIENCE} s")
        time.sleep(0.05)


def printed_html(paper: Paper) -> str:
    html = layouts.html(paper.kind, json.loads(paper.context))
    return html.replace("</head>", f"<style>{layouts.stylesheet()}</style></head>")


def printed(page: Page, pages: list[str]) -> None:
    for html in pages:
        page.set_content(html)
        page.pdf(prefer_css_page_size=True, tagged=True)
