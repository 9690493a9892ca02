"""What every test may rely on."""

import gc
import math
import os
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from emulation import translations
from tests import servers

pytest_plugins = [
    "tests.broker", "tests.cast", "tests.database", "tests.demo", "tests.drawing", "tests.emptying", "tests.scenes",
    "tests.workers",
]  # fmt: skip

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


def _long_files(long: list[pytest.Item], processes: int) -> list[list[Path]]:
    """What each process begins with. Those that show the demonstration come one after another, in one process: another
    would wait for it to be loaded."""
    shown = dict.fromkeys(item.path for item in long if "load_demo" in getattr(item, "fixturenames", ()))
    others = [path for path in dict.fromkeys(item.path for item in long) if path not in shown]
    if processes == 1:
        return [[*shown, *others]]
    return [list(shown), *(others[number :: processes - 1] for number in range(processes - 1))]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process has a stretch of the list, and takes from another's when it is through: a stretch begins with its
    share of the files with long tests, so that none of those comes last and lets the other processes wait."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    short = [item for item in items if not item.get_closest_marker("slow")]
    long = [item for item in items if item.get_closest_marker("slow")]
    stretch = math.ceil(len(short) / processes)
    items[:] = [
        item
        for number, files in enumerate(_long_files(long, processes))
        for item in (
            *(one for path in files for one in long if one.path == path),
            *short[number * stretch : (number + 1) * stretch],
        )
    ]


def pytest_collection_finish() -> None:
    """What is loaded by now stays; looking through it for garbage again and again took a quarter of the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
