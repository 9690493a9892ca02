"""Real workers for tests: a Celery process with its beat on the test database, ended with the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg.conninfo
import pytest
import redis
from django.db import connection
from pytest_django import Settings

ROOT = Path(__file__).resolve().parent.parent


class Worker:
    """One `celery worker -B` with two drawing processes; `kill()` takes it down as a power cut would."""

    def __init__(self, folder: Path, *, media_root: Path, processes: int = 2) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "worker.log"
        url = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])
        host = f"postgresql://{url.get('user', '')}@/{connection.settings_dict['NAME']}?host={url.get('host', '')}"
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "celery", "--app", "tests.quick_worker", "worker", "--beat", "--schedule",
                    str(folder / "beat"), "--concurrency", str(processes), "--loglevel", "info", "--without-gossip",
                    "--without-mingle",  # which waits a second for other workers to tell of themselves
                ],
                cwd=ROOT, stdout=out, stderr=out, start_new_session=True,
                env={**os.environ, "DATABASE_URL": host, "MEDIA_ROOT": str(media_root)},
            )  # fmt: skip

    def wait_until_ready(self, seconds: float = 40) -> "Worker":
        wait_for(lambda: " ready." in self.log.read_text(errors="replace"), seconds, what=lambda: self.tail())
        return self

    def kill(self) -> None:
        """SIGKILL to the whole process group: no goodbye, nothing acknowledged."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]


def wait_for(happened: Callable[[], object], seconds: float, *, what: Callable[[], str] = str) -> None:
    """Poll until it happened; fail with `what()` when it does not."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail(f"did not happen within {seconds} s: {what()}")
        time.sleep(0.1)


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[Callable[..., Worker]]:
    """Start as many workers as the test needs; what earlier tests queued is gone."""
    with redis.Redis.from_url(os.environ["BROKER_URL"].replace("redis+socket:", "unix:")) as broker:
        broker.flushdb()
    started: list[Worker] = []

    def start(**options: int) -> Worker:
        worker = Worker(tmp_path / f"worker{len(started)}", media_root=Path(settings.MEDIA_ROOT), **options)
        started.append(worker)
        return worker.wait_until_ready()

    yield start
    for worker in started:
        worker.kill()  # quicker than taking leave, and nothing of it writes into the next test's database
