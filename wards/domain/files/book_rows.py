"""Read all sheets of an Excel file: run by `bounded`, away from the web server.

`book_rows.py SHEETS ROWS COLUMNS SIGNS` reads the file from standard input and writes its first sheets as JSON: by
name a list of rows, each a list of what stands in the cells (text of at most so many signs, a finite number, true,
false or null); exit 3: it cannot be read.
"""

import io
import json
import math
import sys
from typing import Any

import openpyxl

UNREADABLE = 3
LARGEST = 10**15  # what is larger is no figure of anything: it goes on as text


def sheets(data: bytes, *, most: int, rows: int, columns: int, signs: int) -> dict[str, list[list[Any]]]:
    """The values last computed in the cells."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return {
        sheet.title: [
            [plain(cell, signs) for cell in row]
            for row in sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)
        ]
        for sheet in book.worksheets[:most]
    }


def plain(value: Any, signs: int) -> Any:
    """As JSON can carry it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is None or isinstance(value, bool) or (is_number and math.isfinite(value) and abs(value) < LARGEST):
        return value
    return str(value)[:signs]


def main(*asked: str) -> int:
    most, rows, columns, signs = map(int, asked)
    data = sys.stdin.buffer.read()
    try:
        found = sheets(data, most=most, rows=rows, columns=columns, signs=signs)
        read = json.dumps(found, ensure_ascii=False).encode()
    except Exception as error:  # strangers' bytes: any fault of a reader means the same
        print(type(error).__name__, error, file=sys.stderr)
        return UNREADABLE
    sys.stdout.buffer.write(read)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
