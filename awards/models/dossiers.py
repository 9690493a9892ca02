"""Hồ sơ trình tỉnh: the wards an office proposes together, and how far they have come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.councils import Ballot, Meeting
from wards.models.ledger import append_only
from wards.models.units import Office


class Dossier(models.Model):
    """One round of proposals of an office in a period. `revision` is raised when the province returns it."""

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("dossier", "Being prepared")
        FORWARDED = "forwarded", pgettext_lazy("dossier", "Forwarded to the province")
        RECEIVED = "received", pgettext_lazy("dossier", "Received by the province")
        RETURNED = "returned", pgettext_lazy("dossier", "Returned by the province")
        DECIDED = "decided", pgettext_lazy("dossier", "Decided")

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("appraising office"))
    period = models.ForeignKey("wards.Period", models.PROTECT, related_name="+", verbose_name=_("period"))
    number = models.PositiveSmallIntegerField(_("round of proposals"))  # of this office and period, from 1: "đợt 1"
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("meeting of the council")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PREPARING)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "period", "number"], name="dossier_once"),
            models.CheckConstraint(
                condition=Q(state__in=["preparing", "forwarded", "received", "returned", "decided"]),
                name="dossier_state",
            ),
        ]

    def __str__(self) -> str:
        return _("%(period)s, round %(number)d") % {"period": self.period, "number": self.number}

    @property
    def is_open(self) -> bool:
        """Its wards and papers can still change: the office has it."""
        return self.state in {self.State.PREPARING, self.State.RETURNED}


class KeptVote(models.Model):
    """Giữ nguyên kết quả biểu quyết: why a vote stands although what was voted on changed after it.

    `dossier` where the head says it of a round of proposals; none where the ward's leader does, or whoever closes.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="kept_votes")
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="+")
    basis = models.TextField()  # what stands now, as canonical text: changed once more, it is asked again
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote that stands")
        verbose_name_plural = _("votes that stand")
        ordering = ["-id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.ballot}: {self.reason}"


class DossierWard(models.Model):
    """A ward named in a dossier; an assessment stands in one at most."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="wards")
    assessment = models.OneToOneField("wards.Assessment", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["dossier_id", "position", "id"]

    def __str__(self) -> str:
        return f"{self.assessment}"
