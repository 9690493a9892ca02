"""What `binder_faults` tries, in a process of its own: it forks, and beside it neither a browser's loop may run nor a
process that hands out tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRIED = Path(__file__).with_name("binder_faults.py")
PATIENCE = 900  # seconds


@pytest.mark.slow
def test_drawing_and_binding_come_once_whatever_kills_them() -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DATABASE", "BROKER"))}
    own.pop("THIDUA_TEST_SERVERS", None)  # servers of its own, too

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", str(TRIED)],
        cwd=TRIED.parents[2], env=own, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-4000:]
