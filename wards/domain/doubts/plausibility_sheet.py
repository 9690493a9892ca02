"""Basic figures as an Excel sheet: one row a ward, one column a subject. Read all or nothing."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils import get_column_letter

from emulation import signs
from emulation.text import read_number, search_key
from wards.domain.doubts import plausibility_registry as registry
from wards.domain.doubts.plausibility_registry import Given, Subject
from wards.domain.files import bounded, workbook
from wards.models import Officer, RegistryFigure, Ward

CODE, NAME, SOURCE = "Mã đơn vị", "Đơn vị", "Nguồn số liệu"  # headings stay Vietnamese: the file outlives the page
COLUMNS = {
    Subject.HOUSEHOLDS: "Số hộ", Subject.PEOPLE: "Số người", Subject.GROUPS: "Số tổ dân phố",
    Subject.UNITS: "Số cơ quan, đơn vị, doanh nghiệp", Subject.SCHOOLS: "Số trường học",
}  # fmt: skip
HEAD_WITHIN, MOST_ROWS, MOST_COLUMNS, MOST_FAULTS = 20, 2000, 30, 30
MOST_UNPACKED, MEMORY = 20 * 1024 * 1024, 512 * 1024 * 1024  # bytes: of all its parts, of the process that reads it
logger = logging.getLogger(__name__)


class Refused(Exception):
    """Nothing of the sheet was taken; `faults` are sentences that name row and column."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        more = len(faults) - MOST_FAULTS
        cut = [ngettext("and %(n)d more fault", "and %(n)d more faults", more) % {"n": more}] if more > 0 else []
        self.faults = [*faults[:MOST_FAULTS], *cut]


@dataclass(frozen=True)
class Read:
    """What a sheet says: a number with its source by ward and subject; cells left empty say nothing."""

    wards: Mapping[Ward, Mapping[str, Given]]


def write(*, wards: Iterable[Ward], known: Mapping[int, Mapping[str, RegistryFigure]], year: int) -> bytes:
    """The sheet with what is on record, to be completed and brought back."""
    rows = []
    for ward in wards:
        has = known.get(ward.pk, {})
        numbers = [has[subject].value.normalize() + 0 if subject in has else None for subject in COLUMNS]
        sources = sorted({row.source for row in has.values()})
        rows.append([ward.code, ward.name, *numbers, "; ".join(sources)[:200]])
    return workbook.write(
        workbook.Table(
            name=f"Số liệu cơ bản {year}", title=f"Số liệu cơ bản năm {year}",
            notes=["Ô để trống: giữ nguyên số đang có. Mỗi dòng có số phải ghi nguồn số liệu."],
            headings=[CODE, NAME, *COLUMNS.values(), SOURCE], widths=[12, 28, 12, 12, 14, 20, 14, 36], rows=rows,
        )
    )  # fmt: skip


def read(file: IO[bytes], *, wards: Iterable[Ward]) -> Read:
    """What the sheet says of these wards. Raises Refused with every fault."""
    rows = _rows(file)
    head = next((at for at, row in enumerate(rows[:HEAD_WITHIN]) if _is_(row, CODE)), None)
    if head is None:
        raise Refused([_("No heading “%(heading)s” in the first %(n)d rows.") % {"heading": CODE, "n": HEAD_WITHIN}])
    if len(rows) > MOST_ROWS:
        raise Refused([_("The sheet has more than %(n)d rows.") % {"n": MOST_ROWS}])
    return _Reading(rows[head], {ward.code: ward for ward in wards}).of(rows[head + 1 :], first=head + 2)


