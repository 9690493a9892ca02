"""Run one of our programs over strangers' bytes: a process of its own, away from the web server, within bounds.

The readers are written in C: whatever they do (loop, crash, swell) ends that process and is seen from outside as a
failure. It loads nothing of ours but the parts of such a program, knows none of our secrets, and goes when the web
worker goes. Inside it runs `python -I bounded.py PARENT SECONDS CPU_SECONDS MEMORY PROGRAM ARGUMENT…`.
"""

import ctypes
import os
import resource
import runpy
import signal
import subprocess
import sys
from pathlib import Path

CPU_SECONDS = 6  # of the processor: a heavy scan takes two
SECONDS = 12  # by the clock, when the machine is busy
LATEST = 3  # more until we stop it ourselves
HERE = Path(__file__).parent
ROOT = HERE.parents[2]
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl
# How a process ends that asked for more than it may have, or broke: the file's own doing.
CRASHED = {-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGXCPU, -signal.SIGILL}


class TooSlow(Exception):
    """It did not end in time by the clock; the processor may have been busy with others."""


def run(program: str, *asked: str, data: bytes, memory: int) -> subprocess.CompletedProcess[bytes]:
    """What a program of this folder makes of `data` in at most so many bytes of memory. Raises TooSlow."""
    bounds = map(str, (os.getpid(), SECONDS, CPU_SECONDS, memory))
    try:
        done = subprocess.run(  # noqa: S603  # our own programs, arguments from closed lists
            [sys.executable, "-I", __file__, *bounds, str(HERE / program), *asked],
            input=data, capture_output=True, timeout=SECONDS + LATEST, check=False, env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    if done.returncode == -signal.SIGALRM:
        raise TooSlow
    return done


def main(parent: str, seconds: str, cpu_seconds: str, memory: str, program: str, *asked: str) -> None:
    """Bind this process, then be the program."""
    signal.alarm(int(seconds))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != int(parent):  # gone before we could ask to be told
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_seconds), int(cpu_seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    sys.path.append(str(ROOT))  # last: nothing of ours stands in for a library
    sys.argv = [program, *asked]
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
