"""A TOML file of a criteria set back into data, as a stranger may send it: read away from the web server."""

import datetime as dt
import json
import logging
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

from emulation import signs
from wards.domain.criteria.catalogue_file import SHOWN, Fault, Faults, lines_of
from wards.domain.criteria.set_parts import Data
from wards.domain.files import bounded
from wards.domain.files.books import Unreadable

MOST_BYTES = 200 * 1024  # six times the longest known set
VALUES, DEPTH = 5_000, 10  # a set has some 400 values, the deepest one at 8
MEMORY = 256 * 1024 * 1024
logger = logging.getLogger(__name__)


def read(file: IO[bytes]) -> tuple[Data, Faults]:
    """What the file says, to be proved like any other; with a single fault where it is no TOML. Raises Unreadable."""
    text = _text(file.read(MOST_BYTES + 1))
    try:
        done = bounded.run("toml_values.py", str(VALUES), str(DEPTH), data=text.encode(), memory=MEMORY)
    except bounded.TooSlow as error:
        raise Unreadable(_("The system is too busy to read the file now. Try again in a few minutes.")) from error
    if done.returncode:
        logger.warning("a TOML file was not read: %s", done.stderr[-500:].decode(errors="replace"))
        raise Unreadable(_("The file holds more than a criteria set does, or numbers and tables that none has."))
    found = json.loads(done.stdout)
    faults = Faults(lines=dict(lines_of(text)))
    if isinstance(found, int):
        shown = text.split("\n")[found - 1].strip()[:SHOWN]
        faults.found.append(Fault("", found, _("this line is not valid TOML: %(text)s") % {"text": shown}))
        return {}, faults
    return signs.clean_all(_value(found)), faults


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(n)d KB: that is no criteria set.") % {"n": MOST_BYTES // 1024})
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not a text in UTF-8.")) from error


def _value(written: Any) -> Any:
    """A value as `toml_values` writes it."""
    match written:
        case {"table": table}:
            return {key: _value(item) for key, item in table.items()}
        case {"number": number}:
            return Decimal(number)
        case {"day": day}:
            return dt.date.fromisoformat(day)
        case list():
            return [_value(item) for item in written]
    return written
