"""A real Chromium before the real server: every person has a browser of their own."""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.wards.library import as_
from tests.workers import wait_for
from wards.models import Officer

CHROMIUM = "/usr/bin/chromium"
# Every window loads the list under its address bar as a page in a process of its own: more than half of what a test
# cost, and nobody sees it. The last --disable-features counts, so Playwright's own are named again.
WITHOUT = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying",
    "AimEnabled", "PreconnectToSearch",
]  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", f"--disable-features={','.join(WITHOUT)}",
]  # fmt: skip
PATIENCE = 15_000  # ms; a machine with two slow cores runs the browser, the server and a worker at once

NewPerson = Callable[..., Page]


def pytest_configure(config: pytest.Config) -> None:
    """What the browser showed when a test failed is kept outside the tree."""
    config.option.screenshot = "only-on-failure"
    config.option.output = tempfile.mkdtemp(prefix="thidua-browser-", dir="/tmp")
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


def session(username: str, base_url: str) -> dict[str, str]:
    """The cookie of somebody who has just logged in."""
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": as_(Officer.objects.get(username=username)).cookies[name].value, "url": base_url}


class Requests:
    """Counts what the server has begun and finished: browsers ask on in their last moment."""

    def __init__(self) -> None:
        self.begun = self.done = 0

    def begin(self, **_signal: object) -> None:
        self.begun += 1

    def finish(self, **_signal: object) -> None:
        self.done += 1


@pytest.fixture
def quiet_server(transactional_db: None) -> Iterator[None]:
    """The database is emptied only when the server is through with everything asked of it."""
    requests = Requests()
    request_started.connect(requests.begin)
    request_finished.connect(requests.finish)
    yield
    wait_for(lambda: requests.done >= requests.begun, 10)
    request_started.disconnect(requests.begin)
    request_finished.disconnect(requests.finish)


@pytest.fixture
def open_browser(quiet_server: None, new_context: Callable[..., BrowserContext], base_url: str) -> Iterator[NewPerson]:
    """A browser of one's own: `open_browser("canbo.dienbien", java_script_enabled=False)`; nameless: not logged in.

    A person stands where the login leads to, without having typed anything.
    At the end no script may have failed anywhere, and nothing may have met the content security policy.
    """
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def open_(username: str = "", **options: Any) -> Page:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", hear)
        page = context.new_page()
        if username:
            context.add_cookies([session(username, base_url)])
            page.goto("/")
        return page

    yield open_
    assert faults == []
