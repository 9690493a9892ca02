"""A dead broker costs a second at most, and never what was saved."""

import socket
import time
from collections.abc import Callable

import pytest
from celery import shared_task
from django.db import transaction

from emulation.celery import app
from emulation.models import Heartbeat
from emulation.queue import enqueue
from emulation.tasks import heartbeat
from tests.broker import NOBODY

LeadTo = Callable[[str], None]


@shared_task(name="tests.nothing")
def nothing(number: int) -> None:
    """Never runs: the tests only look at what was sent."""


def _length(queue: str) -> int:
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen(queue)


@pytest.mark.django_db(transaction=True)
def test_enqueue_sends_after_the_commit_to_one_queue_only(lead_to: LeadTo) -> None:
    before = {name: _length(name) for name in ("score", "draw", "pulse")}

    with transaction.atomic():
        enqueue(nothing, 7)
        assert _length("score") == before["score"]

    assert {name: _length(name) - before[name] for name in before} == {"score": 1, "draw": 0, "pulse": 0}


@pytest.mark.django_db(transaction=True)
def test_enqueue_sends_nothing_when_the_transaction_is_rolled_back(lead_to: LeadTo) -> None:
    before = _length("score")

    with transaction.atomic():
        enqueue(nothing, 7)
        transaction.set_rollback(True)

    assert _length("score") == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", [NOBODY, "redis://127.0.0.1:1/0"])
def test_enqueue_answers_at_once_when_the_broker_is_gone(lead_to: LeadTo, url: str) -> None:
    lead_to(url)
    begun = time.monotonic()

    with transaction.atomic():
        Heartbeat.objects.create(worker="saved", seen_at="2026-01-01T00:00:00Z")
        enqueue(nothing, 7)

    assert time.monotonic() - begun < 5
    assert Heartbeat.objects.filter(worker="saved").exists()


@pytest.mark.django_db(transaction=True)
def test_enqueue_answers_within_seconds_when_the_broker_hangs(lead_to: LeadTo) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        lead_to(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        begun = time.monotonic()
        with transaction.atomic():
            enqueue(nothing, 7)

    assert time.monotonic() - begun < 5


@pytest.mark.django_db
def test_heartbeat_writes_one_row_per_worker() -> None:
    heartbeat()
    heartbeat()

    assert Heartbeat.objects.count() == 1
