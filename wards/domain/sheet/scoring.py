"""The one engine: one set-based SQL statement computes every score, of one assessment or of the country.

Lines come from the view `wards_line` (points rounded half up to 2 places at the line, so that what is printed adds
up); a share is compared by multiplication, never by a rounded percentage. A criterion is met when every required
indicator is met and at least one figure is there. Missing is not zero: it gives no points and counts as missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F

from wards.models import Assessment, LineScore, Period, Score, Side

# Driven from assessment × criterion × side with left joins: an emptied criterion falls back to 0. The office has a side
# once something was handed in. Only what differs is written. `scored_revision` is the revision this statement's
# snapshot saw: a figure saved meanwhile stays stale. `target` is not materialized, so that its size can be estimated.
FRESH = """
WITH target AS NOT MATERIALIZED (
    SELECT a.id, a.revision, a.round, p.criteria_set_id, p.last_year - p.first_year + 1 AS years
    FROM wards_assessment a JOIN wards_period p ON p.id = a.period_id
    WHERE a.id = ANY(%(ids)s)
), whole AS (
    SELECT criterion_id, count(*) AS lines, count(*) FILTER (WHERE required) AS required
    FROM wards_indicator GROUP BY criterion_id
), line AS (
    SELECT assessment_id, criterion_id, side, sum(points) AS points,
        count(*) FILTER (WHERE provided) AS provided, count(*) FILTER (WHERE required AND met) AS required_met
    FROM wards_line WHERE assessment_id = ANY(%(ids)s)
    GROUP BY assessment_id, criterion_id, side
), fresh AS (
    SELECT t.id AS assessment_id, c.id AS criterion_id, s.side, coalesce(l.points, 0) AS points,
        coalesce(l.provided, 0) > 0 AND coalesce(l.required_met, 0) = coalesce(w.required, 0) * t.years AS met,
        coalesce(l.provided, 0) AS provided, coalesce(w.lines, 0) * t.years AS lines
    FROM target t
    JOIN wards_criterion c ON c.criteria_set_id = t.criteria_set_id
    CROSS JOIN (VALUES ('self'), ('office')) AS s(side)
    LEFT JOIN whole w ON w.criterion_id = c.id
    LEFT JOIN line l ON l.assessment_id = t.id AND l.criterion_id = c.id AND l.side = s.side
    WHERE s.side = 'self' OR t.round > 0
)"""
RECOMPUTE = f"""{FRESH}, written AS (
    INSERT INTO wards_score AS old (assessment_id, criterion_id, side, points, met, provided, "of")
    SELECT f.assessment_id, f.criterion_id, f.side, f.points, f.met, f.provided, f.lines FROM fresh f
    LEFT JOIN wards_score same ON same.assessment_id = f.assessment_id AND same.criterion_id = f.criterion_id
        AND same.side = f.side AND same.points = f.points AND same.met = f.met AND same.provided = f.provided
        AND same."of" = f.lines
    WHERE same.id IS NULL
    ON CONFLICT (assessment_id, criterion_id, side) DO UPDATE
        SET points = excluded.points, met = excluded.met, provided = excluded.provided, "of" = excluded."of"
)
UPDATE wards_assessment a SET scored_revision = t.revision, scored_at = statement_timestamp()
FROM target t WHERE a.id = t.id AND a.scored_revision <> t.revision
"""  # noqa: S608 - our own words
# The same looked at only: of whatever is not stale. An office that has judged nothing yet has no rows of its side.
MISSTATED = f"""{FRESH}, stored AS (
    SELECT s.assessment_id, s.criterion_id, s.side, s.points, s.met, s.provided, s."of"
    FROM wards_score s JOIN target t ON t.id = s.assessment_id
), differing AS (
    (SELECT * FROM fresh WHERE side = 'self' OR provided > 0 EXCEPT SELECT * FROM stored)
    UNION ALL (SELECT * FROM stored EXCEPT SELECT * FROM fresh)
)
SELECT DISTINCT a.id FROM wards_assessment a JOIN differing d ON d.assessment_id = a.id
WHERE a.scored_revision = a.revision ORDER BY a.id
"""  # noqa: S608 - our own words
AT_ONCE = 1000  # assessments compared by one statement


def recompute(*, assessments: Sequence[int]) -> None:
    """
    Bring the scores of these assessments (ids) up to their figures and verdicts. Harmless to repeat.

    Two at once would read the same old scores: the later one, finding nothing to change in them, would leave what the
    earlier one was about to write and call it fresh. So each waits for its rows before its statement looks.
    """
    ids = {"ids": list(assessments)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM wards_assessment WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE", ids)
        cursor.execute(RECOMPUTE, ids)


def misstated_scores() -> Iterator[Assessment]:
    """Assessments whose scores are said to carry their figures and do not: somebody wrote them past the statement."""
    ids = list(Assessment.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(MISSTATED, {"ids": ids[first : first + AT_ONCE]})
            found = [pk for (pk,) in cursor.fetchall()]
        yield from Assessment.objects.filter(pk__in=found).select_related("ward", "period").order_by("pk")


def stale_assessments(*, limit: int = 500) -> list[int]:
    """Ids whose scores do not carry their revision: what the sweep takes."""
    stale = Assessment.objects.exclude(scored_revision=F("revision"))
    return list(stale.order_by("id").values_list("pk", flat=True)[:limit])


def freshness() -> dict[str, object]:
    """For the readiness page: how many assessments wait for their scores."""
    return {"stale": Assessment.objects.exclude(scored_revision=F("revision")).count()}


def line_scores(assessment: Assessment, side: str = Side.SELF) -> dict[int, LineScore]:
    """What each line is worth on one side, by entry id; computed now, so never stale."""
    return {line.entry_id: line for line in LineScore.objects.filter(assessment=assessment, side=side)}


@dataclass(frozen=True)
class Total:
    """One side of one assessment: points of all criteria, figures provided, and whether the pass rule holds."""

    points: Decimal
    provided: int
    of: int
    criteria_met: int
    criteria: int
    passed: bool


def total(*, scores: Sequence[Score], period: Period) -> Total:
    """Add up one side's criterion scores and apply the set's pass rule."""
    points = sum((score.points for score in scores), Decimal(0))
    met = sum(score.met for score in scores)
    rule = period.criteria_set
    passed = (
        bool(scores)
        and (not rule.pass_every_criterion or met == len(scores))
        and (rule.pass_min_points is None or points >= rule.pass_min_points)
    )
    return Total(
        points=points, provided=sum(s.provided for s in scores), of=sum(s.of for s in scores),
        criteria_met=met, criteria=len(scores), passed=passed,
    )  # fmt: skip
