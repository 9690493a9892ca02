"""What `binder_faults` tries, in a process of its own: it forks, and beside it neither a browser's loop may run nor a
process that hands out tests. It has the database of this process, which waits meanwhile."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

TRIED = Path(__file__).with_name("binder_faults.py")
PATIENCE = 540  # seconds


@pytest.mark.slow
def test_drawing_and_binding_come_once_whatever_kills_them(transactional_db: None) -> None:
    name = str(connection.settings_dict["NAME"]).removeprefix("test_")  # which the other process puts before it again
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "THIDUA_TEST_SERVERS"))}
    connection.close()

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "--reuse-db", str(TRIED)], cwd=TRIED.parents[2],
        env={**own, "DATABASE_URL": address}, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-4000:]
