"""Leads Celery to another broker for one test, and leaves nothing of that for the next."""

from collections.abc import Callable, Iterator

import pytest
from kombu import pools

from emulation.celery import app

NOBODY = "redis+socket:///nowhere/valkey.sock"


def _lead_to(url: str) -> None:
    """Celery and kombu each keep pools by address; a closed or broken one must not be found again."""
    app.conf.broker_url = url
    pools.reset()
    app._pool = app.amqp._producer_pool = None


@pytest.fixture
def lead_to() -> Iterator[Callable[[str], None]]:
    """Call it with a broker's address; the true one is back when the test ends."""
    true = app.conf.broker_url
    _lead_to(true)
    yield _lead_to
    _lead_to(true)


@pytest.fixture
def dead_broker(lead_to: Callable[[str], None]) -> Callable[[], None]:
    """Nobody listens; call it to bring the true broker back."""
    true = app.conf.broker_url
    lead_to(NOBODY)
    return lambda: lead_to(true)
