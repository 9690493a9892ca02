"""The one way to give work to the workers."""

import logging
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError

logger = logging.getLogger(__name__)


def enqueue(task: Task, *args: Any) -> None:
    """
    Send the task once the transaction has committed, so that the worker finds the rows.

    A broker that does not answer costs at most a second and is only logged: what was saved is saved, and the
    timed sweep of each kind of work picks up whatever never arrived. So nothing may rely on the task alone.
    """
    # A lambda, not a partial: Django's own log line for a robust callback needs its __qualname__.
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: Task, args: tuple[Any, ...]) -> None:
    try:
        task.apply_async(args)
    except (OperationalError, KombuError, OSError) as error:
        logger.warning("%s%s was not sent, the sweep will find it: %s", task.name, args, error)
