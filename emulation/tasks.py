"""The one timed task of the plumbing."""

import socket

from celery import shared_task

from emulation import health


@shared_task
def heartbeat() -> None:
    """Beat sent it, the broker carried it, a worker ran it: write that down."""
    health.note_worker(socket.gethostname())
