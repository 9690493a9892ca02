"""The rules of a period, told to the ledger when it is opened and whenever somebody changes them."""

from collections.abc import Iterator

from django.db.models import Model

from emulation.text import canonical
from wards.domain import ledger
from wards.models import Officer, Period

KIND = "period"  # of its entries in the ledger
RULES = ("title", "first_year", "last_year", "reference_date", "ward_deadline", "office_deadline", "needs_papers")


def tell(*, period: Period, by: Officer | None) -> None:
    """Write what the period says now into the ledger, if that is something new; in the transaction that wrote it."""
    text = period_text(period)
    if text != ledger.last_text(kind=KIND, record=period.pk):
        ledger.append(kind=KIND, subject=str(period), text=text, by=by)


def period_text(period: Period) -> str:
    """Its set, years, days, and whether papers are handed in."""
    said = {name: getattr(period, name) for name in RULES}
    return canonical({"id": period.pk, "set": period.criteria_set.code, **said})


def unproven_periods() -> Iterator[Model]:
    """Periods that are not what the ledger was told of them last, and entries whose period is gone."""
    rows = Period.objects.select_related("criteria_set").order_by("pk")
    return ledger.unproven(kind=KIND, records=((row, period_text(row)) for row in rows), corrected=True)
