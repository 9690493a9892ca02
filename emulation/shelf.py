"""Files made by the program, kept in the storage under names of its own choosing, whole or not at all."""

import datetime as dt
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from emulation import scratch

BEING_WRITTEN = ".being-written"  # a folder of the storage, where that is a disk


def put(name: str, content: bytes) -> None:
    """Keep the bytes under this name; what is there already stays: equal names hold equal bytes.

    On a disk the file appears under its name only when every byte is written: a process killed in between leaves
    nothing that could be taken for it. Object stores do that by themselves.
    """
    if default_storage.exists(name):
        return
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        default_storage.save(name, ContentFile(content))
        return
    _write_whole(path, io.BytesIO(content))


def take(name: str, path: Path) -> None:
    """Keep a finished file under this name, read piece by piece: it may be larger than the memory."""
    if default_storage.exists(name):
        return
    with path.open("rb") as file:
        try:
            target = Path(default_storage.path(name))
        except NotImplementedError:
            default_storage.save(name, File(file))
            return
        _write_whole(target, file)


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
