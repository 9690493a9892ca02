"""The records the plumbing keeps, and those of the logins, which axes keeps."""

from axes.models import AccessAttempt, AccessLog
from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """The last sign of life of a worker: proof that beat, broker and worker all run, read by the readiness page."""

    worker = models.CharField(_("worker"), max_length=255, unique=True)
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")

    def __str__(self) -> str:
        return self.worker


class Rate(models.Model):
    """How often one address asked for something in the time that is counted; see `emulation.rates`."""

    key = models.CharField(max_length=64, unique=True)  # a keyed digest: whose address it is cannot be read from it
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key[:12]}: {self.count}"


class FailedLogin(AccessAttempt):
    """Wrong passwords under one name from one place. Axes names its records in English past translating."""

    class Meta:
        proxy = True
        verbose_name = _("failed login")
        verbose_name_plural = _("failed logins")

    def __str__(self) -> str:
        return f"{self.username}, {self.ip_address}"


class Login(AccessLog):
    """Who logged in, when and from where."""

    class Meta:
        proxy = True
        verbose_name = _("login")
        verbose_name_plural = _("logins")

    def __str__(self) -> str:
        return f"{self.username}, {self.ip_address}"
