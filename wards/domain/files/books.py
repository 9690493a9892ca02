"""An Excel file of a stranger, read in a process of its own: a small file can keep a reader busy for minutes."""

import json
import logging
from decimal import Decimal
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from emulation.signs import clean_all
from wards.domain.files import bounded

MOST_UNPACKED, MEMORY = 20 * 1024 * 1024, 512 * 1024 * 1024  # bytes: of all its parts, of the process that reads it
SHEETS = 12
Rows = list[list[Any]]  # text, int, Decimal, bool or None
logger = logging.getLogger(__name__)


class Unreadable(Exception):
    """Why nothing of the file could be read, as a sentence to show."""


def read(file: IO[bytes], *, rows: int, columns: int, signs: int) -> dict[str, Rows]:
    """The first rows of every sheet by its name. Raises Unreadable."""
    told = _("The file cannot be read as an Excel sheet (.xlsx).")
    try:
        with ZipFile(file) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except (BadZipFile, OSError, ValueError) as error:
        raise Unreadable(told) from error
    if unpacked > MOST_UNPACKED:
        raise Unreadable(_("The file holds far more than such a sheet: copy the table into an empty one."))
    file.seek(0)
    asked = map(str, (SHEETS, rows, columns, signs))
    try:
        done = bounded.run("book_rows.py", *asked, data=file.read(), memory=MEMORY)
    except bounded.TooSlow as error:
        late = _("Reading the file takes too long. Try again later, or copy the table into an empty one.")
        raise Unreadable(late) from error
    if done.returncode:
        logger.warning("a workbook was not read: %s", done.stderr[-500:].decode(errors="replace"))
        raise Unreadable(told)
    found: dict[str, Rows] = clean_all(json.loads(done.stdout, parse_float=Decimal))
    return found
