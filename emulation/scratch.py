"""Working folders that are gone when the work is: at its end, or with the next one if its process was killed."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOME = "thidua-work"  # below the system's folder for temporary files


@contextmanager
def folder(parent: Path | None = None) -> Iterator[Path]:
    """A folder of one's own in `parent` (left out: in the system's folder for temporary files).

    It is locked while its process lives, by the kernel, so that whoever comes next knows what is left of the dead.
    """
    parent = parent or Path(tempfile.gettempdir()) / f"{HOME}-{os.getuid()}"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if parent.lstat().st_uid != os.getuid():
        raise PermissionError(f"{parent} belongs to somebody else")
    with _locked(parent):  # nobody tidies up between making a folder and locking it
        _remove_orphans(parent)
        made = Path(tempfile.mkdtemp(dir=parent))
        held = _lock(made, fcntl.LOCK_EX)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(held)


def _remove_orphans(parent: Path) -> None:
    for left in parent.iterdir():
        with suppress(OSError):  # its process lives, it is somebody else's, or it has just gone
            held = _lock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
            os.close(held)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    held = _lock(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(held)


def _lock(path: Path, how: int) -> int:
    """An open file that holds the lock until it is closed, or its process ends."""
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, how)
    except OSError:
        os.close(opened)
        raise
    return opened
