"""Alive, and ready."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from emulation import health
from emulation.celery import app
from emulation.models import Heartbeat


def broken() -> dict[str, object]:
    raise ZeroDivisionError("inner details")


def test_live_answers_without_database_and_session(client: Client) -> None:
    response = client.get("/health/live")

    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies


@pytest.mark.django_db
def test_ready_when_database_broker_and_worker_answer(client: Client) -> None:
    health.note_worker("here")

    response = client.get("/health/")

    assert response.status_code == 200
    checks = response.json()["checks"]
    assert [checks[name]["ok"] for name in ("database", "broker", "worker")] == [True, True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("age", [None, timedelta(seconds=31)])
def test_ready_misses_a_silent_worker(client: Client, age: timedelta | None) -> None:
    if age:
        Heartbeat.objects.create(worker="gone", seen_at=timezone.now() - age)

    response = client.get("/health/")

    assert response.status_code == 503
    assert [name for name, answer in response.json()["checks"].items() if not answer["ok"]] == ["worker"]


@pytest.mark.django_db
def test_ready_misses_a_dead_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    health.note_worker("here")
    monkeypatch.setattr(app.conf, "broker_url", "redis+socket:///nowhere/valkey.sock")

    response = client.get("/health/")

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == {"ok": False, "problem": "the broker does not answer"}


@pytest.mark.django_db
def test_ready_shows_that_a_check_broke_but_not_how(client: Client, settings: Settings) -> None:
    settings.HEALTH_CHECKS = [f"{__name__}.broken"]

    response = client.get("/health/")

    assert response.status_code == 503
    assert b"inner details" not in response.content


@pytest.mark.django_db
def test_note_worker_forgets_those_long_gone(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Heartbeat.objects.create(worker="last year", seen_at=timezone.now() - timedelta(days=300))

    health.note_worker("here")

    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["here"]
