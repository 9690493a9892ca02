"""Read the first sheet of an Excel file: run by `bounded`, away from the web server.

`sheet_rows.py ROWS COLUMNS` reads the file from standard input and writes its first rows as JSON, a list of lists of
what stands in the cells: text, a finite number or null; exit 3: it cannot be read.
"""

import io
import json
import math
import sys
from typing import Any

import openpyxl

UNREADABLE = 3
CELL = 300  # signs of a cell
LARGEST = 10**15  # what is larger is no count of anything: it goes on as text


def rows(data: bytes, *, most: int, columns: int) -> list[list[Any]]:
    """The values last computed in the sheet's cells."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    found = sheet.iter_rows(max_row=most, max_col=columns, values_only=True)
    return [[plain(cell) for cell in row] for row in found]


def plain(value: Any) -> Any:
    """As JSON can carry it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is None or (is_number and math.isfinite(value) and abs(value) < LARGEST):
        return value
    return str(value)[:CELL]


def main(most: str, columns: str) -> int:
    data = sys.stdin.buffer.read()
    try:
        read = json.dumps(rows(data, most=int(most), columns=int(columns)), ensure_ascii=False)
    except Exception as error:  # strangers' bytes: any fault of a reader means the same
        print(type(error).__name__, error, file=sys.stderr)
        return UNREADABLE
    sys.stdout.buffer.write(read.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
