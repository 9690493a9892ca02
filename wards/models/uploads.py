"""Files on their way: what has arrived of each, until it is whole and attached, or given up."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wards.models.units import Officer, Ward


class Upload(models.Model):
    """A file sent piece by piece over a weak line. The pieces lie in the storage; `received` counts their bytes.

    Nothing here is evidence: it becomes a file of a document only whole, checked and attached.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="uploads")
    ward = models.ForeignKey(Ward, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    fingerprint = models.CharField(max_length=200, blank=True)  # digests of its form and of the file
    started_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_not_above_size"),
        ]
        indexes = [models.Index(name="upload_idle", fields=["touched_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.received == self.size
