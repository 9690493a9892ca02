"""Files made by the program, kept in the storage under names of its own choosing, whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


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
    _write_whole(path, content)


def replace(name: str, content: bytes) -> None:
    """Keep the bytes under this name, in place of what was there."""
    default_storage.delete(name)
    put(name, content)


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
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
