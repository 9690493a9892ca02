"""Everyone presses everything they are shown in the demonstration: nothing of it turns them away."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from tests.flows.crawl import Walk
from wards.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CAST = [
    "vanthu.dienbien", "canbo.dienbien", "lanhdao.dienbien", "canbo.dongson", "noivu.thanhhoa", "truongphong.thanhhoa",
    "bantdkt.thanhhoa", "admin",
]  # fmt: skip


def test_no_link_and_no_button_turns_away_whom_it_is_shown_to(
    settings: Settings, load_demo: Callable[[], None]
) -> None:
    settings.DEMO = True
    load_demo()
    shut: dict[str, dict[str, str]] = {}
    met: set[str] = set()
    for username in CAST:
        client = Client(raise_request_exception=False)
        client.force_login(Officer.objects.get(username=username))
        walk = Walk(client, each=1).run()
        shut[username] = walk.doors
        met |= set(walk.views)

    assert {who: doors for who, doors in shut.items() if doors} == {}
    assert {"wards:desk", "wards:evidence_gaps", "awards:meeting", "awards:binders", "awards:received"} <= met
