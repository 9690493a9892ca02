"""The ledger: one chain of hashes over everything that must never be altered quietly."""

import pgtrigger
from django.conf import settings
from django.db import models


def append_only() -> pgtrigger.Protect:
    """The trigger of a table whose rows are only ever added: a correction is a new row."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class LedgerEntry(models.Model):
    """One act, chained to the one before it by SHA-256, so that a row altered or taken out later shows."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # NULL: a command
    subject = models.CharField(max_length=200)
    text = models.TextField()  # canonical text: digests are of these bytes, never of a jsonb round trip
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"
