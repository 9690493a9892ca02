"""Opening a line of the reviewer's desk against `/health/live` of the same server."""

from itertools import cycle
from pathlib import Path

from django.urls import reverse

from tests import factories, papers
from tests.bench import stage
from tests.bench.measure import Ratio, compare
from tests.processes import web
from tests.wards.library import add
from wards.domain.appraisal import review

LINES = ("5.1", "5.2", "5.3", "5.4")  # opened in turn; each cites a document of three pages


def measure(log: Path) -> dict[str, Ratio]:
    """desk_line_vs_live: the answer to a key on the desk: list, line with its rounds, the cited page drawn already."""
    place, reviewer = stage.office("bench-desk")
    assessment = stage.opened(stage.period(stage.criteria_set(), 2017), 1, place, first=32000)[0]
    official = factories.officer("official", ward=assessment.ward, username="bench.desk.official")
    leader = factories.officer("leader", ward=assessment.ward, username="bench.desk.leader")
    for code in LINES:
        entry = assessment.entries.get(indicator__code=code)
        add(assessment.ward, official, f"Quyết định {code}", entry=entry, files={f"{code}.pdf": papers.pdf(3)})
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    ids = assessment.entries.filter(indicator__code__in=LINES).values_list("pk", flat=True)
    with web(log) as port:
        live, desk = stage.Browser(port), stage.Browser(port, reviewer)
        urls = cycle([f"{reverse('wards:desk', args=[assessment.pk])}?dong={pk}" for pk in ids])
        act = compare(
            lambda: desk.ask("GET", next(urls), htmx=True), lambda: live.ask("GET", "/health/live"), runs=5, repeat=40
        )
    return {"desk_line_vs_live": act}
