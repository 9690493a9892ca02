"""The engine over the country against a bare aggregate of the same rows."""

from django.db import connection
from django.db.models import F
from django.db.models.functions import Mod

from tests.bench import stage
from tests.bench.measure import Ratio, compare, seconds, summary
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry

RUNS = 5
WARDS = 3321  # communes, wards and special zones since 01/07/2025
BARE = """
SELECT e.assessment_id, i.criterion_id, count(e.number), sum(e.number), sum(e.met), sum(e."of")
FROM wards_entry e JOIN wards_indicator i ON i.id = e.indicator_id
WHERE e.assessment_id = ANY(%s) GROUP BY e.assessment_id, i.criterion_id
"""


def measure() -> dict[str, Ratio]:
    """recompute_vs_sql: every score of 3,321 wards brought up to its figures, in the steps the command takes."""
    place, _ = stage.office("bench-country")
    period = stage.period(stage.criteria_set(), 2021)
    ids = [a.pk for a in stage.opened(period, WARDS, place, first=40000)]

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [ids])
            cursor.fetchall()

    def change() -> None:
        """Another figure in one line of every ward: every first criterion's sum differs from what is stored."""
        Assessment.objects.filter(pk__in=ids).update(revision=F("revision") + 1)
        Entry.objects.filter(assessment__in=ids, indicator__code="1.1").update(number=Mod(F("number"), 9) + 1)

    changed = []
    for _ in range(RUNS):
        change()
        changed.append(seconds(lambda: scoring.recompute(assessments=ids)) / seconds(bare))
    same = compare(lambda: scoring.recompute(assessments=ids), bare, runs=RUNS)
    return {"recompute_vs_sql": same, "recompute_changed_vs_sql": summary(changed)}
