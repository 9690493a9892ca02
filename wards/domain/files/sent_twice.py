"""A form sent twice (a second tap, a line that broke off): what its first sending laid down is found again.

Whoever asks waits, to the end of the transaction, for the other sendings of the same person.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from wards.models import Entry, Evidence, EvidenceFile, Officer

WITHIN = dt.timedelta(minutes=1)


def laid_down(
    *, entry: Entry, by: Officer, digests: Iterable[str] | None, pages: str | None = None, **data: Any
) -> Evidence | None:
    """What this person just laid down for this line with the same data, pages and files (None: whichever)."""
    _wait_for_others(by)
    at = {"citations__entry": entry} | ({} if pages is None else {"citations__pages": pages})
    found = Evidence.objects.filter(**at, created_by=by, created_at__gt=timezone.now() - WITHIN, **data)
    wanted = None if digests is None else set(digests)
    for evidence in found.order_by("-pk"):
        if wanted in (None, set(evidence.files.values_list("content__sha256", flat=True))):
            return evidence
    return None


def revised(*, evidence: Evidence, by: Officer, **data: Any) -> Evidence | None:
    """The version by which this person just replaced the document, with the same data."""
    _wait_for_others(by)
    found = Evidence.objects.filter(revises=evidence, created_by=by, created_at__gt=timezone.now() - WITHIN, **data)
    return found.first()


def added(*, evidence: Evidence, by: Officer) -> bool:
    """Whether this person just added files to the document."""
    found = EvidenceFile.objects.filter(evidence=evidence, uploaded_by=by)
    return found.filter(uploaded_at__gt=timezone.now() - WITHIN).exists()


def _wait_for_others(by: Officer) -> None:
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
