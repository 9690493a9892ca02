"""Processes that end with whoever started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

STOP_SECONDS = 15


def end_with_parent(stop: signal.Signals) -> Callable[[], None]:
    """
    For `preexec_fn`: a process group of its own (Ctrl-C reaches only the starter, which stops things in order), and,
    as a last resort should the starter be killed, Linux sends `stop` to its children.
    """

    def prepare() -> None:
        os.setpgid(0, 0)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, int(stop))  # PR_SET_PDEATHSIG

    return prepare


@contextmanager
def child(
    command: list[str],
    *,
    log: Path,
    env: Mapping[str, str],
    stop: signal.Signals = signal.SIGTERM,
    **options: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command for the length of the block, its output in `log`; afterwards neither it nor its children live."""
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            stdin=subprocess.DEVNULL,
            **{"stdout": output, "stderr": output, **options},
            env=dict(env),
            preexec_fn=end_with_parent(stop),
        )
    try:
        yield process
    finally:
        _end(process, stop)


def _end(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    """Ask politely, then insist; the group outlives its leader when the leader was killed."""
    if process.poll() is None:
        process.send_signal(stop)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tail(log: Path, lines: int = 20) -> str:
    """The end of a log, to show beside a failure."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def wait_until(is_true: Callable[[], bool], *, seconds: float, pause: float = 0.03) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(pause)
    return False


def stop_on_signals() -> None:
    """Ctrl-C, `kill` and a closed terminal become KeyboardInterrupt, once: a second must not break off the stopping."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _interrupt)


def _interrupt(signum: int, frame: object) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt
