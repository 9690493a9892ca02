"""Where drawn papers lie: under names made from their content, whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def put(content: bytes) -> tuple[str, str]:
    """Store a drawn paper; return (name in the storage, sha256). Storing the same bytes again changes nothing.

    On a disk the file appears under its name only when every byte is written: a worker killed in between leaves
    nothing that could be taken for a paper. Object stores do that by themselves.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"papers/{sha256[:2]}/{sha256}.pdf"
    if default_storage.exists(name):
        return name, sha256
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        return default_storage.save(name, ContentFile(content)), sha256
    _write_whole(path, content)
    return name, sha256


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
