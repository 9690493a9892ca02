"""Papers: asked for once per content, drawn under a lease.

A row is claimed when it is queued, or drawing with its lease run out; the result is written only if the claim's token
still stands. So a repeated, late or killed task is harmless: one row, one file, ready once. Times are the database's
own, for workers on several machines need not agree on theirs.
"""

import datetime as dt
import logging
import uuid

from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Now

from awards import rules
from awards.domain import layouts
from awards.domain.facts import NotAllowed, assessment_facts, require, settled
from awards.models import Paper
from emulation.text import canonical
from wards.models.units import Officer

__all__ = ["NotAllowed", "claim", "fail", "finish", "outdated", "progress", "renew", "request_papers", "sweep"]

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=20)  # renewed while drawing; after it a killed worker's paper is taken up by another
PATIENCE = dt.timedelta(seconds=45)  # how long a task may lie in the queue before the sweep sends another
ATTEMPTS = 5  # a paper whose workers die this often is given up: it would take down every worker in turn

State = Paper.State


@transaction.atomic
def request_papers(*, assessment: rules.Assessment, by: Officer) -> list[Paper]:
    """Ask for every kind of paper as the records stand now; raises NotAllowed.

    A paper whose content, templates and engine have not changed is returned as it is (a failed one queued again);
    otherwise a new revision is queued. The caller gives the queued ones to the workers.
    """
    now = settled(assessment)
    require(rules.may_request_papers(by, now))
    facts = assessment_facts(now)
    texts = {kind: canonical(layouts.context(kind, facts)) for kind in layouts.TEMPLATES}
    return [_request(assessment=now, kind=kind, text=text, by=by) for kind, text in texts.items()]


def _request(*, assessment: rules.Assessment, kind: str, text: str, by: Officer) -> Paper:
    fingerprint = layouts.fingerprint(kind, text)
    last = Paper.objects.filter(assessment=assessment, kind=kind).order_by("-revision").first()
    if last is None or last.digest != fingerprint:
        return Paper.objects.create(
            assessment=assessment, kind=kind, revision=last.revision + 1 if last else 1, context=text,
            digest=fingerprint, requested_by=by,
        )  # fmt: skip
    again = Paper.objects.filter(pk=last.pk, state=State.FAILED)
    if again.update(state=State.QUEUED, failure="", attempts=0, sent_at=Now()):
        last.refresh_from_db()
    return last


def outdated(assessment: rules.Assessment, papers: list[Paper]) -> list[str]:
    """Kinds whose newest paper does not say what the records say now, or that have none."""
    newest = {paper.kind: paper.digest for paper in papers}
    if not newest:  # and perhaps no score yet to draw facts from: asking for papers settles them
        return list(layouts.TEMPLATES)
    facts = assessment_facts(assessment)
    return [
        kind
        for kind in layouts.TEMPLATES
        if newest.get(kind) != layouts.fingerprint(kind, canonical(layouts.context(kind, facts)))
    ]


def claim(paper_id: int) -> uuid.UUID | None:
    """Take a paper for drawing; None when another worker holds it, or nothing is left to do."""
    token = uuid.uuid4()
    free = Q(state=State.QUEUED) | Q(state=State.DRAWING, lease_until__lt=Now())
    taken = Paper.objects.filter(free, pk=paper_id).update(
        state=State.DRAWING, token=token, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return token if taken else None


def renew(*, paper_id: int, token: uuid.UUID) -> bool:
    """Hold on to a claim for another lease; False when it was lost."""
    held = Paper.objects.filter(pk=paper_id, token=token, state=State.DRAWING)
    return bool(held.update(lease_until=Now() + LEASE))


def finish(*, paper_id: int, token: uuid.UUID, name: str, sha256: str, pages: int) -> bool:
    """Write the result of a claim; False (and nothing written) when the claim was lost to another worker."""
    held = Paper.objects.filter(pk=paper_id, token=token, state=State.DRAWING)
    return bool(
        held.update(
            state=State.READY, file=name, sha256=sha256, pages=pages, drawn_at=Now(), token=None, lease_until=None
        )
    )


def fail(*, paper_id: int, token: uuid.UUID, reason: str) -> bool:
    """Say that this content cannot be drawn; it stays so until someone asks again."""
    held = Paper.objects.filter(pk=paper_id, token=token, state=State.DRAWING)
    return bool(held.update(state=State.FAILED, failure=reason, token=None, lease_until=None))


def sweep() -> list[int]:
    """Put back what ran out of its lease, give up what keeps killing its workers; ids to send to the workers again."""
    lost = Paper.objects.filter(state=State.DRAWING, lease_until__lt=Now())
    given_up = lost.filter(attempts__gte=ATTEMPTS).update(
        state=State.FAILED, failure=f"The worker was lost {ATTEMPTS} times.", token=None, lease_until=None
    )
    if given_up:
        logger.error("%d papers given up after %d attempts", given_up, ATTEMPTS)
    put_back = lost.update(state=State.QUEUED, token=None, lease_until=None, sent_at=Now() - PATIENCE)
    waiting = Paper.objects.filter(state=State.QUEUED, sent_at__lte=Now() - PATIENCE).order_by("sent_at")
    ids = list(waiting.values_list("pk", flat=True)[:500])
    Paper.objects.filter(pk__in=ids).update(sent_at=Now())
    if ids:
        logger.info("%d papers lost their worker, %d papers sent to the workers again", put_back, len(ids))
    return ids


def progress() -> dict[str, object]:
    """For the readiness page: papers that wait, and those whose worker was lost."""
    lost = Count("pk", filter=Q(state=State.DRAWING, lease_until__lt=Now()))
    return Paper.objects.aggregate(waiting=Count("pk", filter=Q(state=State.QUEUED)), stuck=lost)
