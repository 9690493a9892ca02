"""What the worker does for wards: ids in, one domain call."""

from celery import shared_task

from wards.domain.appraisal import set_notices
from wards.domain.files import pieces
from wards.domain.notifying import deadlines, digests, notices
from wards.domain.sheet import scoring


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


@shared_task
def sweep_uploads() -> None:
    """Forget the files that nobody went on sending, with their pieces."""
    pieces.sweep()


@shared_task
def tell_deadlines() -> None:
    """Tell of deadlines that came near or passed, and of sets that wait for a second person; each once."""
    deadlines.tell_due()
    set_notices.tell_waiting()


@shared_task
def send_digests() -> None:
    """The e-mails of the day, once its hour has come; whoever has theirs is left alone."""
    digests.send_all()


@shared_task
def sweep_notices() -> None:
    """Forget what was read long ago."""
    notices.sweep()
