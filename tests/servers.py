"""
The servers under the tests: a real PostgreSQL and a real Valkey for each process that runs tests, gone afterwards, so
that neither runs nor processes beside each other ever meet. Loaded with `-p tests.servers` (pyproject.toml), before
pytest-django reads the settings. With DATABASE_URL and BROKER_URL set, those are used instead, by one process only.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from emulation import embedded

OPTIONAL = (
    "DEBUG", "STATIC_ROOT", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "UPLOAD_MAX_BYTES", "REQUEST_MAX_BYTES",
    "WAITING_MAX_BYTES", "PORT",
)  # fmt: skip

INHERITED = "THIDUA_TEST_SERVERS"  # set where the addresses are those of the process that hands out the tests

own = False  # whether the servers are this process's own
_stack = ExitStack()
atexit.register(_stack.close)  # also after Ctrl-C and wrong options; if this process is killed, the guard cleans up


def _begin() -> None:
    """Every variable that settings ask for; the values of the person's shell do not leak in."""
    folder = Path(tempfile.mkdtemp(prefix="thidua-test-", dir="/tmp"))
    folder.chmod(0o711)  # run by root, PostgreSQL is `nobody`, who walks through here
    _stack.callback(shutil.rmtree, folder, ignore_errors=True)
    global own
    given = os.environ.get("DATABASE_URL") and os.environ.get("BROKER_URL")
    if not given or INHERITED in os.environ:
        own = True
        os.environ[INHERITED] = "1"
        addresses = _stack.enter_context(embedded.running(folder, durable=False))
        os.environ.update(DATABASE_URL=addresses.database_url, BROKER_URL=addresses.broker_url)
    for name in OPTIONAL:
        os.environ.pop(name, None)
    os.environ.update(SECRET_KEY="for-tests-only-" * 3, MEDIA_ROOT=str(folder / "media"), HTTPS="0", DEMO="0")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The earliest hook of a plugin named with -p: pytest-django reads the settings right after."""
    _begin()
