"""Where drawn papers lie: under names made from their content, whole or not at all."""

import hashlib

from emulation import shelf


def put(content: bytes) -> tuple[str, str]:
    """Store a drawn paper; return (name in the storage, sha256). Storing the same bytes again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"papers/{sha256[:2]}/{sha256}.pdf"
    shelf.put(name, content)
    return name, sha256
