"""Where drawn papers and bound volumes lie: under names made from their content, whole or not at all."""

import hashlib
from pathlib import Path

from emulation import shelf


def put(content: bytes) -> tuple[str, str]:
    """Store a drawn paper; return (name in the storage, sha256). Storing the same bytes again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"papers/{sha256[:2]}/{sha256}.pdf"
    shelf.put(name, content)
    return name, sha256


def take(path: Path) -> tuple[str, str]:
    """Store a bound volume from a file of its own; return (name in the storage, sha256)."""
    sha256 = digest_of(path)
    name = f"binders/{sha256[:2]}/{sha256}.pdf"
    shelf.take(name, path)
    return name, sha256


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
