"""Files made by the program, kept in the storage under names of its own choosing, whole or not at all."""

import datetime as dt
import hashlib
import io
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from emulation import scratch

BEING_WRITTEN = ".being-written"  # a folder of the storage, where that is a disk
STILL = 2_000_000_000  # nanoseconds; what was written within them could be written again under the same time
REMEMBERED = 10_000  # digests of files as they lie on the disk

logger = logging.getLogger(__name__)
_digests: dict[tuple[int, ...], str] = {}


class NotWhole(Exception):
    """A kept file is gone, or no longer holds the bytes it was kept with; carries its name."""


def put(name: str, content: bytes) -> None:
    """Keep the bytes under this name. The same bytes there stay as they are; others are a fault, and are replaced:
    equal names hold equal bytes.

    On a disk the file appears under its name only when every byte is written: a process killed in between leaves
    nothing that could be taken for it. Object stores do that by themselves.
    """
    keep(name, io.BytesIO(content))


def take(name: str, path: Path) -> None:
    """Keep a finished file under this name, read piece by piece: it may be larger than the memory."""
    with path.open("rb") as file:
        keep(name, file)


def keep(name: str, content: IO[bytes]) -> None:
    """`put` of an open file, read piece by piece."""
    is_there = default_storage.exists(name)
    if is_there and holds(name, _digest(content)):
        return
    content.seek(0)
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        if is_there:
            default_storage.delete(name)
        default_storage.save(name, File(content))
        return
    _write_whole(path, content)


def opened(name: str, sha256: str) -> File:
    """A kept file, open at its first byte, all its bytes compared with their digest before. Raises NotWhole.

    Half a gigabyte a second; a file that lies as it was last read (its place on the disk, size and times are the same,
    and nobody can set the time of its last change) is not read again by this process.
    """
    try:
        file = default_storage.open(name)
    except OSError as error:
        logger.error("%s is missing in the storage: %s", name, error)
        raise NotWhole(name) from error
    if _digest(file) != sha256:
        file.close()
        logger.error("%s does not hold the bytes it was kept with (SHA-256 %s)", name, sha256)
        raise NotWhole(name)
    file.seek(0)
    return file


def holds(name: str, sha256: str) -> bool:
    """Whether the file is there, and whole."""
    try:
        opened(name, sha256).close()
    except NotWhole:
        return False
    return True


def _digest(file: Any) -> str:
    """SHA-256 of an open file; remembered for one that lies on a disk and was not touched just now."""
    lies = _lies(file)
    found = _digests.get(lies) if lies else None
    if found is None:
        file.seek(0)
        found = hashlib.file_digest(file, "sha256").hexdigest()
        if lies:
            if len(_digests) >= REMEMBERED:
                _digests.clear()
            _digests[lies] = found
    return found


def _lies(file: Any) -> tuple[int, ...] | None:
    try:
        told = os.fstat(file.fileno())
    except (AttributeError, OSError):  # in memory, or in an object store
        return None
    if time.time_ns() - told.st_ctime_ns < STILL:
        return None
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


@contextmanager
def local(name: str, folder: Path) -> Iterator[Path]:
    """The kept file as one on this machine's disk; fetched into `folder` first where the storage is none.

    Raises FileNotFoundError.
    """
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        with default_storage.open(name) as kept, tempfile.NamedTemporaryFile(dir=folder) as copy:
            shutil.copyfileobj(kept, copy)
            copy.flush()
            yield Path(copy.name)
        return
    if not path.exists():
        raise FileNotFoundError(name)
    yield path


def replace(name: str, content: bytes) -> None:
    """Keep the bytes under this name, in place of what was there."""
    default_storage.delete(name)
    put(name, content)


def _write_whole(path: Path, content: IO[bytes]) -> None:
    """Beside the kept files first: what a full disk or a killed process cuts off never bears a final name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with scratch.folder(Path(default_storage.path(BEING_WRITTEN))) as folder:
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)


def get(name: str) -> bytes | None:
    """The bytes kept under this name; None if there are none."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def forget(folder: str) -> None:
    """Remove every file of a folder."""
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def forget_idle(folder: str, *, before: dt.datetime) -> int:
    """Remove the folders in it whose files were all written before then, and say how many they were."""
    try:
        inner = [f"{folder}/{name}" for name in default_storage.listdir(folder)[0]]
    except FileNotFoundError:
        return 0
    idle = [name for name in inner if _newest(name) < before]
    for name in idle:
        forget(name)
        with suppress(OSError):  # something came to lie there meanwhile: the next sweep looks again
            default_storage.delete(name)
    return len(idle)


def _newest(folder: str) -> dt.datetime:
    """When the last of its files was written; of an empty one, when it was emptied."""
    names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]] or [folder]
    try:
        return max(map(default_storage.get_modified_time, names))
    except FileNotFoundError:  # being taken away: the next sweep looks again
        return timezone.now()
