"""Something done in a process of its own that is killed, or finds the disk full, at one aimed point."""

import gc
import os
import resource
import signal
import warnings
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

KILLED, FULL = -signal.SIGKILL, 28  # how `run` tells what became of it
ROOM = 512  # bytes that still fit into a file


def die(*_args: Any, **_named: Any) -> None:
    """As by a power cut: the whole group of processes, no goodbye."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def fill_disk(*_args: Any, **_named: Any) -> None:
    """From here on the kernel takes no more than a few bytes of any file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))


def before(act: Callable[..., None]) -> Callable[[Callable], Callable]:
    """A function that first does this."""

    def wrap(real: Callable) -> Callable:
        def acted(*args: Any, **named: Any) -> Any:
            act(*args, **named)
            return real(*args, **named)

        return acted

    return wrap


def after(act: Callable[..., None]) -> Callable[[Callable], Callable]:
    """A function that then does this."""

    def wrap(real: Callable) -> Callable:
        def acted(*args: Any, **named: Any) -> Any:
            result = real(*args, **named)
            act()
            return result

        return acted

    return wrap


def start(act: Callable[[], object]) -> int:
    """Begin it in a process, and a group, of its own with connections of its own; its id."""
    _hang_up()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no thread of ours holds a lock that the child will want
        child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setpgid(0, 0)
        act()
        code = 0
    except OSError:
        code = FULL
    finally:
        os._exit(code)


def _hang_up() -> None:
    """Close every line to the database, or parent and child would talk over one. Where a browser's event loop runs in
    this thread, Django keeps more than one wrapper for it: all of them are found. By their type: asking a lazy object
    itself would wake it. What was there before the first test is frozen, and not among the found."""
    found = [one for one in gc.get_objects() if issubclass(type(one), BaseDatabaseWrapper)]
    for wrapper in [*connections.all(), *found]:
        wrapper.inc_thread_sharing()
        wrapper.close()
        wrapper.dec_thread_sharing()
    for connection in connections.all():
        connection.close_pool()


def end(child: int) -> int:
    """Wait for it: 0, FULL, or KILLED; anything else is a fault of the test."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, KILLED, FULL}
    return code


def run(act: Callable[[], object]) -> int:
    return end(start(act))
