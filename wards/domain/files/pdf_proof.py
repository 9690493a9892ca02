"""Prove a PDF: run by `bounded`, away from the web server; a few kB can claim hundreds of thousands of pages.

Reads the document from standard input and writes JSON: {"pages": …}, or {"fault": …} with "locked", "damaged",
"swells", "pages" (too many), "no pages", "files", "program" or "actions". What it would do by
itself or carries inside is judged by its dictionaries, wherever they hang (opening action, page, annotation, tree of
names), never by its text.
"""

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

import pikepdf

MAX_STREAM = 64 * 1024 * 1024  # one stream of a PDF's own tables, unpacked: a few hundred kB can claim gigabytes
MOST = 100_000  # values looked at; no document of a ward comes near
# Most objects hold none of these words: only the others are taken apart. qpdf has undone #4a-style escapes by then.
WORDS = re.compile(rb"/(?:JavaScript|JS|Launch|SubmitForm|ImportData|GoToE|RichMedia|RichMediaExecute|EF)\b")
ACTS = {"/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMediaExecute"}


def proven(data: bytes, *, limit: int) -> dict[str, int | str]:
    """Open the document as the binder later will: how many pages it has (at most `limit`), or why it is not taken."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            fault = "locked" if document.is_encrypted else acts(document)
            pages = 0 if fault else len(document.pages)
            if any("limit exceeded" in str(warning) for warning in document.get_warnings()):
                fault = fault or "swells"
    except pikepdf.PasswordError:
        return {"fault": "locked"}
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return {"fault": "damaged"}
    except MemoryError:
        return {"fault": "swells"}
    if not fault and not 0 < pages <= limit:
        fault = "pages" if pages else "no pages"
    return {"fault": fault} if fault else {"pages": pages}


def acts(document: pikepdf.Pdf) -> str | None:
    """What the document would do or carries, in a word; None if it only shows pages."""
    looked_at = 0
    for thing in chain([document.trailer], document.objects):
        if not isinstance(thing, pikepdf.Object) or not WORDS.search(_written(thing)):
            continue  # a number, null, or harmless
        for part in _parts(thing):
            looked_at += 1
            if looked_at > MOST:
                return "swells"
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
            return "files"
        if part.get("/Subtype") == pikepdf.Name.RichMedia:
            act = "/RichMediaExecute"
    if act == "/JavaScript":
        return "program"
    return "actions" if act in ACTS else None


def main(limit: str) -> None:
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MAX_STREAM, run_length_max_memory=MAX_STREAM,
        png_max_memory=MAX_STREAM, tiff_max_memory=MAX_STREAM,
    )  # fmt: skip
    json.dump(proven(sys.stdin.buffer.read(), limit=int(limit)), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
