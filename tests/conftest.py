"""What every test may rely on."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from emulation import translations
from tests import servers

pytest_plugins = ["tests.broker", "tests.cast", "tests.demo", "tests.drawing", "tests.emptying", "tests.workers"]

# Playwright's synchronous interface runs an event loop in this very thread; Django would refuse every query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure(config: pytest.Config) -> None:
    """The words are those of the catalogue; passwords are hashed badly, hundreds of log-ins are not the subject."""
    translations.compile_catalogue()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Servers of this run's own go away with their database: nothing is left to drop, so nothing can be in its way."""
    return servers.own or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    """Uploaded and drawn files of one test are not seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, in whatever order: with short ones last, no process waits long for another."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays; looking through it for garbage again and again took a quarter of the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
