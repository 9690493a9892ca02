"""Files of awards in the storage, by the records that hold their digests."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from awards.models import AwardDecision, BinderPart, Paper, Scan


def kept_files() -> Iterator[tuple[Any, str, str]]:
    """Every drawn paper (drafts too), scan, bound volume and decision: record, name, digest (settings.KEPT_FILES)."""
    drawn = Paper.objects.filter(state=Paper.State.READY).defer("context")
    rows: tuple[QuerySet[Any], ...] = (
        drawn, Scan.objects.all(), BinderPart.objects.defer("contents"), AwardDecision.objects.all(),
    )  # fmt: skip
    for records in rows:
        for record in records.order_by("id").iterator():
            yield record, str(record.file), record.sha256
