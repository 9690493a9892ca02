"""Read a TOML file: run by `bounded`, away from the web server.

`toml_values.py VALUES DEPTH` reads the file from standard input and writes JSON: what it says, or the number of the
line where it is no TOML. A table is written as `{"table": …}`, a decimal as `{"number": "0.5"}`, a day as
`{"day": "2019-04-20"}`; what no criteria set holds (times, numbers out of all bounds) as null. Exit 3: more values, or
deeper ones, than asked for.
"""

import datetime as dt
import json
import re
import resource
import sys
import tomllib
from decimal import Decimal
from typing import Any

UNREADABLE = 3
CPU_SECONDS = 2  # a set takes a hundredth; a key of thousands of parts would take minutes
FARTHEST = 30  # powers of ten


class Unreadable(Exception):
    """There is more of it than asked for."""


class Written(str):
    """A decimal as it is written."""


class Values:
    """Goes through the values and counts them."""

    def __init__(self, most: int, deepest: int) -> None:
        self.left, self.deepest = most, deepest

    def plain(self, value: Any, depth: int = 0) -> Any:
        """As JSON can carry it."""
        self.left -= 1
        if self.left < 0 or depth > self.deepest:
            raise Unreadable
        if isinstance(value, dict):
            return {"table": {key: self.plain(item, depth + 1) for key, item in value.items()}}
        if isinstance(value, list):
            return [self.plain(item, depth + 1) for item in value]
        if isinstance(value, Written):
            number = Decimal(value) if len(value) <= 2 * FARTHEST else Decimal("nan")
            is_near = number.is_finite() and abs(number.adjusted()) <= FARTHEST
            return {"number": value} if is_near else None
        if type(value) is dt.date:
            return {"day": value.isoformat()}
        if isinstance(value, int) and abs(value) >= 10**FARTHEST:
            return None
        return value if isinstance(value, str | int) else None


def read(text: str, *, most: int, deepest: int) -> Any:
    """What to write. Raises Unreadable, RecursionError, or ValueError for a number of thousands of digits."""
    try:
        return Values(most, deepest).plain(tomllib.loads(text, parse_float=Written))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column", str(error))
        return int(at[1]) if at else text.count("\n") + 1


def main(*asked: str) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    most, deepest = map(int, asked)
    try:
        written = json.dumps(read(sys.stdin.buffer.read().decode(), most=most, deepest=deepest)).encode()
    except (Unreadable, RecursionError, ValueError, MemoryError) as error:
        print(type(error).__name__, str(error)[:200], file=sys.stderr)
        return UNREADABLE
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
