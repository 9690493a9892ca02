"""What workers draw under a lease, so that late, repeated and killed tasks are harmless."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DrawingState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("paper", "Waiting to be drawn")
    DRAWING = "drawing", pgettext_lazy("paper", "Being drawn")
    READY = "ready", pgettext_lazy("paper", "Ready")
    FAILED = "failed", pgettext_lazy("paper", "Could not be drawn")
    CANCELLED = "cancelled", pgettext_lazy("paper", "Cancelled")


class Drawing(models.Model):
    """Work for one worker at a time: claimed with a token, held by a lease, written only while the token stands."""

    State = DrawingState

    state = models.CharField(_("state"), max_length=9, choices=DrawingState, default=DrawingState.QUEUED)
    digest = models.CharField(_("digest"), max_length=64)  # of all the drawing depends on
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)

    sent_at = models.DateTimeField(_("handed to the workers at"), default=timezone.now)  # for the last time
    token = models.UUIDField(_("claim"), null=True, blank=True)  # of the claim that is drawing now
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)  # after it, anyone may claim anew
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.TextField(_("fault"), blank=True)  # for the log and the administrator; pages show their own words
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_unfinished(self) -> bool:
        return self.state in {DrawingState.QUEUED, DrawingState.DRAWING}
