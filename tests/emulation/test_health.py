"""Tests of the readiness page."""

from django.test import Client


def test_live_answers_without_the_database(client: Client) -> None:
    response = client.get("/health/live")

    assert (response.status_code, response.content) == (200, b"ok")
