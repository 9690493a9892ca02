"""Whether a PNG has all its pixels, without ever holding them: Pillow cannot be asked, since WeasyPrint tells it,
process-wide, to forgive what is missing."""

import struct
import zlib
from collections.abc import Iterator
from typing import IO

SIGN = 8  # bytes before the first chunk
STEP = 1024 * 1024
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by kind of colour
WHOLE = ((0, 0, 1, 1),)
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))

DAMAGED = (zlib.error, struct.error, KeyError)


def is_complete(file: IO[bytes]) -> bool:
    """Whether the picture data unpack to every row. Raises one of DAMAGED."""
    missing, unpacking = 0, zlib.decompressobj()
    for kind, content in _chunks(file):
        if kind == b"IHDR":
            missing = _size(content)
        while kind == b"IDAT" and content and missing > 0:
            missing -= len(unpacking.decompress(content, STEP))
            content = unpacking.unconsumed_tail
    return missing <= 0


def _chunks(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    file.seek(SIGN)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack(">I4s", file.read(8))
        yield kind, file.read(length)
        file.seek(4, 1)  # its checksum, proved already


def _size(header: bytes) -> int:
    """Bytes of all rows, each with its filter, of one pass or of seven."""
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", header)
    size = 0
    for left, top, across, down in ADAM7 if interlaced else WHOLE:
        columns, rows = -((left - width) // across), -((top - height) // down)
        if columns > 0 and rows > 0:
            size += rows * (1 - (-columns * depth * CHANNELS[colour]) // 8)
    return size
