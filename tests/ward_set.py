"""The 2019 set for hundreds of tests: the first one loads it as production does, the others copy its rows."""

from copy import copy
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from wards.domain import ledger
from wards.domain.criteria import catalogue
from wards.models import Band, CriteriaSet, Criterion, Indicator, LedgerEntry, Option

PATH = Path(__file__).resolve().parent.parent / "wards" / "catalogues" / "model-ward-2019.toml"
PARTS = tuple(model._meta.db_table for model in (Criterion, Indicator, Band, Option))

_set: CriteriaSet | None = None
_text = ""
_rows: dict[str, bytes] = {}  # by table, as COPY writes them; their numbers are this database's and never given again


def load() -> CriteriaSet:
    """Into a database that has no other."""
    if _set is None:
        _keep(catalogue.load(path=PATH).criteria_set)
    else:
        _copy(_set)
    return CriteriaSet.objects.get(code="model-ward-2019")


def _keep(loaded: CriteriaSet) -> None:
    global _set, _text
    with connection.cursor() as cursor:
        for table in PARTS:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                _rows[table] = b"".join(rows)
    _set = CriteriaSet.objects.get(pk=loaded.pk)
    _text = LedgerEntry.objects.latest("pk").text


@transaction.atomic
def _copy(kept: CriteriaSet) -> None:
    """A draft first: what is published takes no criteria."""
    draft = copy(kept)
    draft.status, draft.published_at, draft.digest = CriteriaSet.Status.DRAFT, None, ""
    draft.save(force_insert=True)
    with connection.cursor() as cursor:
        for table, content in _rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as rows:
                rows.write(content)
    kept.published_at = timezone.now()
    kept.save(update_fields=["status", "published_at", "digest"])
    ledger.append(kind="criteria_set_published", subject=kept.code, text=_text, by=None)
