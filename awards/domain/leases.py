"""Drawing under a lease: one worker at a time, and late, repeated or killed tasks are harmless.

A row is claimed when it is queued, or drawing with its lease run out; the result is written only if the claim's token
still stands. So there is one row, one file, ready once. Times are the database's own, for workers on several machines
need not agree on theirs.
"""

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now

from awards.models import DrawingState
from awards.models.drawing import Drawing

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=20)  # renewed while drawing; after it a killed worker's row is taken up by another
PATIENCE = dt.timedelta(seconds=45)  # how long a task may lie in the queue before the sweep sends another
ATTEMPTS = 5  # what kills its workers this often is given up: it would take down every worker in turn

Kind = type[Drawing]


def claim(kind: Kind, pk: int) -> uuid.UUID | None:
    """Take a row for drawing; None when another worker holds it, or nothing is left to do."""
    token = uuid.uuid4()
    free = Q(state=DrawingState.QUEUED) | Q(state=DrawingState.DRAWING, lease_until__lt=Now())
    taken = _all(kind).filter(free, pk=pk).update(
        state=DrawingState.DRAWING, token=token, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )  # fmt: skip
    return token if taken else None


def renew(kind: Kind, pk: int, token: uuid.UUID) -> bool:
    """Hold on to a claim for another lease; False when it was lost."""
    return bool(_held(kind, pk, token).update(lease_until=Now() + LEASE))


def tell(kind: Kind, pk: int, token: uuid.UUID, **fields: Any) -> bool:
    """Write how far the drawing has come; False when the claim was lost, or the work was cancelled."""
    return bool(_held(kind, pk, token).update(**fields))


def finish(kind: Kind, pk: int, token: uuid.UUID, **result: Any) -> bool:
    """Write the result of a claim; False (and nothing written) when the claim was lost to another worker."""
    ready = {"state": DrawingState.READY, "drawn_at": Now(), "token": None, "lease_until": None}
    return bool(_held(kind, pk, token).update(**ready, **result))


def fail(kind: Kind, pk: int, token: uuid.UUID, reason: str) -> bool:
    """Say that this content cannot be drawn; it stays so until someone asks again."""
    failed = {"state": DrawingState.FAILED, "failure": reason, "token": None, "lease_until": None}
    return bool(_held(kind, pk, token).update(**failed))


def sweep(kind: Kind) -> list[int]:
    """Put back what ran out of its lease, give up what keeps killing its workers; ids to send to the workers again."""
    lost = _all(kind).filter(state=DrawingState.DRAWING, lease_until__lt=Now())
    given_up = lost.filter(attempts__gte=ATTEMPTS).update(
        state=DrawingState.FAILED, failure=f"The worker was lost {ATTEMPTS} times.", token=None, lease_until=None
    )
    if given_up:
        logger.error("%d of %s given up after %d attempts", given_up, kind.__name__, ATTEMPTS)
    put_back = lost.update(state=DrawingState.QUEUED, token=None, lease_until=None, sent_at=Now() - PATIENCE)
    waiting = _all(kind).filter(state=DrawingState.QUEUED, sent_at__lte=Now() - PATIENCE).order_by("sent_at")
    ids = list(waiting.values_list("pk", flat=True)[:500])
    _all(kind).filter(pk__in=ids).update(sent_at=Now())
    if ids:
        logger.info("%d of %s lost their worker, %d sent to the workers again", put_back, kind.__name__, len(ids))
    return ids


def progress(kind: Kind) -> dict[str, object]:
    """For the readiness page: rows that wait, and those whose worker was lost."""
    lost = Count("pk", filter=Q(state=DrawingState.DRAWING, lease_until__lt=Now()))
    return _all(kind).aggregate(waiting=Count("pk", filter=Q(state=DrawingState.QUEUED)), stuck=lost)


@contextmanager
def held(kind: Kind, pk: int, token: uuid.UUID) -> Iterator[None]:
    """Renew the claim from a thread of its own while the engine works: it answers to nothing until it is done."""
    done = threading.Event()

    def hold() -> None:
        try:
            while not done.wait(LEASE.total_seconds() / 4):
                if not renew(kind, pk, token):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=hold, name=f"lease-{kind.__name__}-{pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _all(kind: Kind) -> QuerySet[Any]:
    return kind._default_manager.all()


def _held(kind: Kind, pk: int, token: uuid.UUID) -> QuerySet[Any]:
    return _all(kind).filter(pk=pk, token=token, state=DrawingState.DRAWING)
