"""Award history: recording grants, and which of them a paper lists."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from awards.domain import facts
from awards.models import Grant
from awards.queries.grants import standing
from emulation.text import canonical
from wards.models.units import Officer, Ward

# Luật Thi đua, khen thưởng 2003 Điều 8 (2022: Điều 9): these begin a form of reward; anything else is a title.
REWARDS = (
    "huân chương",
    "huy chương",
    "kỷ niệm chương",
    "giải thưởng",
    "bằng khen",
    "giấy khen",
    "thư khen",
    "anh hùng",
)

KIND = "grant"  # of its entries in the ledger


def form_of(title: str) -> str:
    """Which table of a report's part III a title belongs to, by its first words."""
    return Grant.Form.REWARD if title.strip().lower().startswith(REWARDS) else Grant.Form.TITLE


@transaction.atomic
def record_grant(
    *,
    ward: Ward,
    title: str,
    recipient: str,
    authority: str,
    year: int | None = None,
    years_text: str = "",
    decision_number: str = "",
    decision_date: dt.date | None = None,
    source: str = "",
    by: Officer | None = None,
) -> Grant:
    """Record what was conferred, once: the same grant again is returned as it stands. Goes into the ledger."""
    grant, is_new = Grant.objects.get_or_create(
        ward=ward,
        title=title,
        recipient=recipient,
        year=year,
        years_text=years_text,
        defaults={
            "form": form_of(title),
            "authority": authority,
            "decision_number": decision_number,
            "decision_date": decision_date,
            "source": source,
            "recorded_by": by,
        },
    )
    if is_new:
        enter_in_ledger(grant=grant, by=by)
    return grant


def restate_grant(
    *, grant: Grant, authority: str, decision_number: str, decision_date: dt.date | None, source: str, by: Officer
) -> Grant:
    """Let a grant say what its decision says by now; told to the ledger anew where that is something else."""
    says = {"authority": authority, "decision_number": decision_number, "decision_date": decision_date,
            "source": source}  # fmt: skip
    if all(getattr(grant, name) == value for name, value in says.items()):
        return grant
    for name, value in {**says, "recorded_by": by, "recorded_at": timezone.now()}.items():
        setattr(grant, name, value)
    grant.save(update_fields=[*says, "recorded_by", "recorded_at"])
    enter_in_ledger(grant=grant, by=by)
    return grant


def enter_in_ledger(*, grant: Grant, by: Officer | None) -> None:
    """Write what the grant says now into the ledger: it can be corrected, but not quietly."""
    facts.enter_in_ledger(kind=KIND, subject=f"{grant.ward}: {grant}", text=_text(grant), by=by)


def unproven_grants() -> Iterator[Any]:
    """Grants that are not what the ledger was told of them last, and entries whose grant is gone."""
    rows = Grant.objects.select_related("ward").order_by("id").iterator()
    return facts.unproven(kind=KIND, records=((grant, _text(grant)) for grant in rows), corrected=True)


def _text(grant: Grant) -> str:
    says = {
        "id": grant.pk, "by": grant.recorded_by_id, "at": grant.recorded_at,
        "ward": grant.ward.code, "form": grant.form, "title": grant.title, "recipient": grant.recipient,
        "authority": grant.authority, "year": grant.year, "years_text": grant.years_text,
        "decision_number": grant.decision_number, "decision_date": grant.decision_date, "source": grant.source,
    }  # fmt: skip
    return canonical(says)


def grants_up_to(*, ward: Ward, last_year: int) -> QuerySet[Grant]:
    """Grants a report on a period may list: see `all_grants_up_to`."""
    return all_grants_up_to(wards=[ward], last_year=last_year)


def all_grants_up_to(*, wards: Iterable[Ward], last_year: int) -> QuerySet[Grant]:
    """Grants that reports of these wards on a period may list: of its last year or before.

    A report proves what stood when the period ended; a grant of a later year (such as the very title it asks for)
    would read as if it had been known. Grants whose years no source lists are included: they name no later year.
    One that a corrected decision took back is none.
    """
    return standing().filter(Q(year__lte=last_year) | Q(year=None), ward__in=wards).order_by("year", "id")
