"""Drawings that come again unchanged, kept in the storage under the digest of all that goes into them."""

import hashlib
from collections.abc import Mapping

from django.core.files.storage import default_storage

from awards.documents import pdf
from emulation import shelf
from emulation.text import digest

FOLDER = "drawings"
MANY = 1000  # of some 50 KB each: the contents and dividers of as many volumes


def draw(*, html: str, stylesheet: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """A PDF, drawn if it was not before: the same text gives the same bytes either way.

    Its name holds the text, the stylesheet, the pictures, and how this machine's engine writes with its fonts today.
    Raises pdf.ReachedOut.
    """
    shown = [f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in sorted((pictures or {}).items())]
    made_of = digest("\n".join([pdf.hand(), stylesheet, html, *shown]))
    name = f"{FOLDER}/{made_of}.pdf"
    content = shelf.get(name)
    if content is None:
        identifier = bytes.fromhex(made_of)[:16]
        content = pdf.draw(html=html, stylesheet=stylesheet, identifier=identifier, pictures=pictures).content
        shelf.put(name, content)
    return content


def sweep() -> int:
    """Let go of the oldest where there are too many; returns how many. Whoever needs one draws it again."""
    try:
        names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return 0
    if len(names) <= MANY:
        return 0
    oldest = sorted(names, key=default_storage.get_modified_time)[: len(names) - MANY]
    for name in oldest:
        default_storage.delete(name)
    return len(oldest)
