"""Pages of kept files as pictures, and office files as words: made once, kept under their content's digest."""

import json
import logging
import threading
import time
from typing import Any

from django.utils.translation import gettext as _

from emulation import shelf
from wards.domain.files import bounded, file_kinds
from wards.models import Content

WIDTH, LARGE_WIDTH = 1000, 2000
# Pixels and bytes of a picture by its width: an A4 page has 1.4 and 5.7 million pixels.
LIMITS = {WIDTH: (3_000_000, 150_000), LARGE_WIDTH: (12_000_000, 700_000)}
MEMORY = 1536 * 1024 * 1024  # of one making
PLACES = 2  # makings at a time in each web process: a rush of pages must not eat the machine, nor a slow one stop all
WAIT = 16  # seconds for one's turn: longer than the longest making
PAUSE = 300  # seconds until what took too long by the clock is tried again
KINDS = {
    file_kinds.PDF.media_type: "pdf",
    file_kinds.JPEG.media_type: "photo",
    file_kinds.PNG.media_type: "photo",
    file_kinds.WORD: "word",
    file_kinds.EXCEL: "excel",
}
WORDS = {file_kinds.WORD, file_kinds.EXCEL}
WORDS_FORM = 5  # of what office_words.py writes: what is kept in a former one is not read
FAULT = b"!"  # kept in place of what cannot be made, so that it is tried once
UNSHOWABLE = 3  # how the programs say it
logger = logging.getLogger(__name__)
_making = threading.BoundedSemaphore(PLACES)


class Unshowable(Exception):
    """This page cannot be shown; the text is the sentence that says so."""


def picture(content: Content, page: int, *, large: bool = False) -> bytes:
    """The page (from 1) of a PDF or photograph as PNG or JPEG. Raises Unshowable."""
    width = LARGE_WIDTH if large else WIDTH
    if content.media_type in WORDS or not 1 <= page <= (content.pages or 0):
        raise Unshowable(_("This page does not exist."))
    pixels, limit = LIMITS[width]
    numbers = map(str, (page, width, pixels, limit))
    return _kept(content, f"{width}-{page}", ["page_drawing.py", KINDS[content.media_type], *numbers])


def words(content: Content) -> dict[str, Any]:
    """The text of a Word or Excel file, as office_words.py tells its form. Raises Unshowable."""
    program = ["office_words.py", KINDS[content.media_type]]
    found: dict[str, Any] = json.loads(_kept(content, f"words-{WORDS_FORM}", program))
    return found


def forget(sha256: str) -> None:
    """Drop everything made from a content that is no longer kept."""
    shelf.forget(f"pages/{sha256}")


def _kept(content: Content, part: str, program: list[str]) -> bytes:
    name = f"pages/{content.sha256}/{part}"
    made = shelf.get(name)
    if made is None:
        _refuse_slow(name)
        if not _making.acquire(timeout=WAIT):
            raise Unshowable(_("The server is busy drawing other pages. Reload this page in a minute."))
        try:
            made = shelf.get(name)  # somebody may have waited for the same page
            if made is None:
                _refuse_slow(name)
                made = _made(content, name, program)
                shelf.put(name, made)
        finally:
            _making.release()
    if made == FAULT:
        raise Unshowable(_("This page cannot be shown here: the file is damaged, locked or too large to draw."))
    return made


def _refuse_slow(name: str) -> None:
    """Not again for every visitor, in any web process. Raises Unshowable."""
    began = shelf.get(f"{name}.slow")
    if began and time.time() - float(began) < PAUSE:
        raise Unshowable(_("Drawing this page takes too long. Try again later, or download the file."))


def _made(content: Content, name: str, program: list[str]) -> bytes:
    """What the program makes of the file, or the mark of a fault. Raises Unshowable over what may pass."""
    try:
        with shelf.opened(str(content.file), content.sha256) as file:
            data = file.read()
    except (shelf.NotWhole, OSError) as error:
        logger.error("content %s cannot be read from the storage: %s", content.sha256, error)
        raise Unshowable(_("The file is not in the store. Tell the administrator.")) from error
    try:
        done = bounded.run(*program, data=data, memory=MEMORY)
    except bounded.TooSlow as error:
        shelf.replace(f"{name}.slow", str(time.time()).encode())
        raise Unshowable(_("Drawing this page takes too long. Try again later, or download the file.")) from error
    if done.returncode in {UNSHOWABLE, *bounded.CRASHED}:
        return FAULT
    if done.returncode:
        logger.error("%s ended with %s: %s", program[0], done.returncode, done.stderr[-500:].decode(errors="replace"))
        raise Unshowable(_("The server could not draw this page. Try again later, or download the file."))
    return done.stdout
