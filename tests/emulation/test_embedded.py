"""The embedded servers: side by side, alone in their folder, and gone with their starter."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from emulation import embedded
from emulation.processes import wait_until


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def processes_in(folder: Path) -> list[int]:
    """Servers whose command line names the folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or []):
            found.append(process.pid)
    return found


def test_servers_run_side_by_side_and_end_with_their_blocks(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    with embedded.running(one, durable=False) as first, embedded.running(two, durable=False) as second:
        assert first != second
        assert answers(first.database_url)
        assert answers(second.database_url)

    assert not answers(first.database_url)
    assert processes_in(tmp_path) == []


def test_servers_keep_their_data_and_refuse_a_second_owner(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30)  # too long for a unix socket
    with embedded.running(deep) as addresses:
        with psycopg.connect(addresses.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        with pytest.raises(embedded.AlreadyRunning), embedded.running(deep):
            pass
        assert answers(addresses.database_url)

    with embedded.running(deep) as again, psycopg.connect(again.database_url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


@pytest.mark.parametrize("victim", ["starter", "guard"])
def test_servers_end_when_their_starter_or_guard_is_killed(tmp_path: Path, victim: str) -> None:
    program = (
        "import pathlib, sys, time; from emulation import embedded\n"
        f"with embedded.running(pathlib.Path({str(tmp_path)!r}) / 'servers', durable=False) as a:\n"
        "    print(a.database_url, flush=True); time.sleep(60)"
    )
    root = Path(__file__).resolve().parents[2]
    starter = subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    url = starter.stdout.readline().strip()
    assert answers(url)
    guard = psutil.Process(starter.pid).children()[0]

    os.kill(starter.pid if victim == "starter" else guard.pid, signal.SIGKILL)

    ended = wait_until(lambda: not answers(url) and processes_in(tmp_path / "servers") == [], seconds=20, pause=0.2)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    assert ended


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_folders_opened_for_postgres_are_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    for said in (True, False):
        with embedded.running(closed / "servers"):
            assert (str(closed) in capfd.readouterr().err) is said

    assert closed.stat().st_mode & 0o777 == 0o701
