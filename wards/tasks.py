"""What the worker does for wards: ids in, one domain call."""

from celery import shared_task

from wards.domain import scoring


@shared_task
def score_assessment(assessment_id: int) -> None:
    """Bring one assessment's scores up to its figures."""
    scoring.recompute(assessments=[assessment_id])


@shared_task
def sweep_scores() -> None:
    """Take whatever is stale: a broker that was away, a worker that died, a save during a recompute."""
    stale = scoring.stale_assessments()
    if stale:
        scoring.recompute(assessments=stale)