def _rows(file: IO[bytes]) -> list[list[Any]]:
    """What stands in the first sheet, read in a process of its own: a small file can keep a reader busy for minutes."""
    unreadable = Refused([_("The file cannot be read as an Excel sheet (.xlsx).")])
    try:
        with ZipFile(file) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except (BadZipFile, OSError, ValueError) as error:
        raise unreadable from error
    if unpacked > MOST_UNPACKED:
        raise Refused([_("The file holds far more than such a sheet: copy the table into an empty one.")])
    file.seek(0)
    try:
        done = bounded.run("sheet_rows.py", str(MOST_ROWS + 1), str(MOST_COLUMNS), data=file.read(), memory=MEMORY)
    except bounded.TooSlow as error:
        raise Refused(
            [_("Reading the file takes too long. Try again later, or copy the table into an empty one.")]
        ) from error
    if done.returncode:
        logger.warning("a sheet was not read: %s", done.stderr[-500:].decode(errors="replace"))
        raise unreadable
    found: list[list[Any]] = signs.clean_all(json.loads(done.stdout))
    return found


@transaction.atomic
def keep(*, read: Read, year: int, by: Officer) -> tuple[int, int]:
    """Write all of it; returns how many wards and numbers changed. Raises NotAllowed."""
    in_order = sorted(read.wards.items(), key=lambda row: row[0].pk)  # whatever the sheet's: two at once must not cross
    changed = [registry.keep(ward=ward, year=year, given=given, by=by) for ward, given in in_order]
    return sum(bool(count) for count in changed), sum(changed)


def _is_(row: Sequence[Any], heading: str) -> bool:
    return any(search_key(str(cell)) == search_key(heading) for cell in row if cell is not None)


class _Reading:
    """Goes through the rows below the headings and remembers every fault."""

    def __init__(self, headings: Sequence[Any], wards: Mapping[str, Ward]) -> None:
        at = {search_key(str(cell)): place for place, cell in enumerate(headings) if cell is not None}
        self.wards, self.faults = wards, list[str]()
        self.code, self.source = at[search_key(CODE)], at.get(search_key(SOURCE))
        self.columns = {subject: at[search_key(name)] for subject, name in COLUMNS.items() if search_key(name) in at}
        if not self.columns or self.source is None:
            wanted = ", ".join(f"“{name}”" for name in [*COLUMNS.values(), SOURCE])
            raise Refused([_("The sheet needs these headings: %(headings)s.") % {"headings": wanted}])

    def of(self, rows: Sequence[Sequence[Any]], *, first: int) -> Read:
        found: dict[Ward, Mapping[str, Given]] = {}
        for number, row in enumerate(rows, start=first):
            if all(cell in (None, "") for cell in row):
                continue
            ward = self._ward(row, number)
            given = self._numbers(row, number)
            if ward in found:
                self._fault(number, self.code, _("%(ward)s stands here a second time.") % {"ward": ward})
            elif ward is not None and given:
                found[ward] = given
        if self.faults:
            raise Refused(self.faults)
        if not found:
            raise Refused([_("The sheet has no number below its headings.")])
        return Read(found)

    def _ward(self, row: Sequence[Any], number: int) -> Ward | None:
        cell = row[self.code]
        code = f"{cell:05d}" if isinstance(cell, int) else str(cell or "").strip()  # Excel drops leading zeros
        ward = self.wards.get(code)
        if ward is None:
            told = _("“%(code)s” is no unit of your office in this year.") % {"code": code}
            self._fault(number, self.code, told if code else _("The code of the unit is missing."))
        return ward

    def _numbers(self, row: Sequence[Any], number: int) -> dict[str, Given]:
        source = str(row[self.source or 0] or "").strip()
        given: dict[str, Given] = {}
        for subject, place in self.columns.items():
            if row[place] in (None, ""):
                continue
            try:
                value = _number(row[place])
            except ValidationError as error:
                self._fault(number, place, " ".join(error.messages))
                continue
            given[subject] = Given(value, source)
            wrong = registry.check(Given(value, source or "-"))
            if wrong:
                self._fault(number, place, wrong)
        if given and not source:
            self._fault(number, self.source or 0, _("Say where this number is from."))
        return given

    def _fault(self, row: int, column: int, told: str) -> None:
        words = {"row": row, "column": get_column_letter(column + 1), "told": told}
        self.faults.append(_("Row %(row)d, column %(column)s: %(told)s") % words)


def _number(cell: Any) -> Decimal:
    """A number, or what was typed as words: "1.234". Raises ValidationError."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return read_number(str(cell)[:40], decimals=0)
    return Decimal(str(cell))
