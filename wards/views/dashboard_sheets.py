"""What an overview's page shows, as the Excel file of it: the same rows, columns and numbers."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from emulation.templatetags.vietnamese import clock, day
from emulation.text import write_number
from wards.domain.files import workbook
from wards.domain.files.workbook import Table, Value
from wards.domain.overviews import overview as overviews
from wards.domain.overviews.overview import Column, Row
from wards.models import Officer, Period, Side, State
from wards.views.dashboard_choice import SORTS, STATE_CHOICES, Choice, WardsChoice

UNIT_WIDTH, WORDS_WIDTH, FIGURE_WIDTH = 26, 24, 13


def answer(*tables: Table, name: tuple[str, ...]) -> HttpResponse:
    """The file under a name that every disk takes, and for browsers that can, with its diacritics."""
    response = HttpResponse(workbook.write(*tables), content_type=workbook.MEDIA_TYPE)
    pretty = quote(" - ".join(name).replace("/", "-") + ".xlsx", safe="")
    response["Content-Disposition"] = f"attachment; filename=\"{workbook.file_name(*name)}\"; filename*=UTF-8''{pretty}"
    return response


def notes(*, period: Period, by: Officer, said: Sequence[str] = (), illustrative: int = 0) -> list[str]:
    """What must be known of the figures wherever the file goes."""
    now = timezone.now()
    told = [
        _("Period: %(period)s") % {"period": period},
        *said,
        _("Made at %(clock)s on %(day)s by %(person)s") % {"clock": clock(now), "day": day(now), "person": by},
    ]
    if illustrative:
        told.append(_("Illustrative figures: %(count)d units, marked in the last column.") % {"count": illustrative})
    if period.criteria_set.is_provisional:
        told.append(period.criteria_set.provisional_notice)
    return told


def filters(choice: Choice, *, sort: object) -> str:
    """ "Lọc: Trạng thái: Đã nộp; có chữ “dien”. Sắp xếp theo: Tên." """
    state = next((str(label) for value, label in STATE_CHOICES if value == choice.state), _("All"))
    words = _("Filters: state: %(state)s") % {"state": state}
    if choice.q:
        words += "; " + _("name with “%(words)s”") % {"words": choice.q}
    return words + ". " + _("Sorted by: %(sort)s.") % {"sort": sort}


def side_words(side: str) -> str:
    return _("Self-assessed points") if side == Side.SELF else _("Appraised points")


def nothing(side: str) -> str:
    return _("No figure yet") if side == Side.SELF else _("Not appraised yet")


def wards_table(
    *, period: Period, columns: Sequence[Column], rows: Sequence[Row], choice: WardsChoice, by: Officer
) -> Table:
    """The overview: a row for each ward shown, in the same order and on the same side."""
    other = Side.OFFICE if choice.side == Side.SELF else Side.SELF
    criteria = [
        _("%(criterion)s (at most %(points)s)")
        % {"criterion": f"{c.number}. {c.short}", "points": write_number(c.max_points)}
        for c in columns
    ]
    counted = _("Lines with a figure") if choice.side == Side.SELF else _("Lines appraised")
    headings = [
        _("Unit"), _("State"), _("Deadline"), _("Deadline of what"), side_words(choice.side), counted, _("Lines"),
        _("Criteria met"),
        *criteria, side_words(other), _("Notes"),
    ]  # fmt: skip
    said = [
        filters(choice, sort=SORTS[choice.sort]),
        _("Points of the criteria: %(side)s") % {"side": Side(choice.side).label},
    ]
    return Table(
        name=_("Overview"), title=_("Overview: %(period)s") % {"period": period},
        notes=notes(period=period, by=by, said=said, illustrative=sum(row.illustrative for row in rows)),
        headings=headings,
        widths=[UNIT_WIDTH, 20, 13, 18, *[FIGURE_WIDTH] * (len(columns) + 5), 44],
        rows=(ward_row(row, columns, choice.side, other) for row in rows),
    )  # fmt: skip


def ward_row(row: Row, columns: Sequence[Column], side: str, other: str) -> list[Value]:
    own = row.sides.get(side)
    return [
        row.ward, state_words(row), timezone.localtime(row.deadline).date(), deadline_words(row),
        shown_points(row, side), overviews.settled_lines(row, side), own.of if own else None, own.met if own else None,
        *(cell_value(row, column, side) for column in columns),
        shown_points(row, other), "; ".join(remarks(row, columns)),
    ]  # fmt: skip


def deadline_words(row: Row) -> str:
    """Whether the deadline is the period's, one ward's own, or for what the office asked to complete."""
    names = {"completion": pgettext("deadline", "Completion"), "extended": pgettext("deadline", "Hand-in, extended")}
    return names.get(row.deadline_of, pgettext("deadline", "Hand-in"))


def shown_points(row: Row, side: str) -> Decimal | str:
    """Nothing is not zero."""
    return row.sides[side].points if overviews.has_figures(row, side) else nothing(side)


def cell_value(row: Row, column: Column, side: str) -> Decimal | str:
    cell = row.cells.get(column.pk)
    return cell.points if cell and cell.provided else nothing(side)


def state_words(row: Row) -> str:
    """The state as the page tells it: "Cần bổ sung 3 chỉ tiêu", "Đang nhập, Quá hạn"."""
    words = str(State(row.state).label)
    if row.state == State.TO_COMPLETE and row.to_complete:
        words += " " + ngettext("%(n)s line", "%(n)s lines", row.to_complete) % {"n": row.to_complete}
    return f"{words}, {_('Overdue')}" if row.is_overdue else words


def remarks(row: Row, columns: Sequence[Column]) -> Iterator[str]:
    """What the page says by marks: made up, being recomputed, criteria not met or not whole."""
    if row.illustrative:
        yield _("Illustrative figures")
    if row.is_stale:
        yield _("points being recomputed")
    cells = [(column.number, row.cells[column.pk]) for column in columns if column.pk in row.cells]
    missed = [number for number, cell in cells if cell.provided and not cell.met]
    some = [f"{number} ({cell.provided}/{cell.of})" for number, cell in cells if 0 < cell.provided < cell.of]
    if missed:
        yield pgettext("criteria", "not met: %(numbers)s") % {"numbers": ", ".join(missed)}
    if some:
        yield pgettext("criteria", "not every figure: %(numbers)s") % {"numbers": ", ".join(some)}
