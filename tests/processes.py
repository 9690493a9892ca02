"""Processes of our own around benchmarks and screenshots: started, awaited, ended."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def process(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of our own for the length of the block, its output in `log`."""
    with log.open("ab") as out:
        started = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=out, stderr=out)
        try:
            yield started
        finally:
            started.terminate()
            started.wait(timeout=30)


@contextmanager
def web(log: Path) -> Iterator[int]:
    """The web server as it runs in production, one process with threads; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = (
        "gunicorn",
        "emulation.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--keep-alive",
        "75",
    )
    with process(*serve, log=log):
        deadline = time.monotonic() + 30
        while True:
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/health/live")
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield port
