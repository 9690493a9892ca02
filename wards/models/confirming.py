"""How an office replaces a criteria set: the draft it works on, who confirmed it, and what stays under the old set."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wards.models.assessment import Assessment
from wards.models.catalogue import CriteriaSet
from wards.models.ledger import append_only
from wards.models.units import Office, Officer


class Draft(models.Model):
    """Dự thảo: the next version of a set, written by one office. What it says is the text kept in its set.

    The set has no criteria of its own in the database before it is confirmed: until then its text may still lack
    something. `version` counts the changes; a confirmation is of one of them.
    """

    criteria_set = models.OneToOneField(CriteriaSet, models.CASCADE, related_name="draft")
    office = models.ForeignKey(Office, models.PROTECT, related_name="set_drafts")
    version = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draft of a criteria set")
        verbose_name_plural = _("drafts of criteria sets")

    def __str__(self) -> str:
        return f"{self.criteria_set}, {self.office}"


class Confirmation(models.Model):
    """Xác nhận: one person compared one version of a draft with the official text, and says which text that was."""

    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="confirmations")
    version = models.PositiveIntegerField()  # of the draft
    digest = models.CharField(max_length=64)  # sha256 of the canonical text of what was confirmed
    document = models.CharField(_("number of the official text"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    place = models.CharField(_("where it was read"), max_length=200)  # "Công báo số 15, trang 3-9"
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    as_head = models.BooleanField()  # of two people at least one leads the office
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("confirmation of a criteria set")
        verbose_name_plural = _("confirmations of criteria sets")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "version", "by"], name="confirmation_once"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="confirmation_digest"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(place=""), name="confirmation_source"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.criteria_set}: {self.by}"


class Stay(models.Model):
    """Ở lại bộ cũ: by decision an assessment is finished under its set, though a confirmed one replaced that."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="stays")
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="+")  # the one it does not move to
    reason = models.TextField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="stay_reason")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.criteria_set}"
