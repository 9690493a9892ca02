"""What a PDF would do by itself or carries inside: programs, messages to elsewhere, other files.

Judged by its dictionaries, wherever they hang (opening action, page, annotation, tree of names), never by its text.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import pikepdf
from django.utils.translation import gettext as _

MOST = 100_000  # values looked at; no document of a ward comes near
# Most objects hold none of these words: only the others are taken apart. qpdf has undone #4a-style escapes by then.
WORDS = re.compile(rb"/(?:JavaScript|JS|Launch|SubmitForm|ImportData|GoToE|RichMedia|RichMediaExecute|EF)\b")
ACTS = {"/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMediaExecute"}


def fault(document: pikepdf.Pdf) -> str | None:
    """Why the document cannot be taken, as the end of a sentence about it; None if it only shows pages."""
    looked_at = 0
    for thing in chain([document.trailer], document.objects):
        if not isinstance(thing, pikepdf.Object) or not WORDS.search(_written(thing)):
            continue  # a number, null, or harmless
        for part in _parts(thing):
            looked_at += 1
            if looked_at > MOST:
                return _("unpacks to far more than a document holds")
            found = _fault(part)
            if found:
                return found
    return None


def _written(thing: pikepdf.Object) -> bytes:
    """The object without what it refers to, which is an object of its own."""
    return (thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing).unparse(resolved=True)


def _parts(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The object and everything written inside it."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        yield part
        inside: Iterable[object] = part.as_list() if isinstance(part, pikepdf.Array) else ()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            inside = [value for _key, value in part.items()]
        waiting += [value for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _fault(part: pikepdf.Object) -> str | None:
    act = ""
    if isinstance(part, pikepdf.Name):
        act = str(part) if part.is_indirect else ""  # nobody writes a bare word as an object of its own, but to hide it
    elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        act = str(part["/S"]) if isinstance(part.get("/S"), pikepdf.Name) else ""
        if "/JavaScript" in part or isinstance(part.get("/JS"), pikepdf.String | pikepdf.Stream):
            act = "/JavaScript"
        if isinstance(part.get("/EF"), pikepdf.Dictionary):
            return _("contains other files inside it")
        if part.get("/Subtype") == pikepdf.Name.RichMedia:
            act = "/RichMediaExecute"
    if act == "/JavaScript":
        return _("contains program code (JavaScript)")
    return _("contains actions (opening programs, sending or fetching data)") if act in ACTS else None
