"""Whether a JPEG has all its rows. Pillow cannot be asked: WeasyPrint tells it, process-wide, to forgive what is
missing, and its decoder fills up silently what was cut out before the end mark."""

import io
import re
from typing import IO

from PIL import Image

MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
NOISE = bytes((number * 89 + 23) % 251 for number in range(256))
# A picture that is whole never reads past its data, so what is put behind them changes nothing. The restart marks
# among it are for pictures that were cut off exactly at one.
FILLER = NOISE + b"".join(b"\xff" + bytes([0xD0 + number]) + NOISE for number in range(8))


def end(data: bytes) -> int | None:
    """Where the end mark of the picture stands; None if there is none."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xD9:
            return at
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xDA:  # picture data: runs to the next mark that is neither an escape nor a restart
            found = MARK.search(data, at)
            at = found.start() if found else len(data)
    return at if data[at : at + 2] == b"\xff\xd9" else None


def is_complete(file: IO[bytes]) -> bool:
    """Whether the picture looks the same with other data behind its own. Raises Pillow's errors."""
    file.seek(0)
    data = file.read()
    stop = end(data)
    if stop is None:
        return False
    return _pixels(io.BytesIO(data)) == _pixels(io.BytesIO(data[:stop] + FILLER + data[stop:]))


def _pixels(file: IO[bytes]) -> bytes:
    """The picture at half its size: little enough to hold twice, and every block still shows its detail."""
    with Image.open(file, formats=["JPEG"]) as image:
        image.draft(None, (max(1, image.width // 2), max(1, image.height // 2)))
        image.load()
        return image.tobytes()
